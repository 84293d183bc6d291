"""The clocks of code under test: they show the virtual time of the loop.

They stand in the modules `time` and `datetime` before code under test is imported, so that `from
time import monotonic` and `from datetime import datetime` name them, too. While nothing runs, at
an import for example, it is 0: what that keeps is the same in each process. Zero is the beginning
of 1970; a real date would be another one in each run.
"""

from __future__ import annotations

import datetime
import sys
import time
from collections.abc import Callable
from typing import Any

from . import places

_NANOSECONDS = 10 ** 9

#: The loop of the run in hand.
_loop: Any = None


def begin_run(loop: Any) -> None:
    """From here on the clocks show the time of this loop."""
    global _loop
    _loop = loop


def end_run() -> None:
    """Nothing runs any more."""
    global _loop
    _loop = None


def _now() -> float:
    """The time, which a function of this file asks for that was called from elsewhere."""
    if _loop is None:
        return 0.0
    if not _loop.has_told_time and not places.is_standard(sys._getframe(2).f_code) \
            and not places.is_importing():
        _loop.has_told_time = True  # then it is part of the state
    return _loop.time()


def _clock(_kind: Any = None) -> float:
    return _now()


def _clock_ns(_kind: Any = None) -> int:
    return round(_now() * _NANOSECONDS)


def _at_moment(convert: Callable[[float], Any]) -> Callable[..., Any]:
    """A function of `time` that takes a moment, by default that which is."""
    def call(seconds: float | None = None) -> Any:
        return convert(_now() if seconds is None else seconds)
    return call


def _at_local_time(convert: Callable[..., Any], local: Callable[[float], Any],
                   count: int) -> Callable[..., Any]:
    """One that takes a time of day, behind so many other arguments."""
    def call(*arguments: Any) -> Any:
        return convert(*arguments, *([local(_now())] if len(arguments) == count else []))
    return call


class _Virtual(type(datetime.date)):
    """The class of a class that stands for one that it is derived from: all objects of that are
    its own."""

    stands_for: type

    def __instancecheck__(cls, it: Any) -> bool:
        return isinstance(it, cls.stands_for) if cls in STAND_INS else super().__instancecheck__(it)

    def __subclasscheck__(cls, kind: type) -> bool:
        return issubclass(kind, cls.stands_for) if cls in STAND_INS else \
            super().__subclasscheck__(kind)


class _Date(datetime.date, metaclass=_Virtual):
    stands_for = datetime.date

    @classmethod
    def today(cls) -> Any:
        return cls.fromtimestamp(_now())


class _DateTime(datetime.datetime, metaclass=_Virtual):
    stands_for = datetime.datetime

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return cls.fromtimestamp(_now(), tz)

    @classmethod
    def today(cls) -> Any:
        return cls.fromtimestamp(_now())

    @classmethod
    def utcnow(cls) -> Any:
        return cls.fromtimestamp(_now(), datetime.timezone.utc).replace(tzinfo=None)


#: The classes that code under test finds in `datetime`.
STAND_INS = frozenset((_Date, _DateTime))


def install() -> None:
    """Puts them in the place of Python's. Its own modules that are there keep what they have."""
    local = time.localtime
    for name in "time", "monotonic", "perf_counter", "process_time", "thread_time", "clock_gettime":
        if hasattr(time, name):  # not every system has all
            setattr(time, name, _clock)
            setattr(time, name + "_ns", _clock_ns)
    for name in "localtime", "gmtime", "ctime":
        setattr(time, name, _at_moment(getattr(time, name)))
    time.strftime = _at_local_time(time.strftime, local, 1)
    time.asctime = _at_local_time(time.asctime, local, 0)
    for kind in STAND_INS:
        kind.__module__ = "datetime"
        kind.__name__ = kind.__qualname__ = kind.stands_for.__name__
        setattr(datetime, kind.__name__, kind)
