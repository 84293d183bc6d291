"""The scopes that managers under test are put into where none is named: they break no rule.

They are what a program would write: nested `async with`, and a pool that waits for each operation
that it has begun, exits what was entered whatever happens, and loses no error.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

# @BEGIN@ A program that shows a breach (`exeunt replay --reproduce`) has what stands below.

#: What an operation has returned, and what it has raised.
_Outcome = tuple[Any, BaseException | None]


async def stack(body: Callable[..., Awaitable[Any]], *managers: Any, _values: tuple = ()) -> Any:
    """A program: nested `async with`."""
    if not managers:
        return await body(*_values)
    async with managers[0] as value:
        return await stack(body, *managers[1:], _values=(*_values, value))


class pool:
    """Enters all managers at the same time, exits all at the same time.

    When an enter fails it cancels the others.
    """

    _cancels_others = True

    def __init__(self, *managers: Any) -> None:
        self._managers = managers
        self._enters: list[asyncio.Future] = []
        self._entered: list[Any] = []
        self._first_failure: BaseException | None = None  # of an enter
        self._canceled: BaseException | None = None

    async def __aenter__(self) -> tuple:
        self._enters = [asyncio.ensure_future(self._enter(each)) for each in self._managers]
        enters = await self._wait_for(self._enters, True)
        self._enters = []
        self._entered = [manager for manager, (_, error) in zip(self._managers, enters)
                         if error is None]
        failures = [error for _, error in enters
                    if error and not isinstance(error, asyncio.CancelledError)]
        if failures or self._canceled:
            told = self._first_failure or self._canceled
            _, others = await self._exit_all(told)  # the body never runs: nobody suppresses that
            raise _one_of(failures + others or [self._canceled])
        return tuple(value for value, _ in enters)

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        suppressed, failures = await self._exit_all(error)
        errors = ([error] if error and not suppressed else []) + failures
        if self._canceled and not errors:
            errors = [self._canceled]
        if errors and errors != [error]:
            raise _one_of(errors)
        return suppressed

    async def _enter(self, manager: Any) -> Any:
        try:
            return await manager.__aenter__()
        except Exception as error:
            if self._first_failure is None:
                self._first_failure = error
            for other in self._enters if self._cancels_others else ():
                if other is not asyncio.current_task():
                    other.cancel()
            raise

    async def _exit_all(self, told: BaseException | None) -> tuple[bool, list[BaseException]]:
        """Returns whether an exit has suppressed what it was told, and what exits have raised."""
        told_as = (type(told), told, told.__traceback__) if told else (None, None, None)
        tasks = [asyncio.ensure_future(each.__aexit__(*told_as))
                 for each in reversed(self._entered)]
        exits = await self._wait_for(tasks, False)
        suppressed = told is not None and any(value for value, _ in exits)
        return suppressed, [error for _, error in reversed(exits) if error and error is not told]

    async def _wait_for(self, tasks: list[asyncio.Future], may_be_canceled: bool) -> list[_Outcome]:
        """Waits for the ends of all of them.

        A cancel that comes while they run is passed on to them. One that comes before they have
        begun has come before the exits, which it does not stop.
        """
        try:
            await asyncio.sleep(0)  # they begin
        except asyncio.CancelledError as canceled:
            self._take(canceled, tasks if may_be_canceled else [])
        while not all(task.done() for task in tasks):
            try:
                await asyncio.wait(tasks)
            except asyncio.CancelledError as canceled:
                self._take(canceled, tasks)
        return [_outcome_of(task) for task in tasks]

    def _take(self, canceled: BaseException, tasks: list[asyncio.Future]) -> None:
        self._canceled = canceled
        for task in tasks:
            task.cancel()


class waiting_pool(pool):
    """Lets the other enters go on when one has failed: `enter: wait-all`."""

    _cancels_others = False


def _outcome_of(task: asyncio.Future) -> _Outcome:
    try:
        return task.result(), None
    except BaseException as error:
        return None, error


def _one_of(errors: list[BaseException]) -> BaseException:
    return errors[0] if len(errors) == 1 else BaseExceptionGroup("several managers failed", errors)
