"""Scopes under test: the pool that people write, and nested `async with`."""

import asyncio
from contextlib import asynccontextmanager


class gather_cm:
    """Enters all at the same time, and exits all at the same time."""

    def __init__(self, *managers):
        self.managers = managers
        self.entered = []

    async def __aenter__(self):
        tasks = [asyncio.create_task(manager.__aenter__()) for manager in self.managers]
        await asyncio.wait(tasks)
        errors = [task.exception() for task in tasks]
        self.entered = [m for m, error in zip(self.managers, errors) if error is None]
        for error in errors:
            if error is not None:
                await self.__aexit__(type(error), error, error.__traceback__)
                raise error
        return tuple(task.result() for task in tasks)

    async def __aexit__(self, *cause):
        tasks = [asyncio.create_task(manager.__aexit__(*cause)) for manager in self.entered]
        await asyncio.wait(tasks)
        return all(task.result() for task in tasks)


async def nested(body, *managers):
    """What a stack should be like: each manager within the block of the one before."""
    if not managers:
        return await body()
    first, *others = managers
    async with first as value:
        await nested(lambda *values: body(value, *values), *others)


@asynccontextmanager
async def generator(*managers):
    """The same as a context manager. An error comes into the generator from outside, where it is
    being handled, so each error that is raised in here has it as its context."""
    if not managers:
        yield ()
        return
    async with managers[0] as value:
        async with generator(*managers[1:]) as values:
            yield (value, *values)


class task_group:
    """Enters in a TaskGroup, which cancels the others when one fails."""

    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        async with asyncio.TaskGroup() as group:
            for manager in self.managers:
                group.create_task(manager.__aenter__())

    async def __aexit__(self, *cause):
        for manager in reversed(self.managers):
            await manager.__aexit__(*cause)


class KeepsItsStop:
    """Raises the cancellation that has stopped the body, although the exit has suppressed it."""

    def __init__(self, manager):
        self.manager = manager

    async def __aenter__(self):
        return (await self.manager.__aenter__(),)

    async def __aexit__(self, kind, *cause):
        suppresses = await self.manager.__aexit__(kind, *cause)
        return suppresses and kind is not asyncio.CancelledError


class Hurried:
    """Enters one manager, within a second."""

    def __init__(self, manager):
        self._manager = manager

    async def __aenter__(self):
        async with asyncio.timeout(1):
            return [await self._manager.__aenter__()]

    async def __aexit__(self, *exc_info):
        return await self._manager.__aexit__(*exc_info)


class RaisesAgain:
    """Enters one manager; in the end it raises what it was told, instead of returning."""

    def __init__(self, manager):
        self._manager = manager

    async def __aenter__(self):
        return [await self._manager.__aenter__()]

    async def __aexit__(self, kind, error, trace):
        if not await self._manager.__aexit__(kind, error, trace) and error is not None:
            raise error
        return True
