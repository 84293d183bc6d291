# What a scenario exercises, and what may happen in it and never does: on the terminal, in
# results.json, and as a tracefile that genhtml shows red.
. "$1/lib.sh"

# Checks vms.yaml. Prints what is a gap there, as results.json has it.
gaps()
{
    run "$exeunt" check vms.yaml --behaviour --reports r "$@"
    tr -d ' \n' <r/results.json | grep -o '{"of":\[[^]]*\][^}]*"gap":true}' |
        sed 's/{"of":\[\([^]]*\)\].*/\1/; s/"//g' >gaps
}

# The line of vms.yaml is red, or it is not.
expect_red() { grep -q "^DA:$1,0$" r/behaviour.info || fail "line $1 must be red"; }
expect_green() { grep -q "^DA:$1,[1-9]" r/behaviour.info || fail "line $1 must be green"; }

expect_html() # class, line
{
    command -v genhtml >/dev/null || return
    run genhtml --branch-coverage --quiet -o pages r/behaviour.info
    expect_status 0
    page=$(find pages -name 'vms.yaml.gcov.html')
    grep -q "name=\"$2\".*class=\"$1\"" "$page" || fail "genhtml must show line $2 as $1"
}

cat >whole.yaml <<'EOF'
scenario: Two machines
scope: {pool: [vm1, vm2]}
managers:
  vm2:
    enter: [enters, fails]
    exit: [exits, suppresses]
body: [returns, raises]
cancel: anywhere
EOF
cp whole.yaml vms.yaml
gaps
expect_status 0
expect_nothing_on_err
! grep -q 'What may happen and never does' r/index.html || fail "no gap is told"
expect_no_out "gap:"
[ ! -s gaps ] || fail "there is no gap"
! grep -q '<dd class="unexercised"' r/index.html || fail "the page must show no gap"
for line in 2 5 6 7; do
    expect_green $line
done
expect_html lineCov 5

# It is counted in the unreduced graph of states, however the scenario is explored.
cp whole.yaml other.yaml
sed -i 's/vm2:/vm2:\n    steps: {enter: 3, exit: 2}/' other.yaml
figures()
{
    run "$exeunt" check other.yaml --behaviour --reports r "$@"
    sed -n '/"behaviour": {/,/^      }/p' r/results.json >figures
    [ "$(wc -l <figures)" -gt 50 ] || fail "there must be figures"
}
figures
cp figures first
for jobs in 1 4; do
    figures --jobs $jobs
    expect_same first figures
done
figures --no-reduction
expect_same first figures
figures --no-snapshots
expect_same first figures
figures --strategy random --runs 30
expect_same first figures
figures --states 10
expect_same first figures

# An alternative that is never taken.
sed 's/enter: \[enters, fails\]/enter: fails/; s/\[exits, suppresses\]/exits/' whole.yaml >vms.yaml
gaps
expect_out "    gap: vm2 exit never ends so: \`exits\` (line 6)"
expect_out "    gap: body never ends so: \`raises\` (line 7)"
grep -qx "vm2,exit,exits" gaps || fail "the exit must be a gap"
expect_in_file r/index.html 'What may happen and never does: 3 gaps in 1 scenario, <a href="#vms">'
expect_in_file r/index.html '<dd class="unexercised">vm2 exit never ends so: `exits` (line 6)</dd>'
expect_red 6
expect_html lineNoCov 6
expect_green 5

# A pair that comes in one order only: the timer of the one is always first. A phase in which no
# cancel request comes.
write_timed() # takes of vm1
{
    printf 'scenario: Timed\nscope: {pool: [vm1, vm2]}\nmanagers:\n  vm1: {takes: {enter: %s}}\n' \
        "$1" >vms.yaml
    printf '  vm2: {takes: {enter: 5ms}}\n' >>vms.yaml
}
write_timed 9ms
gaps
expect_out "    gap: vm2 enter settles while vm1 enter is in flight, and never the other way"
expect_out "    gap: no cancel request comes to pool in this phase: body"
grep -qx "vm1enter,vm2enter" gaps || fail "the order must be a gap"
grep -qx "pool,body" gaps || fail "the phase must be a gap"
expect_red 2
expect_html lineNoCov 2
echo 'cancel: anywhere' >>vms.yaml
gaps
expect_no_out "never the other way"
expect_no_out "phase: body"
printf 'scenario: Untimed\nscope: {pool: [vm1, vm2]}\n' >vms.yaml
gaps
expect_no_out "never the other way"
grep -qx "pool,body" gaps || fail "the phase must be a gap still"
printf 'cancel: {where: anywhere, times: 2}\n' >>vms.yaml
gaps
[ ! -s gaps ] || fail "there is no gap any more"
expect_green 2
expect_html lineCov 2

# A phase in which no request comes, alone: the line of `cancel` is red, where it is written.
printf 'scenario: One\nscope: {stack: [vm]}\ncancel: never\n' >vms.yaml
gaps
expect_out "    gap: no cancel request comes to stack in this phase: body (line 3)"
expect_in_file r/index.html 'no cancel request comes to stack in this phase: body (line 3)</dd>'
expect_red 3
expect_html lineNoCov 3
sed -i 's/never/{where: anywhere, times: 2}/' vms.yaml
gaps
[ ! -s gaps ] || fail "there is no gap any more"
expect_green 3
expect_html lineCov 3

# The matrix.
run "$exeunt" check other.yaml --behaviour --reports none -v
expect_out "    transitions             entered      fails   canceled     exited suppresses"
grep -q '^    vm1  *[1-9][0-9]*  *0  *[1-9]' out || fail "vm1 enters, and never fails"

# What cannot be counted is said; nothing is written that was not asked for.
rm -r r
run "$exeunt" check vms.yaml --reports r
expect_no_file r/behaviour.info
! grep -q behaviour r/results.json || fail "nobody has asked for it"
finish
