"""What lies outside of a run and may change in it all the same: globals of the modules under test,
attributes of their classes, what their functions hold, the environment of the process.

A module under test is one that is neither Python's, nor installed, nor the adapter's.
"""

from __future__ import annotations

import functools
import gc
import operator
import os
import random
import re
import sys
import types
from collections.abc import Collection, Mapping
from typing import Any

from . import late_imports, places, refusals
from .address import address

#: Nothing of these changes, as long as the name stands for it; what functions hold is looked at
#: below.
_FIXED = frozenset((types.FunctionType, type, types.ModuleType, types.BuiltinFunctionType,
                    types.MemberDescriptorType, types.GetSetDescriptorType, staticmethod,
                    classmethod, property, functools.cached_property, types.GenericAlias))
_FIXED_NAMES = frozenset(("_abc_impl",))  # whether a class was registered is asked by `isinstance`
_CONSTANT = (type(None), bool, int, str, bytes)

#: The adapter, and what code under test has of it: it is bound to each run anew.
_OURS = ("__main__", "exeunt")

#: Each namespace, with the values in it that change only if another one gets their name.
_namespaces: list[tuple[Mapping[str, Any], dict[str, Any]]] = []
_owners: list[Any] = []  # the modules and classes that these are of
_functions: list[types.FunctionType] = []
_made: list[tuple[Any, ...]] = []  # what each of them is made of
_seen: list[Any] = []  # all that they refer to, as it was when somebody looked
_bases: list[tuple[type, tuple[type, ...]]] = []  # of the classes
_has_dice = False
_known: dict[int, Any] = {}  # the classes and functions that were found, by their addresses
_lasting: dict[int, type] = {}  # the classes that were there before the first run
_modules_seen = -1  # none, before `look`
_environment: dict[Any, Any] = {}
_folder = ""


def look() -> None:
    """Finds the modules under test, and what else was there before the first run."""
    if not _folder:
        _look_around()
    _look_for_modules()


def _look_around() -> None:
    """Notes what is there before anything has run."""
    _note_process()
    classes: list[type] = [object]
    for each in classes:
        derived = [one for one in type.__subclasses__(each) if address(one) not in _lasting]
        _lasting.update((address(one), one) for one in derived)
        classes += derived


def _note_process() -> None:
    global _environment, _folder
    _environment, _folder = dict(os.environ._data), os.getcwd()


def _look_for_modules() -> None:
    global _modules_seen
    restore_process()
    found = _new_modules()
    while found:
        for module in found:
            _look_into(module, module.__name__)
            late_imports.import_for(module, _is_under_test)
        found = _new_modules()
    _note_process()  # what the imports have made of it stays
    _modules_seen = len(sys.modules)


def _new_modules() -> list[Any]:
    """The modules under test that were not looked at."""
    known = {address(each) for each in _owners}
    return [module for module in list(sys.modules.values())
            if address(module) not in known and module.__name__ not in _OURS
            and _is_under_test(getattr(module, "__file__", None))]


def _is_under_test(file: str | None) -> bool:
    return file is not None and not _is_installed(file)


def imported_in_run() -> list[str]:
    """The modules under test that were imported since `look`."""
    global _modules_seen
    if _modules_seen in (-1, len(sys.modules)):
        return []
    found = [module.__name__ for module in _new_modules()]
    if not found:
        _modules_seen = len(sys.modules)
    return found


def look_anew(imported: list[str]) -> None:
    """Nothing runs, and all is as it was: from here on modules are there that a run has imported."""
    global _has_dice
    restore_process()
    late_imports.import_anew(imported)
    _note_process()
    for each in _namespaces, _owners, _functions, _made, _bases, _known, _held:
        each.clear()
    _has_dice = False
    _look_for_modules()


def owners() -> list[Any]:
    """The modules under test that were found, and their classes."""
    return _owners


def functions() -> list[types.FunctionType]:
    """Their functions."""
    return _functions


def values() -> list[Any]:
    """What their names stand for now, with the names, but for what has not changed since `look` and
    changes only as a whole."""
    found: list[Any] = []
    for names, first in _namespaces:
        found.append(len(names))
        for name, value in names.items():
            known = first.get(name, _MISSING)
            if known is not value and not _is_equal_constant(known, value):
                found += (name, value)
    for index, each in enumerate(_functions):
        if each.__dict__:
            found += (index, each.__dict__)
    for each in _made_otherwise():
        found += (_functions.index(each), *_made_of(each))
    for index, (kind, bases) in enumerate(_bases):
        if kind.__bases__ is not bases:
            found += (index, kind.__bases__)
    return found + _held


def _made_of(function: types.FunctionType) -> tuple[Any, ...]:
    """What can be changed in it beside its attributes."""
    return function.__code__, function.__defaults__, function.__kwdefaults__


