"""Which types are written in Python, so that what their objects hold can be listed."""

from __future__ import annotations

import importlib.machinery
import sys
import types

_WORD = tuple.__itemsize__  # the size of a reference
_MANAGED = -1  # where the `__dict__` is that has its place outside of the object


def holds_more_than_it_says(kind: type) -> bool:
    """Whether its objects have room for more than slots, a `__dict__` and weak references.

    So types that are written in C show, which often name a module in Python as their own:
    `functools.lru_cache`, `datetime.timedelta`.
    """
    base = kind.__base__
    if base is None:
        return False
    room = sum(isinstance(each, types.MemberDescriptorType) for each in vars(kind).values())
    room += kind.__dictoffset__ not in (_MANAGED, 0) and base.__dictoffset__ == 0
    room += kind.__weakrefoffset__ > 0 and base.__weakrefoffset__ <= 0
    return kind.__basicsize__ > base.__basicsize__ + room * _WORD


def is_written_in_python(kind: type) -> bool:
    """Whether a `class` statement has made it: its module is no extension."""
    if is_builtin(kind):
        return False
    module = sys.modules.get(kind.__module__)
    spec = getattr(module, "__spec__", None)
    loader = getattr(spec, "loader", None)
    return not (loader is importlib.machinery.BuiltinImporter
                or isinstance(loader, importlib.machinery.ExtensionFileLoader))


def is_builtin(kind: type) -> bool:
    """Whether the type came with the interpreter itself."""
    return kind.__module__ == "builtins"


def is_written_in_python_or_builtin(kind: type) -> bool:
    return all(each.__module__ in ("builtins", "asyncio.exceptions") or is_written_in_python(each)
               for each in kind.__mro__)
