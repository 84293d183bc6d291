"""The idiom on top of an exit stack: enters under one `asyncio.gather`, exits one after the other.

`asyncio.gather` raises the first failure and lets the other enters go on, so the stack is closed
while they are still in flight.
"""

import asyncio
import contextlib


class gather_on_stack:
    """Enters all managers at the same time; the stack exits them last in, first out."""

    def __init__(self, *managers):
        self.managers = managers
        self.stack = contextlib.AsyncExitStack()

    async def __aenter__(self):
        async with contextlib.AsyncExitStack() as stack:
            values = await asyncio.gather(
                *(stack.enter_async_context(manager) for manager in self.managers)
            )
            self.stack = stack.pop_all()
        return tuple(values)

    async def __aexit__(self, *exc_info):
        return await self.stack.__aexit__(*exc_info)
