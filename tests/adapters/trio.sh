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
cp "$tests"/python/subjects/*_pools.py .

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

# The unit tests of both, too.
run "$python" -m unittest discover --quiet --start-directory "$tests/python" \
    --pattern 'test_trio.py'
expect_status 0

finish
