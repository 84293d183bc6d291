# The command line itself: help, version, and what is refused.
. "$1/lib.sh"
write_scenario scenarios/a.yaml "A pool of two"
write_scenario scenarios/b.yaml "Another"

run "$exeunt" --version
expect_status 0
expect_out "exeunt 0."

run "$exeunt" --help
expect_status 0
expect_out "Example:"
for command in check replay list; do
    expect_out "  $command "
    run "$exeunt" $command --help
    expect_status 0
    expect_out "exeunt $command [OPTION...]"
    expect_out "Example:"
    expect_nothing_on_err
    run "$exeunt" --help
done

# The page of the command line names every option.
for command in check replay list explain new coverage; do
    run "$exeunt" $command --help
    for option in $(sed -n 's/^ .* \(--[a-z-]*\) .*/\1/p' out); do
        grep -q -- "$option" "$tests/../../docs/SCENARIOS.md" ||
            fail "docs/SCENARIOS.md says nothing of $option"
    done
done

# What an option may be is what its help says, and that page.
run "$exeunt" check --help
cp out help
for option in strategy format color; do
    run "$exeunt" check --$option nonsense
    words=$(sed -n 's/.*: it is one of //p' err | tr -d ,)
    [ -n "$words" ] || fail "it must say what the option may be"
    for word in $words; do
        grep -- "--$option " help | grep -qw -- "$word" || fail "the help says nothing of $word"
        grep -qw -- "$word" "$tests/../../docs/SCENARIOS.md" ||
            fail "docs/SCENARIOS.md says nothing of $word"
    done
done

run "$exeunt"
expect_status 2
expect_err "Commands:"

run "$exeunt" chek
expect_status 2
expect_err 'unknown command `chek`, did you mean `check`?'

refused() # message, then the arguments
{
    message=$1
    shift
    run "$exeunt" "$@"
    expect_status 2
    expect_err "exeunt: $message"
    expect_no_file reports
}
refused 'unknown option `--implementatoin`, did you mean `--implementation`?' \
    check --implementatoin=exeunt
refused 'unknown option `-x`' check -x
refused '`--fail-fast` takes no value' check --fail-fast=yes
refused '`--runs` needs a value' check --runs
refused '--runs must be a whole number of at least 1, not `0`' check --runs 0
refused '--runs must be a whole number of at least 1, not `1e3`' check --runs 1e3
refused '--jobs must be a whole number of at least 1, not `-1`' check --jobs -1
refused '--faults must be a whole number of at least 0, not ``' check --faults ''
refused '--faults must be a whole number' check --faults 99999999999999999999999
refused '--budget must be a time like 500ms, 30s or 5m, not `30`, did you mean `30s`?' \
    check --budget 30
refused '--budget must be a time' check --budget 0s
refused '--budget must be a time' check --budget 1.2.3s
refused '--budget must be at most a year (8760h), not `8760.1h`' check --budget 8760.1h
refused '--budget must be at most a year (8760h), not `99999999999999999999h`' \
    check --budget 99999999999999999999h
refused '--memory must be a size like 512M or 4G, not `512`, did you mean `512M`?' \
    check --memory 512
refused '--memory must be a size like 512M or 4G, not `0G`' check --memory 0G
refused '--memory must be a size like 512M or 4G, not `1e3G`' check --memory 1e3G
refused '--memory must be a size like 512M or 4G, not `4GB`' check --memory 4GB
refused '--memory must be a size' check --memory 9999999999T
refused '--states must be a whole number of at least 1, not `0`' check --states 0
refused '--seed must be a whole number of at least 0, not `9223372036854775808`' \
    check --strategy random --seed 9223372036854775808
refused '--strategy cannot be `pctt`, did you mean `pct`? It is one of exhaustive, random, pct' \
    check --strategy pctt
refused '--seed is for --strategy random and pct' check --seed 7
refused '--depth is for --strategy pct' check --depth 3
refused '--depth is for --strategy pct' check --strategy random --depth 3
refused '--depth is at most 1000' check --strategy pct --depth 1001
refused '--count is about states, of which --strategy random knows nothing' \
    check --strategy random --count
refused '--memory is about states, of which --strategy pct knows nothing' \
    check --strategy pct --memory 4G
refused '--states is about states, of which --runs knows nothing' check --runs 5 --states 5
refused '--audit is about states, of which --no-snapshots knows nothing' \
    check --no-snapshots --audit
refused '--no-reduction is about states, of which --no-snapshots knows nothing' \
    check --no-snapshots --no-reduction
refused '--no-remembering is about states, of which --runs knows nothing' \
    check --runs 5 --no-remembering
refused '--no-snapshots changes nothing about --strategy random' \
    check --strategy random --no-snapshots
refused '--format cannot be `yaml`: it is one of text, json, tap' check --format yaml
refused '--color cannot be `alway`, did you mean `always`? It is one of auto, always, never' \
    check --color alway
refused 'unknown profile `pyton`, did you mean `python`?' check --profile pyton
refused 'unknown implementation `exeint`, did you mean `exeunt`?' check --implementation exeint
expect_err 'One of your own is a plugin, as in `--implementation ./libmypool.so`:'
refused '--filter must not be empty' check --filter ''
refused 'replay needs FILE' replay
run "$exeunt" check --budget 8760h
expect_status 0
rm -r reports
refused '`b` is one argument too many for replay' replay a b
refused 'scenarios is a folder: replay takes one scenario' replay scenarios
finish
