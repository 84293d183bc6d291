"""A connection with latency: connecting takes time and may fail, and so does saying good-bye."""

import asyncio

import exeunt


class HastyConnection:
    """Forgets to close when it is canceled while it says good-bye."""

    def __init__(self, latency=0.05):
        self.latency = latency

    async def __aenter__(self):
        if await exeunt.external("connect", "connected", "refused") == "refused":
            raise ConnectionRefusedError
        exeunt.hold()  # the socket
        return self

    async def __aexit__(self, *exc_info):
        await asyncio.sleep(self.latency)
        exeunt.release()


class AsyncConnection(HastyConnection):
    """Closes whatever happens."""

    async def __aexit__(self, *exc_info):
        try:
            await asyncio.sleep(self.latency)
        finally:
            exeunt.release()
