#!/bin/sh
# Prints how many lines and branches of src/ all tests together reach.
# Usage: measure.sh BUILD_FOLDER [JOBS]
# Builds there with gcc --coverage and runs ctest; leaves src.info, lcov's tracefile, and
# missed.txt, the list of the lines that no test reaches.
set -eu
source=$(cd "$(dirname "$0")/../.." && pwd)
build=$1
jobs=${2:-2}
branches='--rc lcov_branch_coverage=1'

# A process that ends by a signal on purpose writes its counters itself, if this function is linked.
flags='--coverage -fprofile-update=atomic -fprofile-abs-path -O0 -Wl,-u,__gcov_dump'
cmake -S "$source" -B "$build" -DCMAKE_C_COMPILER=gcc -DCMAKE_BUILD_TYPE=Debug \
    "-DCMAKE_C_FLAGS=$flags" >"$build.log"
cmake --build "$build" -j "$jobs" >>"$build.log" 2>&1
build=$(cd "$build" && pwd)

# The counters of a failed test are as good as others: prints the failures and goes on.
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
