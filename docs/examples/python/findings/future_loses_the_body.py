"""The body raises, and the inner exit awaits something that fails: the body's error is lost."""

import asyncio
import sys
from contextlib import AsyncExitStack


async def inner(*exc_info):
    answer = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(answer.set_exception, RuntimeError("inner"))
    await answer


async def outer(*exc_info):
    await asyncio.sleep(0)


async def main():
    async with AsyncExitStack() as stack:
        stack.push_async_exit(outer)
        stack.push_async_exit(inner)
        raise ValueError("body")

try:
    asyncio.run(main())
except RuntimeError as error:
    if error.__context__ is None:
        sys.exit(f"raised: {error!r}, and the error of the body is lost")
