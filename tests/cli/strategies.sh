# How scenarios are explored: what the command line requests, and the results.
. "$1/lib.sh"
write_scenario s/a.yaml "A pool of two"

# --- what a host is asked for -------------------------------------------------------------------
use_host scribe
asks() # options -- members that the request must have
{
    rm -f requests
    options=
    while [ "$1" != -- ]; do
        options="$options $1"
        shift
    done
    shift
    # shellcheck disable=SC2086 # they are words
    run "$exeunt" check s --jobs 3 $options
    expect_status 0
    for member in "$@"; do
        grep -qF -e "$member" requests || fail "the request must have $member"
    done
}
asks -- '"strategy":"exhaustive"' '"workers":3}'
asks -- '"draws":true'
asks --strategy random -- '"strategy":"random"' '"seed":1,' '"workers":3}'
asks --strategy pct --seed 0 --depth 2 -- '"strategy":"pct"' '"seed":0,' '"bug_depth":2,'
asks --runs 5 --faults 0 --cancels 1 -- '"runs":5,' '"faults":0,' '"cancels":1,'
asks --faults 9223372036854775807 -- '"faults":4294967295'
asks --states 7 --memory 3K -- '"states":7,' '"memory_bytes":3072'
asks --memory 0.5G -- '"memory_bytes":536870912'
asks --count --no-reduction --audit -- '"counts":true' '"no_reduction":true' \
    '"audits_privacy":true'
asks --no-remembering -- '"no_remembering":true'
asks --no-snapshots -- '"no_snapshots":true'
asks --behaviour -- '"behaviour":true'
asks --same-turn -- '"same_turn":true'
asks --python python3 -- '"python":"python3"'
asks --no-shrink -- '"no_shrink":true'
asks --profile python -- '"profile":"python"'
asks --plugins a:b -- '"plugins":"a:b"'
asks --budget 5m -- '"budget_s":'
asks --hang-timeout 7s -- '"hang_s":7.0'

# A request has no more (but an implementation: implementations.sh), and the host heeds all of it.
source=$tests/../../src
last_command="the members of src/protocol/explore_request.h"
members=$(sed -n 's/^ *X(\([a-z_]*\), [A-Z]*, .*/\1/p' "$source/protocol/explore_request.h")
[ "$(echo "$members" | wc -w)" -ge 16 ] || fail "sixteen were expected"
for member in $members; do
    [ "$member" = implementation ] || grep -q "'\"$member\":" "$tests/strategies.sh" ||
        fail "nothing above asks for $member"
    grep -q "request->$member\b" "$source/host/answers.c" ||
        fail "src/host/answers.c makes nothing of $member"
done

# Among several scenarios each has one worker, and the hosts share the memory.
write_scenario s/b.yaml "Another"
asks --memory 3K -- '"memory_bytes":1536' '"workers":1}'
rm s/b.yaml

# --- the results --------------------------------------------------------------------------------
unset EXEUNT_HOST
run "$exeunt" check s --strategy random
expect_status 0
expect_out "~ sampled   a            10,000 runs; left out: what 10000 random runs (seed 1)"
run "$exeunt" check s --strategy random --require-exhaustive
expect_status 3

# Each strategy that draws has a mode of its own, which the page of the reports names.
run "$exeunt" check --strategy nonsense
for strategy in $(sed -n 's/.*: it is one of exhaustive, //p' err | tr -d ,); do
    run "$exeunt" check s --strategy "$strategy" --runs 7
    expect_out "left out: what 7 $strategy runs (seed 1)"
    expect_in_file reports/results.json "\"mode\": \"$strategy\""
    grep -q "\`$strategy\`" "$tests/../../reports/README.md" ||
        fail "reports/README.md says nothing of the mode $strategy"
done

draw() # a file for the results, and options
{
    results=$1
    shift
    run "$exeunt" check s --strategy pct "$@"
    expect_status 0
    grep -v seconds reports/results.json >"$results"
}
draw once --seed 5 --runs 100 --depth 2
draw again --seed 5 --runs 100 --depth 2
expect_same once again
expect_in_file once '"mode": "pct"'
expect_in_file once '"seed": 5'
expect_in_file once '"bug_depth": 2'
expect_in_file once '"found_probability": 0.0'
expect_in_file once "what 100 pct runs (seed 5) did not meet; each finds a bug of 2 ordering"
expect_in_file once " as seen so far)"
draw other --seed 6 --runs 100 --depth 2
! cmp -s once other || fail "another seed must have other results"

# A schedule that was drawn is shortened, and can be replayed.
printf 'scenario: B\nscope: {pool: [vm1, vm2]}\ncancel: anywhere\n' >b.yaml
run "$exeunt" check b.yaml --strategy random --implementation gather-cm
expect_status 1
expect_out "  the shortest of "
expect_out " schedules · 0 faults, 1 cancel, "
expect_out "  replay  exeunt replay b.yaml --implementation gather-cm --tape "
run "$exeunt" replay b.yaml --implementation gather-cm \
    --tape "$(sed -n '/--tape/ { s/.*--tape //; p; q }' out)"
expect_status 1

# By states: everything, or as far as the limit allows.
run "$exeunt" check b.yaml --implementation gather-cm
expect_out "  the shortest schedule · 0 faults, 1 cancel, "
run "$exeunt" check b.yaml -v
expect_status 0
expect_out " interleavings, "
expect_out " transitions, depth "
expect_out " states reached again from a fresh world; equal hashes hid a state with a"
expect_in_file reports/results.json '"mode": "snapshots"'
expect_in_file reports/results.json '"missed_probability": '
expect_in_file reports/results.json '"states_audited": '
expect_out "    outcomes: canceled; returns"

# Of many outcomes a few are printed, and the number of the others.
cat >many.yaml <<'EOF'
scenario: Many
scope: {pool: [a, b, c, d], enter: wait-all}
managers:
  a: {enter: [enters, fails]}
  b: {enter: [enters, fails]}
  c: {enter: [enters, fails]}
  d: {enter: [enters, fails]}
limits: {faults: 2}
EOF
run "$exeunt" check many.yaml -v # no error, 4 of one, 12 of two: in the order of time
expect_status 0
expect_out "; ... and 5 more (results.json has all)"
[ "$(grep -c '^ *"raises' reports/results.json)" -eq 16 ] || fail "results.json must have all"
shown=$(sed -n '/^    outcomes: / { s/; \.\.\..*//; p; }' out | tr -cd ';' | wc -c)
[ "$shown" -eq 11 ] || fail "12 outcomes must be shown"
sed -i 's/faults: 2/faults: 1/' many.yaml
run "$exeunt" check many.yaml -v
expect_no_out "more (results.json"
run "$exeunt" check b.yaml --states 2
expect_status 0
expect_out "left out: what follows from some of the states: the limit of 2 was reached"
run "$exeunt" check b.yaml --cancels 0
expect_out "left out: runs with more than 0 cancel requests"
run "$exeunt" check b.yaml --no-snapshots
expect_status 0
expect_in_file reports/results.json '"mode": "re-execution"'

# A budget for one scenario: all of it is used, none is reserved.
run "$exeunt" check s --strategy random --budget 50ms
expect_status 0
expect_out "did not meet; the time budget was used up"

# A scenario without choices has one run, with every strategy.
printf 'scenario: One\nscope: {pool: [vm1]}\n' >s/a.yaml
run "$exeunt" check s --strategy pct --require-exhaustive
expect_status 0
expect_out "1 interleaving"
finish
