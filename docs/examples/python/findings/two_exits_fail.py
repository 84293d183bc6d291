"""After a clean body two exits fail, and AsyncExitStack loses the error of the inner one."""

import asyncio
import sys
from contextlib import AsyncExitStack


async def inner(*exc_info):
    raise RuntimeError("inner")


async def outer(*exc_info):
    raise RuntimeError("outer")


async def main():
    async with AsyncExitStack() as stack:
        stack.push_async_exit(outer)
        stack.push_async_exit(inner)

try:
    asyncio.run(main())
except RuntimeError as error:
    if error.__context__ is None:
        sys.exit(f"raised: {error!r}, and the error of the inner exit is lost")
