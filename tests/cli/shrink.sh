# A breach is told of the smallest scenario, too, and the kept file is that one (kept.sh: it is red
# while the bug is there, and green afterwards).
. "$1/lib.sh"
. "$1/shrunk.sh"

# What is left is what the breach needs. What was expected is not shrunk.
run "$exeunt" check vms.yaml --implementation gather-cm --reports r
expect_status 1
expect_nothing_on_err
printf 'scope: {pool: [db]}\ncancel: anywhere\n' | expect_smallest r
expect_out "  shrunk  to what it needs (11 scenarios tried, 439 states):
    scope: {pool: [db]}
    cancel: anywhere
  kept    r/violations/vms.gather-cm.yaml"
expect_member r decides 2
cp smallest first

# The kept file: the name of the whole scenario, the schedule up to what decides, and then anything.
cat >wanted <<'EOF'
scenario: "Machines that boot (gather-cm, exactly-once)"
about: "Found by exeunt check: db was entered and never exited."
implementation: gather-cm
profile: exeunt

scope: {pool: [db]}
cancel: anywhere

kept: true
schedule:
  - db enters
  - cancel at once
  - ...
EOF
expect_same wanted r/violations/vms.gather-cm.yaml

# From what is left nothing can be left out, and the last step alone need not decide.
{ echo 'scenario: Small' && cat first; } >small.yaml
run "$exeunt" check small.yaml --implementation gather-cm --reports r
expect_no_out "shrunk"
expect_member r left_out 0
cat >all-raise.yaml <<'EOF'
scenario: All of it is decided
scope: {pool: [a, b]}
managers: {a: {exit: [exits, suppresses]}}
body: [returns, raises]
EOF
run "$exeunt" check all-raise.yaml --implementation gather-cm --reports r
expect_out "blame: the scope
  body was suppressed"
sed -n '/^managers/,$p' r/violations/all-raise.gather-cm.yaml >kept
printf '%s\n' 'managers:' '  a:' '    exit: suppresses' 'body:' '  ends: raises' '' 'kept: true' \
    'schedule:' '  - ...' >wanted
expect_same wanted kept

# Without it, all is as it was found.
run "$exeunt" check vms.yaml --implementation gather-cm --reports r --no-shrink
expect_no_out "shrunk"
! grep -q smallest r/results.json || fail "nothing must be shrunk"
expect_in_file r/violations/vms.gather-cm.yaml 'limits:'

# What is expected of the whole scenario may be wrong where less may happen: this project's own
# implementation says whether it is.
cat >expects.yaml <<'EOF'
scenario: What is expected
scope: {stack: [a, b]}
managers: {b: {enter: [enters, fails]}}
expect: {always: [a exited], never: [a exit begins (body)]}
EOF
run "$exeunt" check expects.yaml --reports r
expect_status 0
sed -i 's/always: \[a exited\]/always: [b exited]/' expects.yaml
run "$exeunt" check expects.yaml --reports r
expect_out "  not shrunk  what is expected may be wrong where less may happen"
expect_member r scenario null

# A host that dies of an attempt takes no verdict with it.
use_host dies-shrinking
run "$exeunt" check vms.yaml --implementation gather-cm --reports r
expect_status 1
expect_nothing_on_err
expect_out "✗ vms · gather-cm · exactly-once (X1), blame: the scope"
expect_out "  not shrunk  the host died of an attempt"
finish
