"""A scope as a manager of another one: what it enters and exits is played, when it settles is not."""

from __future__ import annotations

from collections.abc import Awaitable, Coroutine
from typing import Any

from .border import Border, How
from .own_managers import watched
from .subject import Subject


class NestedScope:
    """A context manager of the code under test, within another one."""

    __slots__ = ("name", "serial", "entries", "made", "_border", "_subject", "_hash", "_watch",
                 "__weakref__")

    def __init__(self, border: Border, name: str, serial: int, subject: Subject,
                 entries: list[Any]) -> None:
        self.name = name
        self.serial = serial
        self.entries = entries
        self.made: Any = None
        self._watch: Any = None  # of the enter
        self._border = border
        self._subject = subject
        self._hash = border.loop.hash_of(serial)

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return f"<scope {self.name}>"

    def __aenter__(self) -> Coroutine[Any, Any, Any]:
        return self._operate("enter", self._enter(), None, ["begins", self.name, "enter"])

    def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                  trace: Any) -> Coroutine[Any, Any, Any]:
        told = self._border.names.describe(error)
        leaves = self.made.__aexit__(kind, error, trace)
        return self._operate("exit", leaves, error, ["begins", self.name, "exit", told])

    async def _enter(self) -> Any:
        self.made = self._subject.create([entry.proxy for entry in self.entries])
        if self._subject.kind != "enter-stack":
            return await self.made.__aenter__()
        await self.made.__aenter__()
        try:
            return [await entry.come_into(self.made) for entry in self.entries]
        except BaseException as error:
            await self.made.__aexit__(type(error), error, error.__traceback__)
            raise  # what its exits suppress does not count: its enter has failed all the same

    async def _operate(self, what: str, awaited: Awaitable[Any], told: BaseException | None,
                       begins: list[Any]) -> Any:
        self._report(begins)
        watch = self._border.loop.new_watch(
            lambda: self._report(["cancels", self.name, what]),
            self._watch if what == "exit" else None, is_outer=True)
        self._watch = watch if what == "enter" else None
        try:
            value = await watched(awaited.__await__(), watch)
        except BaseException as error:
            self._report(["settles", self.name, what, self._failure(error, told)])
            raise
        if what == "enter":
            self._border.values[self.name] = value
            word = "entered"
        else:
            word = "suppressed" if value else "exited"
        self._report(["settles", self.name, what, {"as": word}])
        return value

    def _failure(self, error: BaseException, told: BaseException | None) -> How:
        """To raise what it was told is to exit."""
        if error is told:
            return {"as": "exited"}
        return {"as": "failed", "error": self._border.names.describe(error)}

    def _report(self, event: list[Any]) -> None:
        if not self._border.is_over:
            self._border.events.append(event)
