# An interrupted run ends in order: it reports what was found, and names the rest.
. "$1/lib.sh"
use_host patient
write_scenario s/quick.yaml "Seen in full"
write_scenario s/slow.yaml "Seen in part"
write_scenario s/unseen.yaml "Not seen"

# Starts a check of `s` in the background and waits until its host works.
start()
{
    rm -f working
    last_command="exeunt check $*"
    "$exeunt" check "$@" >out 2>err &
    pid=$!
    wait_for_file working
}

interrupt() # signal, its number
{
    start s --jobs 1
    kill -"$1" "$pid"
    wait "$pid"
    status=$?
    expect_status $((128 + $2))
    expect_nothing_on_err
    expect_out "✓ holds     quick"
    expect_out "left out: what was not seen"
    expect_out "- skipped   unseen    not run to its end: the run was interrupted"
    expect_out "1 sampled, 1 skipped"
    expect_in_file reports/results.json '"not run to its end: the run was interrupted"'
    rm -r reports
}
interrupt INT 2
interrupt TERM 15
interrupt HUP 1

# A second signal ends it at once: without a report, and no host is left.
write_scenario t/s/stubborn.yaml "Not listening"
cd t || exit 1
work=$PWD
start s
host=$(cat working)
kill -INT "$pid"
kill -TERM "$pid"
wait "$pid"
status=$?
[ $status -eq 130 ] || [ $status -eq 143 ] || fail "exit status 130 or 143 was expected"
expect_no_file reports/results.json
expect_gone "$host"

# No host is left either if the command itself is killed while code under test never returns.
EXEUNT_REAL_HOST=$(dirname "$exeunt")/exeunt-host
export EXEUNT_REAL_HOST
use_host real
start s --implementation spins
host=$(cat working)
kill -KILL "$pid"
wait "$pid" 2>err
expect_gone "$host"
finish
