"""The border: what the code under test is given in place of managers.

A proxy is an async context manager. Each call of `__aenter__` or `__aexit__` is an operation: it
reports that it has begun, and waits until the parent settles it. *How* it ends matters as much as
with what. Python sets `__context__` where an exception is raised, and not where it passes through;
so a manager that raises, one that awaits a future which fails, one that lets a cancel through
untouched and one that catches it and raises it later leave different chains behind, and code that
repairs chains goes wrong with some of them only.
"""

from __future__ import annotations

import inspect
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from . import at_work, places
from .address import address
from .errors import Names

#: How an operation settles: `{"as": word, "way": word, "again": bool}`.
How = dict[str, Any]


class Impossible(Exception):
    """The parent asks for what cannot be; the words say why."""


class Value:
    """What the enter of a manager returns."""

    __slots__ = ("name", "serial", "_hash", "__dict__", "__weakref__")

    def __init__(self, name: str, serial: int, hashed_as: int) -> None:
        self.name = name
        self.serial = serial
        self._hash = hashed_as

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"<the value of {self.name}>"


class Border:
    """All operations of one run, and what has happened to them."""

    def __init__(self, loop: Any, ask: Callable[[dict[str, Any]], How | None],
                 inside: frozenset[str], *, keeps_lines: bool = False) -> None:
        self.loop = loop
        self.inside = inside
        self.keeps_lines = keeps_lines  # where operations begin: the parent will ask
        self.names = Names()
        self.reports = True  # else the parent knows already what operations begin now
        self.events: list[list[Any]] = []
        self.answers: deque[How | None] = deque()  # to questions that come in this turn
        self._ask = ask
        self.operations: list[Operation] = []
        self.in_flight: dict[tuple[str, str], Operation] = {}
        self.values: dict[str, Any] = {}  # what the enter of each manager has returned
        self.is_over = False

    def take_events(self) -> list[list[Any]]:
        """The events since the last call."""
        events, self.events = self.events, []
        return events

    def note_breach(self, words: str, manager: str = "") -> None:
        """Code under test breaks a rule here that only the child can see: that of the manager, or
        what is at work."""
        manager = manager or at_work.manager.get()
        self.events.append(["breaks", words, manager] if manager else ["breaks", words])

    def names_of_values(self, given: Any) -> list[str | None]:
        """The managers whose values a body was given, by index; none if that is no sequence."""
        if not isinstance(given, (tuple, list)):
            return []
        names = {address(value): name for name, value in self.values.items()}
        return [names.get(address(value)) for value in given]

    def question(self, event: list[Any]) -> How | None:
        """Asks the parent how an operation goes on; the question stands for the event."""
        if self.answers:
            self.events.clear()  # the parent has had them, with the question
            return self.answers.popleft()
        return self._ask({"ask": event, "events": self.take_events()})


