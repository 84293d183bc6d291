"""A deterministic event loop.

Ready callbacks run first in, first out. Time is virtual: it moves when the parent lets it pass, and
then to the timer that is due first. There is no selector and there are no threads, so nothing
happens here that the parent has not delivered; what asks for them is refused (refusals.py).

Tasks and futures are hashed by their number (numbered.py). Both directions are offered, ascending
and descending, so that code whose behaviour depends on the order of a set can be caught.
"""

from __future__ import annotations

import asyncio
import heapq
import sys
from collections import deque
from collections.abc import Callable, Coroutine
from contextvars import Context, copy_context
from typing import Any

from . import at_work, places
from .asyncio_waits import External, Watch
from .errors import text_of
from .numbered import FUTURE, NumberedFuture, NumberedTask, is_numbered
from .refusals import refuse

#: Larger than the number of any task of a run; a power of two, so that the low bits, by which a
#: small set places its elements, run backwards as well.
_HASHES = 1 << 30

#: What asyncio has of all tasks, of whatever loop.
_REGISTRIES = [getattr(asyncio.tasks, name) for name in
               ("_all_tasks", "_scheduled_tasks", "_eager_tasks") if hasattr(asyncio.tasks, name)]

#: Of the clock, in seconds: sums of decimal fractions are not exact.
CLOCK_RESOLUTION = 1e-6

#: A timer that is due later than this, in seconds, never is: code says so by `sleep(math.inf)`.
NEVER = 1e9


class Handle:
    """A callback that is ready, or one that waits for its time."""

    __slots__ = ("callback", "args", "context", "is_cancelled", "due")

    def __init__(self, callback: Callable[..., Any], args: tuple, context: Context | None,
                 due: float = 0.0) -> None:
        self.callback = callback
        self.args = args
        self.context = context if context is not None else copy_context()
        self.is_cancelled = False
        self.due = due

    def cancel(self) -> None:
        """Takes the callback back; it will not run."""
        self.is_cancelled = True
        self.callback = self.args = None  # what they hold is no part of the state any more

    def cancelled(self) -> bool:
        """Whether it was taken back."""
        return self.is_cancelled

    def when(self) -> float:
        """The moment at which a timer is due."""
        return self.due

    def get_context(self) -> Context:
        """The context in which the callback runs."""
        return self.context


