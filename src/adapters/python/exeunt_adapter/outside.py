"""What lies outside of a run and may change in it all the same: globals of the modules under test,
attributes of their classes, and what their functions hold.

A module under test is one that is neither Python's, nor installed, nor the adapter's.
"""

from __future__ import annotations

import random
import re
import sys
import types
from collections.abc import Mapping
from typing import Any

from . import places, refusals

#: Nothing of these changes; what functions hold is looked at below.
_FIXED = frozenset((types.FunctionType, type, types.ModuleType, types.BuiltinFunctionType,
                    types.MemberDescriptorType, types.GetSetDescriptorType, staticmethod,
                    classmethod, property, types.GenericAlias))

#: The adapter, and what code under test has of it: it is bound to each run anew.
_OURS = ("__main__", "exeunt")

_namespaces: list[Mapping[str, Any]] = []
_owners: list[Any] = []  # the modules and classes that these are of
_functions: list[types.FunctionType] = []
_has_dice = False
_known: set[Any] = set()  # the classes and functions that were found


def look() -> None:
    """Finds the modules under test. To be called when everything was imported."""
    for module in list(sys.modules.values()):
        file = getattr(module, "__file__", None)
        if file is None or module.__name__ in _OURS or _is_installed(file):
            continue
        if not any(each is vars(module) for each in _namespaces):
            _look_into(module, module.__name__)


def owners() -> list[Any]:
    """The modules under test that were found, and their classes."""
    return _owners


def functions() -> list[types.FunctionType]:
    """Their functions."""
    return _functions


def values() -> list[Any]:
    """What their names stand for now, but for what no code changes."""
    found = [value for names in _namespaces for value in changeable(names)]
    found += [each.__dict__ for each in _functions if each.__dict__]
    return found + _held


def dice() -> Any:
    """How far the dice of `random` are, if a module under test has them; and all others."""
    return random.getstate() if _has_dice else None, refusals.drawn


#: Cells of closures and default arguments of functions.
_held: list[Any] = []


def changeable(names: Mapping[str, Any]) -> list[Any]:
    """The values in a namespace that code may change."""
    return [value for name, value in names.items()
            if type(value) not in _FIXED and not name.startswith("__")]


def name_of(kind: type) -> str:
    """The name of a class, which no other has that was there before the first run."""
    return f"{kind.__module__}.{kind.__qualname__}"


def is_of_a_run(made: type | types.FunctionType) -> bool:
    """Whether a function has made the class or function, so that it may be one of many."""
    return "<locals>" in made.__qualname__


def _look_into(owner: Any, module: str) -> None:
    """Takes the namespace of a module or a class, and what is defined in it."""
    global _has_dice
    names = vars(owner)
    _owners.append(owner)
    _namespaces.append(names)
    _has_dice = _has_dice or any(_is_dice(value) for value in names.values())
    for value in names.values():
        if isinstance(value, (staticmethod, classmethod)):
            value = value.__func__
        for each in (value.fget, value.fset) if type(value) is property else (value,):
            if type(each) is types.FunctionType and each not in _known:
                _known.add(each)
                _functions.append(each)
                _held.extend(_held_by(each))
        if isinstance(value, type) and value.__module__ == module and value not in _known:
            _known.add(value)
            _look_into(value, module)


def _held_by(function: types.FunctionType) -> list[Any]:
    """What a function keeps from one call to the next."""
    cells = function.__closure__ or ()
    free = [cell for name, cell in zip(function.__code__.co_freevars, cells) if name != "__class__"]
    defaults = [*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()]
    return free + [each for each in defaults if not isinstance(each, _CONSTANT)]


def _is_dice(value: Any) -> bool:
    is_bound = type(value) in (types.MethodType, types.BuiltinMethodType)
    return value is random or (is_bound and value.__self__ is vars(random)["_inst"])


_CONSTANT = (type(None), bool, int, float, str, bytes)


def _is_installed(file: str) -> bool:
    return re.search(r"[/\\](site|dist)-packages[/\\]", file) is not None or places.is_standard(
        compile("", file, "exec"))
