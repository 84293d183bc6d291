"""trio's scheduler, turn by turn, with virtual time.

It is trio's own scheduler, which runs all tasks that are ready, and then gives way to whoever waits
for input and output. Here that is the parent. A cancel is a state of a scope and no event: a task
in it is asked to stop at each point where it waits, so what handles a cancel waits in a shield.

Nothing in here knows what trio's scheduler keeps, so states are not told.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator
from typing import Any

import trio
from trio._core import _run as scheduler

from . import refusals
from .ordered import keep_order


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


class Wait:
    """What an operation awaits: as much of a future as it needs."""

    def __init__(self, shielded: bool) -> None:
        self._shielded = shielded
        self._event = trio.Event()

    def done(self) -> bool:
        return self._event.is_set()

    def set_result(self, _result: None) -> None:
        self._event.set()

    def __await__(self) -> Generator[Any, Any, None]:
        with trio.CancelScope(shield=self._shielded):
            yield from self._event.wait().__await__()


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
                await trio.lowlevel.checkpoint_if_cancelled()  # then it never runs
                await self._coroutine
            if self._cancel_scope.cancelled_caught:
                self._error = _Canceled()
        except BaseException as error:
            self._error = error
        self._coroutine.close()
        self._is_done = True

    def cancel(self) -> None:
        self._cancel_scope.cancel()

    def done(self) -> bool:
        return self._is_done

    def result(self) -> None:
        if self._error is not None:
            raise self._error

    def get_coro(self) -> Coroutine[Any, Any, None]:
        return self._coroutine


class _Canceled(BaseException):
    """How a scope ends that was canceled: the exception itself stays within its cancel scope."""


_Canceled.__name__ = "Cancelled"


class _InOrder:
    """In place of the die by which trio decides whether to reverse the ready tasks. It takes them
    from the end of the list, so this runs first what became ready first."""

    def random(self) -> float:
        return 0.0

    def shuffle(self, tasks: list[Any]) -> None:
        tasks.reverse()


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
        return due if due != float("inf") else None

    def pass_time(self, seconds: float) -> None:
        self._clock.now += seconds
        self._turns.send(())

    def time(self) -> float:
        return self._clock.now

    def hash_of(self, serial: int) -> int:
        return serial

    def create_task(self, coroutine: Coroutine[Any, Any, None]) -> Task:
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

    def new_cancelled(self) -> BaseException:
        return trio.Cancelled._create()

    # --- what is left ---------------------------------------------------------------------------

    def left(self) -> list[Any]:
        return [task.coro for task in self._runner.tasks if task not in self._own]

    def timers_left(self) -> list[float]:
        due = self.next_due()
        return [] if due is None else [due - self._clock.now]

    def unretrieved(self) -> list[str]:
        return []

    def spinning(self) -> Any:
        return self._runner.runq[0].coro if self._runner.runq else None

    def spins_for(self) -> str:
        return ""  # there is no manager under test

    def abandon(self) -> None:
        self._runner.runq.clear()

    def throw_away(self, waits: list[Wait]) -> None:
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
