# The report of a violation, as SCENARIOS.md shows it, and the scenario that is kept of it.
. "$1/lib.sh"
use_host gather-cm
write_scenario scenarios/pool/cancel-while-entering.yaml "Cancel while entering"
printf 'cancel: anywhere\n' >>scenarios/pool/cancel-while-entering.yaml

run "$exeunt" check scenarios --implementation gather-cm
expect_status 1
expect_nothing_on_err
head -n "$(wc -l <"$tests/golden/violation.txt")" out >violation
expect_same "$tests/golden/violation.txt" violation
expect_out "1 scenario in"
expect_out "1 violated"

# The same in results.json and junit.xml.
kept=reports/violations/pool-cancel-while-entering.gather-cm.yaml
expect_in_file reports/results.json "\"kept\": \"$kept\""
expect_in_file reports/results.json '"tape": "3.1"'
expect_in_file reports/junit.xml '<failure type="exactly-once" message="X1 exactly-once, blame'

# The kept scenario can be read unchanged, and says what it is about.
expect_in_file $kept 'implementation: gather-cm'
expect_in_file $kept 'kept: true'
expect_in_file $kept 'cancel: anywhere'
! grep -q violates $kept || fail "$kept must expect no violation"
expect_in_file $kept '- cancel'
expect_in_file $kept '- vm1 enters'
run "$exeunt" list $kept
expect_status 0

# Colours appear only where they are wanted.
escape=$(printf '\033')
run "$exeunt" check scenarios --implementation gather-cm --color always
expect_out "$escape["
NO_COLOR=1 run "$exeunt" check scenarios --implementation gather-cm --color auto
expect_no_out "$escape"

# Several violations get a table.
write_scenario scenarios/pool/other.yaml "Another"
run "$exeunt" check scenarios --implementation gather-cm -q
expect_status 1
expect_out "What gather-cm breaks"
expect_out "  X1      exactly-once      pool/other"
expect_out "2 violated"

# Replay ends like check.
run "$exeunt" replay scenarios/pool/other.yaml --implementation gather-cm --tape 3.1
expect_status 1
expect_out "    5  pool   closes             canceled            ← vm1 is still entered"

# With --fail-fast the first failure ends a run.
run "$exeunt" check scenarios --implementation gather-cm --fail-fast --jobs 2
expect_status 1
expect_out "1 violated, 1 skipped"
expect_out "- skipped   pool/other "
expect_out "not run: --fail-fast stopped after pool/cancel-while-entering"
finish
