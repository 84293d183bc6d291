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

#: Set by the adapter while a run is in hand.
_make_external: Callable[[str, tuple[str, ...]], asyncio.Future] | None = None


def external(word: str, *results: str) -> asyncio.Future[str]:
    """Returns a future of one of the results. The first one is plain, the others are faults.

    `word` says in traces what is waited for. Without results there is one, called like the word.
    """
    if _make_external is None:
        raise RuntimeError("exeunt.external: no manager is under test here")
    return _make_external(word, results or (word,))


def _bind(make: Callable[[str, tuple[str, ...]], Any] | None) -> None:
    global _make_external
    _make_external = make
