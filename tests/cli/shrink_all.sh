# A breach is shrunk to the same scenario however it was found, whatever the scenario has.
. "$1/lib.sh"
. "$1/shrunk.sh"

# However it is explored, what is left is what the breach needs.
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
finish
