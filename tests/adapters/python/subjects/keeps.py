"""A pool that leaves something of each run in all that a module can keep."""

import asyncio
import collections
import contextvars
import itertools
import random

from hostile import Pool

total = 0
items = [[]]
table = {"a": {}}
names = {"a"}
recent = collections.deque(maxlen=2)
ordered = collections.OrderedDict(a=1)
data = bytearray(b"a")
ids = itertools.count(1)
next_id = itertools.count(7).__next__
dice = random.Random(5)
lock = asyncio.Lock()
current = contextvars.ContextVar("current", default=[])
pair = 1, []
flags = {"a": None}
gone = 1


def remember(it, known=[]):
    known.append(it)
    return len(known)


def _counter():
    count = 0

    def step():
        nonlocal count
        count += 1
        return count
    return step


step = _counter()
handlers = {"step": _counter()}


class Slots:
    __slots__ = ("value", "other")

    def __init__(self):
        self.value = 1


slots = Slots()


class Keeps(Pool):
    made = 0
    registry = []
    here = registry  # two names for one

    async def misbehave(self):
        global total, gone, new
        told = [total, len(items), len(items[0]), str(table), sorted(names), list(recent),
                list(ordered), bytes(data), next(ids), next_id(), dice.random(), lock.locked(),
                "gone" in globals(), "new" in globals(), len(current.get()), len(pair[1]), str(flags),
                remember(1), step(),
                handlers["step"](),
                slots.value, hasattr(slots, "other"), Keeps.made, len(Keeps.registry),
                len(Keeps.here), hasattr(Keeps, "late"), hasattr(remember, "late")]
        total += 1
        items[0].append(1)
        items.append(2)
        table["a"]["b"] = 1
        table["c"] = 2
        names.add("b")
        recent.append(self)
        ordered.move_to_end("a")
        ordered["b"] = 1
        data.extend(b"b")
        await lock.acquire()
        current.get().append(1)
        pair[1].append(1)
        flags["b"] = flags.pop("a")
        del gone
        new = self
        slots.value, slots.other = 2, self
        Keeps.made += 1
        Keeps.registry.append(self)
        Keeps.late = remember.late = self
        raise LookupError(hash(str(told)))
