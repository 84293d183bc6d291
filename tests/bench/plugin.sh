#!/bin/sh
# What it costs that a scope is a plugin: the one that ships, built in and as a shared object,
# explores W(N,4), each state and transition. Counts instructions (callgrind), and takes processor
# time in pairs, one after the other. Informative, as callgrind.sh.
# Usage: plugin.sh BUILD [N] [ROUNDS]
# BUILD: where exeunt and exeunt-host are; N: 7 (8 takes ten minutes); ROUNDS: of seconds, 5.
set -eu
build=$(realpath "$1")
managers=${2:-7}
rounds=${3:-5}
source=$(realpath "$(dirname "$0")/../..")

for tool in cc valgrind; do
    command -v "$tool" >/dev/null || {
        echo "plugin.sh: $tool is not installed"
        exit 77
    }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat >plugin.c <<'END'
#include "subjects/exeunt_subject.c"
#include <exeunt/plugin.h>
static const exeunt_implementation *const all[] = {&exn_subject_exeunt, NULL};
EXEUNT_PLUGIN(.implementations = all, .implementation_count = 1);
END
cc -std=c11 -O2 -g -shared -fPIC -I"$source/src" -I"$source/include" plugin.c \
    "$source"/src/core/*.c -o plugin.so
cat >host <<END
#!/bin/sh
exec valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=exn_explore \\
    --log-file=$work/log.%p $build/exeunt-host "\$@"
END
chmod +x host

# write N: W(N,4)
write() {
    awk -v n="$1" 'BEGIN {
        for (i = 1; i <= n; i++) names = names (i > 1 ? ", " : "") "m" i
        print "scenario: W(" n ",4)\nscope: {pool: [" names "]}\nmanagers:"
        for (i = 1; i <= n; i++) print "  m" i ": {steps: 4}"
        print "body: {ends: returns, steps: 1}"
    }' >"w$1.yaml"
}

# explore N IMPLEMENTATION: prints the results
explore() {
    "$build/exeunt" check "w$1.yaml" --implementation "$2" --no-reduction --jobs 1 --reports none \
        --hang-timeout 10000s --format json
}

# count N IMPLEMENTATION: sets `instructions` and `transitions`; of the processes, one explores
count() {
    rm -f log.*
    explore_counted=$(EXEUNT_HOST=$work/host explore "$1" "$2")
    transitions=$(echo "$explore_counted" | sed -n 's/^ *"transitions": \([0-9]*\),/\1/p' | head -1)
    instructions=$(sed -n 's/.*Collected *: *\([0-9]*\).*/\1/p' log.* | sort -n | tail -1)
    [ "${transitions:-0}" -gt 0 ] && [ "${instructions:-0}" -gt 0 ] || {
        echo "plugin.sh: W($1,4) was not explored"
        exit 1
    }
}

# seconds_of N IMPLEMENTATION: of processor time, its processes all together
seconds_of() {
    (
        explore "$1" "$2" >/dev/null
        times
    ) | tail -1 | awk -F '[ms ]+' '{ printf "%.2f\n", $1 * 60 + $2 + $3 * 60 + $4 }'
}

median() {
    sort -n "$1" | awk '{ at[NR] = $1 } END { print at[int((NR + 1) / 2)] }'
}

less=$((managers - 1))
write "$less"
write "$managers"
for way in exeunt ./plugin.so; do
    count "$less" "$way"
    few_instructions=$instructions few_transitions=$transitions
    count "$managers" "$way"
    echo "$instructions $transitions $((instructions - few_instructions))" \
        "$((transitions - few_transitions))" >>counted
done
i=0
while [ "$i" -lt "$rounds" ]; do
    seconds_of "$managers" exeunt >>built-in
    seconds_of "$managers" ./plugin.so >>as-plugin
    i=$((i + 1))
done
awk -v n="$managers" -v built_in="$(median built-in)" -v plugin="$(median as-plugin)" '
    { all[NR] = $1; each[NR] = $3 / $4 }
    function show(what, a, b, format) {
        printf "%-44s " format "  as a plugin " format "  (%+.1f %%)\n", what, a, b,
               100 * (b / a - 1)
    }
    END {
        show("instructions per further transition, built in", each[1], each[2], "%9.0f")
        show("million instructions of all, built in", all[1] / 1e6, all[2] / 1e6, "%9.0f")
        show("seconds of processor time, built in", built_in, plugin, "%9.2f")
    }' counted
