# CPython's AsyncExitStack, and the stack in C that does what it does (`python`): the same scenario
# has the same interleavings. `sh agree.sh TESTS_FOLDER EXEUNT_FOLDER sample|full`. There are three
# managers at least: with two, several things come in one turn in Python alone. No operation fails,
# and none is asked to stop: how a failure or a cancel comes is a choice in Python alone.
. "$(dirname "$0")/../cli/lib.sh"
depth=$3
mkdir agree

# Writes the scenario agree/$1.yaml, whose managers may suppress; the rest of it is read.
scenario()
{
    {
        echo "scenario: $1"
        cat
    } >"agree/$1.yaml"
}

scenario asks <<'END'
scope: {stack: [a, {push: b}, {callback: c}]}
managers: {a: {exit: [exits, suppresses]}, b: {exit: [exits, suppresses]}, d: {steps: 2}}
body: {ends: [returns, raises], actions: [enter d, push e, callback f]}
END
scenario tasks <<'END'
tasks:
  w1: {stack: [a], body: {steps: 0, actions: [enter x, close]}}
  w2: {stack: [b, {push: q}], body: {steps: 0, ends: [returns, raises], actions: [callback z]}}
managers: {a: {steps: 0}, q: {exit: [exits, suppresses]}}
END

if [ "$depth" = full ]; then
    scenario closes <<'END'
scope: {stack: [a, b, c]}
managers: {a: {exit: [exits, suppresses]}, b: {exit: [exits, suppresses]}}
body: {ends: [returns, raises], steps: 2, actions: [enter d, close, push e, callback f]}
END
    scenario inside <<'END'
scope: {stack: [a, b, c]}
managers:
  a: {steps: 0}
  b: {steps: 0, exit: [exits, suppresses]}
  c: {steps: {enter: 0, exit: 2}}
  d: {steps: 0}
body: {ends: [returns, raises], steps: 0, actions: [enter d, push e]}
END
    scenario three-tasks <<'END'
tasks: {w1: {stack: [a, b], body: [returns, raises]}, w2: {stack: [c]}, w3: {stack: [{push: d}]}}
managers: {a: {exit: [exits, suppresses]}, b: {exit: [exits, suppresses]}}
END
    scenario lock <<'END'
tasks: {w1: {stack: [lock, a]}, w2: {stack: [lock]}, w3: {stack: [lock], body: [returns, raises]}}
managers: {lock: {tokens: 1, exit: [exits, suppresses]}}
END
fi

# The verdict and the interleavings of each scenario.
counts()
{
    run "$exeunt" check agree --implementation "$1" --count --reports none
    expect_status 0
    sed -n 's/^✓ \(.* interleavings\).*/\1/p' "$work/out" | tr -s ' '
}

counts python >"$work/in-c"
counts python:contextlib:AsyncExitStack >"$work/in-python"
cmp -s "$work/in-c" "$work/in-python" ||
    fail "the counts differ: $(diff "$work/in-c" "$work/in-python")"
[ "$(wc -l <"$work/in-c")" -eq "$(find agree -type f | wc -l)" ] || fail "a scenario is missing"

# A stack within a stack, and that in a third one: as this project's own has it.
if [ "$depth" = full ]; then
    rm agree/*
    scenario nested <<'END'
scope: {stack: [a, {stack: [b, {stack: [{push: e}, c]}]}, d]}
managers:
  a: {exit: [exits, suppresses]}
  b: {exit: [exits, suppresses]}
  c: {steps: 0}
  d: {exit: [exits, suppresses]}
body: [returns, raises]
END
    counts exeunt >"$work/in-c"
    counts python:contextlib:AsyncExitStack >"$work/in-python"
    cmp -s "$work/in-c" "$work/in-python" ||
        fail "the counts differ: $(diff "$work/in-c" "$work/in-python")"
    printf '%s\n' "scenario: requests" "scope: {stack: [a, {stack: [b, c]}, d]}" \
        "managers: {b: {exit: [exits, suppresses]}}" "body: [returns, raises]" \
        "cancel: anywhere" >requests.yaml
    run "$exeunt" check requests.yaml -i python:contextlib:AsyncExitStack --reports none
    expect_status 0
    # What an exit raises while a cancel propagates has that behind it, also out of a stack within.
    printf '%s\n' "scenario: raises" "scope: {stack: [a, {stack: [b, c]}]}" \
        "managers: {b: {exit: [exits, fails]}}" "cancel: anywhere" >raises.yaml
    run "$exeunt" check raises.yaml -i python:contextlib:AsyncExitStack --reports none
    expect_status 0
    expect_out "33 interleavings"
fi

# asyncio.Lock, and locks like it, let the tasks in as tokens do.
if [ "$depth" = full ]; then
    lock()
    {
        scenario lock <<END
tasks: {w1: {stack: [a, lock]}, w2: {stack: [b, lock]}, w3: {stack: [c, lock]}}
managers: {lock: {$1}}
END
    }
    rm agree/*
    lock "tokens: 1, steps: {enter: 0, exit: 0}"
    counts python >"$work/in-c"
    examples="$tests/../../docs/examples/python"
    for use in asyncio:Lock "$examples/handover.py:Careless" "$examples/handover.py:Careful"; do
        lock "use: 'python:$use'"
        counts python:contextlib:AsyncExitStack >"$work/in-python"
        cmp -s "$work/in-c" "$work/in-python" ||
            fail "the counts of $use differ: $(diff "$work/in-c" "$work/in-python")"
    done
fi

# With requests all the rules hold, by states and run by run.
if [ "$depth" = full ]; then
    printf '%s\n' "scenario: requests" "tasks: {w1: {stack: [a, b]}, w2: {stack: [c]}}" \
        "cancel: {task: any}" >requests.yaml
    for options in --count --no-snapshots; do
        run "$exeunt" check requests.yaml -i python:contextlib:AsyncExitStack --reports none \
            $options
        expect_status 0
        expect_out "980 interleavings"
    done
    printf '%s\n' "scenario: twice" "scope: {stack: [a, b, c]}" \
        "body: {actions: [enter d, close]}" "cancel: {where: anywhere, times: 2}" >twice.yaml
    run "$exeunt" check twice.yaml -i python:contextlib:AsyncExitStack --reports none
    expect_status 0
fi

if [ "$depth" = sample ]; then
    finish
    exit
fi

# What a child cannot be asked for is skipped, and says so.
skips()
{
    scope=$1
    implementation=$2
    run "$exeunt" check - --implementation "$implementation" --reports none <<END
scenario: It is skipped
$scope
END
    expect_status 2
    expect_out "$implementation has no $3"
}
cp "$tests"/python/subjects/pools.py .
nested='python:pools:nested#stack-program'
skips 'scope: {stack: [{push: a}]}' "$nested" "way to push a manager"
skips 'scope: {stack: [{callback: a}]}' "$nested" "way to register a callback"
stack=python:contextlib:AsyncExitStack
skips 'scope: {stack: [a]}
body: {actions: [enter b]}' "$nested" "way to be acted on meanwhile"
skips 'scope: {stack: [{callback: a, times: 3}]}' $stack \
    "way to tell several callbacks of one name apart"
skips 'scope: {stack: [a]}
managers: {a: {exit: {ends: exits, actions: [push b]}}}' $stack "way to be acted on but by its body"
skips 'scope: {stack: [a]}
body: {actions: [close, enter b]}' $stack "way to be asked for more while its body waits"
skips 'scope: {stack: [a, {stack: [b]}]}' "$nested" nest
skips 'scope: {stack: [a], deadline: 5ms}' $stack deadline

finish
