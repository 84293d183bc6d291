# Rules that an implementation waives stand in every verdict, whatever the format.
. "$1/lib.sh"
write_scenario s/a.yaml "A pool of two"
use_host lax

run "$exeunt" check s
expect_status 0
grep -q '^✓ holds .*1 interleaving, exactly-once (X1), order (X12) waived$' out ||
    fail "the verdict must say it"
grep -q '"waived": \["X1", "X12"\]' reports/results.json ||
    tr -d ' \n' <reports/results.json | grep -q '"waived":\["X1","X12"\]' ||
    fail "results.json must say it"
expect_in_file reports/junit.xml 'waived: X12'
run "$exeunt" check s --format tap
expect_out 'waived:'
expect_out 'X12'
run "$exeunt" check s --format json
grep -q '"waived"' out || fail "the JSON must say it"
# The table of a check of conformance.
run "$exeunt" check --implementation lax --filter '*pool-a-b'
expect_status 0
grep -Eq '^ +X12 +order +waived' out || fail "the table must say it"
expect_out '2 waived'
finish
