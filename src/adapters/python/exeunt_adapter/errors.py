"""Exceptions: how those are made that Exeunt names, and how any of them is described to it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

from .address import address

#: A described error: `{"error": name, "context": ..., "cause": ..., "members": [...]}`.
Description = dict[str, Any]

_TEXT_MAX = 200

#: So many errors may stand behind one another. Python itself can go no deeper into objects than
#: `sys.getrecursionlimit()`, and those of a described error stand within one another.
_DEPTH_MAX = 500


class TooDeep(Exception):
    """More errors stand behind one another than can be described."""


class Fault(Exception):
    """An error that Exeunt has made, of an operation or of the body. Its argument is its name."""

    def __init__(self, name: str, serial: int) -> None:
        super().__init__(name)
        self.name = name
        self.serial = serial

    def __hash__(self) -> int:
        return self.serial


def text_of(error: BaseException) -> str:
    """The error on one line, as Python would print it, cut where it is long."""
    try:
        words = " ".join(str(error).split())
    except Exception:
        words = "(its text cannot be read)"
    kind = type(error).__name__
    text = f"{kind}: {words}" if words else kind
    return text if len(text) <= _TEXT_MAX else text[:_TEXT_MAX - 3] + "..."


def members_of(error: BaseException) -> list[BaseException] | None:
    """The errors in a group; None if it is none.

    Groups are known by their attribute `exceptions`, not by their class: anyio 3 has its own.
    """
    try:
        members = getattr(error, "exceptions", None)
    except Exception:
        return None
    if not isinstance(members, (list, tuple)):
        return None
    return [each for each in members if isinstance(each, BaseException)]


def is_cancel(error: BaseException) -> bool:
    """Whether a cancel has thrown it; or several have, that stand in a group."""
    return members_of(error) != [] and not _leaves_of(error)


def _is_one_cancel(error: BaseException) -> bool:
    """Whether it is what a cancel throws, of asyncio or of trio."""
    return isinstance(error, asyncio.CancelledError) or type(error).__name__ == "Cancelled"


def _parts_of(error: BaseException, depth: int = 0) -> list[BaseException]:
    """An error, and what stands in it if it is a group, and in the groups within; but for cancels.
    """
    members = (members_of(error) or []) if depth < _DEPTH_MAX else []
    parts = [part for each in members for part in _parts_of(each, depth + 1)]
    return parts if _is_one_cancel(error) else [error, *parts]


def _leaves_of(error: BaseException) -> list[BaseException]:
    """Those that are no groups."""
    return [each for each in _parts_of(error) if members_of(each) is None]


def _leads_to(error: BaseException, wanted: BaseException) -> bool:
    """Whether one is the other, or has it behind it or among its members."""
    found = [error]
    for each in found:
        if each is wanted:
            return True
        behind = [each.__cause__, each.__context__, *(members_of(each) or ())]
        found += [one for one in behind if one is not None
                  and not any(one is other for other in found)]
    return False


class Names:
    """Which errors of a run have a name, and which one."""

    def __init__(self) -> None:
        self._given: dict[int, tuple[BaseException, str]] = {}  # it stays, so its address does
        self._inner: dict[int, BaseException] = {}
        self._hidden: dict[int, BaseException] = {}
        self._replaced: dict[int, tuple[BaseException, BaseException]] = {}  # what, and by what
        self._groups: list[tuple[dict[int, BaseException], str]] = []  # what stands in those given
        self._faults_made = 0
        self.has_deadline = False  # then what says that time is over is about that

    def new_fault(self, name: str) -> Fault:
        """A new error of that name."""
        self._faults_made += 1
        return Fault(name, self._faults_made)

    def give(self, error: BaseException, name: str) -> None:
        """That very error has this name from now on."""
        self._given[address(error)] = error, name

    def give_own(self, error: BaseException, name: str, *, was_canceled: bool) -> None:
        """The same for an error that a manager under test has raised itself.

        What stands behind it by now and has no name is the manager's own affair; and so is a cancel
        where none has come from elsewhere: `asyncio.timeout` cancels the task that it is in.
        """
        self.give(error, name)
        own = (None,) if was_canceled else (None, "canceled")
        parts = {address(each): each for each in _parts_of(error) if self.of(each) is None}
        found = [error]
        for each in found:
            behind = [each.__cause__, each.__context__, *(members_of(each) or ())]
            found += [one for one in behind if one is not None and self.of(one) in own
                      and not any(one is other for other in found)
                      and (address(one) in parts
                           or self._inner.setdefault(address(one), one) is one)]
        if members_of(error) is not None:
            self._groups.append((parts, name))

    def hides_its_context(self, error: BaseException) -> None:
        """A manager under test has raised it, `from None`: that is the manager's own affair."""
        self._hidden[address(error)] = error

    def replaces(self, error: BaseException, told: BaseException) -> None:
        """A cancel has thrown it in an exit that was told that. A nursery of trio throws it anew, so
        that nothing stands behind it: that is the manager's own affair, too."""
        if not _leads_to(error, told):
            self._replaced[address(error)] = error, told

    def hidden(self) -> Iterable[BaseException]:
        """The errors of which a manager has hidden what stands behind them."""
        return self._hidden.values()

    def _context_of(self, error: BaseException) -> BaseException | None:
        """The context, unless nobody sees that: a scope has raised the error `from None`, or from
        another one. What no traceback shows is lost."""
        replaced = self._replaced.get(address(error))
        if replaced is not None:
            return replaced[1]
        is_seen = not error.__suppress_context__ or address(error) in self._hidden
        return error.__context__ if is_seen else None

    def inner(self) -> Iterable[BaseException]:
        """The errors that are a manager's own affair."""
        return self._inner.values()

    def _outermost(self, error: BaseException | None) -> BaseException | None:
        """The error, or the next one behind it that is nobody's own affair."""
        if not self._inner:
            return error
        seen: set[int] = set()
        while error is not None and address(error) in self._inner and address(error) not in seen:
            seen.add(address(error))
            error = error.__context__ if error.__context__ is not None else error.__cause__
        return None if error is not None and address(error) in self._inner else error

    def given(self) -> Iterable[tuple[BaseException, str]]:
        """The errors that were given a name, with that."""
        return self._given.values()

    def of(self, error: BaseException) -> str | None:
        """The name by which Exeunt knows the error, or None."""
        if isinstance(error, Fault):
            return error.name
        given = self._given.get(address(error)) if self._given else None
        if given is not None:
            return given[1]
        if self.has_deadline and (type(error) is TimeoutError
                                  or type(error).__name__ == "TooSlowError"):  # trio's
            return "deadline"
        if _is_one_cancel(error):
            return "canceled"
        return self._of_part(error) if self._groups else None

    def _of_part(self, error: BaseException) -> str | None:
        """The name of the group that this is a part of. A cancel scope of trio takes cancels out of
        a group: what is left is another group, or what was in it."""
        leaves = _leaves_of(error)
        return next((name for known, name in self._groups
                     if leaves and all(address(each) in known for each in leaves)), None)

    def describe(self, error: BaseException | None) -> Description | None:
        """Describes an error and all that can be reached from it, each once."""
        return None if error is None else self._describe(error, set(), 0)

    def _describe(self, error: BaseException, seen: set[int], depth: int) -> Description:
        if depth > _DEPTH_MAX:
            raise TooDeep(f"more than {_DEPTH_MAX} errors stand behind one another, each the "
                          f"cause, the context or a member of the next; {text_of(error)} is one")
        name = self.of(error)
        described: Description = {"error": name}
        if name is None:
            described["text"] = text_of(error)
        if address(error) in seen:
            return described
        seen.add(address(error))
        members = members_of(error)
        if members is not None:
            outermost = [self._outermost(each) for each in members]
            described["members"] = [self._describe(each, seen, depth + 1) for each in outermost
                                    if each is not None and self._tells_more(each, seen)]
        for word, behind in ("cause", error.__cause__), ("context", self._context_of(error)):
            behind = self._outermost(behind)
            if behind is not None and self._tells_more(behind, seen):
                described[word] = self._describe(behind, seen, depth + 1)
        return described

    def _tells_more(self, error: BaseException, seen: set[int]) -> bool:
        """Without a name nothing would say that it is one that was described before."""
        return address(error) not in seen or self.of(error) is not None
