"""A manager that gives up connecting after a second."""

import asyncio

import exeunt


class Patient:
    """Raises TimeoutError if the server does not answer in time."""

    def __init__(self, seconds=1):
        self.seconds = seconds

    async def __aenter__(self):
        async with asyncio.timeout(self.seconds):
            await exeunt.external("connect")
        return self

    async def __aexit__(self, *exc_info):
        return False
