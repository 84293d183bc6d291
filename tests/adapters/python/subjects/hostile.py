"""Pools that do what no pool should do, each one thing, when their block begins."""

import asyncio
import copy
import os
import random
import socket
import subprocess
import threading
import time
import uuid
from datetime import date, datetime, timezone
from time import monotonic, sleep, strftime

IMPORTED_AT = {time.time(), monotonic(), datetime.now(timezone.utc).timestamp()}


class Day(date):
    """A class of the user's own."""


class Pool:
    """Enters its managers one after the other, then does its one thing."""

    def __init__(self, *managers):
        self.managers = managers
        self.kept = []

    async def __aenter__(self):
        for manager in self.managers:
            await manager.__aenter__()
        await self.misbehave()

    async def misbehave(self):
        pass

    async def __aexit__(self, *cause):
        for manager in reversed(self.managers):
            await manager.__aexit__(*cause)


async def no_context_manager(*managers):
    pass


def gives_a_list(*managers):
    return list(managers)


def takes_one(manager):
    return Pool(manager)


THREE = 3


class SpinsPolitely(Pool):
    async def misbehave(self):
        while True:
            await asyncio.sleep(0)


class NeverReturns(Pool):
    async def misbehave(self):
        print("and on")
        while True:
            pass


class StartsThread(Pool):
    async def misbehave(self):
        try:
            threading.Thread(target=print).start()
        except Exception:
            pass  # the attempt counts


class Sleeps(Pool):
    async def misbehave(self):
        time.sleep(0.001)


class RunsInExecutor(Pool):
    async def misbehave(self):
        await asyncio.get_running_loop().run_in_executor(None, print)


class GoesToThread(Pool):
    async def misbehave(self):
        await asyncio.to_thread(print)


class StartsProcess(Pool):
    async def misbehave(self):
        subprocess.run(["true"])


class StartsProcessOnLoop(Pool):
    async def misbehave(self):
        await asyncio.create_subprocess_exec("true")


class OpensSocket(Pool):
    async def misbehave(self):
        socket.socket()


class Interrupts(Pool):
    async def misbehave(self):
        async def task():
            raise KeyboardInterrupt
        await asyncio.create_task(task())


class ExitsPython(Pool):
    async def misbehave(self):
        async def task():
            raise SystemExit(3)
        await asyncio.create_task(task())


class EndsProcess(Pool):
    async def misbehave(self):
        print("the last words")
        os._exit(3)


class Recurses(Pool):
    async def misbehave(self):
        await self.misbehave()


class NeverAwaits(Pool):
    async def __aexit__(self, *cause):
        self.kept = [manager.__aexit__(*cause) for manager in self.managers]


class LeavesTask(Pool):
    async def misbehave(self):
        self.kept.append(asyncio.create_task(self.wait()))

    async def wait(self):
        await asyncio.Event().wait()


class LeavesTimer(Pool):
    async def misbehave(self):
        asyncio.get_running_loop().call_later(5, print)


class LooksAtNoError(Pool):
    async def misbehave(self):
        async def task():
            raise LookupError("that nobody sees")
        self.kept.append(asyncio.create_task(task()))
        await asyncio.sleep(0)


class TimesOut(Pool):
    async def __aenter__(self):
        async with asyncio.timeout(2.5):
            await self.managers[0].__aenter__()


class HoldsBytes(Pool):
    """Something of which nobody can tell what it holds."""

    async def misbehave(self):
        import array
        self.kept.append(array.array("i", [1, 2]))


class RollsDice(Pool):
    async def misbehave(self):
        clocks = time.time, time.monotonic, time.time_ns, time.monotonic_ns, time.perf_counter_ns
        raise LookupError(f"{random.random()} {[clock() for clock in clocks]} {uuid.uuid4()}")


class SleepsByName(Pool):
    async def misbehave(self):
        sleep(1)


class LooksAtClocks(Pool):
    """Raises what each clock shows, before and after a while, and what its values are."""

    def look(self):
        numbers = [monotonic(), time.process_time(), time.clock_gettime(time.CLOCK_MONOTONIC),
                   time.time_ns() / 1e9, datetime.now(timezone.utc).timestamp(),
                   (datetime.today() - datetime.fromtimestamp(0)).total_seconds()]
        seconds = [datetime.utcnow().second, time.gmtime().tm_sec, strftime("%S"),
                   time.ctime()[17:19], time.asctime()[17:19]]
        return {*numbers, *map(int, seconds)}

    async def misbehave(self):
        shown = [IMPORTED_AT, self.look()]
        await asyncio.sleep(3)
        raise LookupError(f"{shown} {self.look()}")


class KeepsDates(Pool):
    async def misbehave(self):
        now = datetime.now()
        self.kept += [now, date.today(), date(2026, 1, 2)]
        are = [isinstance(now, datetime), isinstance(now, date), type(now) is datetime,
               issubclass(datetime, date), isinstance(now.date(), date), (now + (now - now)) == now,
               date.today() == date.fromtimestamp(0), Day(1, 2, 3).year == 1,
               isinstance(copy.copy(now), datetime),
               time.strftime("%Y", (1999,) + (1,) * 8) == "1999"]
        are_not = [isinstance(date.today(), datetime), isinstance(date.today(), Day),
                   isinstance(now - now, datetime)]
        raise LookupError(f"{all(are)} {any(are_not)}")


class GoesBySetOrder(Pool):
    async def __aenter__(self):
        tasks = {asyncio.create_task(manager.__aenter__()) for manager in self.managers}
        done, _ = await asyncio.wait(tasks)
        for task in done:
            await task


class RaisesAFarStory(Pool):
    async def misbehave(self):
        error = None
        for _ in range(3000):
            try:
                raise LookupError from error
            except LookupError as caught:
                error = caught
        raise error


class NeedsHash(Pool):
    async def misbehave(self):
        class Unhashable:
            __hash__ = None
        {Unhashable()}


class ExitsInSetOrder(Pool):
    """Right in all else."""

    async def __aexit__(self, *cause):
        for manager in set(self.managers):
            await manager.__aexit__(*cause)
