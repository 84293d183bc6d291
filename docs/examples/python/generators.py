"""Managers as generators: what is below `yield` is the exit."""

from contextlib import asynccontextmanager

import exeunt


@asynccontextmanager
async def careful():
    """`finally`: it also cleans up after an error in the block."""
    await exeunt.external("open")
    try:
        yield "opened"
    finally:
        await exeunt.external("close")


@asynccontextmanager
async def careless():
    """Without `finally` the exit is left out when the block raises."""
    await exeunt.external("open")
    yield "opened"
    await exeunt.external("close")


async def _rows():
    try:
        for number in range(3):
            yield await exeunt.external(f"row {number}")
    finally:
        await exeunt.external("close cursor")


class Rows:
    """Reads one row, and leaves the generator early: then somebody has to close it."""

    async def __aenter__(self):
        self.rows = _rows()
        return await anext(self.rows)

    async def __aexit__(self, *exc_info):
        await self.rows.aclose()
