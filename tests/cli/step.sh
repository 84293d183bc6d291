# exeunt replay --step and --until: a schedule event by event, forwards and back.
. "$1/lib.sh"
write_scenario s.yaml "Two errors"
printf 'body: raises\nmanagers: {vm1: {exit: fails}}\n' >>s.yaml

steps() # keys, arguments
{
    keys=$1
    shift
    last_command="printf '$keys' | exeunt replay s.yaml --step $*"
    printf "$keys" | "$exeunt" replay s.yaml --step "$@" >out 2>err
    status=$?
}

steps 'nnnpGgx\033[C\033[D\033[F\033[Hq n' -i gather-cm
expect_status 1
expect_nothing_on_err
sed -n 's/^> *\([0-9]*\) .*/\1/p' out | tr '\n' ' ' >walked
printf '1 2 3 4 3 11 1 2 1 11 1 ' >expected
expect_same expected walked
expect_out '       ┌ pool, to blame'
expect_out '       │ ┌ body'
expect_out '>  11  ✗ · · ·  pool closes raises vm1.exit  ← propagation'
expect_out '       step 2: vm2 enters'
steps '' --until 'body raises'
expect_status 0
expect_out '>   6  │ ✗ │ │  body raises'

run "$exeunt" replay s.yaml --until "vm1 exit begins"
expect_status 0
[ "$(tail -1 out)" = "    8  vm1    exit begins        (body)" ] || fail "it must end there"
run "$exeunt" replay s.yaml --until "vm1 exit"
expect_status 0
run "$exeunt" replay s.yaml --until "vm3 exit begins"
expect_status 2
expect_err 'exeunt: `vm3 exit begins` does not come in this schedule'
for wrong in '--before 1' '--debug --step' '--debug --until entered'; do
    run "$exeunt" replay s.yaml $wrong
    expect_status 2
    expect_err "Try \`exeunt replay --help\`."
done
run "$exeunt" replay - --step <s.yaml
expect_status 2
expect_err "exeunt: --step takes a file, not standard input"

# On a terminal keys work at once, and the screen shows what came before.
if command -v script >/dev/null; then
    last_command="exeunt replay s.yaml --step, on a terminal"
    { sleep 1; printf 'nn'; sleep 1; printf q; } |
        script -qec "'$exeunt' replay s.yaml --step --color never" /dev/null >out 2>&1
    expect_out 'event 3 of '
    expect_out '    2  │ · ░ ●  vm2 enter begins'
fi
finish
