# Programs that show breaches under plain Python, of more than managers that are played:
# `sh reproduce.sh TESTS_FOLDER EXEUNT_FOLDER sample|full`.
. "$(dirname "$0")/../cli/lib.sh"
depth=$3
cp "$tests"/python/subjects/*.py "$tests"/../../docs/examples/python/*.py .
for example in "$tests"/../../docs/examples/python/*.yaml; do
    sed '/^violates/d; /^blame/d' "$example" >"$(basename "$example")"
done

. "$tests/reproduces.sh"

# A manager of one's own, in a scope that nobody has named.
reproduces connection_hasty HastyConnection AsyncConnection 1
expect_out "db connected"
run grep -c "exeunt_adapter" shows.py
expect_out 0
[ "$depth" = full ] || { finish; exit; }

# What it holds, waits for, or never ends; time, which passes in the schedule; tasks.
reproduces generators_careless careless careful 1
reproduces generators_left LeftRows Rows 1
reproduces timeout_forgetful Forgetful Patient 1
reproduces retry_stubborn Stubborn Persistent 1
reproduces subprocess_manager_hasty HastySubprocess Subprocess 1
reproduces lock_hasty HastyWorker Worker 2
reproduces handover_careless Careless Careful 1
reproduces deadline_hasty hasty patient 1
reproduces transaction Transaction HalfTransaction 0

# A group of tasks, which asyncio cancels in the order of a set. Its module may have managers, too,
# which import `exeunt`.
echo "from exeunt import external" >>direct.py
printf '%s\n' "scenario: group" "profile: python" "implementation: python:direct.py:Group" \
    "scope: {pool: [a, b, c]}" "body: [returns]" "cancel: anywhere" >group.yaml
reproduces group Group - 2

# Bodies that act, scopes within scopes, errors that are raised again.
scenario()
{
    { printf 'scenario: %s\nprofile: python\n' "$1"; cat; } >"$1.yaml"
}
scenario acts <<'YAML'
scope: {stack: [foo, {push: bar}, {callback: log}]}
managers:
  foo: {exit: [exits, fails]}
  bar: {exit: [exits, suppresses]}
  more: {enter: [enters, fails], exit: [exits, suppresses, fails]}
body: {ends: [returns, raises], actions: [enter more, push more2, callback cb, close]}
cancel: anywhere
YAML
scenario nested <<'YAML'
scope: {stack: [foo, {stack: [bar, baz]}]}
managers:
  foo: {exit: [exits, fails]}
  bar: {exit: [exits, suppresses, fails]}
  baz: {enter: [enters, fails], exit: [exits, suppresses, fails]}
body: [returns, raises]
YAML
scenario again <<'YAML'
scope: {stack: [a, b, c]}
managers:
  a: {exit: [exits, fails with body, suppresses]}
  b: {exit: [exits, fails with c.exit]}
  c: {exit: [exits, fails, suppresses]}
body: [returns, raises]
YAML
scenario tasks <<'YAML'
tasks: {w1: {stack: [lock, x]}, w2: {stack: [lock, y]}}
managers:
  lock: {tokens: 1, exit: [exits, suppresses, fails]}
  x: {enter: [enters, fails], exit: [exits, fails, suppresses]}
cancel: {task: w1}
YAML
scenario takes <<'YAML'
scope: {stack: [t, a, b]}
managers:
  t: {takes: {enter: 700ms, exit: 100ms}}
  a: {steps: {enter: 1, exit: 2}, exit: [exits, fails]}
  b: {exit: [exits, fails, suppresses]}
body: [returns, raises]
YAML
for name in "acts 1" "nested 3" "again 3" "tasks 1" "takes 1"; do
    reproduces "${name% *}" AsyncExitStack - "${name#* }" -i python:contextlib:AsyncExitStack
done

# A manager of one's own beside others, in a scope that goes wrong; the file is in another folder.
mkdir code
mv connection.py code
scenario beside <<'YAML'
scope: {pool: [other, it], enter: wait-all}
managers:
  it: {use: 'python:code/connection.py:AsyncConnection'}
  other: {exit: [exits, fails, suppresses]}
cancel: anywhere
YAML
reproduces beside gather_cm careful_pool 2 -i python:gather_cm.py:gather_cm

# What is no code in Python.
printf 'scenario: c\nscope: {pool: [a]}\n' >c.yaml
run "$exeunt" replay c.yaml --implementation gather-cm --reproduce refused.py
expect_err "and \`gather-cm\` is none"

finish
