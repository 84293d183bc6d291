# Scopes in Python, checked by the command: `sh python.sh TESTS_FOLDER EXEUNT_FOLDER sample|full`.
. "$(dirname "$0")/../cli/lib.sh"
depth=$3
cp "$tests"/python/subjects/*.py .

# Writes a scenario of a scope, as `pool: [a, b]`, whose managers may all fail, as file $1.
scenario()
{
    file=$1
    {
        echo "scenario: $file"
        echo "scope: {$2}"
        echo "managers:"
        shift 2
        for manager in "$@"; do
            echo "  $manager: {enter: [enters, fails], exit: [exits, suppresses, fails]}"
        done
        echo "body: [returns, raises]"
    } >"$file.yaml"
}

# Checks a scenario with an implementation in Python, and expects that these rules are broken, the
# numbers in order; none: that it holds.
breaks()
{
    file=$1
    implementation=$2
    shift 2
    run "$exeunt" check "$file.yaml" --implementation "python:$implementation" \
        --reports none --no-shrink ${options-}
    found=$(sed -n 's/^✗ .*(\([XMU][0-9]*\)), blame: the scope$/\1/p' "$work/out" | tr '\n' ' ')
    [ "$found" = "${*:+$* }" ] || fail "broken must be: $*"
    expect_status "$([ $# -gt 0 ] && echo 1 || echo 0)"
}

scenario stack "stack: [a, b]" a b
scenario pool "pool: [a, b], enter: wait-all" a b

# Each schedule has its source lines.
run "$exeunt" check pool.yaml --implementation python:pools:gather_cm --no-shrink
lines="enter begins .* pools.py:[0-9]* in __aenter__$"
[ "$(grep -c "$lines" "$work/out")" -ge 2 ] || fail "stdout must have two lines like: $lines"
lines="closes .* pools.py:[0-9]* in __aexit__"
grep -q "$lines" "$work/out" || fail "stdout must have: $lines"
lines='<code class="source">pools.py:[0-9]* in __aenter__</code>'
grep -q "$lines" reports/index.html || fail "the page must have: $lines"
grep -q "enter begins   pools.py:[0-9]* in __aenter__" reports/junit.xml ||
    fail "reports/junit.xml must have source lines"
run "$exeunt" replay pool.yaml --implementation python:pools:gather_cm --until "pool closes"
expect_out " in __aexit__"

# Nested `async with` does all of it right. CPython's stack loses an error after a clean body, loses
# the body's error, and keeps a suppressed one.
breaks stack pools:nested#stack-program
breaks stack contextlib:AsyncExitStack X6 X7 X8

# Makes a program of each schedule that was printed last. Each shows its breach, and not where the
# code is MODULE NAME KIND instead, which is right.
reproduces()
{
    sed -n 's/^  replay  exeunt //p' "$work/out" >replays
    while read -r replay; do
        run eval "\"$exeunt\" $replay --reproduce shows.py"
        expect_status 1
        run python3 shows.py
        expect_status 1
        expect_out "it happens: "
        sed "s/^MODULE = .*/MODULE = \"$1\"/; s/^NAME = .*/NAME = \"$2\"/
             s/^KIND = .*/KIND = \"$3\"/" shows.py >mended.py
        run python3 mended.py
        expect_status 0
        expect_out "it does not happen: "
    done <replays
}

# Says why the last one that was printed cannot be shown by a program.
refuses_to_reproduce()
{
    replay=$(sed -n 's/^  replay  exeunt //p' "$work/out" | tail -n 1)
    run eval "\"$exeunt\" $replay --reproduce refused.py"
    expect_status 2
    expect_err "exeunt: --reproduce cannot write this: $1"
    expect_no_file refused.py
}

reproduces pools nested stack-program
[ "$(wc -l <replays)" -eq 3 ] || fail "three schedules must be replayed"

run "$exeunt" replay stack.yaml --tape 0 --reproduce shows.py
expect_status 2
expect_err "\`-i python:MODULE:NAME\`"

run "$exeunt" check stack.yaml --implementation python:nowhere:pool
expect_status 2
expect_err "there is no module \`nowhere\`"

[ "$depth" = full ] || { [ "$failures" -eq 0 ]; exit; }

# The same with a cancel request at each moment, run by run too.
for file in stack pool; do
    sed 's/^body.*/&\ncancel: anywhere/' $file.yaml >$file-cancel.yaml
done
for options in "" --no-snapshots; do
    breaks stack-cancel pools:nested#stack-program
    breaks stack-cancel contextlib:AsyncExitStack X6 X7 X8
    breaks pool-cancel pools:gather_cm X1 X4 X6 X7
done
options=

# Each class of findings as a program.
cp "$tests"/../../docs/examples/python/*.py .
for idiom in gather_cm gather_on_stack gather_coroutines; do
    run "$exeunt" check pool-cancel.yaml --reports none --no-shrink \
        --implementation "python:$idiom.py:$idiom"
    reproduces careful_pool careful_pool ""
done

# A cancellation that an exit has suppressed ends there.
cat >stop.yaml <<'YAML'
scenario: a request stops the body, and the exit suppresses that
scope: {pool: [a]}
managers: {a: {exit: [exits, suppresses]}}
cancel: anywhere
YAML
breaks stop pools:KeepsItsStop X6
breaks stop careful_pool:careful_pool

# Code that goes by the order of a set.
printf 'scenario: nothing goes wrong\nscope: {pool: [a, b]}\n' >plain.yaml
breaks plain hostile:Pool
breaks plain hostile:ExitsInSetOrder M9
refuses_to_reproduce "plain Python decides itself what the language leaves open"

# An object of which nobody can tell what it holds.
breaks plain hostile:HoldsBytes
expect_out "explored by running: what an object of type array.array holds is not known"

# What cannot go on.
breaks plain hostile:StartsThread U1
expect_out "it needs a thread, which a simulated world does not have (hostile.py:"
breaks plain hostile:Interrupts U1
breaks plain hostile:Sleeps U1
expect_out "it needs time.sleep, which a simulated world does not have (hostile.py:"
refuses_to_reproduce "only a simulated world has that rule"
for flawed in "SpinsPolitely X9" "LeavesTask X13" "LooksAtNoError X13" "NeverAwaits X1"; do
    breaks plain "hostile:${flawed% *}" "${flawed#* }"
    reproduces hostile Pool ""
done
run "$exeunt" check plain.yaml --implementation python:hostile:EndsProcess --reports none
expect_status 1
expect_out "it printed: the last words"
refuses_to_reproduce "a program, too, would end there"

# A schedule may have two completions in one turn.
cat >turn.yaml <<'END'
scenario: Both fail in one turn
implementation: python:pools:gather_cm
profile: python
scope: {pool: [a, b], enter: wait-all}
schedule:
  - a fails
  - a raised in its own frame
  - b fails at once
  - b raised in its own frame
  - ...
END
run "$exeunt" check turn.yaml --reports none --no-shrink
expect_status 1
expect_out "conservation (X7)"
expect_out "2 faults, 0 cancels, 2 steps"

[ "$failures" -eq 0 ]
