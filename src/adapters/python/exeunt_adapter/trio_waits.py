"""What operations await on trio, and how a cancel of them is seen."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

import trio


class Wait:
    """What an operation awaits: as much of a future as it needs."""

    def __init__(self, shielded: bool) -> None:
        self._shielded = shielded
        self._event = trio.Event()

    def done(self) -> bool:
        return self._event.is_set()

    def set_result(self, _result: None) -> None:
        self._event.set()

    def __await__(self) -> Generator[Any, Any, None]:
        with trio.CancelScope(shield=self._shielded):
            yield from self._event.wait().__await__()


class External:
    """Something that a manager under test waits for."""

    def __init__(self, number: int, results: tuple[str, ...],
                 withdraw: Callable[[int], None]) -> None:
        self.results = results
        self._number = number
        self._withdraw = withdraw
        self._event = trio.Event()
        self._result: str | None = None
        self._awaited_by = 0  # tasks

    def set_result(self, result: str | None) -> None:
        self._result = result
        self._event.set()

    def __await__(self) -> Generator[Any, Any, str | None]:
        self._awaited_by += 1
        try:
            yield from self._event.wait().__await__()
        finally:
            self._awaited_by -= 1
            if not self._awaited_by and not self._event.is_set():
                self._event.set()
                self._withdraw(self._number)  # a cancel has come
        return self._result


class Watch:
    """Reports that an operation is asked to stop: a cancel scope was canceled in which it stands,
    and not one that its own code has opened.

    trio tells the tasks of such a scope. So the watch stands among them, before the task that it
    watches: it reports what that does then after the request.
    """

    def __init__(self, report: Callable[[], None], of_enter: Watch | None) -> None:
        self.was_asked = False
        self._report = report
        self._cancel_status: Any = None
        status = trio.lowlevel.current_task()._cancel_status
        if of_enter is not None and of_enter._cancel_status.encloses(status):
            status = of_enter._cancel_status  # the enter may have left scopes of its own open
        self._activate_cancel_status(status)

    def _activate_cancel_status(self, status: Any) -> None:
        """As trio has it for tasks, which may move from one nursery to another."""
        self.ends()
        tasks = list(status._tasks)
        status._tasks.clear()
        for task in (self, *tasks):
            status._tasks.add(task)
        self._cancel_status = status

    def _attempt_delivery_of_any_pending_cancel(self) -> None:
        self.waits()

    def waits(self) -> None:
        if self._cancel_status.effectively_cancelled and not self.was_asked:
            self.was_asked = True
            self._report()

    def goes_on(self, thrown: BaseException | None) -> None:
        pass

    def ends(self) -> None:
        if self._cancel_status is not None:
            self._cancel_status._tasks.discard(self)

    def has_lost_a_cancel(self) -> bool:
        """The next wait is canceled, too, so whoever is around it learns of that."""
        return False
