# Pools on trio and anyio, by the command: `sh trio.sh TESTS_FOLDER EXEUNT_FOLDER`. Both libraries
# are those of the interpreter EXEUNT_PYTHON, or of the system's.
for python in "$EXEUNT_PYTHON" /usr/bin/python3 ''; do
    "$python" -c 'import sys, trio, anyio; assert sys.version_info >= (3, 11)' 2>/dev/null && break
done
if [ -z "$python" ]; then
    echo "skipped: no Python here has trio and anyio (Debian: python3-trio, python3-anyio)"
    exit 77
fi
. "$(dirname "$0")/../cli/lib.sh"
EXEUNT_PYTHON=$python
export EXEUNT_PYTHON
cp "$tests"/python/subjects/*.py .
examples=$tests/../../docs/examples/trio

cat >pool.yaml <<'END'
scenario: Everything but a cancel may happen
scope: {pool: [a, b], enter: wait-all}
managers:
  a: {enter: [enters, fails], exit: [exits, suppresses, fails]}
  b: {enter: [enters, fails], exit: [exits, suppresses, fails]}
body: [returns, raises]
END
sed 's/^scenario.*/scenario: Everything may happen/
     $a cancel: anywhere' pool.yaml >pool-cancel.yaml

# Checks a scenario with an implementation in Python, and expects that these rules are broken, the
# numbers in order; none: that it holds.
breaks()
{
    file=$1
    implementation=$2
    shift 2
    run "$exeunt" check "$file.yaml" --implementation "python:$implementation" --reports none \
        --no-shrink
    found=$(sed -n 's/^✗ .*(\([XMU][0-9]*\)), blame: the scope$/\1/p' "$work/out" | tr '\n' ' ')
    [ "$found" = "${*:+$* }" ] || fail "broken must be: $*"
    expect_status "$([ $# -gt 0 ] && echo 1 || echo 0)"
}

# A nursery cancels the other enters when one fails, forgets what was entered when it is canceled,
# and does not return what exits return. The repaired twin waits for all and keeps each outcome.
breaks pool-cancel trio_pools:nursery_pool X1 X6 X11
breaks pool-cancel trio_pools:careful_nursery_pool

# The same on anyio, on both of its runtimes. (A cancel of asyncio itself is lost in a task group of
# anyio 3, so no pool that waits in one can be right with it.)
breaks pool anyio_pools:task_group_pool X1 X6 X11
breaks pool anyio_pools:careful_task_group_pool
breaks pool-cancel anyio_pools:careful_task_group_pool#pool@trio

# The examples: what each is for is found, in every way to explore.
cp -r "$examples" examples
for options in '' --no-snapshots; do
    run "$exeunt" check examples --reports none --no-shrink $options
    expect_status 0
    expect_out "careful_nursery_pool      1,227 interleavings"
    expect_out "deadline                     56 interleavings"
done

# Programs that show what was found under plain trio, and not with the mended code in its place.
. "$tests/reproduces.sh"
for example in examples/*.yaml; do
    sed '/^violates/d; /^blame/d' "$example" >"$(basename "$example")"
done
cp examples/*.py .
reproduces nursery_pool nursery_pool careful_nursery_pool 3
reproduces connection_hasty HastyConnection Connection 1
reproduces deadline_hasty hasty patient 1
reproduces timeout_forgetful Forgetful Patient 1
run grep -c "exeunt_adapter\|import asyncio" shows.py
expect_out 0

# A pool that gives up in time, and leaves its exits as long as they need.
cat >timed.yaml <<'END'
scenario: It gives up after a second
scope: {pool: [db, cache], enter: wait-all, deadline: 1000ms}
managers:
  db: {takes: {enter: 700ms}}
  cache: {enter: [enters, fails], exit: [exits, suppresses, fails]}
body: [returns, raises]
cancel: anywhere
END
breaks timed trio_deadlines:timed_pool#pool-program+deadline
run "$exeunt" check timed.yaml -i python:trio_deadlines:timed_pool#pool-program --reports none
expect_out "has no deadline"

# Managers of the user's own, in a scope that nobody has named. On anyio and trio it is the same,
# schedule by schedule.
sed 's/import trio/import anyio/; s/trio.open_nursery/anyio.create_task_group/
     s/trio.Cancelled/anyio.get_cancelled_exc_class()/; s/trio\./anyio./g' \
    trio_managers.py >anyio_managers.py
own()
{
    cat >"$1.yaml" <<END
scenario: $1
scope: {$2: [it, other]}
managers:
  it: {use: 'python:$3'}
  other: {enter: [enters, fails]}
cancel: anywhere
END
}
for manager in Database Patient Nurse FailsBesideACancel Shielded; do
    for scope in stack pool; do
        for library in trio anyio; do
            own own "$scope" "${library}_managers:$manager@trio"
            run "$exeunt" check own.yaml --reports none --no-shrink
            expect_status 0
            sed -n 's/^✓ holds.* \([0-9,]* interleavings\).*/\1/p' "$work/out" >"$library-found"
        done
        cmp -s trio-found anyio-found ||
            fail "$manager in a $scope: $(cat trio-found) on trio, $(cat anyio-found) on anyio"
    done
done

# Those outside of an exit that a cancel ends are told what it has thrown, with the error behind it
# that was told to that exit: no scope breaks a rule by that, but one that loses this error.
within()
{
    cat >within.yaml <<END
scenario: within
profile: trio
scope: {$1: [outer, it]}
managers:
  outer: {exit: [exits, suppresses, fails]}
  it: {use: 'python:trio_managers:$2@trio'}
body: [returns, raises]
cancel: anywhere
END
}
for manager in Database Patient Nurse NurseInTheEnd LeavesInTime; do
    for scope in stack pool; do
        within "$scope" "$manager"
        run "$exeunt" check within.yaml --reports none --no-shrink
        expect_status 0
        expect_out "✓ holds"
    done
done
within stack Database
run "$exeunt" check within.yaml --reports none --no-shrink \
    -i python:trio_managers:hides_behind_a_cancel#stack-program
expect_status 1
expect_out "(X6), blame: the scope"
expect_out "body does not leave stack though nobody suppressed it"

run "$exeunt" check python:trio_managers:Database@trio --reports none
expect_status 0
own spins stack trio_managers:Spins@trio
run "$exeunt" check spins.yaml --reports none --no-shrink
expect_out "(M2), blame: it"
own keeps stack trio_managers:Keeps@trio
run "$exeunt" check keeps.yaml --reports none --no-shrink
expect_out "(M4), blame: it"

# What stands behind `@` is said where it does not fit.
own wrong stack trio_managers:Database
run "$exeunt" check wrong.yaml --reports none
expect_status 2
expect_err "wrong.yaml:4:13: trio_managers:Database: its module imports trio, and its scope runs on"
expect_err "name it \`python:trio_managers:Database@trio\`"
own wrong stack trio_managers:Database@trio
run "$exeunt" check wrong.yaml --reports none -i python:contextlib:AsyncExitStack
expect_status 2
expect_err "trio_managers:Database@trio: its scope runs on asyncio"
own wrong stack trio_managers:Database@curio
run "$exeunt" check wrong.yaml --reports none
expect_status 2
expect_err "\`@curio\`: what it runs on is asyncio or trio"

# The unit tests of both, too.
run "$python" -m unittest discover --quiet --start-directory "$tests/python" \
    --pattern 'test_trio.py'
expect_status 0

finish
