# The exit statuses of SPEC 10, on the real host.
. "$1/lib.sh"
pool='scope: {pool: [vm1, vm2]}'
faulty="$pool"'
managers:
  vm1: {exit: [exits, fails]}
  vm2: {exit: [exits, suppresses]}
body: [returns, raises]'

write() # file, text after the name
{
    mkdir -p "$(dirname "$1")"
    printf 'scenario: %s\n%s\n' "$1" "$2" >"$1"
}

write holds.yaml "$pool
expect: {interleavings: 4}"
run "$exeunt" check holds.yaml
expect_status 0
expect_out "✓ holds     holds             4 interleavings"
expect_out "1 holds"
expect_in_file reports/results.json '"interleavings": "4"'

# An expectation is missed.
write expects.yaml "$pool
expect: {outcome: raises body}"
run "$exeunt" check expects.yaml
expect_status 1
expect_out "✗ expects · exeunt · outcome (expect)"
expect_out "kept    reports/violations/expects.exeunt.yaml"

# A known-bad implementation, and a scenario that says so.
write broken.yaml "$faulty"
write known.yaml "$faulty
implementation: gather-cm
violates: propagation"
run "$exeunt" check known.yaml -v
expect_status 0
expect_out "✓ expected  known     propagation (X6) broken, as expected"
expect_out "✓ known · gather-cm · propagation (X6), blame: the scope"
expect_out "1 violated as expected"
run "$exeunt" check broken.yaml --implementation gather-cm
expect_status 1
expect_out "✗ broken · gather-cm · propagation (X6), blame: the scope"
expect_file reports/violations/broken.gather-cm.yaml

tape=$(sed -n 's/.*"tape": "\([0-9.]*\)",/\1/p' reports/results.json | head -1)
run "$exeunt" replay broken.yaml --implementation gather-cm --tape "$tape"
expect_status 1
expect_out "✗ broken · gather-cm · propagation (X6), blame: the scope"

# What was kept shows the same again, and is not kept again; with the fix it passes.
kept=reports/violations/broken.gather-cm.yaml
run "$exeunt" check $kept
expect_status 1
expect_out "✗ broken.gather-cm · gather-cm · propagation (X6), blame: the scope"
expect_no_out "kept"
run "$exeunt" check $kept --implementation exeunt
expect_status 0
expect_out "its schedule breaks nothing, and everything behind it was explored"
run "$exeunt" check $kept --implementation exeunt --format tap
expect_out "remarks:"

# An expected violation is not kept; another one is.
write both.yaml "$faulty
violates: conservation"
run "$exeunt" check both.yaml --implementation gather-cm
expect_status 1
expect_out "expected conservation (X7) to be violated, and it is not"
expect_file reports/violations/both.gather-cm.yaml
sed -i 's/violates: .*/violates: [propagation, conservation]/' both.yaml
rm -r reports
run "$exeunt" check both.yaml --implementation gather-cm
expect_status 1
expect_no_file reports/violations

# One schedule that breaks nothing, and one that does not exist.
run "$exeunt" replay holds.yaml
expect_status 0
expect_out "    1  vm1    enter begins"
for tape in 7 1. x; do
    run "$exeunt" replay holds.yaml --tape $tape
    expect_status 2
    expect_err "holds.yaml: "
done

# Not everything was explored.
run "$exeunt" check broken.yaml --runs 1
expect_status 0
expect_out "~ sampled"
expect_out "left out: "
run "$exeunt" check broken.yaml --faults 0 --require-exhaustive
expect_status 3
run "$exeunt" check holds.yaml --require-exhaustive
expect_status 0

# Something that the scenario declares never happens.
write vacuous.yaml "$pool
managers:
  vm1: {enter: fails, exit: [exits, fails]}"
run "$exeunt" check vacuous.yaml
expect_status 0
expect_out "! vacuous   vacuous"
expect_out "never put to the test: "

