# A host that does not count has nothing to report.
. "$(dirname "$0")/lib.sh"
write_three_scenarios

run "$exeunt" coverage s
expect_status 2
expect_err "this host counts nothing: EXEUNT_HOST must name exeunt-host-counting"
expect_no_file reports/coverage
expect_reports ""

run "$exeunt" coverage --help
expect_status 0
expect_out "exeunt coverage scenarios/"
finish
