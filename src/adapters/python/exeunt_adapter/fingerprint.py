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

import abc
import asyncio
import collections
import functools
import gc
import hashlib
import marshal
import sys
import types
import weakref
from collections.abc import Callable, Iterable
from typing import Any

from . import contents, outside
from .address import address
from .asyncio_waits import External
from .body import Body
from .border import Border, Operation, Proxy, Value
from .contents import Parts, Reader
from .errors import Fault
from .kinds import (holds_more_than_it_says, is_builtin, is_written_in_python,
                    is_written_in_python_or_builtin)
from .liveness import dead_locals, shared_locals
from .loop import Handle, Loop
from .nested import NestedScope
from .numbered import FUTURE, TASK, NumberedFuture, NumberedTask
from .own_managers import Externals, OwnManager
from .scope import Entry, Scope


class Unknown(Exception):
    """An object of a type whose contents cannot be read."""


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
        shared = shared_locals(code)
        dead = {name for name in dead_locals(code, frame.f_lasti)
                if name in bound and not _acts_when_dropped(bound[name])}
        own = [each for each in bound.items() if each[0] not in shared]
        live = [value for name, value in own if name not in dead]
        # The names, too: the traversal passes over what is not bound.
        names = [name for name in bound if name not in dead]
        if type(bound) is dict:
            bound.clear()  # a copy that would keep alive what the coroutine has let go
        others = _without([each for each in _referents(it) if each is not bound and each is not code
                           and each is not frame and each is not frame.f_globals],
                          [value for _, value in own])
        if others and others[-1] is None:
            others.pop()  # an error was handled here, and is no more; or the stack says so by itself
        return (_code_name(code), frame.f_lasti, getattr(it, running), names), [*live, *others]
    return parts


def _without(found: list[Any], values: list[Any]) -> list[Any]:
    """What is found, without these values, which come in this order among it, and as early as can
    be: what remains is in order, too."""
    left = iter(values)
    value = next(left, _referents)
    others = []
    for each in found:
        if each is value:
            value = next(left, _referents)
        else:
            others.append(each)
    return others


def _acts_when_dropped(value: Any, depth: int = 0) -> bool:
    """Whether something happens when the last reference is gone: a half-run generator ends, a
    `__del__` runs, a weak reference dies."""
    kind = type(value)
    if kind in _FRAMES:
        return getattr(value, _FRAMES[kind]) is not None
    if kind in _ATOMS or kind in contents.numbered or isinstance(value, (FUTURE, type)):
        return False
    if hasattr(kind, "__del__") or weakref.getweakrefcount(value) > 0:
        return True
    if depth == _DEPTH_OF_WHAT_ACTS:
        return False
    held = value if kind in _ELEMENTS else _values_in(value)
    return any(_acts_when_dropped(each, depth + 1) for each in held)


def _values_in(value: Any) -> list[Any]:
    """The values of a dictionary, or of the attributes of an object."""
    if type(value) is not dict:
        try:
            value = object.__getattribute__(value, "__dict__")
        except AttributeError:
            return []
    return list(value.values())


_DEPTH_OF_WHAT_ACTS = 2
_ELEMENTS = frozenset((list, tuple, set, frozenset))

_FRAMES = {types.CoroutineType: "cr_frame", types.GeneratorType: "gi_frame",
           types.AsyncGeneratorType: "ag_frame"}


_code_names: dict[int, tuple[str, types.CodeType]] = {}  # the code stays, so its address does


def _code_name(code: types.CodeType) -> str:
    """Where it stands, and what it is: two functions may stand in one line, and have one name."""
    known = _code_names.get(address(code))
    if known is None:
        constants = [_code_name(each) if isinstance(each, types.CodeType) else repr(each)
                     for each in code.co_consts if not isinstance(each, frozenset)]
        is_what = (code.co_code, code.co_names, code.co_varnames, list(code.co_positions()),
                   constants)
        digest = hashlib.blake2b(repr(is_what).encode(), digest_size=8).hexdigest()
        name = f"{code.co_filename}:{code.co_firstlineno}:{code.co_qualname}:{digest}"
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
    names, values = _added(it)
    if names:
        flags = (*flags, names)
    if state == "PENDING":
        return flags, (it._callbacks, *values)
    if state == "CANCELLED":
        return flags, (it._callbacks, it._cancel_message, *values)
    return flags, (it._callbacks, it._result if it._exception is None else it._exception, *values)


_OWN_OF_FUTURES = frozenset(("serial", "hashed_as"))  # of what `asyncio.gather` gives


