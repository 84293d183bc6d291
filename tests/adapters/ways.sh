# How the same thing comes to code in Python: `sh ways.sh TESTS_FOLDER EXEUNT_FOLDER`. Each scenario
# is a defect that is seen in one way only, so each fails if that way is not tried any more.
. "$(dirname "$0")/../cli/lib.sh"
cp "$tests"/python/subjects/pools.py .

# Writes the scenario ways/$1.yaml; the rest of it is read.
mkdir ways
scenario()
{
    {
        echo "scenario: $1"
        echo "profile: python"
        cat
    } >"ways/$1.yaml"
}

# A cancel passes through an exit untouched, so Python sets no context.
scenario passes <<'END'
implementation: python:contextlib:AsyncExitStack
scope: {stack: [outer, inner]}
managers: {inner: {exit: [exits, fails]}}
body: raises
schedule: [outer enters, inner enters, body raises, cancel, inner passes the cancel on, ...]
expect: {order: [inner cancel requested, inner passes the cancel on, inner exit fails]}
violates: cause
END

# A failure comes through a future, so Python sets no context.
scenario future <<'END'
implementation: python:contextlib:AsyncExitStack
scope: {stack: [outer, inner]}
managers: {inner: {exit: [exits, fails]}}
body: raises
schedule:
  - outer enters
  - inner enters
  - body raises
  - inner fails
  - inner came through a future
  - ...
violates: cause
END

# A cancel comes behind the first callback of a turn, when the last exit is over and the pool does
# not know yet: that an enter has failed is lost.
scenario at-once <<'END'
implementation: python:pools:gather_cm
scope: {pool: [a, b], enter: wait-all}
managers: {b: {enter: [enters, fails]}}
schedule:
  - a enters
  - b fails
  - b raised in its own frame
  - a exits
  - cancel at once
  - ...
violates: conservation
END

# Two enters fail in one turn. This pool keeps all failures but those that have come together.
cat >first_failure.py <<'END'
import asyncio

class Pool:
    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        tasks = [asyncio.create_task(manager.__aenter__()) for manager in self.managers]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        late = [task for task in tasks if not task.done()]
        failures = [task.exception() for task in tasks if task.done() and task.exception()][:1]
        if failures:
            for task in late:
                task.cancel()
            await asyncio.wait(tasks)
            failures += [task.exception() for task in late
                         if not task.cancelled() and task.exception()]
            cause = type(failures[0]), failures[0], failures[0].__traceback__
            for manager, task in zip(self.managers, tasks):
                if not task.cancelled() and not task.exception():
                    await manager.__aexit__(*cause)
            raise failures[0] if len(failures) == 1 else ExceptionGroup("enters", failures)
        return tuple(task.result() for task in tasks)

    async def __aexit__(self, *cause):
        for manager in self.managers:
            await manager.__aexit__(*cause)
END
scenario same-turn <<'END'
implementation: python:first_failure:Pool
scope: {pool: [a, b]}
managers: {a: {enter: [enters, fails]}, b: {enter: [enters, fails]}}
violates: conservation
END

run "$exeunt" check ways --reports none --no-shrink
expect_status 0
expect_out "4 violated as expected"

# Each says whose way it is, of a body, too. A schedule names it; what is no way is refused.
run "$exeunt" check - --reports none <<'END'
scenario: A body lets a cancel through
implementation: python:contextlib:AsyncExitStack
profile: python
scope: {stack: [only]}
body: returns
schedule: [only enters, cancel, body passes the cancel on, only exits]
expect: {order: [body cancel requested, body passes the cancel on, body canceled]}
END
expect_status 0
run "$exeunt" check - --reports none <<'END'
scenario: The schedule leaves a way out
implementation: python:contextlib:AsyncExitStack
profile: python
scope: {stack: [only]}
managers: {only: {exit: [exits, fails]}}
schedule: [only enters, body returns, cancel, only fails, ...]
END
expect_status 2
expect_err "only passes the cancel on"
run "$exeunt" check - --reports none <<'END'
scenario: A word that is none
implementation: python:contextlib:AsyncExitStack
scope: {stack: [only]}
schedule: [only enters, cancel, body passes the cancel of, ...]
END
expect_status 2
expect_err "passes the cancel of"

finish
