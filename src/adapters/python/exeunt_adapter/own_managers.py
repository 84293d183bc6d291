"""Managers that are under test themselves: written by the user, and not played by the parent.

Their operations report like a proxy's, but settle by themselves. What they wait for are externals,
futures that the parent settles, or time.
"""

from __future__ import annotations

import asyncio
import types
from collections.abc import Callable, Coroutine, Generator
from contextvars import ContextVar
from typing import Any

from .border import Border, How, Impossible
from .errors import text_of

#: Whose code is running: what it waits for is its.
_at_work: ContextVar[str] = ContextVar("exeunt manager", default="")


class External(asyncio.Future):
    """Something that a manager waits for."""

    def __init__(self, externals: Externals, number: int, results: tuple[str, ...]) -> None:
        self.number = number
        self.results = results
        self._externals = externals
        super().__init__(loop=externals.border.loop)

    def __hash__(self) -> int:
        return self.number

    def cancel(self, msg: Any = None) -> bool:
        """It is not waited for any more."""
        is_new = super().cancel(msg)
        if is_new:
            self._externals.withdraw(self)
        return is_new


class Externals:
    """All externals of a run that are waited for."""

    def __init__(self, border: Border) -> None:
        self.border = border
        self.waiting: dict[int, External] = {}
        self._made = 0

    def make(self, word: str, results: tuple[str, ...]) -> External:
        """Called by code under test, through `exeunt.external`."""
        manager = _at_work.get()
        if not manager:
            raise RuntimeError("exeunt.external: only a manager that is under test may wait for it")
        self._made += 1
        external = self.waiting[self._made] = External(self, self._made, results)
        self.border.events.append(["waits", self._made, manager, word, list(results)])
        return external

    def withdraw(self, external: External) -> None:
        """The code under test has canceled it."""
        del self.waiting[external.number]
        self.border.events.append(["withdraws", external.number])

    def deliver(self, number: int, result: str | int) -> None:
        """It has come, with this result."""
        external = self.waiting.pop(number, None)
        if external is None:
            raise Impossible(f"nothing waits for {number}")
        external.set_result(external.results[result] if isinstance(result, int) else result)


class OwnManager:
    """Stands between the scope and a manager of the user's own, and reports what passes."""

    __slots__ = ("name", "serial", "manager", "_border", "_hash", "__weakref__")

    def __init__(self, border: Border, name: str, serial: int, manager: Any) -> None:
        self.name = name
        self.serial = serial
        self.manager = manager
        self._border = border
        self._hash = border.loop.hash_of(serial)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"<manager {self.name}>"

    def __aenter__(self) -> Coroutine[Any, Any, Any]:
        return self._operate("enter", ["begins", self.name, "enter"], ())

    def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                  trace: Any) -> Coroutine[Any, Any, Any]:
        told = self._border.names.describe(error)
        return self._operate("exit", ["begins", self.name, "exit", told], (kind, error, trace))

    async def _operate(self, what: str, begins: list[Any], arguments: tuple[Any, ...]) -> Any:
        self._report(begins)
        token = _at_work.set(self.name)
        method = type(self.manager).__aenter__ if what == "enter" else type(self.manager).__aexit__
        try:
            inner = method(self.manager, *arguments).__await__()
            value = await _watched(inner, self._report, ["cancels", self.name, what])
        except BaseException as error:
            told = arguments[1] if arguments else None
            self._report(["settles", self.name, what, self._failure(what, error, told)])
            raise
        finally:
            _at_work.reset(token)
        if what == "enter":
            self._border.values[self.name] = value
            word = "entered"
        else:
            word = "suppressed" if value else "exited"
        self._report(["settles", self.name, what, {"as": word}])
        return value

    def _failure(self, what: str, error: BaseException, told: BaseException | None) -> How:
        """How an operation has settled that ends in this error."""
        if error is told:
            return {"as": "failed", "again": True}
        canceled = isinstance(error, asyncio.CancelledError)
        if canceled and what == "enter":
            return {"as": "canceled"}
        self._border.names.give(error, f"{self.name}.{what}")
        if canceled:
            return {"as": "failed", "way": "passes"}
        return {"as": "failed", "text": text_of(error)}

    def _report(self, event: list[Any]) -> None:
        if not self._border.is_over:
            self._border.events.append(event)


@types.coroutine
def _watched(inner: Generator[Any, Any, Any], report: Callable[[list[Any]], None],
             cancels: list[Any]) -> Generator[Any, Any, Any]:
    """Awaits, and reports each cancel that comes.

    It throws outside of any handler, so that it adds no context to what comes out.
    """
    thrown: BaseException | None = None
    while True:
        try:
            awaited = next(inner) if thrown is None else inner.throw(thrown)
        except StopIteration as stop:
            return stop.value
        thrown = None
        try:
            yield awaited
        except GeneratorExit:
            inner.close()
            raise
        except BaseException as error:
            thrown = error
        if isinstance(thrown, asyncio.CancelledError):
            report(cancels)
