"""trio's scheduler, turn by turn, with virtual time.

It is trio's own scheduler, which runs all tasks that are ready, and then gives way to whoever waits
for input and output. Here that is the parent. A cancel is a state of a scope and no event: a task
in it is asked to stop at each point where it waits, so what handles a cancel waits in a shield.

Nothing in here knows what trio's scheduler keeps, so states are not told.
"""

from __future__ import annotations

import heapq
import itertools
import math
from collections.abc import Callable, Coroutine
from typing import Any

import trio
from trio._core import _run as scheduler

from . import at_work, refusals
from .loop import CLOCK_RESOLUTION, NEVER
from .ordered import keep_order
from .trio_waits import External, Wait, Watch

#: What has not ended after so many turns is dropped.
_TURNS_TO_END = 1000


class Clock(trio.abc.Clock):
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.now = 0.0

    def start_clock(self) -> None:
        pass

    def current_time(self) -> float:
        return self.now

    def deadline_to_sleep_time(self, deadline: float) -> float:
        return deadline - self.now


class Task:
    """The task of a scope, within a cancel scope: as much of asyncio's as is needed."""

    def __init__(self, coroutine: Coroutine[Any, Any, None]) -> None:
        self._coroutine = coroutine
        self._cancel_scope = trio.CancelScope()
        self._error: BaseException | None = None
        self._is_done = False

    async def run(self) -> None:
        if hasattr(scheduler, "current_async_library_cvar"):
            scheduler.current_async_library_cvar.set("trio")  # anyio asks for it
        try:
            with self._cancel_scope:
                await self._run_within()
        except BaseException as error:
            self._error = error
        self._coroutine.close()
        self._is_done = True

    async def _run_within(self) -> None:
        """An exception of a cancel stays in the cancel scope, with what stands behind it: it is
        looked at before that."""
        try:
            await trio.lowlevel.checkpoint_if_cancelled()  # then it never runs
            await self._coroutine
        except BaseException as error:
            self._error = error
            raise

    def cancel(self) -> None:
        self._cancel_scope.cancel()

    def done(self) -> bool:
        return self._is_done

    def result(self) -> None:
        if self._error is not None:
            raise self._error

    def get_coro(self) -> Coroutine[Any, Any, None]:
        return self._coroutine


class _InOrder:
    """In place of the die by which trio decides whether to reverse the ready tasks. It takes them
    from the end of the list, so this runs first what became ready first."""

    def random(self) -> float:
        return 0.0

    def shuffle(self, tasks: list[Any]) -> None:
        tasks.reverse()


_deadlines_started = itertools.count()


def _add_deadline(self: Any, deadline: float, cancel_scope: Any) -> None:
    """Of those that are over at the same time the one comes first that was there first. trio goes
    by the addresses."""
    heapq.heappush(self._heap, (deadline, next(_deadlines_started), cancel_scope))
    self._active += 1


scheduler.Deadlines.add = _add_deadline
keep_order(scheduler.CancelStatus, "_tasks", "_children")
keep_order(scheduler.Nursery, "_children")
keep_order(trio.Event, "_tasks")


class TrioLoop:
    """The scheduler of one run."""

    name = f"trio {trio.__version__}"
    profile = "trio"
    has_states, why_no_states = False, "what trio's scheduler holds is not known"
    stops_at_once = False  # what is ready runs as a whole
    variants = 1  # trio promises no order of tasks: here it is that in which they became ready
    ways = {}  # an exception of trio's cancels may not leave its scope: proxies catch it
    cancels_have_names = False  # for the same reason: an exit that a cancel ends has exited

    cancelled = trio.Cancelled

    def __init__(self, *, descending: bool = False) -> None:
        self._clock = Clock()
        self._runner: Any = None
        self._turns: Any = None
        self._nursery: trio.Nursery | None = None
        self._own: set[Any] = set()
        self.may_have_closed = False

    # --- what the driver calls ------------------------------------------------------------------

    def start(self) -> None:
        scheduler._r = _InOrder()
        with refusals.suspended():  # it opens a socket, to be woken by
            self._runner = scheduler.setup_runner(self._clock, [], False, False)
        self._turns = scheduler.unrolled_run(self._runner, self._main, ())
        next(self._turns)
        while self._nursery is None or self._runner.runq:
            self._turns.send(())
        self._own = set(self._runner.tasks)

    async def _main(self) -> None:
        async with trio.open_nursery() as self._nursery:
            await trio.sleep_forever()

    def run_some(self, most: int) -> int:
        """Runs all that is ready, again and again: of trio that is the smallest step."""
        for ran in range(most):
            if not self._runner.runq:
                return ran
            self._turns.send(())
            if self.may_have_closed:
                return ran + 1
        return most

    def is_idle(self) -> bool:
        return not self._runner.runq

    def ready_count(self) -> int:
        return 1  # one turn

    def next_due(self) -> float | None:
        due = self._runner.deadlines.next_deadline()
        return due if due < NEVER else None

    def pass_time(self, seconds: float) -> None:
        """Cancels what is due then, as trio does before it runs the tasks of a turn.

        The parent knows milliseconds, so what is due counts that is so by less than one.
        """
        clock = self._clock
        clock.now += seconds
        due = self.next_due()
        if due is not None and due <= clock.now + CLOCK_RESOLUTION:
            clock.now = max(clock.now, due)
        self._runner.deadlines.expire(clock.now)

    def time(self) -> float:
        return self._clock.now

    def hash_of(self, serial: int) -> int:
        return serial

    def new_task(self, coroutine: Coroutine[Any, Any, None]) -> Task:
        assert self._nursery is not None
        task = Task(coroutine)
        self._nursery.start_soon(task.run)
        return task

    def may_repeat_cancels(self) -> bool:
        """A cancel that was caught is waited for in a shield."""
        return False

    repeats_cancels = may_repeat_cancels

    # --- what proxies need ----------------------------------------------------------------------

    def new_wait(self, *, shielded: bool) -> Wait:
        return Wait(shielded)

    def new_external(self, number: int, results: tuple[str, ...],
                     withdraw: Callable[[int], None]) -> External:
        return External(number, results, withdraw)

    def new_watch(self, report: Callable[[], None], of_enter: Watch | None = None, *,
                  is_outer: bool = False) -> Watch:
        return Watch(report, of_enter)

    def new_cancelled(self) -> BaseException:
        return trio.Cancelled._create()

    # --- what is left ---------------------------------------------------------------------------

    def left(self) -> list[Any]:
        return [task.coro for task in self._runner.tasks if task not in self._own]

    def timers_left(self) -> list[float]:
        due = self._runner.deadlines.next_deadline()
        return [] if due == math.inf else [due - self._clock.now]

    def unretrieved(self) -> list[str]:
        return []

    def spinning(self) -> Any:
        return self._runner.runq[0].coro if self._runner.runq else None

    def spins_for(self) -> str:
        runq = self._runner.runq
        return runq[0].context.get(at_work.manager, "") if runq else ""

    def abandon(self) -> None:
        self._runner.runq.clear()

    def throw_away(self, waits: list[Wait | External]) -> None:
        """Cancels what is left, and lets it end: closing its coroutines would confuse trio."""
        assert self._nursery is not None
        for wait in waits:
            wait.set_result(None)  # some are shielded
        self._nursery.cancel_scope.cancel()
        try:
            with refusals.suspended():
                for _ in range(_TURNS_TO_END):  # its own tasks wake one another by a socket
                    self._turns.send(self._runner.io_manager.get_events(0))
                self._turns.close()
        except BaseException:  # StopIteration, when all has ended
            pass