class Operation:
    """One call of an enter or an exit, or the body."""

    __slots__ = ("border", "who", "what", "fault_name", "told", "value", "coroutine", "place",
                 "has_begun", "how", "future")

    def __init__(self, border: Border, who: str, what: str, told: BaseException | None = None,
                 value: Any = None) -> None:
        self.border = border
        self.who = who
        self.what = what
        self.fault_name = f"{who}.{what}"
        self.told = told
        self.value = value
        self.place = places.caller(2) if border.keeps_lines else None
        self.has_begun = False
        self.how: How | None = None
        self.future: Any = None  # that it awaits
        self.coroutine: Coroutine[Any, Any, Any] = self._play()
        border.operations.append(self)

    # --- what the parent does -------------------------------------------------------------------

    def settle(self, how: How) -> None:
        """The operation ends so, as soon as its coroutine runs."""
        if self.how is not None:
            raise Impossible(f"{self.fault_name} has settled already")
        self.how = how
        future = self.future
        assert future is not None, "an operation in flight awaits something"
        if future.done():  # a cancel came in the same turn: what is settled all the same counts
            return
        if how.get("way") == "future" and how["as"] in ("failed", "raised"):
            future.set_exception(self._error(how))
        else:
            future.set_result(None)

    def never_started(self) -> bool:
        """Whether the coroutine that was handed out was never awaited, not even to be canceled."""
        return not self.has_begun and inspect.getcoroutinestate(self.coroutine) == "CORO_CREATED"

    # --- what the code under test awaits --------------------------------------------------------

    def begin_event(self) -> list[Any]:
        """The event that says that it begins."""
        if self.what == "exit":
            return ["begins", self.who, "exit", self.border.names.describe(self.told)]
        if self.what == "body":
            return ["body", self.who, self.value]
        return ["begins", self.who, "enter"]

    async def _play(self) -> Any:
        border = self.border
        if border.is_over:
            raise border.loop.new_cancelled()  # nobody looks any more
        self.has_begun = True
        if self.fault_name in border.inside:
            self.how = border.question(self.begin_event())
            if self.how is not None:
                return self._end(None)
        elif border.reports:
            border.events.append(self.begin_event())
        border.in_flight[self.who, self.what] = self
        caught = None
        try:
            while self.how is None and not border.is_over:
                self.future = border.loop.new_wait(shielded=caught is not None)
                try:
                    await self.future
                    if self.what == "body":
                        await self._do_requests()
                except border.loop.cancelled as cancel:
                    if caught is not None and border.loop.repeats_cancels():
                        continue  # the same cancel once more
                    if border.is_over or (self.how is None and self._lets_pass(cancel)):
                        raise
                    caught = cancel
        finally:
            border.in_flight.pop((self.who, self.what), None)
        if border.is_over:
            raise border.loop.new_cancelled()
        return self._end(caught)

    def _lets_pass(self, cancel: BaseException) -> bool:
        """Asks what becomes of a cancel that has come: whether it passes through, untouched."""
        event = ["cancels", self.who, self.what]
        if "cancel" not in self.border.loop.ways:
            self.border.events.append(event)
            return False
        self.how = self.border.question(event)
        if self.how is None:
            return False
        if self.how.get("way") == "passes":
            self.border.names.give(cancel, self.fault_name)
            return True
        return self.how["as"] == "canceled"

    async def _do_requests(self) -> None:
        """Does what a body is asked for meanwhile."""

    def _end(self, caught: BaseException | None) -> Any:
        """Returns, or raises in the frame of the caller."""
        how = self.how
        assert how is not None
        word = how["as"]
        if word in ("failed", "raised"):
            raise self._error(how)
        if word == "canceled":
            raise caught if caught is not None else self.border.loop.new_cancelled()
        return word == "suppressed" if self.what == "exit" else self.value

    def _error(self, how: How) -> BaseException:
        if how.get("again") and self.told is not None:
            return self.told
        return self.border.names.new_fault(self.fault_name)


class Proxy:
    """A manager that the parent plays."""

    __slots__ = ("name", "serial", "_border", "_hash", "__dict__", "__weakref__")

    def __init__(self, border: Border, name: str, serial: int) -> None:
        self.name = name
        self.serial = serial
        self._border = border
        self._hash = border.loop.hash_of(serial)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"<manager {self.name}>"

    # Plain functions that return a coroutine: one that is never awaited shows.

    def __aenter__(self) -> Coroutine[Any, Any, Value]:
        value = self._border.values.get(self.name)
        if value is None:
            value = Value(self.name, self.serial, self._hash)
            self._border.values[self.name] = value
        return Operation(self._border, self.name, "enter", value=value).coroutine

    def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                  trace: Any) -> Coroutine[Any, Any, bool]:
        return Operation(self._border, self.name, "exit", told=error).coroutine

    def as_callback(self) -> Coroutine[Any, Any, bool]:
        """What a stack calls that holds it as a callback: it is told nothing."""
        return Operation(self._border, self.name, "exit").coroutine
