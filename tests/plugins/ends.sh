# Code that ends its process, or never returns, is a finding with its schedule, whose it is, and
# where it was; the other schedules and scenarios are explored all the same.
. "$1/lib.sh"
plugins=$3

# Only libdw knows the names of functions that no object exports.
in_code() # function
{
    if PATH=$PATH:/sbin ldconfig -p | grep -q libdw.so.1; then
        echo "; in $1 (ends.c:"
    fi
}

scenario_of() # entry, plugin
{
    mkdir -p s
    cat >"s/$1.yaml" <<END
scenario: The one that $1
scope: {stack: [h]}
managers: {h: {use: $plugins/${2:-libends.so}#$1}}
END
}

write_scenario s/good.yaml good
while IFS='|' read -r entry message where; do
    scenario_of "$entry"
done <"$1/../plugins/ends.txt"
run "$exeunt" check s --reports none --jobs 4 --hang-timeout 500ms
expect_status 1
expect_out "✓ holds     good"
expect_out "17 crashed, 1 holds"
while IFS='|' read -r entry message where; do
    expect_out "✗ $entry · exeunt · crashed, blame: h"
    expect_out "  $message$(in_code "$where")"
    expect_out "  replay  exeunt replay s/$entry.yaml"
done <"$1/../plugins/ends.txt"
[ "$(grep -cF "  the shortest schedule · 1 fault, 0 cancels, 1 step" "$work/out")" -eq 16 ] ||
    fail "each schedule but that of a jump must be the shortest"

rm -r s
scenario_of crashes_when_created
run "$exeunt" check s --reports none
expect_status 1
expect_out "when it is created: it died of SIGSEGV$(in_code touch_nothing)"

# What it has written to decides neither whose it is, nor whether the exploration goes on.
rm -r s
scenario_of writes_far_before
run "$exeunt" check s --reports none
expect_status 1
expect_out "✗ writes_far_before · exeunt · crashed, blame: h"
expect_out "  the shortest schedule · 1 fault, 0 cancels, 1 step"

# Of a process that was lost nobody knows by whose answers its code was judged. What it has started
# ends with it: else the command would wait for that.
rm -r s
scenario_of kills
echo 'expect: {outcome: returns}' >>s/kills.yaml
run timeout 15 "$exeunt" check s --conformance --filter kills --reports none
expect_status 1
expect_out "it died of SIGKILL"
expect_out "  crashed  without-crash     broken               1 of 1 "

# Nobody watches the process that says whether runs differ; it is not waited for when it hangs.
rm -r s
scenario_of waits_elsewhere
run "$exeunt" check s --reports none --hang-timeout 300ms
expect_status 1
expect_out "✗ waits_elsewhere · exeunt · crashed, blame: h"
expect_out "it hangs: a call does not return$(in_code "pause, leave_and_wait")"

# By system calls that a function makes.
for entry in "writes_to_nobody|it died of SIGPIPE" \
    "leaves_by_number|it ends the process by syscall()"; do
    rm -r s
    scenario_of "${entry%|*}" libends_by_number.so
    run "$exeunt" check s --reports none
    expect_status 1
    expect_out "crashed, blame: h"
    expect_out "  ${entry#*|}; in "
done

# What is not its memory: a sanitizer that knows what is free ends the host.
for entry in frees_twice writes_past writes_one_past writes_before; do
    rm -r s
    scenario_of $entry
    run "$exeunt" check s --reports none
    expect_status 1
    grep -q "ERROR: AddressSanitizer" out ||
        expect_out "✗ $entry · exeunt · hands-off (M8), blame: h"
done
finish
