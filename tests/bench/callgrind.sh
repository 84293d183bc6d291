#!/bin/sh
# Counts instructions, and compares them with the kept figures (callgrind.expected, which says what
# they are about). Informative: a figure depends on the compiler and its options; for one build it
# is the same every time, on every machine with the same processor features.
# Usage: callgrind.sh BENCH
set -eu
bench=$1
expected=$(dirname "$0")/callgrind.expected

command -v valgrind >/dev/null || {
    echo "callgrind.sh: valgrind is not installed"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Sets `instructions` and `counted`, what `bench --explore` printed.
count() {
    valgrind --tool=callgrind --callgrind-out-file="$work/out" --toggle-collect=exn_explore \
        "$bench" --explore "$@" >"$work/counted" 2>"$work/log" || {
        cat "$work/log"
        exit 1
    }
    instructions=$(sed -n 's/.*Collected *: *\([0-9]*\).*/\1/p' "$work/log")
    counted=$(cat "$work/counted")
}

# compare WHAT INSTRUCTIONS TIMES
compare() {
    awk -v what="$1" -v instructions="$2" -v times="$3" \
        -v kept="$(sed -n "s/^instructions per $1: //p" "$expected")" 'BEGIN {
        each = instructions / times
        printf "instructions per %-22s %6d   kept figure %6d (%+.1f %%)\n", what ":", each, kept,
               100 * (each / kept - 1)
    }'
}

# The words of `counted`: states, transitions, runs, seconds.
# shellcheck disable=SC2086
{
    count again W 3 2
    set -- $counted
    compare run "$instructions" "$3"

    count unreduced W 6 4
    set -- $counted
    small_instructions=$instructions small_transitions=$2
    compare transition "$instructions" "$2"

    count unreduced W 7 4
    set -- $counted
    compare "further transition" $((instructions - small_instructions)) \
        $(($2 - small_transitions))
}
