# What the terminal shows: the last line says the one thing to know, whatever stands above it.
. "$1/lib.sh"
last() { tail -1 out; }
expect_last() { [ "$(last)" = "$1" ] || fail "the last line must be: $1"; }

write_scenario s/good.yaml "Good"
run "$exeunt" check s
expect_last "✓ the scenario passed"
write_scenario s/other.yaml "Other"
printf 'body: [returns, raises]\n' >>s/other.yaml
run "$exeunt" check s -q
expect_last "✓ every scenario passed"
run "$exeunt" check s --faults 0
expect_last "✓ every scenario passed, as far as 1 of them was explored"
run "$exeunt" check s --faults 0 --require-exhaustive
expect_last "✗ 1 of 2 scenarios was not explored in full"
write_scenario s/known.yaml "Known"
printf 'managers: {vm1: {exit: fails}}\nbody: raises\nviolates: propagation\n' >>s/known.yaml
run "$exeunt" check s -i gather-cm
expect_out "✓ expected  known  "
expect_last "✓ every scenario passed"
sed -e s/Known/Bad/ -e /violates/d s/known.yaml >s/bad.yaml
run "$exeunt" check s -i gather-cm
expect_last "✗ 1 of 4 scenarios did not pass: reports/index.html shows it"
run "$exeunt" check s -i gather-cm --reports none
expect_last "✗ 1 of 4 scenarios did not pass"
run "$exeunt" check tree:pool-a-b -i gather-cm --conformance --reports none
expect_last "✗ gather-cm breaks 5 rules"
run "$exeunt" check tree:pool-a -i exeunt --conformance --reports none
expect_last "✓ exeunt breaks no rule"

# On a narrow terminal what is said of a scenario has a line of its own.
if command -v script >/dev/null; then
    mkdir -p n
    write_scenario n/a-scenario-with-a-name-that-is-rather-long.yaml "Long"
    for columns in 60 200; do
        last_command="exeunt check n, on $columns columns"
        script -qec "stty cols $columns; '$exeunt' check n --reports none" /dev/null \
            </dev/null 2>&1 | tr -d '\r' >out
        if [ $columns -eq 60 ]; then
            grep -A 1 'a-name-that-is-rather-long$' out | grep -q '^ .*8 states' ||
                fail "two lines were expected"
        else
            grep -q 'a-name-that-is-rather-long .*8 states' out || fail "one line was expected"
        fi
    done
fi
finish
