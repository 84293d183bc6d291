"""The state of a run, as a text: everything that its future depends on, and nothing else.

What happens next is decided by the callbacks that are ready, the timers, and the operations that
the parent may settle; so these are the roots, and what can be reached from them is the state. The
walk goes breadth first and numbers objects in the order in which it meets them: two histories that
have led to the same situation give the same numbers, whatever the addresses are. The garbage
collector's own traversal (`gc.get_referents`) shows what an object refers to; of a suspended
coroutine that is its locals and its value stack.

That traversal shows references only. An object written in C may hold more (the position of an
iterator, the bytes of a buffer), so each such type is treated by name here; of a type that is not
known there is nothing to rely on, and then states are not compared.

Left out: tracebacks and frames, which only tell of the past, and what was there before the first
run and does not change: modules, classes, the code of functions. What may change in the modules
under test is part of the state (outside.py).
"""

from __future__ import annotations

import asyncio
import collections
import datetime
import decimal
import functools
import gc
import hashlib
import itertools
import marshal
import operator
import random
import re
import sys
import types
import weakref
from collections.abc import Callable, Iterable
from contextvars import Context, ContextVar, Token
from typing import Any

from . import clocks, outside
from .address import address
from .body import Body
from .border import Border, Operation, Proxy, Value
from .errors import Fault
from .kinds import (holds_more_than_it_says, is_written_in_python,
                    is_written_in_python_or_builtin)
from .liveness import dead_locals
from .loop import Handle, Loop, NumberedFuture, NumberedTask
from .nested import NestedScope
from .own_managers import External, Externals, OwnManager
from .scope import Entry, Scope


class Unknown(Exception):
    """An object of a type whose contents cannot be read."""


#: What a type holds besides references, and which references: (more, references).
Parts = tuple[Any, Iterable[Any]]

_NOTHING: Parts = (None, ())
_referents = gc.get_referents


# --- coroutines -----------------------------------------------------------------------------------

def _suspended(prefix: str) -> Callable[[Any], Parts]:
    """A coroutine or a generator: where it stands, which locals are bound, and what to."""
    frame_of, running = prefix + "_frame", prefix + "_running"

    def parts(it: Any) -> Parts:
        frame = getattr(it, frame_of)
        if frame is None:
            return "ended", ()
        bound, code = frame.f_locals, frame.f_code
        dead = {name: bound[name] for name in dead_locals(code, frame.f_lasti)
                if name in bound and not _acts_when_dropped(bound[name])}
        # The names, too: the traversal passes over what is not bound.
        names = [name for name in bound if name not in dead]
        if type(bound) is dict:
            bound.clear()  # a copy that would keep alive what the coroutine has let go
        refers_to = [each for each in _referents(it) if each is not bound and each is not code
                     and each is not frame and each is not frame.f_globals]
        for value in dead.values():
            _remove(refers_to, value)
        return (_code_name(code), frame.f_lasti, getattr(it, running), names), refers_to
    return parts


def _acts_when_dropped(value: Any) -> bool:
    """Whether code runs when the last reference is gone: a half-run generator's, or a `__del__`."""
    kind = type(value)
    if kind in _FRAMES:
        return getattr(value, _FRAMES[kind]) is not None
    return hasattr(kind, "__del__") and not isinstance(value, asyncio.Future)


_FRAMES = {types.CoroutineType: "cr_frame", types.GeneratorType: "gi_frame",
           types.AsyncGeneratorType: "ag_frame"}


def _remove(found: list[Any], value: Any) -> None:
    """Removes one reference to that very object."""
    for index, each in enumerate(found):
        if each is value:
            del found[index]
            return


_code_names: dict[int, tuple[str, types.CodeType]] = {}  # the code stays, so its address does


def _code_name(code: types.CodeType) -> str:
    known = _code_names.get(address(code))
    if known is None:
        name = f"{code.co_filename}:{code.co_firstlineno}:{code.co_qualname}"
        known = _code_names[address(code)] = name, code
    return known[0]


def _function(it: types.FunctionType) -> Parts:
    """What a function holds beside its code, most have nothing."""
    known = _functions.get(address(it))
    if known is None:
        held = [each for each in (it.__closure__, it.__defaults__, it.__kwdefaults__) if each]
        known = it, _code_name(it.__code__), held
        if not outside.is_of_a_run(it):
            _functions[address(it)] = known
    _, name, held = known
    return name, [*held, it.__dict__] if it.__dict__ else held


