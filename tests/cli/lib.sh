# What the tests of the command share. A test is run as `sh TEST.sh TESTS_FOLDER EXEUNT_FOLDER` in a
# folder of its own, which is empty and is removed with it.
set -u
tests=$1
exeunt=$2/exeunt
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 1
unset NO_COLOR EXEUNT_HOST
failures=0

# Runs a command; then $work/out and $work/err have its output, and $status has its exit status.
run()
{
    last_command=$*
    "$@" >"$work/out" 2>"$work/err"
    status=$?
}

fail()
{
    echo "FAILED: $last_command"
    echo "  $1"
    echo "  status $status"
    sed 's/^/  out: /' "$work/out"
    sed 's/^/  err: /' "$work/err"
    failures=$((failures + 1))
}

expect_status() { [ "$status" -eq "$1" ] || fail "exit status $1 was expected"; }
expect_out() { grep -qF -e "$1" "$work/out" || fail "stdout must have: $1"; }
expect_err() { grep -qF -e "$1" "$work/err" || fail "stderr must have: $1"; }
expect_no_out() { ! grep -qF -e "$1" "$work/out" || fail "stdout must not have: $1"; }
expect_nothing_on_err() { [ ! -s "$work/err" ] || fail "stderr must be empty"; }
expect_file() { [ -f "$1" ] || fail "the file $1 must be there"; }
expect_no_file() { [ ! -e "$1" ] || fail "$1 must not be there"; }
expect_in_file() { grep -qF -e "$2" "$1" || fail "$1 must have: $2"; }
expect_same() { diff -u "$1" "$2" || fail "$1 and $2 must be the same"; }

# Writes a scenario that holds, as file $1 with the name $2.
write_scenario()
{
    mkdir -p "$(dirname "$1")"
    printf 'scenario: %s\nscope: {pool: [vm1, vm2]}\n' "$2" >"$1"
}

# Makes a host of hosts/ answer instead of the real one.
use_host()
{
    EXEUNT_HOST=$tests/hosts/$1
    export EXEUNT_HOST
}

# Waits until another process has written to a file. That the file exists is not enough: at first it
# is empty.
wait_for_file()
{
    waited=0
    while [ ! -s "$1" ] && [ $waited -lt 3000 ]; do
        sleep 0.01
        waited=$((waited + 1))
    done
    [ -s "$1" ] || fail "$1 never came"
}

# Waits until a process has ended, even if it waits to be reaped.
expect_gone()
{
    [ -n "$1" ] || fail "a process must be named"
    waited=0
    while [ -e "/proc/$1" ] && ! grep -q '^State:.Z' "/proc/$1/status" && [ $waited -lt 3000 ]; do
        sleep 0.01
        waited=$((waited + 1))
    done
    [ $waited -lt 3000 ] || fail "the process $1 must be gone"
}

finish()
{
    [ "$failures" -eq 0 ] || exit 1
}
