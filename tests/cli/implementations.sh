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

# What the stacks of other languages do keeps what their profiles promise. A second aclose() of
# Python's exits beside the first (docs/PROFILES.md). (A hundred thousand callbacks take too long.)
ln -s "$scenarios" all
stacks=$(ls all/stack/*.yaml all/lifecycle/*.yaml all/cancel/*.yaml | grep -v hundred)
for language in python trio tc39 java go; do
    # shellcheck disable=SC2086
    run "$exeunt" check all/profiles $stacks --implementation "$language" --reports none
    grep -q '^✓ holds' out || fail "something must hold for $language"
    grep 'blame: the scope' out >breaches || : >breaches
    case $language in
    python | trio)
        grep -q 'closed-while-closing.* order (X12)' breaches || fail "closing again must show"
        ! grep -v 'clos.* order (X12)' breaches || fail "$language breaks another rule"
        ;;
    *) expect_same none breaches ;;
    esac
done

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
