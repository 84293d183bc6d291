"""A subprocess as a manager: it is asked to end, then told to, and always waited for."""

import asyncio

import exeunt


class HastySubprocess:
    """Leaves the process alone when it is canceled meanwhile."""

    async def __aenter__(self):
        if await exeunt.external("start", "started", "not found") == "not found":
            raise FileNotFoundError
        self.process = exeunt.external("process", "ended")
        return self

    async def __aexit__(self, *exc_info):
        try:
            async with asyncio.timeout(5):  # SIGTERM, and some time to clean up
                await asyncio.shield(self.process)
        except TimeoutError:
            await asyncio.shield(self.process)  # SIGKILL


class Subprocess(HastySubprocess):
    """Leaves none behind."""

    async def __aexit__(self, *exc_info):
        patience, canceled = 5, None
        while not self.process.done():
            try:
                async with asyncio.timeout(patience):
                    await asyncio.shield(self.process)
            except TimeoutError:
                patience = None
            except asyncio.CancelledError as cancel:
                patience, canceled = None, cancel
        if canceled is not None:
            raise canceled
