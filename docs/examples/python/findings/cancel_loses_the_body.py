"""The body raises, and a cancel comes while the inner exit waits: the body's error is lost."""

import asyncio
import sys
from contextlib import AsyncExitStack


async def inner(*exc_info):
    asyncio.get_running_loop().call_soon(asyncio.current_task().cancel)
    await asyncio.Event().wait()


async def outer(*exc_info):
    await asyncio.sleep(0)


async def main():
    async with AsyncExitStack() as stack:
        stack.push_async_exit(outer)
        stack.push_async_exit(inner)
        raise ValueError("body")

async def watch():
    try:
        await main()
    except asyncio.CancelledError as error:
        if error.__context__ is None:
            sys.exit(f"raised: {error!r}, and the error of the body is lost")

asyncio.run(watch())
