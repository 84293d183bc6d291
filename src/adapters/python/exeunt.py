"""What a manager under test waits for, when Exeunt decides the moment and the result.

A manager in production awaits a socket. In a test it awaits `external`: a future that Exeunt settles
at any moment, in any order with all else, and with each of its results.

    class Database:
        async def __aenter__(self):
            if await exeunt.external("connect", "connected", "refused") == "refused":
                raise ConnectionError
            return self
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from exeunt_adapter.plain_scopes import pool, stack, waiting_pool  # where no scope is named

#: Set by the adapter while a run is in hand.
_make_external: Callable[[str, tuple[str, ...]], asyncio.Future] | None = None
_hold: Callable[[str], None] | None = None


def external(word: str, *results: str) -> asyncio.Future[str]:
    """Returns a future of one of the results. The first one is plain, the others are faults.

    `word` says what is waited for. Without results there is one, called like the word.
    """
    if _make_external is None:
        raise RuntimeError("exeunt.external: no manager is under test here")
    return _make_external(word, results or (word,))


def hold() -> None:
    """The manager has acquired something: until `release` it must not settle as if it had nothing."""
    if _hold is None:
        raise RuntimeError("exeunt.hold: no manager is under test here")
    _hold("holds")


def release() -> None:
    """The manager has let go what it held."""
    if _hold is None:
        raise RuntimeError("exeunt.release: no manager is under test here")
    _hold("releases")


def _bind(make: Callable[[str, tuple[str, ...]], Any] | None,
          hold_or_release: Callable[[str], None] | None) -> None:
    global _make_external, _hold
    _make_external, _hold = make, hold_or_release
