"""A subprocess as a manager: it is asked to end, then told to, and always waited for."""

import asyncio

import exeunt


class Subprocess:
    """Starts a process, and leaves none behind."""

    async def __aenter__(self):
        if await exeunt.external("start", "started", "not found") == "not found":
            raise FileNotFoundError
        self.ended = exeunt.external("process", "ended")
        return self

    async def __aexit__(self, *exc_info):
        try:
            async with asyncio.timeout(5):  # SIGTERM, and some time to clean up
                await asyncio.shield(self.ended)
        except TimeoutError:
            await self.ended  # SIGKILL