class Loop(asyncio.AbstractEventLoop):
    """The loop of one run. Whoever holds it drives it: `run_some`, `pass_time`."""

    #: What hello says of it.
    name = "asyncio"
    profile = "python"
    has_states, why_no_states = True, None
    stops_at_once = True
    variants = 2
    ways = {"fails": ["raises", "future"], "cancel": ["handles", "passes"]}
    cancels_have_names = True  # an exit that a cancel ends has failed: what that throws is its error

    def __init__(self, *, descending: bool = False) -> None:
        self.ready: deque[Handle] = deque()
        self.timers: list[tuple[float, int, Handle]] = []
        self.tasks: list[NumberedTask] = []
        self.complaints: list[str] = []
        self._now = 0.0
        self.has_told_time = False  # code under test has read a clock: it may compare
        self._timers_started = 0
        self._futures_made = 0
        self.tasks_made = 0
        self._task_factory: Callable[..., Any] | None = None
        self._descending = descending
        self._exception_handler: Callable[..., None] | None = None
        self.may_have_closed = False  # a scope: set by who knows, reset by who has looked

    # --- what the driver calls ------------------------------------------------------------------

    def start(self) -> None:
        """Makes this the running loop."""
        asyncio.events._set_running_loop(self)
        sys.set_asyncgen_hooks(finalizer=self._finalize_generator)

    def stop(self) -> None:
        """No loop is running after that."""
        sys.set_asyncgen_hooks(None, None)
        asyncio.events._set_running_loop(None)

    def run_some(self, most: int) -> int:
        """Runs the callbacks that have been ready for longest, one after the other, until there is
        none, or a scope may have closed by one. Returns how many that were.

        KeyboardInterrupt and SystemExit leave the loop here, as they leave asyncio's.
        """
        ready = self.ready
        next_ready = ready.popleft
        for ran in range(most):
            while ready and ready[0].is_cancelled:
                next_ready()
            if not ready:
                return ran
            handle = next_ready()
            try:
                handle.context.run(handle.callback, *handle.args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                self.call_exception_handler({"message": "Exception in a callback",
                                             "exception": error})
            if self.may_have_closed:
                return ran + 1
        return most

    def is_idle(self) -> bool:
        """Whether no callback is ready."""
        ready = self.ready
        while ready and ready[0].is_cancelled:
            ready.popleft()
        return not ready

    def ready_count(self) -> int:
        """How many callbacks are one turn."""
        return len(self.ready)

    def next_due(self) -> float | None:
        """The moment of the timer that is due first, or None."""
        timers = self.timers
        while timers and timers[0][2].is_cancelled:
            heapq.heappop(timers)
        return timers[0][0] if timers and timers[0][0] < NEVER else None

    def pass_time(self, seconds: float) -> None:
        """Lets so much time pass, and makes ready what is due then, in the order of asyncio's loop.

        The parent knows milliseconds, so a timer counts as due that is so by less than one.
        """
        self._now += seconds
        while self.timers and self.timers[0][0] <= self._now + CLOCK_RESOLUTION:
            handle = heapq.heappop(self.timers)[2]
            if not handle.is_cancelled:
                self.ready.append(handle)

    def may_repeat_cancels(self) -> bool:
        """Whether there is anyio, which cancels its tasks again in each turn, until they end."""
        return "anyio" in sys.modules

    def repeats_cancels(self) -> bool:
        """Whether it does so now."""
        return self.may_repeat_cancels() and any(
            getattr(handle.callback, "__qualname__", "").endswith("_deliver_cancellation")
            for handle in self.ready)

    # --- what proxies need ----------------------------------------------------------------------

    #: What a cancel throws.
    cancelled = asyncio.CancelledError
    new_cancelled = asyncio.CancelledError

    def new_task(self, coroutine: Coroutine[Any, Any, Any]) -> NumberedTask:
        """That of a scope: code under test has no say in how it is made."""
        return NumberedTask(coroutine, loop=self)

    def new_wait(self, *, shielded: bool) -> asyncio.Future:
        """What an operation awaits. A cancel comes once, so nothing has to be shielded from it."""
        return FUTURE(loop=self)

    def new_external(self, number: int, results: tuple[str, ...],
                     withdraw: Callable[[int], None]) -> External:
        """What a manager under test awaits; `withdraw` is told when it does so no more."""
        return External(self, number, results, withdraw)

    def new_watch(self, report: Callable[[], None], _of_enter: Watch | None = None, *,
                  is_outer: bool = False) -> Watch:
        """What sees that the operation in this task is asked to stop (own_managers.py). Of an exit
        it is passed the watch of the enter."""
        return Watch(report, is_outer=is_outer)

    # --- what is left ---------------------------------------------------------------------------

    def left(self) -> list[Any]:
        """The coroutines of the tasks that still run."""
        numbered = [task for task in self.tasks if not task.done()]
        others = [task for task in asyncio.all_tasks(self) if not is_numbered(task)]
        return [task.get_coro() for task in numbered + others]

    def timers_left(self) -> list[float]:
        """How many seconds are left of each timer."""
        return sorted(due - self._now for due, _, handle in self.timers
                      if not handle.is_cancelled)

    def unretrieved(self) -> list[str]:
        """The errors of tasks that nobody has looked at, and what else would have been logged."""
        return [text_of(task.exception()) for task in self.tasks
                if task.done() and task._log_traceback] + self.complaints

    def spinning(self) -> Any:
        """A coroutine that is to go on."""
        for handle in self.ready:
            owner = getattr(handle.callback, "__self__", None)
            if isinstance(owner, asyncio.Task):
                return owner.get_coro()
        return None

    def spins_for(self) -> str:
        """The manager under test whose code that is; "" for other code."""
        return self.ready[0].context.get(at_work.manager, "") if self.ready else ""

    def abandon(self) -> None:
        """Nothing runs any more."""
        self.ready.clear()

    def throw_away(self, _waits: list[Any]) -> None:
        """Ends whatever is left, silently."""
        for task in self.tasks:
            if not task.done():
                task._log_destroy_pending = False
                _close(task.get_coro())
            elif task._log_traceback:
                task._log_traceback = False
        for held in (self.tasks, self.ready, self.timers):
            held.clear()
        self.stop()
        for registry in _REGISTRIES:
            registry.clear()

    # --- what code under test calls -------------------------------------------------------------

    def time(self) -> float:
        if not self.has_told_time and not places.is_standard(sys._getframe(1).f_code):
            self.has_told_time = True
        return self._now

    #: Each future asks for it: without arguments `bool` says no, and is no code in Python.
    get_debug = bool

    def set_debug(self, enabled: bool) -> None:
        pass

    def is_running(self) -> bool:
        return True

    def is_closed(self) -> bool:
        return False

    def call_soon(self, callback: Callable[..., Any], *args: Any,
                  context: Context | None = None) -> Handle:
        handle = Handle(callback, args, context)
        self.ready.append(handle)
        return handle

    #: There is one thread only.
    call_soon_threadsafe = call_soon

    def call_later(self, delay: float, callback: Callable[..., Any], *args: Any,
                   context: Context | None = None) -> Handle:
        return self.call_at(self._now + delay, callback, *args, context=context)

    def call_at(self, when: float, callback: Callable[..., Any], *args: Any,
                context: Context | None = None) -> Handle:
        handle = Handle(callback, args, context, when)
        self._timers_started += 1
        heapq.heappush(self.timers, (when, self._timers_started, handle))
        return handle

    def create_future(self) -> asyncio.Future:
        return NumberedFuture(loop=self)

    def create_task(self, coro: Coroutine[Any, Any, Any], *, name: str | None = None,
                    context: Context | None = None) -> Any:
        make = self._task_factory
        if make is None:
            return NumberedTask(coro, loop=self, name=name, context=context)
        task = make(self, coro) if context is None else make(self, coro, context=context)
        if name is not None and hasattr(task, "set_name"):
            task.set_name(name)
        return task

    def set_task_factory(self, factory: Callable[..., Any] | None) -> None:
        if factory is not None and not callable(factory):
            raise TypeError("task factory must be a callable or None")
        self._task_factory = factory

    def get_task_factory(self) -> Callable[..., Any] | None:
        return self._task_factory

    def set_exception_handler(self, handler: Callable[..., None] | None) -> None:
        self._exception_handler = handler

    def get_exception_handler(self) -> Callable[..., None] | None:
        return self._exception_handler

    def default_exception_handler(self, context: dict[str, Any]) -> None:
        error = context.get("exception")
        what = text_of(error) if isinstance(error, BaseException) else repr(error)
        self.complaints.append(f"{context.get('message')}: {what}")

    def call_exception_handler(self, context: dict[str, Any]) -> None:
        handler = self._exception_handler
        if handler is None:
            self.default_exception_handler(context)
            return
        try:
            handler(self, context)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self.default_exception_handler({"message": "Unhandled error in exception handler",
                                            "exception": error})

    async def shutdown_asyncgens(self) -> None:
        """Nothing to do: a generator that is left is closed when it is collected."""

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There is no executor."""

    # --- inside ---------------------------------------------------------------------------------

    def number_future(self) -> tuple[int, int]:
        """The number of a new future, and as what it is hashed."""
        self._futures_made += 1
        return self._futures_made, self.hash_of(self._futures_made)

    def number_task(self) -> tuple[int, int]:
        """The same of a new task."""
        self.tasks_made += 1
        return self.tasks_made, self.hash_of(self.tasks_made)

    def hash_of(self, serial: int) -> int:
        """As what the one of this number is hashed."""
        return _HASHES - serial if self._descending else serial

    def _finalize_generator(self, generator: Any) -> None:
        """As asyncio does: a generator that was dropped half way is closed by a task of its own."""
        self.call_soon(self.create_task, generator.aclose())


def _close(coroutine: Any) -> None:
    try:
        coroutine.close()
    except BaseException:  # code under test goes on where it should end; it is over all the same
        pass


def _refused_method(name: str) -> Callable[..., Any]:
    def method(self: Loop, *args: Any, **named: Any) -> Any:
        raise refuse(f"loop.{name}")
    method.__name__ = name
    return method


def _refuse_the_rest() -> None:
    """Whatever the base class would answer with NotImplementedError is refused by name."""
    own = vars(Loop)
    for name in dir(asyncio.AbstractEventLoop):
        if not name.startswith("_") and name not in own:
            setattr(Loop, name, _refused_method(name))


_refuse_the_rest()
