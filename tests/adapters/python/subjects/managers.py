"""Managers of the user's own."""

import asyncio

import exeunt


class Database:
    """Connects, and takes as long to close as its server likes."""

    def __init__(self, port=5432):
        self.port = port

    async def __aenter__(self):
        if await exeunt.external("connect", "connected", "refused") == "refused":
            raise ConnectionError(f"port {self.port}")
        return self

    async def __aexit__(self, *cause):
        await asyncio.sleep(0.5)
        return cause[0] is ValueError


class Forgetful(Database):
    async def __aexit__(self, *cause):
        raise cause[1]


def refuses(port):
    raise ValueError("no port is good enough")


class Twice(Database):
    async def __aenter__(self):
        await exeunt.external("first")
        await exeunt.external("second")


class Patient(Database):
    async def __aenter__(self):
        async with asyncio.timeout(1):
            await exeunt.external("connect")


class Holds(Database):
    async def __aenter__(self):
        exeunt.hold()

    async def __aexit__(self, *cause):
        exeunt.release()


class UntilLate:
    """Tries again until two seconds have passed: what the clock shows is part of a state."""

    async def __aenter__(self):
        loop = asyncio.get_running_loop()
        deadline = loop.time() + 2
        while await exeunt.external("connect", "connected", "refused") == "refused":
            if loop.time() >= deadline:
                raise ConnectionRefusedError
            await asyncio.sleep(1)

    async def __aexit__(self, kind, error, trace):
        pass
