# junit.xml: one test case for each scenario, and one failure at most, which says all there is.
. "$1/lib.sh"

write() # file, name, text after it
{
    mkdir -p "$(dirname "$1")"
    printf 'scenario: "%s"\n%s\n' "$2" "$3" >"$1"
}
pool='scope: {pool: [vm1, vm2]}'
write s/1-holds.yaml "Holds" "$pool"
write s/2-violated.yaml "Breaks two & three" "$pool
managers: {vm1: {exit: fails}, vm2: {exit: [exits, suppresses]}}
body: raises"
write v/3-vacuous.yaml "Vacuous" "$pool
managers:
  vm1: {enter: fails, exit: [exits, fails]}"
write s/5-skipped.yaml "Skipped" "scope: {stack: [vm1]}"
write s/6-invalid.yaml "Invalid" "scope: {pool: [vm1, vm1]}"
write s/7-crashed.yaml "Crashed" "$pool
implementation: crashes"

expect_valid()
{
    if command -v xmllint >/dev/null; then
        last_command="xmllint --schema $tests/junit.xsd $1"
        run xmllint --noout --schema "$tests/junit.xsd" "$1"
        expect_status 0
    else
        echo "xmllint is not there (Debian's package libxml2-utils): $1 was not validated"
    fi
}

run "$exeunt" check s/1-holds.yaml s/7-crashed.yaml
expect_valid reports/junit.xml
expect_in_file reports/junit.xml '<error type="crashed" message="'
run "$exeunt" check s -i gather-cm
expect_status 2
report=reports/junit.xml
expect_valid $report
expect_in_file $report 'tests="5" failures="1" errors="1" skipped="1"'
[ "$(grep -c '<testcase' $report)" -eq 5 ] || fail "a test case for each scenario"
[ "$(grep -c '<failure' $report)" -eq 1 ] || fail "one failure for each scenario"
expect_in_file $report '<failure type="propagation" message="X6 propagation, blame: scope: '
expect_in_file $report '    1  vm1 enter begins'
expect_in_file $report 'exeunt replay s/2-violated.yaml --implementation gather-cm --tape '
expect_in_file $report 'kept as reports/violations/'
expect_in_file $report '<skipped message="gather-cm has no stack"/>'
expect_in_file $report '<error type="invalid" message="'
expect_in_file $report 'name="Breaks two &amp; three"'

run "$exeunt" check v
expect_valid $report
expect_in_file $report '<system-out>never put to the test: '

# What was not explored in full fails where that is demanded, as the exit status does.
write t/a.yaml "Sampled" "$pool
managers: {vm1: {enter: [enters, fails]}}"
run "$exeunt" check t --faults 0
expect_status 0
expect_in_file $report 'failures="0"'
run "$exeunt" check t --faults 0 --require-exhaustive
expect_status 3
expect_valid $report
expect_in_file $report 'failures="1"'
expect_in_file $report '<failure type="sampled" message="not explored in full'
expect_in_file $report 'left out: '
finish
