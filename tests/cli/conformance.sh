# A check of conformance: what it takes, its table, its reports, and what it is compared with.
. "$1/lib.sh"
scenarios=$tests/../../scenarios

# Prints a row of the last table with single blanks.
row() { sed -n "s/  */ /g; s/^ $1 /$1 /p" "$work/out"; }
expect_row() { [ "$(row "$1")" = "$1 $2" ] || fail "the row must be: $1 $2"; }

# An implementation alone is held against what ships and against every tree.
tree=tree:pool-a-b
run "$exeunt" check --implementation gather-cm --filter '*pool-a-b'
expect_status 1
expect_nothing_on_err
expect_out "Conformance of gather-cm"
expect_out "1 tree: every result, 1 cancel at any moment"
expect_row X1 "exactly-once broken 1 of 1 $tree, tape 0.0.2"
expect_row X2 "never-unentered kept 1"
expect_row X4 "settled broken 1 of 1 $tree, tape 0.4"
expect_row X12 "order kept 1"
expect_row M1 "settles-once not put to the test"
expect_row U1 "own-rule not put to the test"
expect_row expect "as-expected not put to the test"
expect_row crashed "without-crash kept 1"
expect_out "10 kept, 5 broken, 0 waived, 6 not put to the test"
expect_out "✗ $tree · gather-cm · exactly-once (X1), blame: the scope"
[ "$(grep -c '^✗ tree' out)" -eq 5 ] || fail "each rule that is broken must be shown once"
cp out table

# The line that replays a breach does so, and so does the file that was kept.
sed -n 's/^  replay  exeunt //p' table | while read -r arguments; do
    # shellcheck disable=SC2086
    run "$exeunt" $arguments
    expect_status 1
    [ "$failures" -eq 0 ] || exit 1
done || failures=$((failures + 1))
[ "$(ls reports/violations | wc -l)" -eq 5 ] || fail "each breach must be kept"
run "$exeunt" check reports/violations --implementation gather-cm --reports none
expect_status 1
expect_out "5 violated"

# What is written: one description for each member, and the same bytes each time.
for member in $(sed -n 's/^ *"\([a-z_]*\)": .*/\1/p' reports/conformance.json | sort -u); do
    grep -q "^| \`$member\`" "$tests/../../reports/README.md" ||
        fail "reports/README.md does not describe $member of conformance.json"
done
expect_in_file reports/conformance.json '"subject": "gather-cm"'
expect_in_file reports/conformance.json '"complete": true'
expect_in_file reports/conformance.md \
    "| X1 | exactly-once | broken | 1 of 1 | tree:pool-a-b, tape 0.0.2: a was "
expect_in_file reports/conformance.svg '<title>exeunt: 5 broken, 10 kept</title>'
cp reports/conformance.json before.json
run "$exeunt" check --implementation gather-cm --filter '*pool-a-b' --jobs 1 --quiet
expect_same before.json reports/conformance.json

# A baseline: what is known does not fail, what is new does, and what has vanished is reported.
compare() # arguments
{
    run "$exeunt" check "$tree" --conformance --implementation gather-cm --reports none "$@"
}
compare --baseline before.json
expect_status 0
expect_out "compared with before.json: 5 known, 0 new, 0 vanished"
expect_no_out "✗"
awk '/"X4"/ { inside = 1 }
     inside && /"tree:/ && !done { done = 1; next }
     { print }' before.json >fewer.json
compare --baseline fewer.json
expect_status 1
expect_out "compared with fewer.json: 4 known, 1 new, 0 vanished"
expect_out "  new      X4 in $tree"
[ "$(grep -c '^✗ tree' out)" -eq 1 ] || fail "only what is new must be shown"
awk '/"X2"/ { inside = 1 } inside && /"broken_in": \[\]/ {
        sub(/\[\]/, "[\"tree:pool-a-b\", \"tree:pool-a-b-c\"]"); inside = 0
    } { print }' before.json >more.json
compare --baseline more.json
expect_status 0
expect_out "compared with more.json: 5 known, 0 new, 1 vanished" # nobody looked at the other one
expect_out "  vanished X2 in $tree"

# What is new may hide what was known: a run ends at its first breach.
awk '/"X4"/ { inside = 1 }
     inside && /"tree:/ && !done { done = 1; next }
     { print }' more.json >hidden.json
compare --baseline hidden.json
expect_status 1
expect_out "compared with hidden.json: 4 known, 1 new, 0 vanished"

refuse() # text of a baseline, the message about it
{
    printf '%s' "$1" >wrong.json
    compare --baseline wrong.json
    expect_status 2
    expect_err "$2"
}
refuse '' "wrong.json:1:1: this is no conformance.json"
refuse '# Conformance of gather-cm' 'wrong.json:1:1: this is no conformance.json'
refuse '{"version": 1,' "wrong.json:2:1: not valid YAML"
refuse '[1, 2]' 'wrong.json:1:1: this is no conformance.json: it has no `rules`'
refuse '{"version": 1, "scenarios": []}' 'wrong.json:1:1: this is no conformance.json'
refuse '{"version": 2, "subject": "gather-cm", "rules": []}' \
    'wrong.json:1:13: version `2` is not known: it must be 1'
