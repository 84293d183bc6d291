"""Modules that code under test imports late: in a function, while it runs.

What one run has imported is there in the next run, which so would begin otherwise. Import
statements show in the code: what they name is imported before all runs. What only a run shows,
as `importlib.import_module(name)` does, is imported anew behind that run, and is there from then on.
"""

from __future__ import annotations

import dis
import importlib
import importlib.util
import inspect
import sys
import types
from collections.abc import Callable, Iterator
from typing import Any

from . import refusals


def import_for(module: Any, is_under_test: Callable[[str], bool]) -> None:
    """Imports the modules under test that functions of this one import."""
    with refusals.suspended():
        for name in list(_names_in(module)):
            _import(name, is_under_test)


def import_anew(names: list[str]) -> None:
    """Imports modules as if nobody had done so."""
    for name in names:
        del sys.modules[name]
    with refusals.suspended():
        for name in names:
            _try_import(name)


def _names_in(module: Any) -> Iterator[str]:
    """What its functions import: a name that stands behind `from ... import` may be a module, too."""
    try:
        code = module.__spec__.loader.get_code(module.__spec__.name)
    except (AttributeError, ImportError):
        return
    package = module.__package__ or ""
    for each in _functions_in(code):
        for level, where, names in _imports_of(each):
            try:
                base = importlib.util.resolve_name("." * level + where, package)
            except ImportError:
                continue
            yield base
            yield from (f"{base}.{name}" for name in names if name != "*")


def _functions_in(code: types.CodeType | None) -> Iterator[types.CodeType]:
    for each in code.co_consts if code is not None else ():
        if isinstance(each, types.CodeType):
            if each.co_flags & inspect.CO_OPTIMIZED:  # else it is the body of a class
                yield each
            yield from _functions_in(each)


def _imports_of(code: types.CodeType) -> Iterator[tuple[int, str, tuple[str, ...]]]:
    """The import statements: how many dots, the name behind them, and what is taken from that."""
    instructions = [each for each in dis.get_instructions(code) if each.opname != "EXTENDED_ARG"]
    for index, each in enumerate(instructions):
        if each.opname == "IMPORT_NAME":
            level, names = instructions[index - 2].argval, instructions[index - 1].argval
            yield level, each.argval, names or ()


def _import(name: str, is_under_test: Callable[[str], bool]) -> None:
    """Imports a module under test, and the packages that it is in; none that is installed."""
    parts = name.split(".")
    for count in range(1, len(parts) + 1):
        whole = ".".join(parts[:count])
        if whole in sys.modules:
            continue
        try:
            spec = importlib.util.find_spec(whole)
        except (ImportError, ValueError, AttributeError):
            return
        is_package_alone = spec is not None and spec.origin is None and not spec.loader
        if spec is None or not (is_package_alone or is_under_test(spec.origin or "")):
            return
        if not _try_import(whole):
            return


def _try_import(name: str) -> bool:
    """What goes wrong now goes wrong when the code imports it."""
    try:
        importlib.import_module(name)
    except BaseException:  # SystemExit among them
        return False
    return True
