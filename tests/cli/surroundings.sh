# Adverse surroundings of the command: no HOME, a checkout that cannot be written to, a full disk, a
# reader that goes away, a hangup that is ignored.
. "$1/lib.sh"
chmod 755 "$work"
write_scenario s/a.yaml "A pool of two"

# The command needs nothing of the environment.
last_command="env -i exeunt check s"
run env -i "$exeunt" check s
expect_status 0
expect_nothing_on_err
run env -i HOME=/nowhere TMPDIR=/nowhere "$exeunt" list s
expect_status 0

# Too few files may be open, for a loop or for a host: nothing runs, and the command does not wait
# for ever. (A leak sanitizer would have to open files, too.)
leaks=${ASAN_OPTIONS:+$ASAN_OPTIONS:}detect_leaks=0
for descriptors in 7 8 9 12; do
    run sh -c 'ulimit -n "$1" && shift && exec env "$@"' - "$descriptors" ASAN_OPTIONS="$leaks" \
        "$exeunt" check s
    expect_status 2
    expect_err "too many open files"
    expect_no_out holds
done

# A read-only checkout: a command that writes there reports it, unless it is told to write
# elsewhere. Permissions of a folder do not bind root, so root becomes the user `nobody` here; if
# that user cannot reach the build, nothing is tried. (setpriv itself can reach it; the program it
# starts cannot.)
unprivileged=
[ "$(id -u)" -ne 0 ] || unprivileged="setpriv --reuid=65534 --regid=65534 --clear-groups"
mkdir -p checkout/scenarios
write_scenario checkout/scenarios/a.yaml "A pool of two"
write_scenario checkout/scenarios/secret.yaml "Not for everybody"
chmod 000 checkout/scenarios/secret.yaml
chmod 555 checkout
mkdir elsewhere
chmod 777 elsewhere
if $unprivileged test -x "$exeunt" 2>/dev/null; then
    in_checkout() { run sh -c "cd checkout && exec env -u HOME $unprivileged \"\$@\"" - "$@"; }
    in_checkout "$exeunt" check scenarios/a.yaml
    expect_status 0
    expect_err "exeunt: cannot write reports to reports: Permission denied"
    expect_out "1 holds"
    in_checkout "$exeunt" check scenarios/a.yaml --reports ../elsewhere
    expect_status 0
    expect_nothing_on_err
    expect_file elsewhere/results.json
    in_checkout "$exeunt" replay scenarios/a.yaml
    expect_status 0
    in_checkout "$exeunt" new new.yaml
    expect_status 2
    expect_err "exeunt: cannot write new.yaml: Permission denied"

    # A file without read permission is an error of that file; the others are checked.
    in_checkout "$exeunt" check --reports ../elsewhere
    expect_status 2
    expect_err "scenarios/secret.yaml: Permission denied"
    expect_out "1 holds"
    in_checkout "$exeunt" list
    expect_status 2
    expect_out "      A pool of two"
fi
chmod 755 checkout

# A full disk: the old reports stay, and no draft of new ones is left. This needs a mount of its
# own, which not every machine permits; reports.sh limits the size of files instead.
mkdir disk
cat >fill.sh <<'SCRIPT'
mount -t tmpfs -o size=64k tmpfs disk && "$1" check s --reports disk >/dev/null &&
    cp disk/results.json disk/junit.xml disk/index.html . || exit 77
cat /dev/zero >disk/filler 2>/dev/null
"$1" check s --reports disk >out 2>err
status=$?
cmp disk/results.json results.json && cmp disk/junit.xml junit.xml &&
    cmp disk/index.html index.html || status=99
ls -A disk >left
exit $status
SCRIPT
last_command="exeunt check on a full disk"
unshare -m sh fill.sh "$exeunt" >/dev/null 2>&1
status=$?
if [ "$status" -ne 77 ] && [ -e left ]; then
    expect_status 2
    expect_err "No space left on device"
    printf 'filler\nindex.html\njunit.xml\nresults.json\n' >expected
    expect_same expected left
fi

# A reader that has gone away.
mkfifo pipe
for arguments in "list s" "check s --format tap" "check s --format json" "check --help"; do
    last_command="exeunt $arguments | true"
    true <pipe &
    exec 4>pipe
    wait $!
    # shellcheck disable=SC2086
    "$exeunt" $arguments >&4 2>err
    status=$?
    exec 4>&-
    expect_status 2
    expect_err "exeunt: cannot write to standard output"
done

# nohup: an ignored hangup stays ignored.
use_host patient
write_scenario t/slow.yaml "Goes on"
rm -f working
last_command="nohup exeunt check t, and a hangup"
(
    trap '' HUP
    exec "$exeunt" check t >out 2>err
) &
pid=$!
wait_for_file working
kill -HUP "$pid"
kill -TERM "$pid"
wait "$pid"
status=$?
expect_status $((128 + 15))
finish
