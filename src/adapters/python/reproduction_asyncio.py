"""asyncio: what a program that shows a breach runs on.

`exeunt replay --reproduce` puts what stands below into reproduction.py. reproduction_trio.py is the
same for trio.
"""
# @BEGIN@
# --- the runtime: asyncio -------------------------------------------------------------------------

import asyncio

Cancelled = asyncio.CancelledError
CANCELS_LEAVE = True  # an exit that a cancel ends has failed with what that has thrown


class Loop(asyncio.SelectorEventLoop):
    """asyncio's loop, but that time passes when the schedule says so."""

    now = 0.0

    def time(self):
        return self.now

    def timers(self):
        return [each for each in self._scheduled if not each.cancelled()]


class Task(asyncio.Task):
    """Knows whether somebody else has asked it to stop than the manager that runs in it."""

    is_asked_to_stop = False

    def cancel(self, msg=None):
        comes = super().cancel(msg)
        self.is_asked_to_stop = self.is_asked_to_stop or (comes and AT_WORK.get() is None)
        return comes


class InOrder(dict):
    """In place of the set of tasks that a TaskGroup goes through to cancel them."""

    def add(self, task):
        self[task] = None

    def discard(self, task):
        self.pop(task, None)


def begin_group(group, begin=asyncio.TaskGroup.__init__):
    begin(group)
    group._tasks = InOrder()


asyncio.TaskGroup.__init__ = begin_group


class Watch:
    """Sees whether somebody else than the code itself asks an operation to stop."""

    def __init__(self, report, _of_enter):
        self.report, self.task = report, asyncio.current_task()
        self.task.is_asked_to_stop = self.task._must_cancel
        self.was_asked = False

    def waits(self):
        pass

    def goes_on(self, thrown):
        if isinstance(thrown, Cancelled) and self.task.is_asked_to_stop:
            self.task.is_asked_to_stop = False
            self.was_asked = True
            self.report()

    def ends(self):
        pass


def run(play, show):
    loop = Loop()
    loop.set_task_factory(lambda loop, coroutine, **rest: Task(coroutine, loop=loop, **rest))
    loop.set_exception_handler(lambda loop, context: show.left.append(context["message"]))
    set_clocks(loop.time)
    loop.run_until_complete(play(show))


def now():
    return asyncio.get_running_loop().now


def pass_time(others):
    """To what is due first: a timer, or one of `others`."""
    loop = asyncio.get_running_loop()
    due = [*others, *(each.when() for each in loop.timers())]
    if not due:
        raise Impossible
    loop.now = max(loop.now, min(due))


def new_future(is_shielded=False):
    return asyncio.get_running_loop().create_future()


def start(function):
    return asyncio.create_task(function())


def soon(function, *arguments):
    asyncio.get_running_loop().call_soon(function, *arguments)


async def take_a_turn():
    await asyncio.sleep(0)


def what_is_left(tasks):
    """What still runs beside these tasks, and what will."""
    return [*(asyncio.all_tasks() - {asyncio.current_task(), *tasks}),
            *asyncio.get_running_loop().timers()]
