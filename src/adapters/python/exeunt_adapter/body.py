"""The body of a scope: it waits until the parent settles it, and does what it is asked for.

What it asks of the stack in which it runs it awaits, as a program does in the block behind `async
with`. What goes wrong there is raised when the parent has said how the body ends: until then it is
as if the program had caught it.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from .border import Border, How, Impossible, Operation

#: Something that a body does in the stack, meanwhile.
Request = Callable[[], Coroutine[Any, Any, None]]


class Body(Operation):
    """The body of one run of a scope."""

    __slots__ = ("requests", "failed_enters", "canceled_by", "close_error")

    def __init__(self, border: Border, scope: str, value: Any) -> None:
        self.requests: deque[Request] = deque()
        self.failed_enters: dict[str, BaseException] = {}  # by the names of the errors
        self.canceled_by: BaseException | None = None  # what has ended an enter
        self.close_error: BaseException | None = None  # what the closing has raised
        super().__init__(border, scope, "body", value=value)

    # --- what it asks for -----------------------------------------------------------------------

    def enter(self, stack: Any, manager: Any) -> None:
        """Enters one more manager, and reports how that has ended."""
        async def request() -> None:
            error = None
            try:
                await stack.enter_async_context(manager)
            except BaseException as raised:
                if self.border.is_over:
                    raise
                error = raised
            self._report_enter(manager.name, error)
        self._ask_for(request)

    def _report_enter(self, manager: str, error: BaseException | None) -> None:
        names = self.border.names
        if error is not None:
            name = names.of(error)
            if name is not None:
                self.failed_enters[name] = error
            self.canceled_by = error if name == "canceled" else self.canceled_by
        self.border.events.append(["entered", self.who, manager, names.describe(error)])

    def close(self, stack: Any) -> None:
        """Closes the stack. An error that this raises leaves the block in the end."""
        async def request() -> None:
            try:
                await stack.aclose()
            except BaseException as raised:
                if self.border.is_over:
                    raise
                self.close_error = raised
        self._ask_for(request)

    def _ask_for(self, request: Request) -> None:
        if self.future is None or self.how is not None:
            raise Impossible(f"{self.fault_name} does not wait")
        self.requests.append(request)
        if not self.future.done():
            self.future.set_result(None)

    async def _do_requests(self) -> None:
        while self.requests:
            await self.requests.popleft()()

    # --- how it ends ----------------------------------------------------------------------------

    def _lets_pass(self, cancel: BaseException) -> bool:
        passes = super()._lets_pass(cancel)
        if passes and cancel.__context__ is None:
            cancel.__context__ = self.close_error
        return passes

    def _end(self, caught: BaseException | None) -> Any:
        caught = caught if caught is not None else self.canceled_by
        if self.close_error is None:
            return super()._end(caught)
        try:
            raise self.close_error
        except BaseException:
            if self.how is not None and self.how["as"] == "returned":
                raise
            return super()._end(caught)  # raises, and has the error of the closing behind it

    def _error(self, how: How) -> BaseException:
        raised = self.failed_enters.get(how.get("again", ""))
        return raised if raised is not None else super()._error(how)
