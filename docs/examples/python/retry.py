"""A manager that connects again when it was refused."""

import asyncio

import exeunt


class Persistent:
    """Tries three times, with a pause in between."""

    async def __aenter__(self):
        for attempt in 1, 2, 3:
            if await exeunt.external("connect", "connected", "refused") == "connected":
                return self
            await asyncio.sleep(0.1 * attempt)
        raise ConnectionRefusedError

    async def __aexit__(self, *exc_info):
        return False


class Stubborn(Persistent):
    """Tries until it succeeds: where the server is gone that is for ever."""

    async def __aenter__(self):
        while await exeunt.external("connect", "connected", "refused") != "connected":
            await asyncio.sleep(0.1)
        return self
