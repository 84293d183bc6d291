"""Tasks and futures with a number in the run, by which they are hashed.

`asyncio.wait` and much code beside it iterates over sets, and the order of a set goes by the
hashes: with addresses for hashes the same schedule would give other events in the next process.
They stand in asyncio in the place of its own classes, so that what code under test makes directly,
`asyncio.Task(coroutine)`, has a number like what the loop makes.
"""

from __future__ import annotations

import abc
import asyncio
from typing import Any

from . import at_work

#: asyncio's own.
TASK, FUTURE = asyncio.Task, asyncio.Future


class _StandsFor(abc.ABCMeta):
    """The class of a class that stands for one of asyncio's: all objects of that are its own."""

    def __instancecheck__(cls, it: Any) -> bool:
        kind = _STOOD_FOR.get(cls)
        return super().__instancecheck__(it) if kind is None else isinstance(it, kind)

    def __subclasscheck__(cls, other: type) -> bool:
        kind = _STOOD_FOR.get(cls)
        return super().__subclasscheck__(other) if kind is None else issubclass(other, kind)


class NumberedFuture(FUTURE, metaclass=_StandsFor):
    """A future with a number. On a loop that is not ours it has none."""

    __slots__ = ("serial", "hashed_as")

    def __init__(self, *, loop: Any = None) -> None:
        loop = loop if loop is not None else asyncio._get_running_loop()
        if not hasattr(self, "serial"):
            self.serial, self.hashed_as = _number(loop, "number_future")
        super().__init__(loop=loop)

    def __hash__(self) -> int:
        if not hasattr(self, "serial"):  # a derived class puts it into a set before it is made
            running = asyncio._get_running_loop()
            self.serial, self.hashed_as = _number(running, "number_future")
        return self.hashed_as or object.__hash__(self)


class NumberedTask(TASK, metaclass=_StandsFor):
    """A task with a number."""

    __slots__ = ("serial", "hashed_as", "is_asked_to_stop")

    def __init__(self, coro: Any, *, loop: Any = None, name: str | None = None,
                 **rest: Any) -> None:
        loop = loop if loop is not None else asyncio.get_running_loop()
        # First: it is put into a set below.
        if not hasattr(self, "serial"):
            self.serial, self.hashed_as = _number(loop, "number_task")
        self.is_asked_to_stop = False  # by other code than that of the manager that runs in it
        if name is None and self.serial:
            name = f"Task-{self.serial}"
        super().__init__(coro, loop=loop, name=name, **rest)
        if self.serial:
            loop.tasks.append(self)

    def __hash__(self) -> int:
        if not hasattr(self, "serial"):
            running = asyncio._get_running_loop()
            self.serial, self.hashed_as = _number(running, "number_task")
        return self.hashed_as or object.__hash__(self)

    def cancel(self, msg: Any = None) -> bool:
        comes = super().cancel(msg)
        if comes and not at_work.manager.get():
            self.is_asked_to_stop = True
        return comes


_STOOD_FOR = {NumberedFuture: FUTURE, NumberedTask: TASK}


def is_numbered(task: Any) -> bool:
    """Whether it is a NumberedTask, or of a class derived from that: `isinstance` says of all
    tasks that they are."""
    return NumberedTask in type(task).__mro__


def _number(loop: Any, ask: str) -> tuple[int, int]:
    """A new number, and as what the one is hashed that has it; none on a loop that is not ours."""
    numbers = getattr(loop, ask, None)
    return numbers() if numbers is not None else (0, 0)


def _hash_of_group(self: Any) -> int:
    """Of what `asyncio.gather` gives. It gets its number when somebody asks for that first."""
    if not hasattr(self, "hashed_as"):
        self.serial, self.hashed_as = _number(self.get_loop(), "number_future")
    return self.hashed_as or object.__hash__(self)


def install() -> None:
    """Puts them in the place of asyncio's, before code under test is imported."""
    for kind, name in (NumberedFuture, "Future"), (NumberedTask, "Task"):
        kind.__name__ = kind.__qualname__ = name
        setattr(asyncio, name, kind)
    asyncio.futures.Future = NumberedFuture
    asyncio.tasks.Task = NumberedTask
    asyncio.tasks._GatheringFuture.__hash__ = _hash_of_group
    if hasattr(asyncio, "create_eager_task_factory"):  # from Python 3.12 on
        eager = asyncio.create_eager_task_factory(NumberedTask)
        asyncio.eager_task_factory = asyncio.tasks.eager_task_factory = eager
