# exeunt merge: the shards of a run become the report that one run would have made.
. "$1/lib.sh"
for name in a b c d e; do
    write_scenario "s/$name.yaml" "Scenario $name"
done
printf 'body: raises\nmanagers: {vm1: {exit: fails}}\n' >>s/c.yaml
printf 'scope: {pool: [vm1, vm1]}\nscenario: Wrong\n' >s/d.yaml

without_times() # file
{
    sed -E -e 's/"(count_)?seconds": [0-9.e-]+/"seconds": T/' -e 's/ time="[0-9.]+"/ time="T"/' \
        -e 's/[0-9.]+ (m?s)(<|\.)/T \1\2/g' -e 's/in [0-9.]+ s/in T s/' \
        -e 's/: (whole|reports)\/index\.html shows (it|them)//' \
        -e 's/, [0-9,.]+( million)? transitions\/s//' "$1"
}

run "$exeunt" check s -i gather-cm --require-exhaustive --reports whole
expect_status 2
without_times out >whole.out
for shard in 1 2 3; do
    run "$exeunt" check s -i gather-cm --require-exhaustive --shard $shard/3
done
[ "$(ls reports | grep -c shard)" -eq 9 ] || fail "three shards must have three files each"
expect_file reports/junit.shard-2-of-3.xml
expect_file reports/index.shard-3-of-3.html
expect_no_file reports/results.json
mkdir -p whole/violations
sed 's/whole\/violations/reports\/violations/' whole/results.json >expected.json

run "$exeunt" merge reports
expect_status 2
expect_nothing_on_err
without_times out | sed 's/reports\/violations/whole\/violations/' >merged.out
expect_same whole.out merged.out
for name in results.json junit.xml index.html; do
    without_times reports/$name | sed 's/reports\/violations/whole\/violations/' >merged
    without_times whole/$name >expected
    expect_same expected merged
done

# Again: it takes the shards, not what it has made of them.
run "$exeunt" merge reports --reports other
expect_status 2
expect_file other/results.json

# In folders of their own; and runs of other scenarios, one after the other.
mkdir one two
mv reports/results.shard-1-of-3.json one
mv reports/results.shard-2-of-3.json reports/results.shard-3-of-3.json two
run "$exeunt" merge two one --reports none
without_times out | sed 's/reports\/violations/whole\/violations/' >merged.out
expect_same whole.out merged.out
run "$exeunt" check s/a.yaml --reports first
run "$exeunt" check s/b.yaml --reports second
run "$exeunt" merge second first --reports both
expect_status 0
expect_out "2 scenarios in"
[ "$(sed -n 's/.*"label": "\(.\)".*/\1/p' both/results.json | tr -d '\n')" = ba ] ||
    fail "runs come in the order in which they are named"

# What cannot be joined.
run "$exeunt" merge two
expect_status 2
expect_err "exeunt: shard 1/3 is missing"
run "$exeunt" merge one two one
expect_status 2
expect_err "are the same shard"
run "$exeunt" merge one first
expect_status 2
expect_err 'do not have the same `implementation`: one report is of one'
run "$exeunt" merge nowhere
expect_status 2
expect_err "exeunt: nowhere: No such file or directory"
mkdir empty
run "$exeunt" merge empty
expect_status 2
expect_err "exeunt: empty/results.json: No such file or directory"
echo '{"version": 1, "run": {}, "scenarios": [{}]}' >empty/results.json
run "$exeunt" merge empty
expect_status 2
expect_err "exeunt: empty/results.json: this is no results.json of this version of exeunt"
run "$exeunt" merge
expect_status 2
# What is counted, drawn and judged over all scenarios: the members and files of one run.
rm s/d.yaml
run "$exeunt" check s -i gather-cm --behaviour --reports whole
run "$exeunt" check s -i gather-cm --conformance --reports table
expect_status 1
for shard in 1 2; do
    "$exeunt" check s -i gather-cm --behaviour --reports parts --shard $shard/2 >/dev/null
    "$exeunt" check s -i gather-cm --conformance --reports rows --shard $shard/2 >/dev/null
done
run "$exeunt" merge parts
for name in results.json behaviour.info; do
    without_times reports/$name | sed 's/parts\/violations/whole\/violations/' >merged
    without_times whole/$name >expected
    expect_same expected merged
done
expect_in_file reports/results.json '"nearest": {'
run "$exeunt" merge rows --reports rows
expect_status 1
for name in conformance.json conformance.md conformance.svg; do
    expect_same table/$name rows/$name
done
for name in results.json index.html; do # each shard keeps the shortest of its own
    without_times table/$name | grep -v -e '"kept":' -e '^<p>Kept as' >expected
    without_times rows/$name | grep -v -e '"kept":' -e '^<p>Kept as' >merged
    expect_same expected merged
done
expect_in_file rows/index.html '<svg class="lanes"'
expect_in_file rows/index.html '<h2 id="conformance">Conformance of gather-cm</h2>'
run "$exeunt" merge rows --reports none --baseline table/conformance.json
expect_status 0
run "$exeunt" merge rows parts --reports none
expect_status 2
expect_err "do not have the same \`conformance\`"
run "$exeunt" merge parts --reports none --baseline table/conformance.json
expect_status 2
expect_err "--baseline is for checks of conformance"
rm s/c.yaml
run "$exeunt" merge rows --reports none
expect_status 2
expect_err "s/c.yaml"
finish
