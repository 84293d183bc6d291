# What the tests of shrinking share; read by them after lib.sh.

# Prints the scenarios to which breaches were shrunk, from results.json, without their names.
smallest()
{
    grep '^ *"scenario": "scenario: ' "$1/results.json" |
        sed 's/^[^:]*: "//; s/",$//; s/\\n/\n/g; s/\\"/"/g' |
        sed '/^scenario:/d; /^implementation:/d; /^profile:/d; /^$/d'
}

# The scenario of standard input is what is left of the only breach.
expect_smallest()
{
    cat >wanted
    smallest "$1" >smallest
    expect_same wanted smallest
}

expect_member() { expect_in_file "$1/results.json" "\"$2\": $3"; }

cat >vms.yaml <<'EOF'
scenario: Machines that boot
scope: {pool: [db, vm1, vm2]}
managers:
  vm1: {enter: [enters, fails], exit: [exits, suppresses], steps: 3}
  vm2: {exit: [exits, fails], on-cancel: [stops, fails]}
body: {ends: [returns, raises], steps: 2}
cancel: {where: anywhere, times: 2}
limits: {faults: 2}
violates: [settled, propagation, conservation, cancel]
EOF
