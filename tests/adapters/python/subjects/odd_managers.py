"""Managers of the user's own that do what they should not."""

import asyncio
import threading
import time

import exeunt

_made = 0


class Manager:
    """Enters and exits at once."""

    async def __aenter__(self):
        return self

    async def __aexit__(self, *cause):
        return False


class Takes(Manager):
    """Shows what it was made with."""

    def __init__(self, *, port=0, ratio=0.0, tls=False, host=""):
        self.made_with = [port, ratio, tls, host]

    async def __aenter__(self):
        raise ValueError(f"made with {self.made_with}")


class SwallowsCancel(Manager):
    async def __aenter__(self):
        try:
            await exeunt.external("connect")
        except asyncio.CancelledError:
            pass
        return self


class AwaitsForever(Manager):
    async def __aenter__(self):
        await asyncio.get_running_loop().create_future()


class LeavesTask(Manager):
    async def __aenter__(self):
        self.task = asyncio.create_task(self.run())

    async def run(self):
        await exeunt.external("tick")


class StartsThread(Manager):
    async def __aenter__(self):
        threading.Thread(target=print).start()


class ReallySleeps(Manager):
    async def __aexit__(self, *cause):
        try:
            time.sleep(1)
        except RuntimeError:
            pass


class Spins(Manager):
    async def __aenter__(self):
        while True:
            await asyncio.sleep(0)


class Leaves(Manager):
    async def __aenter__(self):
        raise SystemExit(3)


class ReleasesTwice(Manager):
    async def __aexit__(self, *cause):
        exeunt.release()


class BadWords(Manager):
    async def __aenter__(self):
        await exeunt.external("two\nlines")


class WaitsForMuch(Manager):
    async def __aenter__(self):
        await asyncio.wait([exeunt.external(f"number {number}") for number in range(40)])


class WrapsErrors(Manager):
    """Its own errors have a history of their own, which is nobody else's affair."""

    async def __aexit__(self, kind, error, trace):
        if error is not None:
            try:
                raise KeyError("key")
            except KeyError as missing:
                raise ConnectionError("lost") from missing


class FailsInTwoTasks(Manager):
    async def __aenter__(self):
        async with asyncio.TaskGroup() as group:
            group.create_task(self.half())
            group.create_task(self.half())

    async def half(self):
        if await exeunt.external("half", "done", "failed") == "failed":
            raise ValueError("half")


class OnlyThree(Manager):
    """The fourth cannot be made."""

    def __init__(self):
        global _made
        _made += 1
        if _made > 3:
            raise ValueError("three are enough")


class WaitsWhileMade(Manager):
    def __init__(self):
        exeunt.external("connect")


class Blocks(Manager):
    def __init__(self):
        while True:
            pass


class NoManager:
    pass


async def no_manager():
    pass


answer = 42
