"""The scopes of plain_scopes.py on trio."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

# @BEGIN@ A program that shows a breach (`exeunt replay --reproduce`) has what stands below.

import trio

#: What an operation has returned, and what it has raised.
_Outcome = tuple[Any, BaseException | None]


async def stack(body: Callable[..., Awaitable[Any]], *managers: Any, _values: tuple = ()) -> Any:
    """A program: nested `async with`."""
    await trio.lowlevel.checkpoint_if_cancelled()  # an enter may have completed in a shield
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
        self._entered: list[Any] = []
        self._failures: list[BaseException] = []  # of enters, the first one first
        self._canceled: BaseException | None = None

    async def __aenter__(self) -> tuple:
        enters = await self._run([self._enter_of(each) for each in self._managers])
        self._entered = [manager for manager, (_, error) in zip(self._managers, enters)
                         if error is None]
        if self._failures or self._canceled:
            told = (self._failures or [self._canceled])[0]
            _, others = await self._exit_all(told)  # the body never runs: nobody suppresses that
            raise _one_of(self._failures + others or [self._canceled])
        return tuple(value for value, _ in enters)

    async def __aexit__(self, kind: Any, error: BaseException | None, trace: Any) -> bool:
        suppressed, failures = await self._exit_all(error)
        errors = ([error] if error and not suppressed else []) + failures
        if self._canceled and not errors:
            errors = [self._canceled]
        if errors and errors != [error]:
            raise _one_of(errors)
        return suppressed

    def _enter_of(self, manager: Any) -> Callable[[trio.Nursery], Awaitable[Any]]:
        async def enter(nursery: trio.Nursery) -> Any:
            await trio.lowlevel.checkpoint_if_cancelled()  # then it does not begin
            try:
                return await manager.__aenter__()
            except BaseException as error:
                if not _is_cancel(error):
                    self._failures.append(error)
                    if self._cancels_others:
                        nursery.cancel_scope.cancel()
                raise
        return enter

    async def _exit_all(self, told: BaseException | None) -> tuple[bool, list[BaseException]]:
        """Returns whether an exit has suppressed what it was told, and what exits have raised."""
        told_as = (type(told), told, told.__traceback__) if told else (None, None, None)

        def exit_of(manager: Any) -> Callable[[trio.Nursery], Awaitable[Any]]:
            return lambda _nursery: manager.__aexit__(*told_as)

        exits = await self._run([exit_of(each) for each in self._entered])
        suppressed = told is not None and any(value for value, _ in exits)
        return suppressed, [error for _, error in exits
                            if error and error is not told and not _is_cancel(error)]

    async def _run(self, operations: list[Callable[[trio.Nursery], Awaitable[Any]]]
                   ) -> list[_Outcome]:
        """Runs all of them to their ends, whatever comes."""
        outcomes: list[_Outcome] = [(None, None)] * len(operations)

        async def keep(index: int, nursery: trio.Nursery) -> None:
            try:
                outcomes[index] = await operations[index](nursery), None
            except BaseException as error:  # a cancel comes to the nursery, too
                outcomes[index] = None, error

        try:
            async with trio.open_nursery() as nursery:
                for index in range(len(operations)):
                    nursery.start_soon(keep, index, nursery)
            await trio.lowlevel.checkpoint_if_cancelled()  # one of the nursery's own ends there
        except BaseException as error:  # nothing but a cancel from outside: of new versions a group
            self._canceled = getattr(error, "exceptions", [error])[0]
        return outcomes


class waiting_pool(pool):
    """Lets the other enters go on when one has failed: `enter: wait-all`."""

    _cancels_others = False


def _is_cancel(error: BaseException) -> bool:
    """Whether it is one of trio's, or a group of these."""
    members = getattr(error, "exceptions", None)
    return all(map(_is_cancel, members)) if members else isinstance(error, trio.Cancelled)


def _one_of(errors: list[BaseException]) -> BaseException:
    return errors[0] if len(errors) == 1 else BaseExceptionGroup("several managers failed", errors)
