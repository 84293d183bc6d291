"""Managers as generators: what is below `yield` is the exit."""

from contextlib import asynccontextmanager

import exeunt


@asynccontextmanager
async def careful():
    """`finally`: it also cleans up after an error in the block."""
    await exeunt.external("open", "opened")
    exeunt.hold()
    try:
        yield
    finally:
        exeunt.release()


@asynccontextmanager
async def careless():
    """Without `finally` the exit is left out when the block raises."""
    await exeunt.external("open", "opened")
    exeunt.hold()
    yield
    exeunt.release()


async def _rows():
    exeunt.hold()  # a cursor
    try:
        for number in range(3):
            yield await exeunt.external("next row", "row")
    finally:
        exeunt.release()


class Rows:
    """Reads one row, and leaves the generator early, but closes it."""

    async def __aenter__(self):
        self.rows = _rows()
        return await anext(self.rows)

    async def __aexit__(self, *exc_info):
        await self.rows.aclose()


class LeftRows(Rows):
    """Takes it that a generator which nobody goes on with is closed: it is, some time later."""

    async def __aexit__(self, *exc_info):
        self.rows = None
