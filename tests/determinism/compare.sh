#!/bin/sh
# Builds trace-hash three times, by gcc -O0, gcc -O3 and clang -O2, and compares what they print:
# the same scenario and tape give the same trace on every compiler and optimisation level (D4).
#     compare.sh SOURCE-FOLDER WORK-FOLDER
set -eu
source=$1
work=$2
folders="core world contract subjects scenario stage result explore"
packages="libfyaml jansson libxxhash gmp"

# compile COMPILER LEVEL FOLDER: the files of one folder of src/, or trace_hash.c for `program`,
# into a folder of its own.
compile()
{
    compiler=$1
    level=$2
    folder=$3
    case $folder in
    program) set -- "$source/tests/determinism/trace_hash.c" ;;
    *) set -- "$source/src/$folder"/*.c ;;
    esac
    mkdir -p "$folder"
    cd "$folder"
    $compiler -std=c11 "$level" -D_GNU_SOURCE= -I"$source/src" -I"$source/include" \
        $(pkg-config --cflags $packages) -c "$@"
}

# build COMPILER LEVEL: prints nothing; leaves trace-hash in its own folder of the work folder.
build()
{
    rm -rf "$work/$1$2"
    mkdir -p "$work/$1$2"
    cd "$work/$1$2"
    printf '%s\n' $folders program |
        xargs -P 2 -n 1 sh "$source/tests/determinism/compare.sh" --compile "$source" "$1" "$2"
    $1 -o trace-hash */*.o $(pkg-config --libs $packages)
    ./trace-hash "$source/scenarios" >hashes
}

if [ "$source" = --compile ]; then
    source=$2
    compile "$3" "$4" "$5"
    exit
fi

command -v gcc >/dev/null || { echo "skipped: there is no gcc"; exit 77; }
build gcc -O0
build gcc -O3
variants="gcc-O3"
if command -v clang >/dev/null; then
    build clang -O2
    variants="$variants clang-O2"
fi
for variant in $variants; do
    echo "gcc-O0 and $variant, $(wc -l <"$work/gcc-O0/hashes") scenarios:"
    diff "$work/gcc-O0/hashes" "$work/$variant/hashes"
    echo "    the same"
done
command -v clang >/dev/null || { echo "skipped: there is no clang to compare with"; exit 77; }
