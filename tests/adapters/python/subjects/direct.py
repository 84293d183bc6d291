"""A pool whose tasks and futures are made by their classes, and not by the loop."""

import asyncio


class NamedTask(asyncio.Task):
    """A class of one's own, as people write to log what tasks do."""


def are_hashed_by_number(made):
    return all(abs(hash(one) - hash(other)) == 1 for one, other in zip(made, made[1:]))


class Pool:
    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        tasks = [NamedTask(each.__aenter__(), loop=asyncio.get_running_loop())
                 for each in self.managers]
        futures = [asyncio.Future() for _ in tasks]
        groups = [asyncio.gather(each, return_exceptions=True) for each in tasks]
        for made in tasks, futures, groups:
            assert are_hashed_by_number(made), made
            assert all(isinstance(each, asyncio.Future) for each in made)
        assert all(isinstance(each, asyncio.Task) for each in tasks)
        self.futures = set(futures)
        await asyncio.wait(set(groups))
        return [each.result() for each in tasks]

    async def __aexit__(self, *cause):
        tasks = [asyncio.Task(each.__aexit__(*cause)) for each in self.managers]
        await asyncio.wait(set(tasks))
        return any([each.result() for each in tasks])


class Group:
    """A pool on asyncio's own group of tasks, which cancels them in the order of a set."""

    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each.__aenter__()) for each in self.managers]
        return [each.result() for each in tasks]

    async def __aexit__(self, *cause):
        async with asyncio.TaskGroup() as group:
            for each in self.managers:
                group.create_task(each.__aexit__(*cause))