#: What no run has made: to ask a function for what it holds is audited, which takes long.
_functions: dict[int, tuple[types.FunctionType, str, list[Any]]] = {}


# --- asyncio --------------------------------------------------------------------------------------

def _future(it: asyncio.Future) -> Parts:
    """Its number is no part of a state: how many there were before has no part in what follows."""
    state = it._state
    flags = (state, it._log_traceback, it._asyncio_future_blocking)
    if state == "PENDING":
        return flags, (it._callbacks,)
    if state == "CANCELLED":
        return flags, (it._callbacks, it._cancel_message)
    return flags, (it._callbacks, it._result if it._exception is None else it._exception)
    return flags, (it._callbacks, outcome)


_OF_TASKS = ("serial", "hashed_as", "is_asked_to_stop")


def _task(it: NumberedTask) -> Parts:
    flags, refers_to = _future(it)
    more = (flags, it.serial, it.get_name(), it._must_cancel,
            it.cancelling(), it.is_asked_to_stop)
    attributes = next(each for each in _referents(it) if type(each) is dict and "serial" in each)
    own = [each for name, each in attributes.items() if name not in _OF_TASKS]
    return more, (it.get_coro(), it._fut_waiter, *refers_to, *own)


def _handle(it: Handle) -> Parts:
    return it.is_cancelled, (it.callback, it.args, it.context)


def _context(it: Context) -> Parts:
    values = sorted(it.items(), key=lambda item: item[0].name)
    return tuple(variable.name for variable, _ in values), [value for _, value in values]


# --- the border -----------------------------------------------------------------------------------

def _operation(it: Operation) -> Parts:
    how = None if it.how is None else tuple(sorted(map(repr, it.how.items())))
    return (it.fault_name, it.has_begun, how), (it.told, it.future, it.coroutine)


def _body(it: Body) -> Parts:
    more, refers_to = _operation(it)
    return more, (*refers_to, it.requests, it.failed_enters, it.canceled_by, it.close_error)


def _proxy(it: Proxy) -> Parts:
    return it.name, ()


def _fault(it: Fault) -> Parts:
    more: tuple[Any, ...] = (it.name, it.__suppress_context__)
    if len(it.__dict__) == len(_OF_FAULTS):
        return more, (it.__cause__, it.__context__)
    added = {name: each for name, each in it.__dict__.items() if name not in _OF_FAULTS}
    return (*more, *added), (it.__cause__, it.__context__, *added.values())


_OF_FAULTS = ("name", "serial")


def _scope(it: Scope) -> Parts:
    more = (it.name, it.is_cancelled_early, it.has_completed, it.has_closed)
    return more, (it.made, it.task)


def _entry(it: Entry) -> Parts:
    return (it.proxy.name, it.role), ()


# --- what Python brings ---------------------------------------------------------------------------

def _references(it: Any) -> Parts:
    """Everything that it holds are references, and the traversal shows all of them in order."""
    return None, _referents(it)


def _pairs(it: Any) -> Parts:
    return len(it), [each for pair in it.items() for each in pair]


def _elements(it: Any) -> Parts:
    return len(it), list(it)


def _set(it: set | frozenset) -> Parts:
    """In the order of the elements' numbers, if they have some: a set itself has no order."""
    try:
        return len(it), sorted(it, key=_serial)
    except AttributeError:
        return len(it), list(it)


_serial = operator.attrgetter("serial")


def _deque(it: collections.deque) -> Parts:
    return it.maxlen, list(it)


def _iterator(it: Any) -> Parts:
    """An iterator tells what it was made from and how far it is."""
    return None, it.__reduce__()


def _weakref(it: weakref.ref) -> Parts:
    target = it()
    return target is None, (target, it.__callback__)


def _by_text(it: Any) -> Parts:
    return repr(it), ()


def _by_name(it: Any) -> Parts:
    return getattr(it, "__qualname__", None) or getattr(it, "__name__", None) or repr(it), ()


def _exception(it: BaseException) -> Parts:
    refers_to = [each for each in _referents(it) if type(each) is not types.TracebackType]
    # Which of them is which: the traversal passes over what is not there.
    more = (type(it).__qualname__, it.__suppress_context__, it.__cause__ is None,
            it.__context__ is None)
    return more, refers_to


