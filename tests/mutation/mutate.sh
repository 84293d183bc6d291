#!/bin/sh
# Mutates the stacks and pools of src/core, and shows that the scenarios alone notice: each mutant
# (mutants.awk) is linked into a host, which checks scenarios/ until one of them does not pass. Then
# the mutant is killed. One that survives must stand in survivors.txt, with the reason, and what
# stands there must survive.
#
#     mutate.sh SOURCE-FOLDER WORK-FOLDER EVERY JOBS EXEUNT HOST REPORTS SIMULATOR COMPILER
#
# One mutant of EVERY is tried, JOBS at a time. Only those that compile are, and of those with the
# same object code one. HOST is a list of the objects of exeunt-host, joined by semicolons.
#
#     ctest --test-dir build/release -C Beyond -R mutation.beyond -V
#
# Then WORK-FOLDER/FILE.NUMBER/FILE.c is a mutant, and `out` beside it what the scenarios say of it;
# WORK-FOLDER is build/release/tests/mutation/beyond.
set -eu
source=$1
work=$2
every=$3
jobs=$4
exeunt=$5
host=$6
reports=$7
simulator=$8
compiler=$9
here=$source/tests/mutation

rm -rf "$work"
mkdir -p "$work"
export source work exeunt host reports simulator compiler

# All mutants: FILE.NUMBER, FILE, FUNCTION, OLD and NEW, with tabs between. Where a line stands in
# its function once more, that is said.
for file in stack pool scope; do
    awk -f "$here/mutants.awk" "$source/src/core/$file.c" |
        awk -F '\t' -v OFS='\t' -v file="$file" '{
            if (seen[$2, $3, $4]++) $2 = $2 ", once more"
            $1 = file "." $1 OFS file ".c"
            print
        }'
done >"$work/all"
awk -v every="$every" 'NR % every == 0' "$work/all" >"$work/tried"

try() { # WHAT, with each mutant that standard input names first in its line
    cut -f 1 | xargs -P "$jobs" -n 8 sh "$here/mutant.sh" "$1"
}
sh "$here/mutant.sh" prepare
printf '%s\n' stack.0 pool.0 scope.0 >"$work/originals"
try compile <"$work/originals" >"$work/compiled-originals"
try judge <"$work/originals" >"$work/judged-originals"
if grep -v 'same$' "$work/judged-originals"; then
    echo "without any change not all scenarios pass"
    exit 1
fi
try compile <"$work/tried" >"$work/compiled"
sort -V "$work/compiled" |
    awk -F '\t' '!seen[$2]++ && NR > FNR' "$work/compiled-originals" - >"$work/different"
try judge <"$work/different" >"$work/judged"

# A small part of them says nothing of all.
[ "$every" -eq 1 ] && killed_per_cent_min=98 || killed_per_cent_min=0
sort -V "$work/judged" |
    LC_ALL=C awk -F '\t' -f "$here/judge.awk" -v killed_per_cent_min="$killed_per_cent_min" \
        "$work/all" "$here/survivors.txt" -
