# A single scenario is explored by as many processes as there are jobs. Whatever their number, and
# whichever of them is killed, the same is found, and nothing is left behind.
. "$1/lib.sh"
TMPDIR=$work/temporary
export TMPDIR
mkdir -p "$TMPDIR" s

# Writes a pool of $2 managers with $3 steps each, as file $1.
write_pool()
{
    names=$(seq 1 "$2" | sed 's/^/vm/' | paste -s -d ,)
    {
        printf 'scenario: Large\nscope: {pool: [%s]}\nmanagers:\n' "$names"
        printf '  vm1: {enter: [enters, fails], exit: [exits, suppresses, fails], steps: %s}\n' "$3"
        seq 2 "$2" | sed "s/.*/  vm&: {steps: $3}/"
        printf 'body: [returns, raises]\ncancel: anywhere\n'
    } >"$1"
}

# Prints what does not depend on which process did what: everything but times, how often something
# was explored twice, and when something was found first.
comparable()
{
    awk '/"(seconds|count_seconds|states_audited|depth_max|found_after)":/ { next }
         /"rule": "M9"/ { audits = 1 }
         audits && /"checked":/ { audits = 0; next }
         { print }' reports/results.json
}

# --- the same for any number of them ------------------------------------------------------------

same_for_all() # status, options
{
    wanted=$1
    shift
    for jobs in 1 2 4; do
        run "$exeunt" check --jobs $jobs "$@"
        expect_status "$wanted"
        expect_nothing_on_err
        comparable >"found-by-$jobs"
    done
    expect_same found-by-1 found-by-2
    expect_same found-by-1 found-by-4
}
write_pool s/large.yaml 5 4
same_for_all 3 s --no-reduction --faults 1 --require-exhaustive
expect_out "left out: runs with more than 1 fault"
same_for_all 0 s --no-reduction --require-exhaustive
expect_out "✓ holds     large"
same_for_all 1 s --no-reduction --implementation gather-cm --count
expect_in_file found-by-4 '"shortest": true'
expect_in_file found-by-4 '"interleavings": "'

# With reduction, where much may fail and be canceled.
mkdir reduced
cat >reduced/wide.yaml <<'YAML'
scenario: Wide
scope: {pool: [a, b, c, d, e, f]}
managers:
  a: &any {enter: [enters, fails], exit: [exits, suppresses, fails], on-cancel: [stops, fails]}
  b: *any
  c: {enter: [enters, fails], steps: 3}
  d: {enter: [enters, fails], steps: 3}
  e: {steps: 3}
  f: {takes: 3ms}
body: [returns, raises]
cancel: {where: anywhere, times: 2}
YAML
same_for_all 0 reduced --require-exhaustive
expect_out "1 holds"
expect_in_file found-by-4 '"reduced": true'

# --- limits end all of them ---------------------------------------------------------------------

run "$exeunt" check s --no-reduction --jobs 4 --states 20000
expect_status 0
expect_out "left out: what follows from some of the states: the limit of 20000 was reached"
run "$exeunt" check s --no-reduction --jobs 4 --memory 2M --require-exhaustive
expect_status 3
expect_out "left out: what follows from some of the states: the limit of 2097152 bytes for them"

# --- one of them is killed ----------------------------------------------------------------------

# Prints the living processes whose field $1 in `stat` is $2: 4 is the parent, 6 the session.
living()
{
    cat /proc/[0-9]*/stat 2>/dev/null | awk -v field="$1" -v wanted="$2" \
        '$field == wanted && $3 != "Z" && $3 != "X" { print $1 }'
}

# Starts a check in a session of its own and waits until its host has workers.
start() # options
{
    last_command="exeunt check $*"
    : >"$work/out"
    : >"$work/err"
    setsid "$exeunt" check --no-reduction --jobs 4 "$@" >"$work/out" 2>"$work/err" &
    pid=$!
    host=
    workers=
    while [ -z "$workers" ] && [ -e "/proc/$pid/stat" ]; do
        host=$(living 4 "$pid")
        workers=${host:+$(living 4 "$host")}
    done
    [ -n "$workers" ] || fail "there must be workers"
}

# Expects that no process of the session is left, and no file.
expect_nothing_left()
{
    waited=0
    while [ -n "$(living 6 "$pid")" ] && [ $waited -lt 1000 ]; do
        sleep 0.01
        waited=$((waited + 1))
    done
    [ $waited -lt 1000 ] || fail "these must be gone: $(living 6 "$pid")"
    [ -z "$(ls -A "$TMPDIR")" ] || fail "$TMPDIR must be empty"
}

# Expects that no process has memory that outlives it, as a file or by System V.
expect_no_shared_files()
{
    for process in $host $workers; do
        ! grep -qE '/dev/shm/|SYSV' "/proc/$process/maps" 2>/dev/null ||
            fail "$process must not share memory under a name"
    done
}

# Large enough for a process to be killed meanwhile, on this machine.
set_tenths() { tenths=$(sed -n 's/^ \{6\}"seconds": \([0-9]*\)\.\([0-9]\).*/\1\2/p' "$1"); }
rm -r reports
for size in "5 5" "5 7" "6 5" "6 7"; do
    # shellcheck disable=SC2086 # two words
    write_pool s/large.yaml $size
    run "$exeunt" check s --no-reduction --jobs 4
    expect_status 0
    comparable >unharmed
    set_tenths reports/results.json
    [ "$tenths" -lt 3 ] || break
done

# A worker is killed: its scenario is explored again.
start s
expect_no_shared_files
kill -KILL "${workers%%
*}"
wait $pid
status=$?
expect_status 0
expect_nothing_on_err
expect_out "✓ holds     large"
comparable >found
expect_same unharmed found
expect_nothing_left

# The host is killed: another one does its job.
start s
kill -KILL "$host"
wait $pid
status=$?
expect_status 0
expect_err "exeunt: a host ended badly and its scenario is explored again (status 0, signal 9)"
comparable >found
expect_same unharmed found
expect_nothing_left

# The command is killed: the others end with it. It has not written a report, and the old one is
# unchanged.
write_pool s/large.yaml 6 9
start s
kill -KILL $pid
wait $pid 2>/dev/null
expect_nothing_left
comparable >found
expect_same unharmed found

# --- a user interrupts it -----------------------------------------------------------------------

interrupt() # signal, its number
{
    start s
    kill -"$1" $pid
    wait $pid
    status=$?
    expect_status $((128 + $2))
    expect_nothing_on_err
    expect_out "~ sampled   large"
    expect_out "left out: the run was interrupted"
    expect_in_file reports/results.json '"the run was interrupted"'
    expect_in_file reports/results.json '"exhaustive": false'
    expect_nothing_left
}
interrupt INT 2
interrupt TERM 15

run "$exeunt" check s --no-reduction --jobs 4 --budget 500ms --require-exhaustive
expect_status 3
expect_out "left out: the time budget was used up"
finish
