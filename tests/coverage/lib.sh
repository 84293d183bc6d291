# What the tests of `exeunt coverage` share, on top of tests/cli/lib.sh.
. "$1/lib.sh"
source_folder=$3

# Makes the host that counts answer; it is beside the command.
use_counting_host()
{
    EXEUNT_HOST=$(dirname "$exeunt")/exeunt-host-counting
    export EXEUNT_HOST
}

# Three scenarios in s/: two that differ in a stack, and a pool.
write_three_scenarios()
{
    mkdir -p s
    cat >s/clean.yaml <<'YAML'
scenario: Nothing goes wrong
scope: {stack: [vm]}
YAML
    cat >s/suppressed.yaml <<'YAML'
scenario: The exit suppresses what the body raised
scope: {stack: [vm]}
managers: {vm: {exit: suppresses}}
body: raises
YAML
    cat >s/with-a-pool.yaml <<'YAML'
scenario: No stack at all
scope: {pool: [vm]}
YAML
}

# Prints what lines.json has for the line of the stack with the text $1: {"line":12,...}
told_of()
{
    file=$(cd "$source_folder" && grep -lF -e "$1" src/core/stack*.c | head -n 1)
    line=$(grep -nF -e "$1" "$source_folder/$file" | cut -d: -f1 | head -n 1)
    sed 's/{"file":/\n&/g' reports/coverage/lines.json | grep "^{\"file\":\"$file\"" |
        sed 's/{"line":/\n&/g' | grep "^{\"line\":${line:-none},"
}

# Expects that the scenarios that reach the line with the text $1 are $2, as lines.json writes them.
expect_scenarios()
{
    told=$(told_of "$1")
    case $told in
    *"\"scenarios\":$2}"*) ;;
    *) fail "the scenarios of \`$1\` must be $2, not: $told" ;;
    esac
}

# Expects that reports/ contains nothing but $1.
expect_reports() { [ "$(ls -A reports)" = "$1" ] || fail "reports/ must hold: $1"; }
