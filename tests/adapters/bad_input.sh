# What bad input gets: `sh bad_input.sh TESTS_FOLDER EXEUNT_FOLDER`. Each kind of it is a scenario,
# and all of them are checked at once.
. "$(dirname "$0")/../cli/lib.sh"
cp "$tests"/python/subjects/*.py .

# Writes a scenario with this implementation in Python, as FOLDER/NAME.yaml.
write()
{
    mkdir -p "$1"
    printf "scenario: %s\nscope: {pool: [a, b]}\nimplementation: 'python:%s'\n" "$2" "$3" \
        >"$1/$2.yaml"
}

# A finding: NAME IMPLEMENTATION RULE WORDS. The words are those of its message.
finds()
{
    case $phase in
    write) write findings "$1" "$2" ;;
    *)
        grep -A 1 "^✗ $1 ·.*$3" "$work/out" | grep -qF -e "$4" ||
            fail "$1 must be $3: $4"
        grep -A 4 "^✗ $1 ·.*$3" "$work/out" | grep -q "1  a  *enter begins" ||
            fail "$1 must have its schedule"
        ;;
    esac
}

# Nothing that can be checked: NAME IMPLEMENTATION WORDS.
refuses()
{
    case $phase in
    write) write refused "$1" "$2" ;;
    *) grep "$1" "$work/err" | grep -qF -e "$3" || fail "$1 must be refused: $3" ;;
    esac
}

all_findings()
{
    finds never-awaited hostile:NeverAwaits "(X1)" "a was entered and never exited"
    finds left-running hostile:LeavesTask "(X13)" "task LeavesTask.wait, at hostile.py:"
    finds timer-left hostile:LeavesTimer "(X13)" "a timer, due in 5000 ms"
    finds not-retrieved hostile:LooksAtNoError "(X13)" "LookupError: that nobody sees"
    finds for-ever hostile:SpinsPolitely "(X9)" ""
    finds computes hostile:NeverReturns crashed "it is at hostile.py:"
    finds thread hostile:StartsThread "(U1)" "it needs a thread"
    finds executor hostile:RunsInExecutor "(U1)" "it needs loop.run_in_executor"
    finds sleep hostile:Sleeps "(U1)" "it needs time.sleep"
    finds socket hostile:OpensSocket "(U1)" "it needs a socket"
    finds process hostile:StartsProcess "(U1)" "it needs a subprocess"
    finds interrupt hostile:Interrupts "(U1)" "KeyboardInterrupt left the event loop"
    finds system-exit hostile:ExitsPython "(U1)" "SystemExit: 3 left the event loop"
    finds ends-process hostile:EndsProcess crashed "it printed: the last words"
    finds recursion hostile:Recurses "(X1)" "a was entered and never exited"
    finds errors hostile:RaisesAFarStory crashed "more than 500 errors stand behind one another"
    finds unhashable hostile:NeedsHash "(X1)" "a was entered and never exited"
    finds set-order hostile:ExitsInSetOrder "(M9)" "the same tape gives another trace"
}

all_refused()
{
    refuses no-module nowhere:pool "there is no module \`nowhere\`"
    refuses no-name pools:gathercm "did you mean \`gather_cm\`?"
    refuses no-file ./nowhere.py:pool "there is no file"
    refuses syntax broken:pool "broken.py:1:25: a syntax error: expected ':'"
    refuses exits exits:pool "to import exits raises SystemExit: 4 (exits.py:1)"
    refuses blocks blocks:pool "it is at blocks.py:2 in <module>"
    refuses imports imports_nothing:pool "no_such_module"
    refuses async hostile:no_context_manager "does it lack @asynccontextmanager?"
    refuses list hostile:gives_a_list "it has no __aenter__ and no __aexit__"
    refuses one hostile:takes_one "to call it with 2 managers raises TypeError"
    refuses number hostile:THREE "hostile:THREE is an int, and cannot be called"
    refuses no-kind pools:gather_cm#heap "a kind is pool, stack"
}

phase=write
all_findings
all_refused
phase=look
run "$exeunt" check findings --reports none --no-shrink --hang-timeout 3s
expect_status 1
all_findings
run "$exeunt" check refused --reports none --hang-timeout 3s
expect_status 2
all_refused

# An import that prints is no harm.
write prints prints prints:gather_cm
run "$exeunt" check prints --reports none --no-shrink
expect_out "✓ holds     prints"

# No Python, and one that is too old.
run "$exeunt" check findings/sleep.yaml --reports none --python ./no-such-python
expect_status 2
expect_err "there is no ./no-such-python; --python PATH names a Python"
cat >old.sh <<'END'
#!/bin/sh
shift 2
exec python3 -c 'import runpy, sys, os
sys.version_info = (3, 9, 2)
runpy.run_path(os.environ["EXEUNT_PYTHON_FOLDER"] + "/exeunt_adapter/__main__.py")'
END
chmod +x old.sh
run "$exeunt" check findings/sleep.yaml --reports none --python ./old.sh
expect_status 2
expect_err "is Python 3.9, and the adapter needs 3.11"

# An interrupt while the child computes ends both, in order.
cat >computes.py <<'END'
import hostile
import os


class Pool(hostile.Pool):
    async def misbehave(self):
        with open("child", "w") as file:
            print(os.getpid(), file=file)
        while True:
            pass
END
write interrupted computes computes:Pool
last_command="exeunt check interrupted"
"$exeunt" check interrupted --reports reports --hang-timeout 4s >"$work/out" 2>"$work/err" &
command=$!
wait_for_file child
kill -INT $command
wait $command
status=$?
expect_status 130
expect_out "not run to its end: the run was interrupted"
expect_in_file reports/results.json "not run to its end: the run was interrupted"
expect_gone "$(cat child)"

finish
