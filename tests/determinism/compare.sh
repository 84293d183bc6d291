#!/bin/sh
# Builds trace-hash with gcc -O0 and compares its output with that of TRACE-HASH: the same scenario
# and tape give the same trace with every compiler and optimisation level (D4).
#     compare.sh SOURCE-FOLDER WORK-FOLDER TRACE-HASH
set -eu
source=$1
work=$2
program=$3
folders="core base world contract contract/rules subjects zoo scenario/read stage result search
    parallel checker"
packages="libfyaml jansson libxxhash gmp"
command -v gcc >/dev/null || { echo "skipped: there is no gcc to compare with"; exit 77; }

# A folder for each folder of src/, because two files may have one name.
rm -rf "$work/plain"
for folder in $folders; do
    mkdir -p "$work/plain/$folder"
    cd "$work/plain/$folder"
    # shellcheck disable=SC2046
    gcc -std=c11 -O0 -D_GNU_SOURCE= -I"$source/src" -I"$source/include" \
        $(pkg-config --cflags $packages) -c "$source/src/$folder"/*.c
done
cd "$work/plain"
# shellcheck disable=SC2046
gcc -std=c11 -O0 -D_GNU_SOURCE= -I"$source/src" -I"$source/include" \
    $(pkg-config --cflags $packages) -o trace-hash "$source/tests/determinism/trace_hash.c" \
    $(find . -name '*.o') $(pkg-config --libs $packages)

./trace-hash "$source/scenarios" >hashes.plain
"$program" "$source/scenarios" >hashes
echo "$(wc -l <hashes) scenarios"
diff hashes.plain hashes
