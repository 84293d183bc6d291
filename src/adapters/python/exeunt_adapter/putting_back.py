"""What modules under test keep is put back before each run, so that none begins with what others
have left.

Names of modules and classes, attributes of functions, and what their closures hold get what they
had after the import. What these lead to is put back in its place, by what it
held, so that whoever else refers to it sees the same: lists, dictionaries, sets, and objects of
classes that are written in Python. An object of another type that is written in C stays as it is;
that the state cannot tell it is said as well (fingerprint.py).
"""

from __future__ import annotations

import array
import collections
import contextvars
import functools
import gc
import itertools
import random
import types
from collections.abc import Callable, Collection, Iterable
from typing import Any

from . import outside
from .kinds import is_written_in_python

#: Puts something back, if it has changed.
PutBack = Callable[[], None]

_kept: list[PutBack] = []
_empty: list[Any] = []  # lists, dictionaries and sets that have to be empty
_known: dict[int, Any] = {}  # what is kept, by address; it stays, so that does


def keep() -> None:
    """Notes what there is now. To be called when more modules were found (outside.look)."""
    found: list[Any] = []
    for owner in outside.owners():
        if _is_new(owner):
            found += _keep_names(owner)
    found += outside.functions()
    while found:
        it = found.pop()
        if _can_change(it) and _is_new(it):
            found += _keep_contents(it)


def keep_anew() -> None:
    """Notes what there is now, and forgets what was noted."""
    for each in _kept, _empty, _known:
        each.clear()
    keep()


def put_back() -> None:
    """Everything is again as it was."""
    if any(_empty):
        for it in _empty:
            it.clear()
    for put in _kept:
        put()
    outside.restore_definitions()


def _is_new(it: Any) -> bool:
    if id(it) in _known:
        return False
    _known[id(it)] = it
    return True


# Nothing asks an object for its class: what stands in for another one may say what it likes.

_CONSTANT = (type(None), bool, int, float, complex, str, bytes, range, types.BuiltinFunctionType,
             types.ModuleType, type)


def _can_change(it: Any) -> bool:
    return not issubclass(type(it), _CONSTANT)


# --- names ----------------------------------------------------------------------------------------

def _keep_names(owner: Any) -> Iterable[Any]:
    """Those of a module or a class."""
    names = vars(owner)
    saved = {name: value for name, value in names.items() if not outside.is_of_python(name)}
    counters = {name: again for name, value in saved.items() if (again := _counter(value))}

    values = list(names.values())

    def put() -> None:
        if not counters and outside.are_same(names.values(), values):
            return
        for name, again in counters.items():
            saved[name] = again()
        for name, value in saved.items():
            if names.get(name, _MISSING) is not value:
                setattr(owner, name, value)
        for name in [each for each in names if each not in saved and not outside.is_of_python(each)]:
            delattr(owner, name)
        if [name for name in names if name in saved] != list(saved):  # the order counts, too
            for name, value in saved.items():
                delattr(owner, name)
                setattr(owner, name, value)

    _kept.append(put)
    return saved.values()


_MISSING = object()


def _counter(it: Any) -> Callable[[], Any] | None:
    """How an `itertools.count()`, or its `__next__`, is made anew: it cannot be set back."""
    if type(it) is itertools.count:
        kind, arguments = it.__reduce__()
        return lambda: kind(*arguments)
    if type(it) is _METHOD_WRAPPER and it.__name__ == "__next__":
        again = _counter(it.__self__)
        return (lambda: again().__next__) if again is not None else None
    return None


_METHOD_WRAPPER = type(object().__str__)


# --- contents -------------------------------------------------------------------------------------

def _keep_contents(it: Any) -> Iterable[Any]:
    """What an object holds; returns what that leads to."""
    if type(it) in _CONTAINERS and not it:
        _empty.append(it)
        return ()
    way = next((way for kind, way in _WAYS.items() if issubclass(type(it), kind)), None)
    holds = way(it) if way is not None else ()
    own = [each for each in type(it).__mro__ if is_written_in_python(each)]
    return [*holds, *(_keep_attributes(it, own) if own else ())]


