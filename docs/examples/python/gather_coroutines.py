"""`gather_cm` as it was first printed: it gives bare coroutines to `asyncio.wait`.

Python 3.11 refuses that (`TypeError: Passing coroutines is forbidden`): what no manager notices, as
none of them is ever entered.
"""

import asyncio


class gather_coroutines:
    """Waits for all enters, and then for all exits, without a task for any of them."""

    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        done, _ = await asyncio.wait([manager.__aenter__() for manager in self.managers])
        return tuple(task.result() for task in done)

    async def __aexit__(self, *exc_info):
        done, _ = await asyncio.wait([manager.__aexit__(*exc_info) for manager in self.managers])
        return all([task.result() for task in done])
