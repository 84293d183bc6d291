#!/bin/sh
# Counts the instructions that one run of the depth-first mode takes, on W(3,2), and compares them
# with the kept figure. Informative: the figure depends on the compiler and its options, but for one
# build it is the same every time, on every machine.
# Usage: callgrind.sh BENCH
set -eu
bench=$1
kept=$(sed -n 's/^instructions per run: //p' "$(dirname "$0")/callgrind.expected")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

command -v valgrind >/dev/null || {
    echo "callgrind.sh: valgrind is not installed"
    exit 77
}
valgrind --tool=callgrind --callgrind-out-file="$work/out" --toggle-collect=exn_check \
    "$bench" --explore >"$work/runs" 2>"$work/log" || {
    cat "$work/log"
    exit 1
}
instructions=$(sed -n 's/.*Collected *: *\([0-9]*\).*/\1/p' "$work/log")
awk -v instructions="$instructions" -v runs="$(cat "$work/runs")" -v kept="$kept" 'BEGIN {
    each = instructions / runs
    printf "instructions per run: %d\n", each
    printf "kept figure:          %d (%+.1f %%)\n", kept, 100 * (each / kept - 1)
}'
