"""What objects of Python's own types hold: containers, iterators, methods, exceptions.

The garbage collector's traversal shows references only, and passes over what is not there. What a
type holds besides is read here. Methods of the types themselves are called, never those of a class
derived from them: to look at an object must not run code under test.
"""

from __future__ import annotations

import _thread
import asyncio
import collections
import contextvars
import datetime
import decimal
import functools
import gc
import itertools
import logging
import operator
import random
import re
import struct
import sys
import threading
import types
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from . import clocks, outside
from .numbered import FUTURE

#: What a type holds besides references, and which references: (more, references).
Parts = tuple[Any, Iterable[Any]]
Reader = Callable[[Any], Parts]

_referents = gc.get_referents


def nothing(_it: Any) -> Parts:
    """Nothing of it changes."""
    return None, ()


def references(it: Any) -> Parts:
    """Everything that it holds are references, and the traversal shows all of them in order."""
    return None, _referents(it)


def by_text(it: Any) -> Parts:
    """Its text says everything."""
    return repr(it), ()


def by_name(it: Any) -> Parts:
    """Its name does."""
    return getattr(it, "__qualname__", None) or getattr(it, "__name__", None) or repr(it), ()


# --- containers -----------------------------------------------------------------------------------

def _dict(it: dict) -> Parts:
    return dict.__len__(it), [each for pair in dict.items(it) for each in pair]


def _ordered_dict(it: collections.OrderedDict) -> Parts:
    items = collections.OrderedDict.items(it)
    return len(items), [each for pair in items for each in pair]


def _default_dict(it: collections.defaultdict) -> Parts:
    more, refers_to = _dict(it)
    return more, (*refers_to, it.default_factory)


def _elements(it: list | tuple) -> Parts:
    return len(it), list(it)


def _set(it: set | frozenset) -> Parts:
    """In the order of the elements' numbers, if they have some: a set itself has no order."""
    try:
        return len(it), sorted(it, key=_order)
    except TypeError:  # among them is what has no number
        return len(it), list(it)


def _order(element: Any) -> Any:
    """What elements are sorted by."""
    kind = type(element)
    if kind in numbered:
        return kind.__name__, element.serial
    if isinstance(element, FUTURE):
        return kind.__name__, getattr(element, "serial", 0)
    if isinstance(element, weakref.ref):
        return "", _order(element())
    if kind is tuple:
        return "", *map(_order, element)
    return kind.__name__, element if kind in _CONSTANT else None


#: Types whose objects have a number in the run, by which they are hashed.
numbered: set[type] = set()
_CONSTANT = frozenset((bool, int, float, str, bytes))


def _deque(it: collections.deque) -> Parts:
    return it.maxlen, [*collections.deque.__iter__(it)]


def _derived(kind: Any, parts: Reader) -> Reader:
    """The same of an object of a class derived from that type, whatever its own methods do."""
    return lambda it: parts([*kind.__iter__(it)])


def _mutable_bytes(it: bytearray) -> Parts:
    return bytes(it), ()


# --- iterators ------------------------------------------------------------------------------------

def _iterator(it: Any) -> Parts:
    """An iterator tells what it was made from and how far it is."""
    return None, it.__reduce__()


def _iterator_of_hashed(it: Any) -> Parts:
    """One of a dictionary or a set tells what is left, unless that has changed its size."""
    try:
        return None, (*it.__reduce__(), *_referents(it))
    except RuntimeError:
        return "changed", _referents(it)


# --- methods and other things that are called -----------------------------------------------------

def _bound(it: types.MethodType) -> Parts:
    return None, (it.__func__, it.__self__)


def _builtin(it: types.BuiltinMethodType) -> Parts:
    owner = it.__self__
    return it.__name__, () if isinstance(owner, types.ModuleType) else (owner,)


def _of_a_type(it: Any) -> Parts:
    """A method of a type in C, bound or not: the traversal does not tell which one."""
    return it.__name__, _referents(it)


def _cache(it: Any) -> Parts:
    """What `functools.lru_cache` has made: the traversal shows keys and results, those of a bounded
    one from the least recently used on. That has links in its dictionary, which say nothing more."""
    return tuple(it.cache_info()), [each for each in _referents(it) if not _has_links(each)]


def _has_links(it: Any) -> bool:
    return type(it) is dict and len(it) > 0 and type(next(iter(it.values()))) is _LINK


_LINK = next(each for each in gc.get_referents(functools.lru_cache(len))
             if isinstance(each, type) and each.__name__ == "_lru_list_elem")


# --- others ---------------------------------------------------------------------------------------

def _weakref(it: weakref.ref) -> Parts:
    target = it()
    return target is None, (target, it.__callback__)