def _bound(it: types.MethodType) -> Parts:
    return None, (it.__func__, it.__self__)


def _builtin(it: types.BuiltinMethodType) -> Parts:
    owner = it.__self__
    return it.__name__, () if isinstance(owner, types.ModuleType) else (owner,)


def _nothing(_it: Any) -> Parts:
    return _NOTHING


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
_FUTURE_ITERATOR = type(asyncio.Future.__await__(asyncio.Future(loop=Loop())))

_PARTS: dict[type, Callable[[Any], Parts]] = {
    types.CoroutineType: _suspended("cr"),
    types.GeneratorType: _suspended("gi"),
    types.AsyncGeneratorType: _suspended("ag"),
    types.FunctionType: _function,
    types.MethodType: _bound,
    types.BuiltinMethodType: _builtin,
    types.CodeType: lambda it: (_code_name(it), ()),
    asyncio.Future: _future,
    asyncio.Task: _task,
    NumberedFuture: _future,
    NumberedTask: _task,
    Handle: _handle,
    Loop: _nothing,
    Border: _nothing,
    Operation: _operation,
    Body: _body,
    Proxy: _proxy,
    Value: lambda it: (it.name, ()),
    Fault: _fault,
    Scope: _scope,
    NestedScope: lambda it: (it.name, (it.made,)),
    OwnManager: lambda it: (it.name, (it.manager,)),
    External: lambda it: ((it.number, it.results), _future(it)[1]),
    Externals: _nothing,
    Entry: _entry,
    Context: _context,
    ContextVar: lambda it: (it.name, _referents(it)),
    Token: _references,
    dict: _pairs,
    collections.OrderedDict: _pairs,
    collections.defaultdict: _pairs,
    set: _set,
    frozenset: _set,
    list: _elements,
    tuple: _elements,
    collections.deque: _deque,
    bytearray: lambda it: (bytes(it), ()),
    complex: _by_text,
    **{each: _by_text for each in (datetime.date, datetime.time, datetime.datetime,
                                   datetime.timedelta, datetime.timezone, decimal.Decimal,
                                   *clocks.STAND_INS)},
    **{each: _iterator for each in (operator.itemgetter, operator.attrgetter)},
    range: _by_text,
    itertools.count: _by_text,
    random.Random: lambda it: (it.getstate(), ()),
    slice: _by_text,
    type(Ellipsis): _by_text,
    type(NotImplemented): _by_text,
    re.Pattern: _by_text,
    weakref.ref: _weakref,
    functools.partial: _references,
    object: _nothing,
    **{each: _references for each in (
        types.CellType, types.MappingProxyType, property, staticmethod, classmethod, super,
        _WRAPPER, _FUTURE_ITERATOR, *_awaitables_of_generators(),
        _type_named("_asyncio", "TaskStepMethWrapper"), types.GenericAlias,
        type(asyncio.Task.cancel), type(object().__str__), type(int.__repr__), type("".join))},
    int: lambda it: (int.__int__(it), ()),  # of a class derived from it, as an IntEnum is
    str: lambda it: (str.__str__(it), ()),
    **{type(iter(each)): _iterator for each in (
        [], (), "", b"", range(0), {}, {}.values(), {}.items(), set())},
    **{each: _iterator for each in (reversed, enumerate, zip, map, filter, type(reversed([])),
                                    type(reversed({})))},
    types.FrameType: _nothing,
    types.TracebackType: _nothing,
}
_PARTS[types.BuiltinMethodType] = _builtin

#: These are written down where they are referred to; True is not 1, by marshal's own marks.
_ATOMS = frozenset((type(None), bool, int, float, str, bytes))


#: The attributes of objects that have some, and no `__dict__` that lists them.
_HIDDEN: dict[type, tuple[str, ...]] = {
    asyncio.tasks._GatheringFuture: ("_children", "_cancel_requested"),
}


# --- any other type -------------------------------------------------------------------------------

def _parts_of_type(kind: type) -> Callable[[Any], Parts]:
    known = _PARTS.get(kind)
    if known is None:
        known = _PARTS[kind] = _make_parts(kind)
    return known


