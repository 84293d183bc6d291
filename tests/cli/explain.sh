# exeunt explain: everything that a message, a header or a tag can show is explained, from the pages
# of docs/ themselves.
. "$1/lib.sh"
source=$tests/../..

explained() # words with their minimal numbers: MINIMUM WORD...
{
    minimum=$1
    shift
    [ $# -ge "$minimum" ] || fail "$minimum words were expected, not $#"
    run "$exeunt" explain "$@"
    expect_status 0
    expect_nothing_on_err
}

# Every rule of the specification, by its number; and for each invariant what breaks it, and why
# that matters.
numbers=$(sed -n 's/^- \*\*\([A-Z][0-9]*\).*/\1/p' "$source/docs/SPEC.md")
# shellcheck disable=SC2086
explained 75 $numbers
for number in $numbers; do
    grep -q "^$number[ a-z-]*   docs/SPEC.md" out || fail "$number must have an entry"
done
run "$exeunt" list
sed -n 's/^  \([XMU][0-9]*\)  *\([a-z-]*\)  .*/\1 \2/p' out >invariants
[ "$(wc -l <invariants)" -ge 23 ] || fail "23 invariants were expected"
# shellcheck disable=SC2046
explained 23 $(cut -d' ' -f2 invariants)
while read -r number name; do
    grep -q "^$number $name   docs/SPEC.md" out || fail "$name must be explained as $number"
done <invariants
[ "$(grep -c '^  Why: ' out)" -ge "$(wc -l <invariants)" ] ||
    fail "it must say why there is each invariant"

# Verdicts, tags, and each case that a scenario shows.
sed -n 's/^ *X(EXN_[A-Z]*, "\([a-z]*\)").*/\1/p' "$source/src/result/result.h" >verdicts
# shellcheck disable=SC2046
explained 7 $(cat verdicts)
[ "$(grep -c '   docs/SPEC.md, 10 Verdicts$' out)" -eq "$(wc -l <verdicts)" ] ||
    fail "each verdict must have an entry"
cat "$source"/scenarios/*/*.yaml | sed -n 's/^tags: \[\(.*\)\].*/\1/p' | tr -d ',' |
    tr ' ' '\n' | sort -u >tags
# shellcheck disable=SC2046
explained 90 $(cat tags)
while read -r tag; do
    case $tag in
    C[0-9]*) expect_out "case ${tag#C}   docs/CATALOGUE.md, " ;;
    *) expect_out "$tag   docs/CATALOGUE.md, Tags" ;;
    esac
done <tags

# The words of traces, schedules and capabilities, and the numbers of the library.
explained 12 enters suppresses 'time passes' 'at once' tape blame kept grace move gather-cm tc39 \
    wait-all EXEUNT_CAN_MOVE EXEUNT_VERDICT_VACUOUS EXEUNT_POLICY_WAIT_ALL EXEUNT_BODY_RETURNED \
    seed shard snapshots re-execution missed_probability crashes spins
explained 2 EXEUNT_ESTANDS -- -20004
[ "$(grep -c 'still stands' out)" -eq 2 ] || fail "its name and its number must be explained"

# Each word of the glossary, and each that stands after a number in a summary.
sed '/^| our word/d; s/^| \([^|]*\) | .*/\1/p; d' "$source/docs/GLOSSARY.md" |
    sed 's/ ([^)]*)//; s/`//g; s/, /\n/g' >words
[ "$(wc -l <words)" -ge 70 ] || fail "70 words of the glossary were expected"
explained_lines() # the words of a file, one a line
{
    explained_file=$1
    set --
    while read -r word; do
        set -- "$@" "$word"
    done <"$explained_file"
    explained "$#" "$@"
}
explained_lines words
while read -r word; do
    grep -q "^$word   docs/GLOSSARY.md, " out || fail "$word must be explained by the glossary"
done <words
run "$exeunt" check "$source/scenarios/pool/of-none.yaml" --reports none
expect_status 0
grep -o '[0-9] [a-z][a-z]*' out | sed '/ s$/d; s/.* //' | sort -u >summary
for word in hold interleavings scenario states transitions; do
    grep -q "^${word}s*$" summary || fail "the summary must count $word"
done
explained_lines summary
for word in 'holds   docs/SPEC.md' 'state   docs/GLOSSARY.md' 'transition   docs/GLOSSARY.md'; do
    expect_out "$word, "
done

# One in full: what, why, an example.
explained 1 M3
expect_out "  An enter that settles failed or canceled holds nothing: "
expect_out "  Why: nobody exits what failed to enter"
expect_out "    M3   holds something after a failed enter"
expect_out "exeunt check -v installed:lifecycle/leaves-something-behind-after-a-failed-enter.yaml"
explained 1 43
expect_out "case 43   docs/CATALOGUE.md, Cancel"
expect_out "  P one entered, cancel, the other enters all the same: both exited (GC leaks)."
expect_no_out "case 44"
cp out by_number
explained 1 c43
expect_same by_number out
[ "$(grep -c '\*\*\|°' out)" -eq 0 ] || fail "no marks of Markdown must be left"

# The list, each of whose names is taken as it stands there; and a word that does not exist.
run "$exeunt" explain
expect_status 0
expect_out "X1 exactly-once, X2"
expect_out "case 115"
sed '/^[A-Z].*([0-9]*)$/s/.*/,/; /^Any other/d; s/^  *//' out | tr '\n' ' ' |
    sed 's/, */\n/g' | sed 's/ *$//; /^$/d' >listed
[ "$(wc -l <listed)" -ge 440 ] || fail "440 names were expected"
explained_lines listed
run "$exeunt" explain exactly-onse X1
expect_status 2
expect_err 'exeunt: nothing is known of `exactly-onse`, did you mean `exactly-once`?'
expect_out "X1 exactly-once"
for nothing in '' 4711 '***' EXEUNT_; do
    run "$exeunt" explain "$nothing"
    expect_status 2
    expect_err "exeunt: nothing is known of \`$nothing\`"
done

# A violation says where to read on.
use_host gather-cm
write_scenario scenarios/a.yaml "Cancel while entering"
run "$exeunt" check scenarios --implementation gather-cm
expect_status 1
expect_out "what is broken, and why that matters: exeunt explain X1"
finish
