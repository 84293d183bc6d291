# --shard I/N: every scenario is in exactly one shard, and always in the same one.
. "$1/lib.sh"
for name in a b c d e f g; do
    write_scenario "s/$name.yaml" "Scenario $name"
done

labels() # of the scenarios in the last run
{
    sed -n 's/^✓ holds *\([^ ]*\) .*/\1/p' out
}

run "$exeunt" check s
labels >all
for shards in 1 2 3 7; do
    : >gathered
    for shard in $(seq "$shards"); do
        run "$exeunt" check s --shard "$shard/$shards"
        expect_status 0
        expect_nothing_on_err
        labels >once
        cat once >>gathered
        run "$exeunt" check s --shard="$shard/$shards"
        labels >again
        expect_same once again
    done
    sort gathered >sorted
    expect_same all sorted
done

# Dealt out in the order of the files, among those that match the filter.
run "$exeunt" check s --shard 2/3
labels >dealt
printf 'b\ne\n' >expected
expect_same expected dealt
expect_in_file reports/results.shard-2-of-3.json '"holds": 2'
run "$exeunt" check s --filter '[bdf]' --shard 2/3
labels >dealt
echo d >expected
expect_same expected dealt

# More machines than scenarios: a shard without scenarios is no error, and is reported.
run "$exeunt" check s --filter '[ab]' --shard 3/3
expect_status 0
expect_err "exeunt: shard 3/3 is empty: there are only 2 scenarios"
grep -qE '^0 scenarios in [0-9.]+ s$' out || fail "no verdicts are announced"
run "$exeunt" check s --filter '[ab]' --shard 3/3 --format tap
expect_status 0
expect_out "1..0 # SKIP this shard is empty"

# The second scenario of a name is refused, even if the first one is in another shard.
write_scenario s/h.yaml "Scenario a"
run "$exeunt" check s --shard 2/2
expect_status 2
expect_err "s/h.yaml:1:11: the name \`Scenario a\` stands at s/a.yaml:1:11 already"

for wrong in 0/3 4/3 1/0 1 /3 1/ -1/3 1/3/5 1.5/3 a/b '' 99999999999999999999999/1; do
    run "$exeunt" check s --shard "$wrong"
    expect_status 2
    expect_err "exeunt: --shard must be like 1/4, the first of four, up to 4/4, not \`$wrong\`"
done
finish