# The scenario does not apply: a warning if there are others, an error if it is alone.
write stack.yaml 'scope: {stack: [vm1]}'
run "$exeunt" check stack.yaml holds.yaml --implementation gather-cm
expect_status 0
expect_out "- skipped   stack     gather-cm has no stack"
run "$exeunt" check stack.yaml holds.yaml --implementation gather-cm --require-exhaustive
expect_status 0
run "$exeunt" check stack.yaml --implementation gather-cm
expect_status 2

# A crash, with the shortest schedule that leads to it: the kept file fails until the crash is gone.
write crashing.yaml 'scope: {pool: [vm1, vm2]}
managers: {vm1: {steps: 3}}
body: [returns, raises]'
run "$exeunt" check crashing.yaml --implementation crashes
expect_status 1
expect_out "✗ crashing · crashes · crashed, blame: the scope"
expect_out "  it died of SIGABRT"
expect_out "    6  body   returns"
expect_out "  the shortest schedule · 0 faults, 0 cancels, 5 steps"
expect_out "  replay  exeunt replay crashing.yaml --implementation crashes --tape 0.0.0.0"
expect_out "  kept    reports/violations/crashing.crashes.yaml"
expect_in_file reports/results.json '"rule": "crashed"'
expect_in_file reports/junit.xml 'body returns'
cp reports/violations/crashing.crashes.yaml kept-crash.yaml
run "$exeunt" check kept-crash.yaml
expect_status 1
expect_out "✗ kept-crash · crashes · crashed, blame: the scope"
run "$exeunt" check kept-crash.yaml --implementation exeunt
expect_status 0
for manner in --no-snapshots "--strategy random --runs 100" --no-reduction \
    "--jobs 2"; do
    run "$exeunt" check crashing.yaml --implementation crashes $manner
    expect_status 1
    expect_out "✗ crashing · crashes · crashed, blame: the scope"
    expect_out "--tape 0.0.0.0"
done
run "$exeunt" replay holds.yaml --implementation crashes --tape 0
expect_status 1
expect_out "  it died of SIGABRT"
tail -1 out | grep -q '^  replay  exeunt replay ' || fail "nothing must stand below the last line"

# A debugger is started, or else the command that starts it is told.
run "$exeunt" replay crashing.yaml --implementation crashes --tape 0.0.0.0 --debug
expect_status 0
expect_out "gdb -q -ex 'break exn_debugger_stop' -ex run --args "
expect_out " --debug crashing.yaml 0.0.0.0 5 crashes"
run "$exeunt" replay crashing.yaml --debug --before 0
grep -q " --debug crashing.yaml '' 0$" out || fail "nothing more must be passed"
run "$exeunt" replay crashing.yaml --debug --plugins a:b
expect_out " '' '' a:b"
run "$exeunt" replay crashing.yaml --debug --before 1000
expect_status 2
expect_err "exeunt: --before is at most "
run "$exeunt" replay crashing.yaml --before 1
expect_status 2
expect_err "exeunt: --before is for --debug"

# An endless loop.
run "$exeunt" check holds.yaml --implementation spins --hang-timeout 1s
expect_status 1
expect_out "✗ holds · spins · crashed, blame: the scope"
expect_out "  it hangs: a call does not return"
expect_out "  the shortest schedule · 0 faults, 0 cancels"

# Waiting for all is something that not every pool can do.
write waits.yaml 'scope: {pool: [vm1], enter: wait-all}'
run "$exeunt" check waits.yaml --implementation crashes
expect_status 2
expect_out "- skipped   waits     crashes has no wait-all"

# `invalid` outranks `violated`.
write invalid.yaml 'scope: {pool: [vm1, vm1]}'
run "$exeunt" check expects.yaml invalid.yaml
expect_status 2
expect_out "1 violated, 1 invalid"

# An error is reported once, with its place; the verdict's line has the number.
expect_err "invalid.yaml:2:21: "
expect_out "✗ invalid   invalid   1 error"
[ "$(cat out err | grep -c 'stands in the scope twice')" -eq 1 ] || fail "it must be told once"

# -q prints what did not pass, and the summary.
run "$exeunt" check -q holds.yaml expects.yaml
expect_status 1
expect_no_out "✓"
expect_out "✗ expects"
expect_out "2 scenarios in"
finish