def _made_otherwise() -> list[types.FunctionType]:
    """The functions that are not made of what they were made of at first.

    To ask one is audited, which takes long, so they are asked only if something is new.
    """
    global _seen
    now = gc.get_referents(*_functions)
    if are_same(now, _seen):
        return []
    found = [each for each, made in zip(_functions, _made) if not are_same(_made_of(each), made)]
    if not found:
        _seen = now  # it was of no meaning, as annotations that somebody has read
    return found


def restore_definitions() -> None:
    """Functions and classes are made again of what they were made of at first."""
    for each in _made_otherwise():
        each.__code__, each.__defaults__, each.__kwdefaults__ = _made[_functions.index(each)]
    for kind, bases in _bases:
        if kind.__bases__ is not bases:
            kind.__bases__ = bases


def are_same(values: Collection[Any], others: Collection[Any]) -> bool:
    """Whether they are the very same objects. To ask what they are equal to would run their code."""
    return len(values) == len(others) and all(map(operator.is_, values, others))


def _is_equal_constant(one: Any, other: Any) -> bool:
    return type(one) is type(other) and isinstance(one, _CONSTANT) and one == other


_MISSING = object()


def process() -> Any:
    """The environment and the current folder of the process, where code under test has changed
    them."""
    environment, folder = os.environ._data, os.getcwd()
    if environment == _environment and folder == _folder:
        return None
    return folder, sorted(environment.items())


def restore_process() -> None:
    """Each run begins with the same environment, in the same folder."""
    if _folder and process() is not None:
        os.chdir(_folder)
        for name in [each for each in os.environ._data if each not in _environment]:
            del os.environ[os.environ.decodekey(name)]
        for name, value in _environment.items():
            os.environ[os.environ.decodekey(name)] = os.environ.decodevalue(value)


def dice() -> Any:
    """How far the dice of `random` are, if a module under test has them; and all others."""
    return random.getstate() if _has_dice else None, refusals.drawn


#: Cells of closures and default arguments of functions.
_held: list[Any] = []


def _unchanging(names: Mapping[str, Any]) -> dict[str, Any]:
    """The values in a namespace that code changes only by giving their names to others."""
    return {name: value for name, value in names.items()
            if type(value) in _FIXED or type(value) in _CONSTANT or name in _FIXED_NAMES
            or is_of_python(name)}


def is_of_python(name: str) -> bool:
    """Whether Python itself gives this name, as `__doc__`."""
    return name.startswith("__") and name.endswith("__")


def name_of(kind: type) -> str:
    """The name of a class, which no other has that was there before the first run."""
    return f"{kind.__module__}.{kind.__qualname__}"


def is_of_a_run(made: type | types.FunctionType) -> bool:
    """Whether a run has made the class or function, so that it may be one of many."""
    if not isinstance(made, type):
        return "<locals>" in made.__qualname__
    if address(made) in _lasting:
        return False
    found: Any = sys.modules.get(made.__module__)
    for part in made.__qualname__.split("."):
        found = getattr(found, part, None)
    return found is not made


def _look_into(owner: Any, module: str) -> None:
    """Takes the namespace of a module or a class, and what is defined in it."""
    global _has_dice
    names = vars(owner)
    _owners.append(owner)
    _namespaces.append((names, _unchanging(names)))
    if isinstance(owner, type):
        _bases.append((owner, owner.__bases__))
    _has_dice = _has_dice or any(_is_dice(value) for value in names.values())
    for value in list(names.values()):
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        for each in (value.fget, value.fset) if type(value) is property else (value,):
            if type(each) is types.FunctionType and address(each) not in _known:
                _known[address(each)] = each
                _functions.append(each)
                _made.append(_made_of(each))
                _held.extend(_held_by(each))
        if isinstance(value, type) and value.__module__ == module and address(value) not in _known:
            _known[address(value)] = value
            _look_into(value, module)


def _held_by(function: types.FunctionType) -> list[Any]:
    """What a function keeps from one call to the next."""
    cells = function.__closure__ or ()
    free = [cell for name, cell in zip(function.__code__.co_freevars, cells) if name != "__class__"]
    defaults = [*(function.__defaults__ or ()), function.__kwdefaults__]
    return free + [each for each in defaults if not isinstance(each, (*_CONSTANT, float))]


def _is_dice(value: Any) -> bool:
    is_bound = type(value) in (types.MethodType, types.BuiltinMethodType)
    return value is random or (is_bound and value.__self__ is vars(random)["_inst"])


@functools.cache  # each build asks for all modules that there are
def _is_installed(file: str) -> bool:
    return re.search(r"[/\\](site|dist)-packages[/\\]", file) is not None or places.is_standard(
        compile("", file, "exec"))
