"""Programs that give up after a second."""

import asyncio
from contextlib import AsyncExitStack


async def patient(body, *managers):
    """The second is for the enters and the body. The exits take as long as they need."""
    async with AsyncExitStack() as stack:
        async with asyncio.timeout(1):
            await body(*[await stack.enter_async_context(each) for each in managers])


async def hasty(body, *managers):
    """The second is for all of it: an exit that lasts too long is cut short."""
    async with asyncio.timeout(1), AsyncExitStack() as stack:
        await body(*[await stack.enter_async_context(each) for each in managers])