def _added(it: asyncio.Future) -> tuple[tuple[str, ...], list[Any]]:
    """The attributes that code under test has given to it; only the traversal shows them."""
    names: list[str] = []
    values: list[Any] = []
    outcome = it._result if it._state == "FINISHED" and it._exception is None else None
    for each in _referents(it):
        if type(each) is dict and each is not outcome:
            added = [name for name in each if name not in _OWN_OF_FUTURES]
            names += added
            values += [each[name] for name in added]
    return tuple(names), values


def _task(it: NumberedTask) -> Parts:
    flags, refers_to = _future(it)
    own = it.serial, it.get_name(), it.is_asked_to_stop
    return (flags, own, it._must_cancel, it.cancelling()), (it._coro, it._fut_waiter,
                                                            *refers_to)


def _external(it: External) -> Parts:
    flags, refers_to = _future(it)
    return (flags, it.number, it.results), refers_to


def _loop(it: Loop) -> Parts:
    """What code under test has told it, or written on it."""
    added = [name for name in vars(it) if name not in _OWN_OF_LOOPS]
    told = it.get_exception_handler(), it.get_task_factory()
    return tuple(added), (*told, *(getattr(it, name) for name in added))


_OWN_OF_LOOPS = frozenset(vars(Loop()))


def _handle(it: Handle) -> Parts:
    return it.is_cancelled, (it.callback, it.args, it.context)


# --- the border -----------------------------------------------------------------------------------

def _operation(it: Operation) -> Parts:
    how = None if it.how is None else tuple(sorted(map(repr, it.how.items())))
    return (it.fault_name, it.has_begun, how), (it.told, it.future, it.coroutine)


def _body(it: Body) -> Parts:
    more, refers_to = _operation(it)
    return more, (*refers_to, it.requests, it.failed_enters, it.canceled_by, it.close_error)


def _played(it: Proxy | Value) -> Parts:
    """What the parent plays has a name, and what code under test has written on it."""
    added = it.__dict__
    return (it.name, *added), added.values()


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


_FUTURE_ITERATOR = type(FUTURE.__await__(FUTURE(loop=Loop())))

_PARTS: dict[type, Reader] = {
    **contents.PARTS,
    types.CoroutineType: _suspended("cr"),
    types.GeneratorType: _suspended("gi"),
    types.AsyncGeneratorType: _suspended("ag"),
    types.FunctionType: _function,
    types.CodeType: lambda it: (_code_name(it), ()),
    FUTURE: _future,
    TASK: _task,
    NumberedFuture: _future,
    NumberedTask: _task,
    _FUTURE_ITERATOR: contents.references,
    Handle: _handle,
    Loop: _loop,
    Border: contents.nothing,
    Operation: _operation,
    Body: _body,
    Proxy: _played,
    Value: _played,
    Fault: _fault,
    Scope: _scope,
    NestedScope: lambda it: (it.name, (it.made,)),
    OwnManager: lambda it: (it.name, (it.manager,)),
    External: _external,
    Externals: contents.nothing,
    Entry: _entry,
}

contents.numbered.update((NumberedFuture, NumberedTask, Proxy, Value, Fault, NestedScope,
                          OwnManager))

#: These are written down where they are referred to; True is not 1, by marshal's own marks.
_ATOMS = frozenset((type(None), bool, int, float, str, bytes))

#: Of classes that a run has made, which end with it.
_parts_in_run: dict[type, Reader] = {}


def forget_run() -> None:
    """The run is over. What was remembered of it would keep alive all that it has made."""
    _parts_in_run.clear()


# --- any other type -------------------------------------------------------------------------------

def _parts_of_type(kind: type) -> Reader:
    known = _PARTS.get(kind) or _parts_in_run.get(kind)
    if known is None:
        is_of_a_run = outside.is_of_a_run(kind)
        known = _make_parts(kind)
        if is_of_a_run:
            known = functools.partial(_with_class, known)
        (_parts_in_run if is_of_a_run else _PARTS)[kind] = known
    return known


