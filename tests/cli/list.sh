# exeunt list: everything that can be named, and what it means.
. "$1/lib.sh"

# Without a folder scenarios/ those are listed that are installed, by names that commands take.
# Implementations that crash or hang are listed only where somebody asks for them.
run "$exeunt" list --all
expect_out "  crashes  "
cp out all
run "$exeunt" list
expect_status 0
expect_nothing_on_err
expect_no_out "  crashes  "
[ "$(diff out all | grep -c '^> .*profile exeunt; can')" -eq 2 ] || fail "two misbehave"
expect_out "  installed:pool/of-none.yaml"

# Each rule of SPEC 3 and 4, its number, its name and its meaning on one line.
expect_out "Invariants of scopes: a breach blames the scope (13)"
expect_out "Invariants of managers: a breach blames the manager (9)"
expect_out "Of one's own: a breach blames whose code refutes it (1)"
for rule in $(seq -f X%g 13) $(seq -f M%g 9); do
    last_command="the line of $rule"
    grep -qE "^  $rule +[a-z-]+  +[a-z' ]+" out || fail "a number, a name and a meaning"
done
for page in README.md docs/SPEED.md; do
    last_command="$page says how many rules there are for all code"
    grep -q " $(grep -cE '^  [XM][0-9]+ ' out) rules " "$tests/../../$page" || fail "another number"
done
expect_out "  X1   exactly-once     every manager that was entered is exited exactly once"
for profile in exeunt python trio tc39 java go; do
    last_command="the line of the profile $profile"
    sed -n '/^Profiles/,/^$/p' out | grep -qE "^  $profile  +[a-zA-Z'-]+ " || fail "is missing"
done
last_command="each implementation has a profile and capabilities"
implementations=$(sed -n 's/^Implementations (\(.*\))$/\1/p' out)
[ "$implementations" -ge 4 ] || fail "four implementations were expected"
[ "$(grep -cE '^ +profile (exeunt|python|trio|tc39|java|go); can [a-z, -]+$' out)" -eq \
    "$implementations" ] || fail "they must all have them"
expect_out "profile exeunt; can stack, pool, cancel, deadline, grace, move, nest"
expect_out "profile trio; can stack, cancel, move"
last_command="no line is longer than 100 columns"
! sed '/^Scenarios/,$d' out | grep -E '^.{101}' || fail "a line is"

# Scenarios with file, name and tags; an invalid one is reported, and the others are listed.
write_scenario s/a.yaml "A pool of two"
printf 'tags: [pool, first]\n' >>s/a.yaml
write_scenario s/b.yaml "Another"
run "$exeunt" list s
expect_status 0
expect_out "Scenarios (2)"
expect_out "  s/a.yaml"
run "$exeunt" check installed:pool/of-none.yaml --reports none
expect_status 0
expect_out "✓ holds     pool/of-none"
run "$exeunt" check scenarios/pool
expect_status 2
expect_err "scenarios/pool: No such file or directory; those that are installed are \`installed:\`"
run "$exeunt" check installed:of-none.yaml
expect_status 2
expect_err "/scenarios/of-none.yaml: No such file or directory"
run "$exeunt" list s
expect_out "      A pool of two  [pool, first]"
printf 'scenario: Kept\nscope: {pool: []}\nkept: true\nschedule: []\n' >s/k.yaml
run "$exeunt" list s/k.yaml
expect_out "      Kept  kept"
printf 'scenario: Wrong\n' >s/c.yaml
run "$exeunt" list s
expect_status 2
expect_err "s/c.yaml:1:1: \`scope\` is missing"
expect_out "      Another"
run "$exeunt" list missing
expect_status 2
expect_err "exeunt: missing: No such file or directory"
[ ! -s out ] || fail "nothing must be listed"

# The name of a file cannot control the terminal.
escape=$(printf '\033')
write_scenario "s/d${escape}[31m.yaml" "Red"
run "$exeunt" list "s/d${escape}[31m.yaml"
expect_status 0
expect_no_out "$escape"
finish
