#!/bin/sh
# Compares the search over states with Spin's, on the same works. The two run alternately, five
# times each; prints medians and ratios. Spin's time is the one that its pan prints, to a hundredth
# of a second, of one process; the time to make that pan is printed apart. Informative.
# Usage: spin.sh BENCH [MODEL]
# MODEL: in Promela, as pool.pml, which is the default.
set -eu
bench=$(realpath "$1")
model=$(realpath "${2:-$(dirname "$0")/pool.pml}")
rounds=5

for tool in spin gcc; do
    command -v "$tool" >/dev/null || {
        echo "spin.sh: $tool is not installed"
        exit 77
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

seconds_now() {
    date +%s.%N
}

# make_pan NAME REDUCED WORK N K
make_pan() {
    began=$(seconds_now)
    fails=
    [ "$3" = W ] || fails=-DWF
    full=
    [ "$2" = reduced ] || full=-DNOREDUCE
    # -o3: otherwise Spin merges the managers' own steps.
    # shellcheck disable=SC2086 # these are words, or none
    spin -o3 -a -DNN="$4" -DKK="$5" $fails "$model" >spin.log || {
        cat spin.log
        exit 1
    }
    # shellcheck disable=SC2086
    gcc -w -O3 -DSAFETY $full -o "pan.$1" pan.c
    awk -v began="$began" -v now="$(seconds_now)" 'BEGIN { printf "%.1f\n", now - began }' \
        >"made.$1"
}

# Appends "STATES TRANSITIONS SECONDS MEGABYTES" of one run.
run_pan() {
    "./pan.$1" -n -m100000 >pan.log
    grep -q 'errors: 0' pan.log || {
        cat pan.log
        exit 1
    }
    awk '/states, stored/ { states = $1 }
         /transitions/ { transitions = $1 }
         /total actual memory/ { megabytes = $1 }
         /elapsed time/ { seconds = $4 }
         END { print states, transitions, seconds, megabytes }' pan.log >>"$1.spin"
}

# median FILE COLUMN
median() {
    sort -n -k "$2,$2" "$1" | awk -v column="$2" '{ values[NR] = $column }
                                                  END { print values[int((NR + 1) / 2)] }'
}

# compare NAME REDUCED WORK N K
compare() {
    make_pan "$@"
    for round in $(seq "$rounds"); do
        run_pan "$1"
        "$bench" --explore "$2" "$3" "$4" "$5" >>"$1.exeunt"
        "$bench" --explore "$2" "$3" "$4" "$5" 4 >>"$1.together"
    done
    read -r spin_states spin_transitions _ megabytes <"$1.spin"
    read -r states transitions _ <"$1.exeunt"
    awk -v what="$3($4,$5) $2" -v made="$(cat "made.$1")" -v megabytes="$megabytes" \
        -v spin_states="$spin_states" -v spin_transitions="$spin_transitions" \
        -v spin_s="$(median "$1.spin" 3)" -v states="$states" -v transitions="$transitions" \
        -v seconds="$(median "$1.exeunt" 4)" -v together_s="$(median "$1.together" 4)" '
        function show(who, states, transitions, seconds) {
            printf "  %-8s %8d states %8d transitions %9.1f ms", who, states, transitions,
                   1e3 * seconds
            if (seconds > 0)
                printf " %7.2f million transitions/s", 1e-6 * transitions / seconds
        }
        BEGIN {
            print what
            show("spin", spin_states, spin_transitions, spin_s)
            printf ", %d MB, after %s s of generating and compiling\n", megabytes, made
            show("exeunt", states, transitions, seconds)
            printf "\n"
            show("... by 4", states, transitions, together_s)
            printf "\n  spin takes %.2f times as long; for each transition %.2f times;",
                   spin_s / seconds, (spin_s / spin_transitions) / (seconds / transitions)
            printf " than four workers %.2f times\n", spin_s / together_s
        }'
}

echo "medians of $rounds alternating runs, one process each"
compare full unreduced W 8 4
compare reduced reduced W 8 4
compare failing reduced WF 8 3
