# Where nothing counts there is nothing to report.
. "$(dirname "$0")/lib.sh"
write_three_scenarios

run "$exeunt" coverage s
expect_status 2
expect_err "exeunt: nothing was counted: for the core EXEUNT_HOST must name exeunt-host-counting"
expect_err "a plugin must be built with gcc --coverage"
expect_no_file reports/coverage
expect_reports ""

run "$exeunt" coverage --help
expect_status 0
expect_out "exeunt coverage scenarios/"
finish
