# A kept file is red while its bug is there and green when it is mended: of every violation that
# every known-bad implementation shows in the scenarios of this project. Mended is what exeunt does.
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

    # As it stands it names the implementation: each file is red.
    run "$exeunt" check "$subject/violations" --reports red
    expect_status 1
    expect_out "$kept scenarios in"
    expect_out ": $kept violated"

    # Mended, each file is green, and says what has become of its schedule.
    run "$exeunt" check "$subject/violations" --implementation exeunt --reports green
    expect_status 0
    expect_nothing_on_err
    expect_out ": $kept hold"
    [ "$(grep -c 'everything .* was explored$' out)" -eq "$kept" ] ||
        fail "each file must tell what was explored"
done
finish
