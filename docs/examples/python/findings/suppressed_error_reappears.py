"""The inner exit suppresses the body's error, which is the context of a later one all the same."""

import asyncio
import sys
from contextlib import AsyncExitStack


async def inner(*exc_info):
    return True


async def outer(*exc_info):
    answer = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(answer.set_exception, RuntimeError("outer"))
    await answer


async def main():
    async with AsyncExitStack() as stack:
        stack.push_async_exit(outer)
        stack.push_async_exit(inner)
        raise ValueError("body")

try:
    asyncio.run(main())
except RuntimeError as error:
    if error.__context__ is not None:
        sys.exit(f"raised: {error!r}, with {error.__context__!r}, which was suppressed")
