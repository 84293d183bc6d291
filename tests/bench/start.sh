#!/bin/sh
# Counts the instructions of command and host over 190 small scenarios (start.scenarios), of which
# exploring is the smaller part: reading, asking, answering and reporting are the rest. Compares
# with the kept figures (callgrind.expected). Informative, as callgrind.sh is.
# Usage: start.sh EXEUNT SCENARIOS
set -eu
exeunt=$1
scenarios=$2
here=$(cd "$(dirname "$0")" && pwd)

command -v valgrind >/dev/null || {
    echo "start.sh: valgrind is not installed"
    exit 77
}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# The names have no blanks.
files=$(sed "s|^|$scenarios/|" "$here/start.scenarios")

# count WHAT REPORTS
count() {
    rm -f "$work"/out.*
    # shellcheck disable=SC2086
    valgrind --tool=callgrind --trace-children=yes --callgrind-out-file="$work/out.%p" \
        "$exeunt" check $files --jobs 1 --hang-timeout 100s --reports "$2" \
        >"$work/printed" 2>"$work/log" || {
        cat "$work/printed" "$work/log"
        exit 1
    }
    awk -v what="$1" \
        -v kept="$(sed -n "s/^million instructions to start, $1: //p" "$here/callgrind.expected")" '
        /^cmd: / { is_host = /exeunt-host/ }
        /^totals: / { if (is_host) { host += $2 } else { command += $2 } }
        END {
            all = (host + command) / 1e6
            printf "million instructions, %-12s %4.0f   kept figure %4d (%+.1f %%)", what ":", all,
                   kept, 100 * (all / kept - 1)
            printf "; the host %.0f\n", host / 1e6
        }' "$work"/out.*
}

count "no reports" none
count "reports" "$work/reports"
