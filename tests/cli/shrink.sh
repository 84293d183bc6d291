# A breach is told of the smallest scenario, too: the same one however it was found. The kept file
# is that one (kept.sh: it is red while the bug is there, and green afterwards).
. "$1/lib.sh"

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

# However it is explored, what is left is what the breach needs. What was expected is not shrunk.
shrinks_however() # options
{
    run "$exeunt" check vms.yaml --implementation gather-cm --reports r "$@"
    expect_status 1
    expect_nothing_on_err
    smallest r >left
    grep -q '^scope: {pool: \[[a-z0-9]*\]}$' left || fail "one manager must be left"
    [ "$(sed 1d left)" = "cancel: anywhere" ] || fail "a request must be left, and nothing else"
}
shrinks_however
printf 'scope: {pool: [db]}\ncancel: anywhere\n' | expect_smallest r
expect_out "  shrunk  to what it needs (11 scenarios tried, 439 states):
    scope: {pool: [db]}
    cancel: anywhere
  kept    r/violations/vms.gather-cm.yaml"
expect_member r decides 2
cp smallest first
for jobs in 1 4; do
    shrinks_however --jobs $jobs
    expect_same first left
done
shrinks_however --no-reduction
expect_same first left
shrinks_however --no-snapshots --runs 2000
shrinks_however --strategy random --runs 200
shrinks_however --strategy pct --runs 200
shrinks_however --states 100

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
run "$exeunt" check vms.yaml --implementation gather-cm --reports r
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

# Nesting and numbers; a plugin, which the kept file names from its folder.
cat >nested.yaml <<'EOF'
scenario: Two errors
scope: {stack: [a, {stack: [b, {stack: [c, d]}]}, {callback: log, times: 9}, e]}
managers:
  a: {exit: [exits, fails], takes: {enter: 5ms}}
  b: {exit: [exits, fails], steps: {exit: 7}}
  c: {enter: [enters, fails]}
body: [returns, raises]
limits: {faults: 2}
EOF
run "$exeunt" check nested.yaml --implementation zoo/keeps-one-error --reports r
expect_status 1
expect_smallest r <<'EOF'
scope: {stack: [b]}
managers:
  b:
    exit: fails
body:
  ends: raises
scope: {stack: [b, c]}
managers:
  b:
    exit: fails
  c:
    enter: fails
EOF
rm -f r/violations/[!n]*
run "$exeunt" check r/violations --reports red
expect_status 1
run "$exeunt" check r/violations --implementation exeunt --reports green
expect_status 0

# Options and actions.
cat >options.yaml <<'EOF'
scenario: All that a scenario can have
scope: {stack: [a, {pool: [b, c], enter: wait-all, deadline: 9ms, grace: 5ms}], deadline: 40ms}
managers:
  a: {takes: {enter: 5ms}, on-cancel: ignores}
  c: {enter: [enters, fails], exit: [exits, leaks]}
  z: {exit: [exits, fails]}
body: {ends: [returns, raises], actions: [callback z, cancel]}
limits: {faults: 2, steps: 200, states: 5000}
EOF
run "$exeunt" check options.yaml --reports r
expect_status 1
expect_smallest r <<'EOF'
scope: {stack: [c]}
managers:
  c:
    exit: leaks
EOF

# Of tasks what one of them needs.
cat >tasks.yaml <<'EOF'
scenario: Two at a time
tasks:
  w1: {stack: [lock, a], body: [returns, raises]}
  w2: {stack: [lock, b]}
managers:
  lock: {tokens: 1, exit: [exits, fails]}
  b: {steps: 2}
cancel: {task: any}
EOF
run "$exeunt" check tasks.yaml --implementation zoo/keeps-one-error --reports r
expect_status 1
expect_smallest r <<'EOF'
scope: {stack: [lock]}
managers:
  lock:
    exit: fails
body:
  ends: raises
EOF

# Where all that may happen is too much, the schedule that was found leads the way.
cat >deep.yaml <<'EOF'
scenario: Twelve at a time
scope: {pool: [a, b, c, d, e, f, g, h, i, j, k, l]}
managers:
  a: {enter: [enters, fails], exit: [exits, fails], steps: 3}
  b: {enter: [enters, fails], exit: [exits, fails], steps: 3}
  l: {exit: [exits, leaks]}
body: [returns, raises]
cancel: {where: anywhere, times: 3}
EOF
run "$exeunt" check deep.yaml --strategy random --runs 100 --reports r
expect_status 1
expect_smallest r <<'EOF'
scope: {pool: [l]}
managers:
  l:
    exit: leaks
EOF

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
