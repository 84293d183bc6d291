"""A manager that connects again when it was refused, up to three times."""

import asyncio

import exeunt


class Persistent:
    async def __aenter__(self):
        for attempt in 1, 2, 3:
            if await exeunt.external("connect", "connected", "refused") == "connected":
                return self
            await asyncio.sleep(0.1 * attempt)
        raise ConnectionRefusedError

    async def __aexit__(self, *exc_info):
        return False
