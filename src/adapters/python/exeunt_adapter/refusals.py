"""The world outside: what no simulated world can offer is refused, loudly.

A thread, a real sleep, a subprocess or a socket happens at a moment that nobody has chosen, so a
schedule that contains one means nothing. Each attempt raises, and is noted as well: code under
test may catch the exception, and the parent learns of the attempt all the same. Dice are let
through; they say the same in each run. So do clocks (clocks.py).
"""

from __future__ import annotations

import _thread
import contextlib
import os
import random
import sys
import threading
import time
import types
from collections.abc import Callable, Iterator
from typing import Any

from . import places

#: The events of Python's audit that end in the world outside.
_AUDITED = {
    "subprocess.Popen": "a subprocess",
    "os.system": "a subprocess",
    "os.exec": "a subprocess",
    "os.posix_spawn": "a subprocess",
    "os.fork": "a subprocess",
    "os.forkpty": "a subprocess",
    "socket.__new__": "a socket",
    "socket.connect": "a socket",
    "socket.bind": "a socket",
    "socket.getaddrinfo": "a socket",
    "socket.sendto": "a socket",
}

#: How many bytes the run in hand has drawn: the next ones depend on that.
drawn = 0
#: The same of what is imported, which keeps what it has drawn: no run draws that again.
_drawn_by_imports = 0

#: Takes each attempt of the run in hand, in words.
_note: Callable[[str], None] | None = None
_is_active = False


class Refused(RuntimeError):
    """Code under test asked for something that this world does not have."""


def refuse(what: str) -> Refused:
    """Notes the attempt, before anything comes of it, and returns the exception to be raised."""
    words = f"it needs {what}, which a simulated world does not have"
    if _note is not None:
        _note(f"{words} ({places.show(places.caller(1))})")
    return Refused(words)


def misused(words: str) -> ValueError:
    """Notes that code under test has misused what Exeunt offers; returns what is to be raised."""
    if _note is not None:
        _note(f"{words} ({places.show(places.caller(1))})")
    return ValueError(words)


def _hook(event: str, _arguments: tuple[Any, ...]) -> None:
    if _is_active and event in _AUDITED:
        raise refuse(f"{_AUDITED[event]} ({event})")


def _refusing(what: str, before: Callable[..., Any]) -> Any:
    """What code under test may have by its name. At an import it does as before."""
    def call(*arguments: Any, **named: Any) -> Any:
        if _is_active:
            raise refuse(what)
        return before(*arguments, **named)
    return call


def install() -> None:
    """Puts what refuses in its place, and the dice, before code under test is imported."""
    os.urandom = random._urandom = _random_bytes
    # Starting a thread and sleeping are not audited by every version of Python.
    _thread.start_new_thread = threading._start_new_thread = _refusing(
        "a thread", _thread.start_new_thread)
    threading.Thread.start = _refusing("a thread", threading.Thread.start)
    time.sleep = _refusing("time.sleep", time.sleep)


def activate() -> None:
    """From here on nothing is let through. An import before that may do what it likes."""
    global _is_active
    if _is_active:
        return
    _is_active = True
    sys.addaudithook(_hook)


@contextlib.contextmanager
def suspended() -> Iterator[None]:
    """The adapter itself may do what it likes in here."""
    global _is_active
    was_active, _is_active = _is_active, False
    try:
        yield
    finally:
        _is_active = was_active


class _Dice(types.ModuleType):
    """`random`. As long as nobody has looked for a die in it, none can have been thrown."""

    def __getattribute__(self, name: str) -> Any:
        global _may_have_thrown
        _may_have_thrown = _may_have_thrown or name not in _NO_DICE
        return super().__getattribute__(name)


#: What is asked of a module where it is imported, and the classes of which others make dice.
_NO_DICE = frozenset(("__spec__", "__name__", "__file__", "__dict__", "__class__", "__path__",
                      "Random", "SystemRandom"))

_may_have_thrown = False


def begin_run(note: Callable[[str], None]) -> None:
    """Starts the dice anew."""
    global _note, drawn
    _note = note
    drawn = 0
    if _is_active and _may_have_thrown:
        random.setstate(_DICE)


def _random_bytes(count: int) -> bytes:
    """In the place of `os.urandom`, which `uuid` and `secrets` draw from."""
    global drawn, _drawn_by_imports
    if places.is_importing():
        _drawn_by_imports += count
        return random.Random(f"import {_drawn_by_imports}").randbytes(count)
    drawn += count
    return random.Random(drawn).randbytes(count)


def end_run() -> None:
    """What is attempted from here on is refused, and counts no more."""
    global _note
    _note = None


_DICE = random.Random(0).getstate()
random.setstate(_DICE)
random.__class__ = _Dice
