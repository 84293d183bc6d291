"""Managers that are under test themselves: written by the user, and not played by the parent.

Their operations report like a proxy's, but settle by themselves. What they wait for are externals,
futures that the parent settles, or time.
"""

from __future__ import annotations

import itertools
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Protocol

from . import at_work, places, refusals
from .border import Border, How, Impossible
from .errors import is_cancel, text_of


class Externals:
    """All externals of a run that are waited for."""

    def __init__(self, border: Border) -> None:
        self.border = border
        self.waiting: dict[int, Any] = {}

    def make(self, word: str, results: tuple[str, ...]) -> Any:
        """Called by code under test, through `exeunt.external`."""
        manager = at_work.manager.get()
        if not manager:
            raise RuntimeError("exeunt.external: only a manager that is under test may wait for it")
        for each in (word, *results):
            if not isinstance(each, str) or not each or " ".join(each.split()) != each:
                raise refusals.misused(f"exeunt.external takes texts on one line, with single "
                                       f"blanks, not {each!r}")
        # The smallest that is free: how many there have been is no part of a state.
        number = next(each for each in itertools.count(1) if each not in self.waiting)
        external = self.border.loop.new_external(number, results, self.withdraw)
        self.waiting[number] = external
        self.border.events.append(["waits", number, manager, word, list(results)])
        return external

    def hold(self, word: str) -> None:
        """Called by code under test, through `exeunt.hold` or `exeunt.release`: the word says which.
        """
        manager = at_work.manager.get()
        if not manager:
            raise RuntimeError("exeunt: only a manager that is under test holds something")
        self.border.events.append([word, manager])

    def withdraw(self, number: int) -> None:
        """The code under test has canceled it."""
        del self.waiting[number]
        self.border.events.append(["withdraws", number])

    def deliver(self, number: int, result: str | int) -> None:
        """It has come, with this result."""
        external = self.waiting.pop(number, None)
        if external is None:
            raise Impossible(f"nothing waits for {number}")
        external.set_result(external.results[result] if isinstance(result, int) else result)


class OwnManager:
    """Stands between the scope and a manager of the user's own, and reports what passes."""

    __slots__ = ("name", "serial", "manager", "_border", "_hash", "_in_flight", "_watch",
                 "__weakref__")

    def __init__(self, border: Border, name: str, serial: int, manager: Any) -> None:
        self.name = name
        self.serial = serial
        self.manager = manager
        self._border = border
        self._hash = border.loop.hash_of(serial)
        self._in_flight: tuple[str, Any] | None = None  # which operation, and what it awaits
        self._watch: Any = None  # of the enter

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"<manager {self.name}>"

    def where(self) -> list[list[str]]:
        """The line at which its operation in flight waits."""
        if self._in_flight is None:
            return []
        what, awaited = self._in_flight
        return [[self.name, what, places.show(places.waiting(awaited))]]

    def __aenter__(self) -> Coroutine[Any, Any, Any]:
        return self._operate("enter", ["begins", self.name, "enter"], ())

    def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                  trace: Any) -> Coroutine[Any, Any, Any]:
        told = self._border.names.describe(error)
        return self._operate("exit", ["begins", self.name, "exit", told], (kind, error, trace))

    def as_callback(self) -> Coroutine[Any, Any, Any]:
        """What a stack calls that holds it as a callback: it is told nothing."""
        return self.__aexit__(None, None, None)

    async def _operate(self, what: str, begins: list[Any], arguments: tuple[Any, ...]) -> Any:
        self._report(begins)
        token = at_work.manager.set(self.name)
        watch = self._border.loop.new_watch(
            lambda: self._report(["cancels", self.name, what]),
            self._watch if what == "exit" else None)
        self._watch = watch if what == "enter" else None
        method = type(self.manager).__aenter__ if what == "enter" else type(self.manager).__aexit__
        told = arguments[1] if arguments else None
        was_hidden = told is not None and told.__suppress_context__
        try:
            awaited = method(self.manager, *arguments)
            self._in_flight = what, awaited
            value = await watched(awaited.__await__(), watch)
        except BaseException as error:
            if error.__suppress_context__ and not (error is told and was_hidden):
                self._border.names.hides_its_context(error)
            failure = self._failure(what, error, told, watch.was_asked)
            self._report(["settles", self.name, what, failure])
            raise
        finally:
            self._in_flight = None
            at_work.manager.reset(token)
        if what == "enter":
            if watch.has_lost_a_cancel():
                self._border.note_breach("its enter has caught a cancel, and completes: nobody "
                                         "learns of the cancel", self.name)
            self._border.values[self.name] = value
            word = "entered"
        else:
            word = "suppressed" if value else "exited"
        self._report(["settles", self.name, what, {"as": word}])
        return value

    def _failure(self, what: str, error: BaseException, told: BaseException | None,
                 was_asked: bool) -> How:
        """How an operation has settled that ends in this error."""
        if error is told:
            return {"as": "failed", "again": True}
        canceled = is_cancel(error)
        if canceled and what == "enter":
            return {"as": "canceled"}
        if canceled and not self._border.loop.cancels_have_names:
            if told is not None:
                self._border.names.replaces(error, told)
            return {"as": "exited"}
        self._border.names.give_own(error, f"{self.name}.{what}",
                                    was_canceled=was_asked or told is not None)
        if canceled:
            return {"as": "failed", "way": "passes"}
        failure = {"as": "failed", "text": text_of(error)}
        if self._border.keeps_lines:
            failure["where"] = f"{places.of_error(error)}: {failure['text']}"
        return failure

    def _report(self, event: list[Any]) -> None:
        if not self._border.is_over:
            self._border.events.append(event)


class Watch(Protocol):
    """What a loop looks at while an operation runs that is code itself (`Loop.new_watch`).

    It reports that somebody else than this code has asked the operation to stop.
    """

    was_asked: bool

    def waits(self) -> None:
        """The operation is about to wait."""

    def goes_on(self, thrown: BaseException | None) -> None:
        """It has waited, and this is thrown into it, if anything."""

    def ends(self) -> None:
        """It is over."""

    def has_lost_a_cancel(self) -> bool:
        """Whether nobody learns of a cancel any more, if the operation completes now."""


@types.coroutine
def watched(inner: Generator[Any, Any, Any], watch: Watch) -> Generator[Any, Any, Any]:
    """Awaits, and shows the watch what passes.

    It throws outside of any handler, so that it adds no context to what comes out.
    """
    sent: Any = None
    thrown: BaseException | None = None
    try:
        while True:
            try:
                if thrown is not None:
                    awaited = inner.throw(thrown)
                else:  # not every iterator takes what is sent
                    awaited = next(inner) if sent is None else inner.send(sent)
            except StopIteration as stop:
                return stop.value
            sent = thrown = None
            watch.waits()
            try:
                sent = yield awaited
            except GeneratorExit:
                inner.close()
                raise
            except BaseException as error:
                thrown = error
            watch.goes_on(thrown)
    finally:
        watch.ends()
