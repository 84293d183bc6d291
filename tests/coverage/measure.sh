#!/bin/sh
# Prints how many lines and branches of src/ the tests reach, all of them together.
# Usage: measure.sh BUILD_FOLDER [JOBS]
# Builds there with gcc --coverage and runs ctest; leaves src.info, lcov's tracefile, and the list
# of the lines that nothing reaches, missed.txt.
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
jobs=${2:-2}
branches='--rc lcov_branch_coverage=1'

# A process that dies on purpose writes its counters itself, where the linker finds that function.
flags='--coverage -fprofile-update=atomic -fprofile-abs-path -O0 -Wl,-u,__gcov_dump'
cmake -S "$source" -B "$build" -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
    "-DCMAKE_C_FLAGS=$flags" >"$build.log"
cmake --build "$build" -j "$jobs" >>"$build.log" 2>&1
build=$(cd "$build" && pwd)

# Of a failed test the counters are not worth less: the failures are told, and it goes on.
find "$build" -name '*.gcda' -delete
ctest --test-dir "$build" -C Full -j "$jobs" >"$build/ctest.log" || tail -n 20 "$build/ctest.log"

# shellcheck disable=SC2086
lcov --quiet $branches --capture --directory "$build" --output-file "$build/all.info" \
    2>"$build/lcov.log"
# shellcheck disable=SC2086
lcov --quiet $branches --extract "$build/all.info" "$source/src/*" --output-file "$build/src.info"
awk -F '[:,]' '/^SF:/ { file = $2 } /^DA:/ && $3 == 0 { print file ":" $2 }' "$build/src.info" \
    >"$build/missed.txt"
# shellcheck disable=SC2086
lcov $branches --summary "$build/src.info" 2>&1 | grep -E '^ *(lines|branches)'
