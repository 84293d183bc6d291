"""What managers under test await on asyncio, and how a cancel of them is seen."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from .numbered import FUTURE, is_numbered


class External(FUTURE):
    """Something that a manager under test waits for."""

    __slots__ = ("number", "results", "_withdraw")

    def __init__(self, loop: Any, number: int, results: tuple[str, ...],
                 withdraw: Callable[[int], None]) -> None:
        self.number = number
        self.results = results
        self._withdraw = withdraw
        super().__init__(loop=loop)

    def __hash__(self) -> int:
        return self.number

    def cancel(self, msg: Any = None) -> bool:
        """It is not waited for any more."""
        is_new = super().cancel(msg)
        if is_new:
            self._withdraw(self.number)
        return is_new


class Watch:
    """Reports each cancel that comes to an operation from elsewhere.

    Code also cancels itself: `asyncio.timeout` does so when the time is over.
    """

    __slots__ = ("was_asked", "_task", "_report", "_is_outer", "_is_numbered")

    def __init__(self, report: Callable[[], None], *, is_outer: bool) -> None:
        self.was_asked = False
        self._task = asyncio.current_task()
        self._report = report
        self._is_outer = is_outer  # what is within has a watch, too
        self._is_numbered = is_numbered(self._task)
        if self._is_numbered and not is_outer:
            self._task.is_asked_to_stop = self._task._must_cancel

    def waits(self) -> None:
        pass

    def goes_on(self, thrown: BaseException | None) -> None:
        if not isinstance(thrown, asyncio.CancelledError):
            return
        if self._is_numbered:
            if not self._task.is_asked_to_stop:
                return
            self._task.is_asked_to_stop = self._is_outer
        self.was_asked = True
        self._report()

    def ends(self) -> None:
        pass

    def has_lost_a_cancel(self) -> bool:
        return self.was_asked and not getattr(self._task, "_must_cancel", False)