def _make_parts(kind: type) -> Reader:
    if issubclass(kind, type):
        return _class
    if issubclass(kind, types.ModuleType):
        return _module
    if issubclass(kind, BaseException) and is_written_in_python_or_builtin(kind):
        members = [(each, member) for each, member in _slots(kind.__mro__)
                   if not is_builtin(member.__objclass__)]
        return functools.partial(_with_slots, contents.exception, members)
    own = [each for each in kind.__mro__ if is_written_in_python(each)
           and not holds_more_than_it_says(each) and each not in _NUMBERED]
    below = [each for each in kind.__mro__ if each not in own and each is not object]
    if not own or any(each not in _PARTS for each in below):
        unknown = next((each for each in below if each not in _PARTS), kind)
        raise Unknown(f"what an object of type {unknown.__module__}.{unknown.__qualname__} holds "
                      f"is not known")
    base = contents.PARTS_OF_DERIVED.get(below[0], _PARTS[below[0]]) if below else contents.nothing
    is_future = issubclass(kind, FUTURE)  # the reader of these lists attributes
    has_dict = any("__dict__" in vars(each) for each in kind.__mro__) and not is_future
    if kind.__dictoffset__ != 0 and not has_dict and not is_future:
        raise Unknown(f"the attributes of {kind.__module__}.{kind.__qualname__} cannot be listed")
    return functools.partial(_instance, outside.name_of(kind), base, _slots(own), has_dict)


_NUMBERED = NumberedTask, NumberedFuture


def _slots(kinds: Iterable[type]) -> list[tuple[str, Any]]:
    """The slots that these classes have, by their names, each class having its own."""
    return [(name, member) for each in kinds for name, member in vars(each).items()
            if isinstance(member, types.MemberDescriptorType)]


def _with_slots(parts: Reader, slots: list[tuple[str, Any]], it: Any) -> Parts:
    """Slots are read by themselves: an object may have a `__getattr__` for what is not bound."""
    more, refers_to = parts(it)
    bound = []
    found = [*refers_to]
    for name, member in slots:
        try:
            found.append(member.__get__(it))
        except AttributeError:
            continue
        bound.append(name)
    return (more, *bound), found


def _with_class(parts: Reader, it: Any) -> Parts:
    more, refers_to = parts(it)
    return more, (*refers_to, type(it))


def _instance(name: str, base: Reader, slots: list[tuple[str, Any]], has_dict: bool,
              it: Any) -> Parts:
    """An object of a class that is written in Python."""
    more, found = _with_slots(base, slots, it) if slots else base(it)
    if not has_dict:
        return (name, more), found
    attributes = object.__getattribute__(it, "__dict__")
    return (name, more, *attributes), [*found, *attributes.values()]


def _module(it: types.ModuleType) -> Parts:
    """A module: one that nobody imports has nothing but what code under test has given it."""
    held = object.__getattribute__(it, "__dict__")
    name = held.get("__name__")
    if type(name) is str and sys.modules.get(name) is it:
        return name, ()
    return tuple(held), held.values()


def _class(it: type) -> Parts:
    """A class: one that a run has made may hold what that run has decided."""
    if not outside.is_of_a_run(it):
        return outside.name_of(it), ()
    held = {name: value for name, value in vars(it).items() if type(value) not in _OF_CLASSES}
    return (outside.name_of(it), *held), (*held.values(), it.__bases__)


#: What a class has of itself.
_OF_CLASSES = frozenset((types.MemberDescriptorType, types.GetSetDescriptorType,
                         type(abc.ABC._abc_impl),
                         type(collections.namedtuple("_Named", "field").field)))


# --- the walk -------------------------------------------------------------------------------------

def fingerprint(run: Any) -> str:
    """The state of a run that waits, as 32 hexadecimal digits.

    Raises Unknown if it contains what is not known, and anything if it cannot be read.
    """
    imported = outside.imported_in_run()
    if imported:
        raise Unknown(f"{imported[0]} is imported while code under test runs, by no import statement "
                      f"that would say so before")
    loop, border = run.loop, run.border
    now = loop.time()
    timers = sorted(timer for timer in loop.timers if not timer[2].is_cancelled)
    found: list[Any] = [
        list(loop.ready), [handle for _, _, handle in timers], list(run.scopes.values()),
        [border.in_flight[key] for key in sorted(border.in_flight)],
        list(run.externals.waiting.values()), list(run.shared.values()),
        [task for task in loop.tasks if not task.done()], outside.values(), loop,
    ]
    text: list[Any] = [
        [round(due - now, 6) for due, _, _ in timers], loop.tasks_made, run.aborted,
        round(now, 6) if loop.has_told_time else None, outside.dice(), outside.process(),
        list(loop.complaints),
        [operation.fault_name for operation in border.operations if not operation.has_begun],
        [task.serial for task in loop.tasks if task.done() and task._log_traceback],
    ]
    number = _walk(found, text)
    text.append([(number[address(error)], name) for error, name in border.names.given()
                 if address(error) in number])
    affairs = [[number[address(error)] for error in errors if address(error) in number]
               for errors in (border.names.inner(), border.names.hidden())]
    if any(affairs):
        text.append(affairs)
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
        write((kind.__name__, more))
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
