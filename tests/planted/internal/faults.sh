#!/bin/sh
# Plants faults into the simulator itself, one at a time, and shows for each whether an assertion
# stopped the program before it printed a verdict (faults.txt). That is what assertions are for: a
# checker that is wrong and goes on is worse than none.
#
#     faults.sh SOURCE-FOLDER WORK-FOLDER COUNT STOPPED-MIN SIMULATOR CORE COMPILER
#
# COUNT faults are tried, evenly spread; at least STOPPED-MIN must be stopped. A fault that can't be
# planted, because its line is not there any more, fails the test.
set -eu
source=$1
work=$2
count=$3
stopped_min=$4
simulator=$5
core=$6
compiler=$7
here=$source/tests/planted/internal
packages="libfyaml libxxhash gmp"
seconds_max=60

rm -rf "$work"
mkdir -p "$work"

compile() { # OBJECT FILE
    # shellcheck disable=SC2046
    "$compiler" -std=c11 -O1 -D_GNU_SOURCE= -I"$source/src" -I"$source/include" \
        $(pkg-config --cflags $packages) -c -o "$1" "$2"
}

link() { # PROGRAM OBJECT...
    program=$1
    shift
    # shellcheck disable=SC2046
    "$compiler" -o "$program" "$@" "$simulator" "$core" $(pkg-config --libs $packages)
}

# A file for each fault, of lines `key='value'`.
awk -v work="$work" -v quote="'" '
    /^#/ || /^$/ { next }
    $1 == "fault" { file = sprintf("%s/fault.%02d", work, ++faults) }
    {
        key = $1
        value = $0
        sub(/^[a-z]+ ?/, "", value)
        gsub(quote, quote "\\" quote quote, value)
        print "fault_" key "=" quote value quote >file
    }
    END { print faults }' "$here/faults.txt" >"$work/faults"
faults=$(cat "$work/faults")

compile "$work/judge.o" "$here/judge.c"
link "$work/judge" "$work/judge.o"

# Plants a fault and looks what becomes of it. The object of the planted file comes before the
# archive and defines all that others need of that file, so the linker leaves out the archive's one.
try() { # FILE-OF-FAULT
    unset fault_also
    . "$1"
    export fault_in fault_old fault_new fault_also="${fault_also-}"
    echo "#line 1 \"$fault_file\"" >"$work/planted.c"
    awk -f "$here/plant.awk" "$source/$fault_file" >>"$work/planted.c" || {
        echo "can't be planted: $fault_fault: \`$fault_old\` does not stand once in $fault_in()"
        broken=$((broken + 1))
        return
    }
    compile "$work/planted.o" "$work/planted.c"
    link "$work/planted" "$work/judge.o" "$work/planted.o"
    mode=${fault_run% *}
    scenario=$here/${fault_run#* }
    "$work/judge" "$mode" "$scenario" >"$work/sound" 2>&1 # without the fault
    timeout "$seconds_max" "$work/planted" "$mode" "$scenario" \
        >"$work/verdict" 2>"$work/errors" || :
    if ! [ -s "$work/verdict" ] && grep -q "Assertion" "$work/errors"; then
        stopped=$((stopped + 1))
        where=$(sed -n 's/^[^:]*: *\([^ ]*\): .*Assertion.*$/\1/p' "$work/errors" | head -1)
        echo "stopped at ${where##*/src/}: $fault_fault"
    elif cmp -s "$work/sound" "$work/verdict"; then
        echo "NOT SEEN, same verdict: $fault_fault"
    else
        echo "NOT SEEN: $fault_fault: $(head -2 "$work/verdict" "$work/errors" | tr '\n' ' ')"
    fi
}

broken=0
stopped=0
tried=0
for fault in "$work"/fault.*; do
    number=${fault##*.}
    number=${number#0}
    # the last of each group of faults / count
    if [ $((number * count / faults)) -gt "$tried" ]; then
        tried=$((tried + 1))
        try "$fault"
    fi
done
echo "$stopped of $tried faults were stopped by an assertion, at least $stopped_min are to be"
[ "$broken" -eq 0 ] && [ "$stopped" -ge "$stopped_min" ]
