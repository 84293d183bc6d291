# If lcov is missing, or fails, the old report stays whole.
. "$(dirname "$0")/lib.sh"
use_counting_host
write_three_scenarios
run "$exeunt" coverage s --filter clean
expect_status 0
cp reports/coverage/lines.json before.json

run env PATH=/nowhere "$exeunt" coverage s
expect_status 2
expect_err "exeunt: cannot start geninfo: "
expect_err "apt-get install lcov"

for tool in geninfo genhtml; do
    mkdir -p $tool
    cat >$tool/$tool <<'SH'
#!/bin/sh
[ "$1" = --version ] && exit 0
echo "out of paper" >&2
exit 3
SH
    chmod +x $tool/$tool
    run env PATH="$work/$tool:$PATH" "$exeunt" coverage s
    expect_status 2
    expect_err "exeunt: $tool failed (status 3)"
    expect_err "out of paper"
    expect_reports coverage
    expect_same before.json reports/coverage/lines.json
done

: >file
run "$exeunt" coverage s --reports file
expect_status 2
expect_err "exeunt: cannot write reports to file: "
finish