def _keep_attributes(it: Any, own: list[type]) -> Iterable[Any]:
    slots = [(member, name) for kind in own for name, member in vars(kind).items()
             if isinstance(member, types.MemberDescriptorType)]
    saved = [(member, getattr(it, name, _MISSING)) for member, name in slots]

    def put() -> None:
        for (member, name), (_, value) in zip(slots, saved):
            if getattr(it, name, _MISSING) is not value:
                member.__delete__(it) if value is _MISSING else member.__set__(it, value)

    if slots:
        _kept.append(put)
    attributes = _attributes(it)
    return [*(value for _, value in saved), *([attributes] if attributes is not None else [])]


def _attributes(it: Any) -> dict[str, Any] | None:
    try:
        return object.__getattribute__(it, "__dict__")
    except AttributeError:
        return None


def _keep_items(kind: Any, fill: Callable[[Any, Any], Any]) -> Callable[[Any], Iterable[Any]]:
    """For a list, and what is like one."""
    def keep_one(it: Any) -> Iterable[Any]:
        saved = list(kind.__iter__(it))

        def put() -> None:
            if not outside.are_same(list(kind.__iter__(it)), saved):
                kind.clear(it)
                fill(it, saved)

        _kept.append(put)
        return saved
    return keep_one


def _keep_pairs(kind: Any) -> Callable[[Any], Iterable[Any]]:
    """For a dictionary. The order counts, too."""
    def keep_one(it: Any) -> Iterable[Any]:
        keys, values = list(kind.keys(it)), list(kind.values(it))

        def put() -> None:
            if not outside.are_same(kind.values(it), values) or not outside.are_same(kind.keys(it), keys):
                kind.clear(it)
                for key, value in zip(keys, values):
                    kind.__setitem__(it, key, value)

        _kept.append(put)
        return keys + values
    return keep_one


def _keep_bytes(it: Any) -> Iterable[Any]:
    saved = it[:]

    def put() -> None:
        if it != saved:
            it[:] = saved

    _kept.append(put)
    return ()


def _keep_dice(it: random.Random) -> Iterable[Any]:
    saved = it.getstate()
    _kept.append(lambda: it.setstate(saved))
    return ()


def _keep_cell(it: types.CellType) -> Iterable[Any]:
    try:
        saved = it.cell_contents
    except ValueError:  # it has none yet
        return ()

    def put() -> None:
        it.cell_contents = saved

    _kept.append(put)
    return [saved]


def _keep_function(it: types.FunctionType) -> Iterable[Any]:
    return [*(it.__defaults__ or ()), it.__kwdefaults__, it.__dict__, *(it.__closure__ or ())]


def _keep_cache(it: Any) -> Iterable[Any]:
    _kept.append(it.cache_clear)
    return ()


_CONTAINERS = (list, dict, set, collections.deque)

#: How what an object holds is kept, by its type. The first that fits counts.
_WAYS: dict[type, Callable[[Any], Iterable[Any]]] = {
    list: _keep_items(list, list.extend),
    set: _keep_items(set, set.update),
    collections.deque: _keep_items(collections.deque, collections.deque.extend),
    collections.OrderedDict: _keep_pairs(collections.OrderedDict),
    dict: _keep_pairs(dict),
    tuple: lambda it: it,
    bytearray: _keep_bytes,
    array.array: _keep_bytes,
    random.Random: _keep_dice,
    types.CellType: _keep_cell,
    contextvars.ContextVar: gc.get_referents,  # its default value
    types.FunctionType: _keep_function,
    types.MethodType: lambda it: [it.__self__],
    functools.partial: lambda it: [*it.args, it.keywords],
    type(functools.lru_cache(len)): _keep_cache,
}
