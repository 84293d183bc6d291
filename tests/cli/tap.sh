# --format tap: version 13 of the Test Anything Protocol.
. "$1/lib.sh"

write() # file, name, text after it
{
    mkdir -p "$(dirname "$1")"
    printf 'scenario: "%s"\n%s\n' "$2" "$3" >"$1"
}
pool='scope: {pool: [vm1, vm2]}'
write s/1-holds.yaml "Holds" "$pool"
write s/2-violated.yaml "Violated" "$pool
expect: {outcome: raises body}"
write s/3-vacuous.yaml "Vacuous" "$pool
managers:
  vm1: {enter: fails, exit: [exits, fails]}"
write s/4-known.yaml "Known to be bad # and \\\\ escaped" "$pool
managers:
  vm1: {exit: [exits, fails]}
  vm2: {exit: [exits, suppresses]}
body: [returns, raises]
implementation: gather-cm
violates: propagation"
write s/5-skipped.yaml "Skipped" "scope: {stack: [vm1]}
implementation: gather-cm"
write s/6-invalid.yaml "Invalid" "scope: {pool: [vm1, vm1]}"
write s/7-crashed.yaml "Crashed" "$pool
implementation: crashes"

run "$exeunt" check s --format tap
expect_status 2
[ "$(head -1 out)" = "TAP version 13" ] || fail "the first line must be the version"
[ "$(sed -n 2p out)" = "1..7" ] || fail "the second line must be the plan"
expect_out "ok 1 - 1-holds: Holds"
expect_out "not ok 2 - 2-violated: Violated"
expect_out "ok 3 - 3-vacuous: Vacuous"
expect_out 'ok 4 - 4-known: Known to be bad \# and \\ escaped'
expect_out "ok 5 - 5-skipped: Skipped # SKIP gather-cm has no stack"
expect_out "not ok 6 - 6-invalid"
expect_out "not ok 7 - 7-crashed: Crashed"
expect_out '  verdict: "violated"'
expect_out '      name: "outcome"'
expect_out '        - "vm1 enter begins"'
expect_out "  vacuous:"
expect_out "  complaints:"
expect_out "      line: "
expect_out "# holds 1"
expect_out "# never put to the test in this run: "
last_command="what holds or was skipped has no block, everything else has one"
[ "$(grep -c '^  ---$' out)" -eq 5 ] || fail "five blocks were expected"
[ "$(grep -c '^  \.\.\.$' out)" -eq 5 ] || fail "five blocks must end"
[ "$(sed -n 4p out)" = "not ok 2 - 2-violated: Violated" ] || fail "what holds has no block"

# A harness reads it.
run "$exeunt" check s/1-holds.yaml s/3-vacuous.yaml s/5-skipped.yaml --format tap --reports none
expect_status 0
if command -v prove >/dev/null; then
    cp out held.tap
    run prove -e cat held.tap
    expect_status 0
    expect_out "Result: PASS"
    run "$exeunt" check s --format tap --reports none
    cp out failed.tap
    run prove -e cat failed.tap
    expect_status 1
    expect_no_out "Parse errors"
fi
run "$exeunt" check s --format tap

# The block is YAML: the reader of scenarios parses it, and complains only about missing keys.
last_command="the block of the second test point, read as YAML"
sed -n '/^not ok 2/,/^  \.\.\.$/p' out | sed -e 1,2d -e '$d' -e 's/^  //' >block.yaml
run "$exeunt" check block.yaml
expect_status 2
expect_err "unknown key of a scenario \`verdict\`"

# Not everything was explored: an `ok` that says so.
run "$exeunt" check s/1-holds.yaml --format tap --runs 1
expect_status 0
expect_out "ok 1 - 1-holds: Holds"
expect_out '  verdict: "sampled"'
expect_out "  left_out:"

# A scenario that was never begun is an `ok` that says so.
run "$exeunt" check s/2-violated.yaml s/1-holds.yaml --format tap --fail-fast
expect_status 1
expect_out "ok 2 - 1-holds: Holds # SKIP not run: --fail-fast stopped after 2-violated"
finish
