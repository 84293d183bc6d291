"""The world outside: what no simulated world can offer is refused, loudly.

A thread, a real sleep, a subprocess or a socket happens at a moment that nobody has chosen, so a
schedule that contains one means nothing. Each attempt raises, and is noted as well: code under
test may catch the exception, and the parent learns of the attempt all the same. Clocks and dice
are let through; they say the same in each run.
"""

from __future__ import annotations

import _thread
import contextlib
import random
import sys
import threading
import time
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


def _refusing(what: str) -> Any:
    def call(*_arguments: Any, **_named: Any) -> Any:
        raise refuse(what)
    return call


def activate() -> None:
    """From here on nothing is let through. An import before that may do what it likes."""
    global _is_active
    if _is_active:
        return
    _is_active = True
    sys.addaudithook(_hook)
    # Starting a thread and sleeping are not audited by every version of Python.
    _thread.start_new_thread = threading._start_new_thread = _refusing("a thread")
    threading.Thread.start = _refusing("a thread")
    time.sleep = _refusing("time.sleep")


@contextlib.contextmanager
def suspended() -> Iterator[None]:
    """The adapter itself may do what it likes in here."""
    global _is_active
    was_active, _is_active = _is_active, False
    try:
        yield
    finally:
        _is_active = was_active


def begin_run(clock: Callable[[], float], note: Callable[[str], None]) -> None:
    """Starts clocks and dice anew, the clocks with the virtual time of the loop."""
    global _note
    _note = note
    if _is_active:
        time.time = time.monotonic = time.perf_counter = clock
        time.time_ns = time.monotonic_ns = time.perf_counter_ns = lambda: round(clock() * 1e9)
        random.setstate(_DICE)


def end_run() -> None:
    """What is attempted from here on is refused, and counts no more."""
    global _note
    _note = None


_DICE = random.Random(0).getstate()