#: It makes the dictionary if there is none yet. So do code under test and the fingerprint, which ask
#: for `__dict__`: an empty one is no part of a state.
_attributes_of = vars(BaseException)["__dict__"].__get__


def exception(it: BaseException) -> Parts:
    """Its traceback only tells of the past."""
    kind = type(it)
    refers_to = [each for each in _referents(it)
                 if type(each) is not types.TracebackType and each is not kind
                 and not (type(each) is dict and not each and each is _attributes_of(it))]
    # Which of them is which: the traversal passes over what is not there.
    more = (outside.name_of(kind), it.__suppress_context__, it.__cause__ is None,
            it.__context__ is None)
    return more, refers_to


def _lock(it: Any) -> Parts:
    """There is one thread only, so nobody waits for it."""
    return re.sub(" at 0x.*| owner=[0-9]*", "", repr(it)), ()


def _logger(it: logging.Logger) -> Parts:
    """What it writes nobody reads."""
    return it.name, ()


def _token(it: contextvars.Token) -> Parts:
    return repr(it).startswith("<Token used"), _referents(it)


def _context(it: contextvars.Context) -> Parts:
    return len(it), [each for pair in sorted(it.items(), key=_name_of_variable) for each in pair]


def _name_of_variable(item: tuple[contextvars.ContextVar, Any]) -> str:
    return item[0].name


def _type_named(module: str, name: str) -> type:
    found = getattr(sys.modules.get(module), name, None)
    return found if isinstance(found, type) else _Absent


class _Absent:
    """Stands for a type that this version of Python does not have."""


async def _async_generator() -> Any:
    yield


def _awaitables_of_generators() -> list[type]:
    generator = _async_generator()
    awaitables = [generator.asend(None), generator.athrow(ValueError)]
    for each in awaitables:
        each.close()
    return [type(each) for each in awaitables]


_wrapped = asyncio.sleep(0)
_WRAPPER = type(_wrapped.__await__())
_wrapped.close()


PARTS: dict[type, Reader] = {
    dict: _dict,
    collections.OrderedDict: _ordered_dict,
    collections.defaultdict: _default_dict,
    set: _set,
    frozenset: _set,
    list: _elements,
    tuple: _elements,
    collections.deque: _deque,
    bytearray: _mutable_bytes,
    **{each: by_text for each in (
        complex, datetime.date, datetime.time, datetime.datetime, datetime.timedelta,
        datetime.timezone, decimal.Decimal, *clocks.STAND_INS, itertools.count, range, slice,
        type(Ellipsis), type(NotImplemented), re.Pattern, decimal.Context)},
    re.Match: lambda it: ((it.pos, it.endpos, it.regs), (it.re, it.string)),
    struct.Struct: lambda it: (it.format, ()),
    types.UnionType: lambda it: (None, it.__args__),
    random.Random: lambda it: (it.getstate(), ()),
    **{type(iter(each)): _iterator for each in ([], (), "", b"", range(0), collections.deque())},
    **{type(iter(each)): _iterator_of_hashed for each in ({}, {}.values(), {}.items(), set())},
    **{each: _iterator for each in (
        operator.itemgetter, operator.attrgetter, reversed, enumerate, zip, map, filter,
        type(reversed([])), operator.methodcaller)},
    type(reversed({})): _iterator_of_hashed,
    types.MethodType: _bound,
    property: lambda it: (None, (it.fget, it.fset, it.fdel)),
    type(functools.lru_cache(len)): _cache,
    types.BuiltinMethodType: _builtin,
    **{type(each): _of_a_type for each in (
        FUTURE.cancel, object().__str__, int.__repr__, dict.__dict__["fromkeys"])},
    **{each: references for each in (
        types.CellType, types.MappingProxyType, staticmethod, classmethod, super,
        types.GenericAlias, functools.partial, _WRAPPER, *_awaitables_of_generators(),
        _type_named("_asyncio", "TaskStepMethWrapper"))},
    weakref.ref: _weakref,
    _thread.LockType: _lock,
    type(threading.RLock()): _lock,
    logging.Logger: _logger,
    logging.RootLogger: _logger,
    contextvars.Context: _context,
    contextvars.ContextVar: lambda it: (it.name, _referents(it)),
    contextvars.Token: _token,
    object: nothing,
    int: lambda it: (int.__int__(it), ()),  # of a class derived from it, as an IntEnum is
    str: lambda it: (str.__str__(it), ()),
    types.FrameType: nothing,
    types.TracebackType: nothing,
}

#: Of classes derived from these, which may have methods of their own.
PARTS_OF_DERIVED: dict[type, Reader] = {
    **PARTS,
    set: _derived(set, _set),
    frozenset: _derived(frozenset, _set),
    list: _derived(list, _elements),
    tuple: _derived(tuple, _elements),
}
