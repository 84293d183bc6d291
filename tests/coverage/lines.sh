# lines.json names exactly the scenarios that reach a line.
. "$(dirname "$0")/lib.sh"
use_counting_host
write_three_scenarios

run "$exeunt" coverage s
expect_status 0
expect_nothing_on_err
expect_out "src/core/stack.c"
expect_out "3 scenarios: reports/coverage/lines.html"
expect_reports coverage

expect_scenarios "scope->outcome.suppressed = true" '["suppressed"]'
expect_scenarios "exeunt_manager_exit(manager, scope->told" '["clean","suppressed"]'
expect_scenarios "return EXEUNT_EALREADY" '[]'

# lcov's pages and tracefile know each scenario as a test.
for test in clean suppressed with_a_pool; do
    expect_in_file reports/coverage/coverage.info "TN:$test"
done
expect_in_file reports/coverage/coverage.info "BRDA:"
expect_file reports/coverage/index.html
expect_in_file reports/coverage/lines.html "<h1>Which scenarios reach which lines</h1>"
expect_in_file reports/coverage/lines.html '"with-a-pool"'

# A new report replaces the old one as a whole.
: >reports/coverage/left-over
run "$exeunt" coverage s --filter clean
expect_status 0
expect_no_file reports/coverage/left-over
expect_reports coverage
expect_scenarios "exeunt_manager_exit(manager, scope->told" '["clean"]'
expect_scenarios "scope->outcome.suppressed = true" '[]'

# A file that cannot be read is reported, and the others still run.
echo "scenario: {" >s/broken.yaml
run "$exeunt" coverage s
expect_status 2
expect_err "s/broken.yaml:"
expect_scenarios "scope->outcome.suppressed = true" '["suppressed"]'
finish