def _make_parts(kind: type) -> Callable[[Any], Parts]:
    if issubclass(kind, type):
        return _class
    if issubclass(kind, types.ModuleType):
        return _by_name
    if issubclass(kind, BaseException) and is_written_in_python_or_builtin(kind):
        return _exception
    own = [each for each in kind.__mro__ if is_written_in_python(each)
           and not holds_more_than_it_says(each)]
    below = [each for each in kind.__mro__ if each not in own and each is not object]
    if not own or any(each not in _PARTS for each in below):
        unknown = next((each for each in below if each not in _PARTS), kind)
        raise Unknown(f"what an object of type {unknown.__module__}.{unknown.__qualname__} holds "
                      f"is not known")
    base = _PARTS[below[0]] if below else None
    slots = [name for each in own for name, member in vars(each).items()
             if isinstance(member, types.MemberDescriptorType)]
    slots.extend(_HIDDEN.get(kind, ()))
    has_dict = any("__dict__" in vars(each) for each in kind.__mro__)
    if kind.__dictoffset__ != 0 and not has_dict and kind not in _HIDDEN:
        raise Unknown(f"the attributes of {kind.__module__}.{kind.__qualname__} cannot be listed")
    parts = functools.partial(_instance, outside.name_of(kind), base, slots, has_dict)
    return functools.partial(_with_class, parts) if outside.is_of_a_run(kind) else parts


def _with_class(parts: Callable[[Any], Parts], it: Any) -> Parts:
    more, refers_to = parts(it)
    return more, (*refers_to, type(it))


def _instance(name: str, base: Callable[[Any], Parts] | None, slots: list[str], has_dict: bool,
              it: Any) -> Parts:
    """An object of a class that is written in Python."""
    more, refers_to = base(it) if base is not None else _NOTHING
    bound = [slot for slot in slots if hasattr(it, slot)]
    found = [*refers_to, *(getattr(it, slot) for slot in bound)]
    names: tuple = ()
    if has_dict:
        attributes = object.__getattribute__(it, "__dict__")
        names = tuple(attributes)
        found.extend(attributes.values())
    return (name, more, tuple(bound), names), found


def _class(it: type) -> Parts:
    """A class: one that a run has made may hold what that run has decided."""
    return outside.name_of(it), outside.changeable(vars(it)) if outside.is_of_a_run(it) else ()


# --- the walk -------------------------------------------------------------------------------------

def fingerprint(run: Any) -> str:
    """The state of a run that waits, as 32 hexadecimal digits.

    Raises Unknown if it contains what cannot be read.
    """
    loop, border = run.loop, run.border
    now = loop.time()
    timers = sorted(timer for timer in loop.timers if not timer[2].is_cancelled)
    found: list[Any] = [
        list(loop.ready), [handle for _, _, handle in timers], list(run.scopes.values()),
        [border.in_flight[key] for key in sorted(border.in_flight)],
        list(run.externals.waiting.values()), list(run.shared.values()),
        [task for task in loop.tasks if not task.done()], outside.values(),
    ]
    text: list[Any] = [
        [round(due - now, 6) for due, _, _ in timers], len(loop.tasks), run.aborted,
        round(now, 6) if loop.has_told_time else None, outside.dice(),
        [operation.fault_name for operation in border.operations if not operation.has_begun],
        [task.serial for task in loop.tasks if task.done() and task._log_traceback],
    ]
    number = _walk(found, text)
    text.append([(number[address(error)], name) for error, name in border.names.given()
                 if address(error) in number])
    inner = [number[address(error)] for error in border.names.inner() if address(error) in number]
    if inner:
        text.append(inner)
    return hashlib.blake2b(marshal.dumps(text, 2), digest_size=16).hexdigest()


def _walk(found: list[Any], text: list[Any]) -> dict[int, int]:
    """Writes what is found, and what that refers to; `found` grows meanwhile.

    Returns the number of each object, by its address.
    """
    number = {address(each): index for index, each in enumerate(found)}
    parts_of, atoms, write = _PARTS, _ATOMS, text.append
    for each in found:
        kind = type(each)
        parts = parts_of.get(kind)
        more, refers_to = (parts or _parts_of_type(kind))(each)
        write(kind.__name__)
        write(more)
        for other in refers_to:
            if type(other) in atoms:
                write(other)
                continue
            known = number.get(address(other))
            if known is None:
                known = number[address(other)] = len(found)
                found.append(other)
            write((known,))
    return number
