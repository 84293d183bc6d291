"""The task in which the code under test runs: it enters, has the body run, and exits."""

from __future__ import annotations

from typing import Any

from . import places
from .body import Body
from .border import Border, Impossible, Proxy
from .nested import NestedScope
from .own_managers import OwnManager
from .subject import Subject


class Entry:
    """One manager of a scope, and how it comes into it."""

    __slots__ = ("proxy", "role")

    def __init__(self, proxy: Proxy | OwnManager | NestedScope, role: str) -> None:
        self.proxy = proxy
        self.role = role  # enter, push or callback

    async def come_into(self, stack: Any) -> Any:
        """What a stack is told of it, which enters managers by a method."""
        if self.role == "enter":
            return await stack.enter_async_context(self.proxy)
        self.be_taken_by(stack)
        return None

    def be_taken_by(self, stack: Any) -> None:
        """The same of what nobody enters."""
        if self.role == "callback":
            stack.push_async_callback(self.proxy.as_callback)
        else:
            stack.push_async_exit(self.proxy)


class Scope:
    """One scope of one run."""

    def __init__(self, border: Border, subject: Subject, name: str, entries: list[Entry]) -> None:
        self.border = border
        self.subject = subject
        self.name = name
        self.entries = entries
        self.task: Any = None
        self.made: Any = None  # the context manager
        self.body: Body | None = None
        self.has_completed = False  # the block behind `async with` came to its end
        self.has_started = False  # the task has come to its code
        self.has_closed = False
        self.error: BaseException | None = None  # by which it has closed
        self.is_cancelled_early = False

    # --- what the parent does -------------------------------------------------------------------

    def begin(self) -> None:
        """Starts the task. One that was canceled before never runs."""
        if self.task is not None:
            raise Impossible(f"{self.name} has begun already")
        self.task = self.border.loop.new_task(self._live())
        self.border.loop.may_have_closed = True
        if self.is_cancelled_early:
            self.task.cancel()

    def cancel(self) -> None:
        """What somebody does who has the task."""
        if self.task is None:
            self.is_cancelled_early = True
        else:
            self.task.cancel()

    def report_close(self) -> None:
        """Says once that the task is done, and how."""
        if self.has_closed or self.task is None or not self.task.done():
            return
        self.has_closed = True
        self.border.events.append(["closes", self.name, self._outcome()])

    def place(self) -> places.Place | None:
        """Where it waits; where the error was raised by which it has closed."""
        if not self.task.done():
            return places.waiting(self.task.get_coro())
        return places.raised_at(self.error) if self.error is not None else None

    def _outcome(self) -> dict[str, Any]:
        try:
            self.task.result()
        except BaseException as raised:  # of a canceled task this is the exception that ended it
            self.error = raised
            return {"raises": self.border.names.describe(raised)}
        return {"returns": True} if self.has_completed else {"suppresses": True}

    # --- what the body asks for meanwhile -------------------------------------------------------

    def push(self, entry: Entry) -> None:
        """Has the stack hold a manager that nobody has entered, or a callback."""
        entry.be_taken_by(self.made)

    def enter(self, entry: Entry) -> None:
        """Has the body enter one more manager."""
        self._body_in_flight().enter(self.made, entry.proxy)

    def close(self) -> None:
        """Has the body close the stack in which it runs."""
        self._body_in_flight().close(self.made)

    def _body_in_flight(self) -> Body:
        if self.body is None or (self.name, "body") not in self.border.in_flight:
            raise Impossible(f"{self.name} has no body in flight")
        return self.body

    # --- the task -------------------------------------------------------------------------------

    async def _live(self) -> None:
        self.has_started = True
        try:
            proxies = [entry.proxy for entry in self.entries]
            if self.subject.runs_the_body():
                await self.subject.make(lambda *values: self._play_body(values), *proxies)
                return
            self.made = self.subject.create(proxies)
            async with self.made as value:
                if self.subject.kind == "enter-stack":
                    value = [await entry.come_into(self.made) for entry in self.entries]
                await self._play_body(value)
        finally:
            self.border.loop.may_have_closed = True

    async def _play_body(self, value: Any) -> None:
        given = self.border.names_of_values(value)
        self.body = Body(self.border, self.name, given)
        await self.body.coroutine
        self.has_completed = True
