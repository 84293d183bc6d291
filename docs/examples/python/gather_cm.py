"""`gather_cm`: several context managers entered at the same time, and exited at the same time.

The idiom as it is published: gather all enters, run the body, gather all exits. It is right as long
as nothing goes wrong.
"""

import asyncio


class gather_cm:
    """Waits for all enters, and then for all exits."""

    def __init__(self, *managers):
        self.managers = managers
        self.entered = []

    async def __aenter__(self):
        tasks = [asyncio.create_task(manager.__aenter__()) for manager in self.managers]
        await asyncio.wait(tasks)
        failures = [task.exception() for task in tasks if task.exception() is not None]
        self.entered = [
            manager
            for manager, task in zip(self.managers, tasks)
            if task.exception() is None
        ]
        if failures:
            failure = failures[0]
            await self.__aexit__(type(failure), failure, failure.__traceback__)
            raise failure
        return tuple(task.result() for task in tasks)

    async def __aexit__(self, *exc_info):
        tasks = [asyncio.create_task(manager.__aexit__(*exc_info)) for manager in self.entered]
        done, _ = await asyncio.wait(tasks)
        return all([task.result() for task in done])
