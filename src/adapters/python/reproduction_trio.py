"""trio: what a program that shows a breach runs on.

`exeunt replay --reproduce` puts what stands below into reproduction.py. reproduction_asyncio.py is
the same for asyncio.
"""
# @BEGIN@
# --- the runtime: trio ----------------------------------------------------------------------------

import heapq
import itertools
import math

import trio
from trio._core import _run as scheduler

Cancelled = trio.Cancelled
CANCELS_LEAVE = False  # an exit that a cancel ends has exited: what that throws stays in its scope


class InOrder:
    """In place of trio's dice: the task that became ready first runs first."""

    def random(self):
        return 0.0

    def shuffle(self, tasks):
        tasks.reverse()


class OrderedSet(dict):
    """In place of the sets of tasks, which trio goes through to cancel them."""

    def add(self, element):
        self[element] = None

    def remove(self, element):
        del self[element]

    def discard(self, element):
        self.pop(element, None)


def keep_order(kind, *names):
    original = kind.__init__

    def init(self, *arguments, **named):
        original(self, *arguments, **named)
        for name in names:
            if getattr(self, name, None) == set():
                setattr(self, name, OrderedSet())

    kind.__init__ = init


def add_deadline(self, deadline, cancel_scope):
    heapq.heappush(self._heap, (deadline, next(DEADLINES), cancel_scope))
    self._active += 1


DEADLINES = itertools.count()
scheduler._r = InOrder()
scheduler.Deadlines.add = add_deadline
keep_order(scheduler.CancelStatus, "_tasks", "_children")
keep_order(scheduler.Nursery, "_children")
keep_order(trio.Event, "_tasks")


class Clock(trio.abc.Clock):
    """Time passes when the schedule says so."""

    now = 0.0

    def start_clock(self):
        pass

    def current_time(self):
        return self.now

    def deadline_to_sleep_time(self, deadline):
        return deadline - self.now


CLOCK = Clock()


class Future:
    """As much of asyncio's as is needed."""

    def __init__(self, is_shielded):
        self.is_shielded, self.event = is_shielded, trio.Event()
        self.value = self.error = None

    def done(self):
        return self.event.is_set()

    def set_result(self, value):
        self.value = value
        self.event.set()

    def set_exception(self, error):
        self.error = error
        self.event.set()

    def __await__(self):
        try:
            with trio.CancelScope(shield=self.is_shielded):
                yield from self.event.wait().__await__()
        finally:
            self.event.set()  # nobody waits for it any more
        if self.error is not None:
            raise self.error
        return self.value


class Task:
    """A task in a cancel scope of its own."""

    def __init__(self, function):
        self.function, self.has_run, self.has_ended = function, False, False
        self.cancel_scope = trio.CancelScope()

    def cancel(self):
        self.cancel_scope.cancel()

    def cancelled(self):
        return self.has_ended and not self.has_run

    async def run(self):
        try:
            with self.cancel_scope:
                await trio.lowlevel.checkpoint_if_cancelled()
                self.has_run = True
                await self.function()
        except BaseException:
            pass  # it was looked at within
        self.has_ended = True


class Watch:
    """Sees whether a cancel scope is canceled in which an operation stands, and not one that its
    own code has opened: it stands among the tasks of the innermost one, before that of the
    operation."""

    def __init__(self, report, of_enter):
        self.report, self.was_asked = report, False
        self.status = trio.lowlevel.current_task()._cancel_status
        if of_enter is not None and of_enter.status.encloses(self.status):
            self.status = of_enter.status  # the enter may have left scopes of its own open
        tasks = list(self.status._tasks)
        self.status._tasks.clear()
        for task in (self, *tasks):
            self.status._tasks.add(task)

    def _attempt_delivery_of_any_pending_cancel(self):
        self.waits()

    def waits(self):
        if self.status.effectively_cancelled and not self.was_asked:
            self.was_asked = True
            self.report()

    def goes_on(self, thrown):
        pass

    def ends(self):
        self.status._tasks.discard(self)


def run(play, show):
    set_clocks(CLOCK.current_time)
    trio.run(begin, play, show, clock=CLOCK)


async def begin(play, show):
    global NURSERY, OWN_TASKS
    async with trio.open_nursery() as NURSERY:
        OWN_TASKS = set(scheduler.GLOBAL_RUN_CONTEXT.runner.tasks)
        await play(show)


def now():
    return CLOCK.now


def pass_time(others):
    """To what is due first: a timer, or one of `others`."""
    deadlines = scheduler.GLOBAL_RUN_CONTEXT.runner.deadlines
    due = min([*others, deadlines.next_deadline()])
    if due == math.inf:
        raise Impossible
    CLOCK.now = max(CLOCK.now, due)
    deadlines.expire(CLOCK.now)


def new_future(is_shielded=False):
    return Future(is_shielded)


def start(function):
    task = Task(function)
    NURSERY.start_soon(task.run)
    return task


def soon(function, *arguments):
    function(*arguments)


async def take_a_turn():
    await trio.lowlevel.checkpoint()


def what_is_left(tasks):
    """What still runs, and what will."""
    runner = scheduler.GLOBAL_RUN_CONTEXT.runner
    due = runner.deadlines.next_deadline()
    return [*(runner.tasks - OWN_TASKS), *([due] if due < math.inf else [])]
