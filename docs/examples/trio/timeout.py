"""Managers on anyio that give up connecting after a second. They run on asyncio, and on trio."""

import anyio
import exeunt


class Patient:
    """Raises TimeoutError if the server does not answer in time."""

    async def __aenter__(self):
        with anyio.fail_after(1):
            await exeunt.external("connect", "connected")
        exeunt.hold()
        return self

    async def __aexit__(self, *exc_info):
        exeunt.release()


class Forgetful(Patient):
    """`move_on_after` goes on quietly: it does not look whether it has connected."""

    async def __aenter__(self):
        with anyio.move_on_after(1):
            await exeunt.external("connect", "connected")
            exeunt.hold()
        return self
