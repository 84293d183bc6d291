# A kept file fails while its bug exists and passes when it is fixed: for every violation of every
# known-bad implementation in the scenarios of this project. The implementation exeunt stands for
# the fix.
. "$1/lib.sh"
scenarios=$1/../../scenarios

run "$exeunt" list "$scenarios/pool/of-none.yaml"
subjects=$(awk '/known bad:/ {print $1}' out)
[ "$(echo "$subjects" | wc -l)" -ge 4 ] || fail "the known-bad implementations must be listed"
for subject in $subjects; do
    run "$exeunt" check --implementation "$subject" --reports "$subject" "$scenarios"
    expect_status 1
    kept=$(find "$subject/violations" -name '*.yaml' | wc -l)
    [ "$kept" -gt 10 ] || fail "$subject must show more than $kept violations"

    # Unchanged, the file names the implementation: each file fails.
    run "$exeunt" check "$subject/violations" --reports red
    expect_status 1
    expect_out "$kept scenarios in"
    expect_out ": $kept violated"

    # With the fix, each file passes, and says what has become of its schedule.
    run "$exeunt" check "$subject/violations" --implementation exeunt --reports green
    expect_status 0
    expect_nothing_on_err
    expect_out ": $kept hold"
    [ "$(grep -c 'everything .* was explored$' out)" -eq "$kept" ] ||
        fail "each file must tell what was explored"
done
finish