refuse '{"version": 1, "subject": "exeunt", "rules": []}' \
    'wrong.json:1:27: this is the baseline of `exeunt`, and `gather-cm` is checked'
refuse '{"version": 1, "subject": "gather-cm", "rules": 3}' \
    'wrong.json:1:49: `rules` is `3`, and must be a list'
refuse '{"version": 1, "subject": "gather-cm", "rules": [{"rule": "X1"}]}' \
    'wrong.json:1:50: `broken_in` is missing'
refuse '{"version": 1, "subject": "gather-cm", "rules": [{"rule": "X1", "broken_in": [[]]}]}' \
    'wrong.json:1:79: `broken_in` has a list where the name of a scenario must stand'
compare --baseline missing.json
expect_status 2
expect_err "exeunt: missing.json: No such file or directory"
run "$exeunt" check "$tree" --baseline before.json
expect_status 2
expect_err "exeunt: --baseline is for --conformance"

# What a manager breaks that the scenario plays is nothing to explain.
run "$exeunt" check --conformance --implementation tc39 --reports none \
    "$scenarios/lifecycle/never-settles-its-exit.yaml"
expect_status 0
expect_no_out "exeunt explain"

# Ours keep what nested scopes put to the test, too.
run "$exeunt" check --conformance --filter 'tree:*_a_b' --reports none
expect_status 0
expect_out "Conformance of exeunt"
expect_row M1 "settles-once kept 4"
expect_out "19 kept, 0 broken, 0 waived, 2 not put to the test"

# Another number of interleavings breaks no rule; a crash is a row of its own.
run "$exeunt" check --conformance --implementation exit-in-task-group --reports none \
    "$scenarios/cancel/anywhere-in-a-pool.yaml"
expect_status 0
expect_out "1 scenario has another number of interleavings than expected, which breaks no rule (-v)"
run "$exeunt" check --conformance --implementation crashes --reports none calm-tree:pool-a-b
expect_status 1
expect_row crashed "without-crash broken 1 of 1 calm-tree:pool-a-b, tape 0.0.0"

# What cannot be canceled meets trees without a cancel request.
run "$exeunt" check --implementation crashes --filter '*tree:pool' --reports none
expect_out "1 tree: every result, no cancel"
expect_row X5 "body-gate kept 1"

# Of several scenarios the one with the shortest schedule is shown; what was not run is no evidence.
run "$exeunt" check tree:pool-a-b tree:pool-a --conformance --implementation gather-cm --reports r
expect_row X1 "exactly-once broken 2 of 2 tree:pool-a, tape 0.0.1"
expect_row X7 "conservation broken 2 of 2 tree:pool-a-b, tape 0.0.0.0.0.0.1"
expect_row X6 "propagation broken 2 of 2 tree:pool-a, tape 0.0.0.1.2"
expect_in_file r/conformance.json '"complete": true'
run "$exeunt" check tree:pool-a-b tree:pool-a --conformance --implementation gather-cm --reports r \
    --fail-fast
expect_row X1 "exactly-once broken 1 of 1 tree:pool-a-b, tape 0.0.2"
expect_in_file r/conformance.json '"complete": false'

# Nothing that applies.
run "$exeunt" check --conformance --implementation gather-cm --reports none tree:stack-a
expect_status 2
expect_row X1 "exactly-once not put to the test"
expect_out "1 skipped: gather-cm has no stack"

# A tree is a scenario like others, and becomes a file where that is wanted.
run "$exeunt" check tree:stack-a-pool_b --write-scenarios written --reports none
expect_status 0
sed -n 's/^✓ holds *tree:stack-a-pool_b *//p' out >generated
run "$exeunt" check written --reports none
sed -n 's/^✓ holds *stack-a-pool_b *//p' out >read
expect_same generated read
[ -s read ] || fail "the written scenario must hold"
run "$exeunt" check tree:stack-a --write-scenarios /proc/nothing --reports none
expect_status 2
expect_err "exeunt: cannot write scenarios to /proc/nothing: "
run "$exeunt" replay tree:stack-b
expect_status 2
expect_err "exeunt: tree:stack-b is no tree: "

# A disk that fills up: the old reports stay, and nothing else is left.
write_scenario s/quick.yaml "Seen in full"
write_scenario s/slow.yaml "Seen in part"
use_host talkative
run "$exeunt" check s --conformance
expect_status 0
[ "$(ls -A reports | wc -l)" -eq 7 ] || fail "reports/ must hold six files and violations/"
cp -r reports before
last_command="exeunt check s --conformance, with a limit on the size of files"
(
    trap '' XFSZ
    ulimit -f 300 # blocks of 512 bytes
    exec "$exeunt" check s --conformance >out 2>err
)
status=$?
expect_status 0
expect_err "exeunt: cannot write reports/results.json: File too large"
expect_out "Conformance of exeunt"
diff -r before reports || fail "the reports changed"

# Interrupted half way: the table says so.
use_host patient
rm -f working
last_command="exeunt check s --conformance, interrupted"
"$exeunt" check s --conformance --jobs 1 >out 2>err &
pid=$!
wait_for_file working
kill -INT "$pid"
wait "$pid"
status=$?
expect_status 130
expect_out "not everything was explored: \`kept\` is said of the rest"
expect_in_file reports/conformance.json '"complete": false'
expect_in_file reports/conformance.svg 'in part'
finish
