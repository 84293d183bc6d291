"""A pool whose tasks and futures are made by their classes, and not by the loop."""

import asyncio


class NamedTask(asyncio.Task):
    """A class of one's own, as people write to log what tasks do."""


known = set()


class KnownTask(asyncio.Task):
    """One that is put into a set before it is made."""

    def __init__(self, coroutine, *, loop):
        known.add(self)
        super().__init__(coroutine, loop=loop)
        self.add_done_callback(known.discard)


async def in_named_tasks(body, manager):
    """A program that enters in a task of that class."""
    await NamedTask(manager.__aenter__(), loop=asyncio.get_running_loop())
    await body()


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


class ByFactory:
    """A pool whose tasks the loop makes as the pool has told it to."""

    def __init__(self, *managers):
        self.managers = managers

    def new_task(self, coroutine):
        loop = asyncio.get_running_loop()
        loop.set_task_factory(self.factory())
        task = loop.create_task(coroutine, name="ours")
        assert task.get_name() == "ours"
        loop.set_task_factory(None)
        return task

    def factory(self):
        return lambda loop, coroutine, **more: KnownTask(coroutine, loop=loop)

    async def __aenter__(self):
        tasks = [self.new_task(each.__aenter__()) for each in self.managers]
        await asyncio.wait(tasks)
        return [each.result() for each in tasks]

    async def __aexit__(self, *cause):
        tasks = [self.new_task(each.__aexit__(*cause)) for each in self.managers]
        await asyncio.wait(tasks)
        return any([each.result() for each in tasks])


class Eager(ByFactory):
    """A task begins before whoever makes it goes on, and some are over by then."""

    def factory(self):
        return asyncio.eager_task_factory

    async def __aenter__(self):
        async def nothing():
            await self.new_task(asyncio.sleep(0))

        self.over = self.new_task(asyncio.sleep(0, "over"))
        self.within = self.new_task(nothing())
        return await super().__aenter__()
