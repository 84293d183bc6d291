"""Locks that several tasks share: `handover_careless.yaml` is a scenario of three.

Each goes to the task that has waited longest, and is held by that from then on, although it has not
run yet. But a task may be canceled while it waits. `Careless` then goes to one that has left, and
nobody ever gets it again. `asyncio.Lock` does it right, and so does `Careful`.
"""

import asyncio
from collections import deque


class Careless:
    def __init__(self):
        self._held = False
        self._turns = deque()

    async def __aenter__(self):
        if self._held:
            turn = asyncio.get_running_loop().create_future()
            self._turns.append(turn)
            await turn
        self._held = True

    async def __aexit__(self, *exc_info):
        self._pass_on()

    def _pass_on(self):
        self._held = bool(self._turns)
        if self._turns:
            turn = self._turns.popleft()
            if not turn.done():
                turn.set_result(None)


class Careful(Careless):
    async def __aenter__(self):
        if self._held:
            turn = asyncio.get_running_loop().create_future()
            self._turns.append(turn)
            try:
                await turn
            except asyncio.CancelledError:
                if not turn.cancelled():  # the lock has come, and nobody is there to hold it
                    self._pass_on()
                raise
        self._held = True

    def _pass_on(self):
        while self._turns:
            turn = self._turns.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self._held = False
