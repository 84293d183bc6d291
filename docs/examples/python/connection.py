"""A connection with latency: connecting takes time and may fail, and so does closing."""

import asyncio

import exeunt


class AsyncConnection:
    """Says good-bye before it closes. A caller in a hurry may cancel it at any moment."""

    def __init__(self, latency=0.05):
        self.latency = latency

    async def __aenter__(self):
        if await exeunt.external("connect", "connected", "refused") == "refused":
            raise ConnectionRefusedError
        return self

    async def __aexit__(self, *exc_info):
        await asyncio.sleep(self.latency)
