# Two scenarios that lcov would take for one are refused.
. "$(dirname "$0")/lib.sh"
use_counting_host
write_scenario s/pool/one-vm.yaml "One"
write_scenario s/pool/one_vm.yaml "Another one"

run "$exeunt" coverage s
expect_status 2
expect_err "the scenarios \`pool/one-vm\` and \`pool/one_vm\` are one test for lcov"
expect_no_file reports/coverage
finish
