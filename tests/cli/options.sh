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

run "$exeunt"
expect_status 2
expect_err "Commands:"

run "$exeunt" chek
expect_status 2
expect_err 'unknown command `chek`, did you mean `check`?'

# Options that do not work yet do not exist yet.
for option in --strategy --seed; do
    run "$exeunt" check $option
    expect_status 2
    expect_err "unknown option \`$option\`"
done

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
refused '--format cannot be `yaml`: it is one of text, json, tap' check --format yaml
refused '--color cannot be `alway`, did you mean `always`? It is one of auto, always, never' \
    check --color alway
refused 'unknown profile `pyton`, did you mean `python`?' check --profile pyton
refused 'unknown implementation `exeint`, did you mean `exeunt`?' check --implementation exeint
refused '--filter must not be empty' check --filter ''
refused 'replay needs FILE' replay
refused '`b` is one argument too many for replay' replay a b
refused 'scenarios is a folder: replay takes one scenario' replay scenarios
finish
