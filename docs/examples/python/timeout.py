"""A manager that gives up connecting after a second."""

import asyncio

import exeunt


class Patient:
    """Raises TimeoutError if the server does not answer in time."""

    def __init__(self, seconds=1):
        self.seconds = seconds

    async def __aenter__(self):
        async with asyncio.timeout(self.seconds):
            await exeunt.external("connect", "connected")
        return self

    async def __aexit__(self, *exc_info):
        return False


class Forgetful(Patient):
    """`asyncio.wait` does not cancel what it has waited for in vain: it goes on connecting."""

    async def __aenter__(self):
        connecting = exeunt.external("connect", "connected")
        done, _ = await asyncio.wait([connecting], timeout=self.seconds)
        if not done:
            raise TimeoutError
        return self
