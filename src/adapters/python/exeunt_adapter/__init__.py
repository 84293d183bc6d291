"""Runs exit stacks and exit pools that are written in Python, for Exeunt.

    child.py         from start to end: the process, its descriptors, the answers to messages
    wire.py          messages: lines of JSON, and the questions within a turn
    subject.py       finds the code under test, and says what is wrong with it
    scope.py         the task in which the code under test runs, with its body
    body.py          the body of a scope, and what it asks of the stack in which it runs
    border.py        proxies and operations: what the code under test is given in place of managers
    nested.py        a scope as a manager of another one
    own_managers.py  managers that are under test themselves, and what they wait for
    at_work.py       which of them is running
    plain_scopes.py  what managers under test are put into where no scope is named
    plain_trio_scopes.py  the same on trio
    errors.py        exceptions: how Exeunt's are made, and how any are described
    run.py           one run: what is delivered, what has happened
    loop.py          the event loop, of asyncio
    numbered.py      its tasks and futures
    asyncio_waits.py what managers under test await there
    trio_loop.py     the same for trio
    trio_waits.py    what operations await there
    ordered.py       sets of trio's and anyio's own, in order
    refusals.py      what no simulated world has
    fingerprint.py   the state of a run, as a text
    contents.py      what objects of Python's own types hold
    kinds.py         which types are written in Python
    outside.py       what outlives a run, in modules under test
    late_imports.py  modules that code imports while it runs
    putting_back.py  it begins each run as after the import
    clocks.py        they show virtual time
    liveness.py      which locals can still be read
    places.py        source lines

Scenario logic is in none of them: each does what the parent says.
"""
