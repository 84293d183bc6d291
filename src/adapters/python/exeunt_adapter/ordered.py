"""Sets of a runtime's own objects, in order.

asyncio's TaskGroup, trio and anyio keep their tasks in sets, and go through them to cancel. Which
task comes first is nothing that code under test decides, or could: so it is the one that came
first.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any


_anyio_is_in_order = False


class OrderedSet(dict):
    """A set that is gone through in the order in which its elements came."""

    def add(self, element: Any) -> None:
        self[element] = None

    def remove(self, element: Any) -> None:
        del self[element]

    def discard(self, element: Any) -> None:
        self.pop(element, None)


def keep_order(kind: type, *names: str) -> None:
    """Has these attributes of its instances be ordered, where they begin as an empty set."""
    original = kind.__init__

    def init(self: Any, *arguments: Any, **named: Any) -> None:
        original(self, *arguments, **named)
        for name in names:
            if getattr(self, name, None) == set():
                setattr(self, name, OrderedSet())

    kind.__init__ = init


def keep_order_of_asyncio() -> None:
    """What a TaskGroup cancels."""
    keep_order(asyncio.TaskGroup, "_tasks")


def keep_order_of_anyio() -> None:
    """What anyio on asyncio cancels, if the code under test has imported it."""
    global _anyio_is_in_order
    if "anyio" in sys.modules and not _anyio_is_in_order:
        from anyio._backends import _asyncio as backend
        keep_order(backend.CancelScope, "_tasks", "_child_scopes")
        _anyio_is_in_order = True
