"""Managers of the user's own, on trio."""

import contextlib

import exeunt
import trio


class Database:
    """Connects, and takes as long to close as its server likes."""

    async def __aenter__(self):
        if await exeunt.external("connect", "connected", "refused") == "refused":
            raise ConnectionRefusedError
        return self

    async def __aexit__(self, *exc_info):
        await trio.sleep(0.5)


class Patient(Database):
    """Gives up by itself."""

    async def __aenter__(self):
        with trio.fail_after(1):
            return await super().__aenter__()


class Nurse(Database):
    """Waits for what runs in a nursery of its own."""

    async def __aenter__(self):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(super().__aenter__)
            nursery.start_soon(self.log_in)
        return self

    async def log_in(self):
        await exeunt.external("log in", "logged in")


@contextlib.asynccontextmanager
async def nursed():
    """Something runs in its nursery while the block does; it cancels that in the end."""
    async with trio.open_nursery() as nursery:
        nursery.start_soon(trio.sleep_forever)
        yield
        nursery.cancel_scope.cancel()


class FailsBesideACancel(Nurse):
    """Raises a group: what has failed, and what was canceled."""

    async def log_in(self):
        try:
            await super().log_in()
        except trio.Cancelled:
            raise OSError("it is gone") from None


class Shielded(Database):
    """Is asked to stop, and does not hear of it before it has closed."""

    async def __aexit__(self, *exc_info):
        with trio.CancelScope(shield=True):
            await super().__aexit__(*exc_info)


class TwoTimers(Database):
    """Two waits end at the same time."""

    async def __aenter__(self):
        async with trio.open_nursery() as nursery:
            for name in "first", "second":
                nursery.start_soon(self.wait, name)

    async def wait(self, name):
        await trio.sleep(1)
        await exeunt.external(name)


class Keeps(Database):
    """Goes on waiting when the enter is over."""

    async def __aenter__(self):
        self.connecting = exeunt.external("connect", "connected")
        with trio.move_on_after(1):
            await trio.sleep_forever()


class Spins(Database):
    async def __aenter__(self):
        while True:
            await trio.lowlevel.checkpoint()


class LeavesInTime(Database):
    """Says good-bye, but not for longer than a second."""

    async def __aexit__(self, *exc_info):
        with trio.fail_after(1):
            await exeunt.external("bye")


class NurseInTheEnd(Database):
    """Says good-bye in a nursery, which keeps no context of what it throws."""

    async def __aexit__(self, *exc_info):
        async with trio.open_nursery() as nursery:
            nursery.start_soon(say_bye)


async def say_bye():
    await exeunt.external("bye")


async def hides_behind_a_cancel(body, outer, it):
    """A program of two managers: what a cancel throws in the inner exit takes the body's error with
    it."""
    async with outer as value:
        await trio.lowlevel.checkpoint_if_cancelled()
        inner = await it.__aenter__()
        await trio.lowlevel.checkpoint_if_cancelled()
        try:
            await body(value, inner)
        except BaseException as error:
            try:
                await it.__aexit__(type(error), error, error.__traceback__)
            except BaseException as thrown:
                thrown.__context__ = None
                raise thrown from None
            raise
        await it.__aexit__(None, None, None)
