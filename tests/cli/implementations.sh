# Every implementation that ships, over all scenarios: ours keep every rule, and each known-bad one
# breaks what it is known for.
. "$1/lib.sh"
scenarios=$tests/../../scenarios

run "$exeunt" check "$scenarios" --implementation exeunt
expect_status 0
expect_nothing_on_err
grep '^✓ holds' "$work/out" | sort >ours

# Calls that must be refused change nothing: the same verdicts and the same counts (case 77).
run "$exeunt" check "$scenarios" --implementation exeunt-meddled
expect_status 0
grep '^✓ holds' "$work/out" | sort >meddled
comm -13 ours meddled >others
: >none
expect_same none others
[ "$(wc -l <meddled)" -gt 100 ] || fail "most scenarios can be meddled with"

expect_broken() # implementation, rules
{
    implementation=$1
    echo "$implementation" >>looked_at
    shift
    run "$exeunt" check "$scenarios" --implementation "$implementation"
    expect_status 1
    for rule in "$@"; do
        grep -q "^  $rule  " "$work/out" || fail "$implementation must break $rule"
    done
}
expect_broken gather-cm X1 X4 X6 X7 X8 X11
expect_broken gather-on-stack X4 X12
expect_broken exit-in-task-group X11
expect_broken exits-failed-enter X2

# None is left out: above, in the scenarios, or in the catalogue.
run "$exeunt" list
for implementation in $(sed -n 's/^  \([^ ]*\)  *known bad: .*/\1/p' out); do
    grep -qx "$implementation" looked_at || fail "which rules does $implementation break?"
    grep -rqx "implementation: $implementation" "$scenarios/known-bad" ||
        fail "no scenario is about $implementation"
    grep -q "\`$implementation\`" "$tests/../../docs/CATALOGUE.md" ||
        fail "docs/CATALOGUE.md says nothing of $implementation"
done
finish
