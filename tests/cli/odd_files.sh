# Files that are no scenarios: each is an error of its own, the command waits for none, and checks
# the others. (Malformed text: bad_scenarios.sh and tests/scenario.)
. "$1/lib.sh"
write_scenario s/good.yaml "Good"

refused() # file, message
{
    for command in check replay; do
        run "$exeunt" $command "$1"
        expect_status 2
        expect_err "$2"
    done
    run "$exeunt" check s/good.yaml "$1"
    expect_status 2
    expect_err "$2"
}

mkfifo s/pipe.yaml # without a writer
refused s/pipe.yaml "s/pipe.yaml:1:1: nothing in it"
truncate -s 100M s/large.yaml
refused s/large.yaml "s/large.yaml: File too large"
truncate -s 10M s/zeros.yaml
refused s/zeros.yaml "s/zeros.yaml:1:1: "
refused /dev/null "/dev/null:1:1: nothing in it"
refused /dev/zero "/dev/zero: File too large"
refused s/missing.yaml "exeunt: s/missing.yaml: No such file or directory"
refused s/good.yaml/below "exeunt: s/good.yaml/below: Not a directory"
refused "$(printf '%5000s' x)" "File name too long"
refused '' "No such file or directory"
mkdir s/folder.yaml
refused s/folder.yaml "exeunt: no scenario was found in s/folder.yaml: "
ln -s nowhere s/dangling.yaml
refused s/dangling.yaml "exeunt: s/dangling.yaml: No such file or directory"
ln -s s/loop s/loop
refused s/loop "exeunt: s/loop: "

# All of them in one folder: each is named, none is left out silently.
ln -s . s/circle
run "$exeunt" check s
expect_status 2
for file in pipe large zeros dangling; do
    expect_err "s/$file.yaml:"
done
expect_out "1 holds"
expect_out "4 invalid"

# A pipe with a writer is a file like any other.
(cat s/good.yaml >s/pipe.yaml) &
writer=$!
run sh -c "cat s/good.yaml | \"\$0\" check /dev/stdin" "$exeunt"
expect_status 0
expect_out "1 holds"
kill "$writer" 2>kill.err

# Standard input, by its own name: in every command that reads scenarios, at most once, beside
# others.
from_input() { run sh -c "cat s/good.yaml | \"\$0\" \"\$@\"" "$exeunt" "$@"; }
from_input check -
expect_status 0
expect_nothing_on_err
expect_out "✓ holds     stdin"
expect_in_file reports/results.json '"file": "-"'
from_input check - -
expect_status 0
expect_out "1 scenario in"
from_input replay -
expect_status 0
expect_out "vm1    enter begins"
from_input list -
expect_status 0
expect_out "      Good"
last_command="exeunt check -, of what is no scenario"
echo 'scope: nothing' | "$exeunt" check - >out 2>err
status=$?
expect_status 2
expect_err "-:1:"
: | "$exeunt" check - >out 2>err
status=$?
expect_status 2
expect_err "-:1:1: nothing in it"
write_scenario ./- "A file of that name"
run "$exeunt" check ./-
expect_status 0
expect_out "✓ holds     -"
wait "$writer" 2>kill.err
finish
