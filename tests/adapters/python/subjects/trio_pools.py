"""Pools on trio, as they are written by hand."""

import group_pools
import trio


class nursery_pool:
    """Enters all in a nursery, and exits all in another one."""

    def __init__(self, *managers):
        self.managers = managers
        self.entered = []

    async def __aenter__(self):
        values = {}

        async def enter(manager):
            values[manager] = await manager.__aenter__()
            self.entered.append(manager)

        async with trio.open_nursery() as nursery:
            for manager in self.managers:
                nursery.start_soon(enter, manager)
        return tuple(values[manager] for manager in self.managers)

    async def __aexit__(self, *cause):
        async with trio.open_nursery() as nursery:
            for manager in self.entered:
                nursery.start_soon(manager.__aexit__, *cause)


async def nested(body, first, second):
    """The same managers, one within the block of the other."""
    async with first as one, second as two:
        await body(one, two)


class sleeps:
    """Waits for time."""

    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        with trio.move_on_after(2):
            await self.managers[0].__aenter__()

    async def __aexit__(self, *cause):
        await trio.sleep(1)


class careful_nursery_pool(group_pools.careful_group_pool):
    """The same, repaired."""

    open_group = staticmethod(trio.open_nursery)
