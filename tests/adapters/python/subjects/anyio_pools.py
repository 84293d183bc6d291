"""A pool on anyio, whose task groups cancel what is left when one fails."""

import anyio
import group_pools


class task_group_pool:
    """Enters all in a task group, and exits all in another one."""

    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        async with anyio.create_task_group() as group:
            for manager in self.managers:
                group.start_soon(manager.__aenter__)

    async def __aexit__(self, *cause):
        async with anyio.create_task_group() as group:
            for manager in self.managers:
                group.start_soon(manager.__aexit__, *cause)


class careful_task_group_pool(group_pools.careful_group_pool):
    """The same, repaired."""

    open_group = staticmethod(anyio.create_task_group)
