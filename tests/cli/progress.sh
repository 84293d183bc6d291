# The line that shows the progress of a long run on a terminal, and that is removed at the end.
. "$1/lib.sh"
use_host busy
write_scenario s/slow.yaml "Takes until somebody has looked"

# For the shell that runs it on the terminal, because the name of its folder may have a blank.
quoted="'$exeunt'"
escape=$(printf '\033')

# Runs a command on a terminal and lets its host go on when the progress line has appeared. Then
# $work/lines has what the terminal got: "<clear>" for a return and a cleared line, and N for what
# depends on the clock.
watch()
{
    last_command="on a terminal: $*"
    : >"$work/out"
    : >"$work/err"
    rm -f seen terminal
    script -qefc "$*" terminal </dev/null >/dev/null &
    watched=$!
    waited=0
    while ! grep -qE ' 2,50[01] runs' terminal 2>/dev/null && [ $waited -lt 3000 ]; do
        sleep 0.01
        waited=$((waited + 1))
    done
    : >seen
    wait $watched
    status=$?
    tr '\r' '\n' <terminal | sed -E "s/^$escape\[K/<clear>/; s/$escape\[[0-9;]*m//g
        s/· [0-9]+ s/· N s/; s/about [0-9]{1,2} s left/about N s left/
        s/about 2 h 5[0-9] min/about 2 h 5N min/
        s/[0-9,.]+( million)? runs\/s/N runs\/s/" >"$work/lines"
    cp "$work/lines" "$work/out"
}

expect_line() { grep -qxF -e "$1" "$work/lines" || fail "the terminal must get: $1"; }

# As long as nothing is done, the remaining time is unknown, unless there is a budget.
watch "$quoted" check s
expect_status 0
expect_line '<clear>0 of 1 scenarios · N s · 2,500 runs · N runs/s · depth 9'
expect_line '<clear>✓ holds     slow              1 interleaving'
watch "$quoted" check s --budget 3h
expect_status 0
expect_line '<clear>0 of 1 scenarios · N s, about 2 h 5N min left · 2,500 runs · N runs/s · depth 9'

# A narrow terminal gets the parts that fit: a line that wraps could not be removed.
watch "stty cols 39; $quoted check s"
expect_status 0
expect_line '<clear>0 of 1 scenarios · N s · 2,500 runs'
expect_no_out 'runs/s'

# The remaining time follows from what is done, unless the budget ends first.
write_scenario s/quick.yaml "Is done at once"
watch "$quoted" check s --jobs 1 --budget 3h
expect_status 0
expect_line '<clear>1 of 2 scenarios · N s, about N s left · 2,501 runs · N runs/s · depth 9'
expect_line '<clear>✓ holds     slow              1 interleaving'

# A message removes the line.
rm s/*
write_scenario s/killed.yaml "Is explored again"
: >killed
watch "$quoted" check s
expect_status 0
again='and its scenario is explored again (status 0, signal 9)'
expect_line "<clear>exeunt: a host ended badly $again"
rm s/killed.yaml
write_scenario s/quick.yaml "Is done at once"

# With -q, or without a terminal, there is no line.
run script -qefc "$quoted check s --quiet" terminal
expect_status 0
expect_no_out "$escape[K"
run "$exeunt" check s
expect_status 0
expect_nothing_on_err
finish
