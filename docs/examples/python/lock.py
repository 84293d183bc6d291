"""Workers that share an asyncio.Lock."""

import asyncio

import exeunt

_shared = {}


def _lock():
    """The lock of this event loop: each run has a new one."""
    loop = asyncio.get_running_loop()
    if _shared.get("loop") is not loop:
        _shared.update(loop=loop, lock=asyncio.Lock())
    return _shared["lock"]


class HastyWorker:
    """Keeps the lock when it fails, or is canceled, while it prepares its work."""

    async def __aenter__(self):
        await _lock().acquire()
        exeunt.hold()
        await self._prepare()
        return self

    async def __aexit__(self, *exc_info):
        self._release()

    async def _prepare(self):
        if await exeunt.external("prepare", "prepared", "not found") == "not found":
            raise FileNotFoundError

    def _release(self):
        _lock().release()
        exeunt.release()


class Worker(HastyWorker):
    """Holds the lock from its enter to its exit, and not if that fails."""

    async def __aenter__(self):
        await _lock().acquire()
        exeunt.hold()
        try:
            await self._prepare()
        except BaseException:
            self._release()
            raise
        return self
