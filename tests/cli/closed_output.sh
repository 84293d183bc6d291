# Standard output that cannot be written to: a clear error, exit status 2, no report.
. "$1/lib.sh"
write_scenario s/a.yaml "A pool of two"

for arguments in --version --help "check s" "check s --format json" "check s --format tap" \
    "replay s/a.yaml" "list s"; do
    last_command="exeunt $arguments >&-"
    # shellcheck disable=SC2086
    "$exeunt" $arguments >&- 2>err
    status=$?
    : >out
    expect_status 2
    expect_err "exeunt: standard output is closed"

    last_command="exeunt $arguments >/dev/full"
    # shellcheck disable=SC2086
    "$exeunt" $arguments >/dev/full 2>err
    status=$?
    expect_status 2
    expect_err "exeunt: cannot write to standard output"
done
expect_no_file reports/results.json
expect_no_file reports/junit.xml

# A reader that goes away: no process dies of SIGPIPE.
last_command="exeunt check s | true"
{
    "$exeunt" check s 2>err
    echo $? >status_file
} | true
status=$(cat status_file)
[ "$status" -eq 0 ] || expect_err "exeunt: cannot write to standard output"
[ "$status" -le 2 ] || fail "it died"

# Without standard input and standard error the command works.
rm -rf reports
run sh -c "\"$exeunt\" check s <&- 2>&-"
expect_status 0
expect_file reports/results.json
finish
