"""The code under test: how it is found, what it is, and what is said where it is not usable."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
import traceback
import types
from collections.abc import Callable
from typing import Any

from . import places
from .loop import Loop
from .ordered import keep_order_of_anyio

#: Kinds of callables, by the word behind `#`. The first three give an async context manager.
#:
#: pool           takes managers, and enters and exits all of them at the same time
#: stack          takes managers, and enters and exits them one at a time
#: enter-stack    takes nothing; managers are entered by its method `enter_async_context`
#: pool-program   an async function `program(body, *managers)` that enters managers as a pool does,
#: stack-program  or as a stack does, awaits `body(*values)`, and exits them
#:
#: Behind it may stand what it runs on: `#pool@trio`. Else that is asyncio, but for modules that
#: import trio and not asyncio. Before that `+deadline` may stand, `#pool+deadline`: it gives up by
#: itself, after the time that the scenario names.
KINDS = ("pool", "stack", "enter-stack", "pool-program", "stack-program")


#: What a body may ask of a stack, and by which method.
_METHODS = {"enter": "enter_async_context", "push": "push_async_exit",
            "callback": "push_async_callback", "close": "aclose"}


#: Scopes that stand where none is named, as they are on trio.
_PLAIN_ON_TRIO = {f"exeunt:{each}": f"exeunt_adapter.plain_trio_scopes:{each}"
                  for each in ("stack", "pool", "waiting_pool")}


class Unusable(Exception):
    """It cannot be tested; the words say why, and what would be right."""


class Subject:
    """A callable that gives an async context manager, and of which kind that is."""

    def __init__(self, name: str) -> None:
        where, colon, rest = name.rpartition(":")  # a folder may have a `#`
        last, _, words = rest.partition("#")
        path = where + colon + last
        kind, _, runtime = words.partition("@")
        kind, _, more = kind.partition("+")
        if more not in ("", "deadline"):
            raise Unusable(f"`+{more}`: what may be added is `+deadline`: it gives up by itself, "
                           f"after the time that the scenario names")
        if kind and kind not in KINDS:
            raise Unusable(f"`#{kind}`: a kind is {', '.join(KINDS[:-1])} or {KINDS[-1]}")
        _require_runtime(runtime)
        self.name = name
        self.has_deadline = more == "deadline"
        self.make = find(_PLAIN_ON_TRIO.get(path, path) if runtime == "trio" else path)
        self.kind = kind or _kind_of(self.make)
        self.runs_on_trio = runtime == "trio" or (not runtime and _imports_only_trio(self.make))

    def loop_type(self) -> Any:
        """The class of the loops that it runs on."""
        if not self.runs_on_trio:
            keep_order_of_anyio()
            return Loop
        try:
            from .trio_loop import TrioLoop
        except ImportError as error:
            raise Unusable(f"{self.name}: trio cannot be imported: {error}") from None
        return TrioLoop

    def new_loop(self, descending: bool = False) -> Any:
        """The event loop of a run of it."""
        return self.loop_type()(descending=descending)

    def is_stack(self) -> bool:
        """Whether the rules of a stack hold for it."""
        return self.kind not in ("pool", "pool-program")

    def runs_the_body(self) -> bool:
        """Whether it is a program, and no context manager."""
        return self.kind.endswith("-program")

    def can(self) -> list[str]:
        """Its capabilities, in the words of the protocol."""
        every = ["cancel", "tasks", "manager"]
        every += ["deadline"] if self.has_deadline else []
        if self.kind == "enter-stack":
            return ["stack", *every, "nest", *self._asks()]
        if self.kind == "stack":
            return ["stack", *every, "nest"]
        if self.is_stack():
            return ["stack", *every]
        # Nobody can tell such a pool to wait for all, or not to: the scenario says what it does.
        return ["pool", "wait-all", *every]

    def _asks(self) -> list[str]:
        """What a body may ask of it, which enters managers by a method."""
        made: Any = self.make
        if not isinstance(made, type):
            try:
                made = type(made())
            except Exception:
                return []  # what is wrong with it is said when it is built
        return [word for word, method in _METHODS.items() if hasattr(made, method)]

    def waives(self) -> list[str]:
        """Rules that nobody who writes such a thing in Python thinks of.

        A pool begins its exits in whatever order its tasks are made.
        """
        return [] if self.is_stack() else ["order"]

    def create(self, proxies: list[Any]) -> Any:
        """Calls it, as a program would between `async with` and `as`."""
        return self.make() if self.kind == "enter-stack" else self.make(*proxies)

    def try_out(self, proxies: list[Any]) -> None:
        """Raises if what it gives can't stand behind `async with`."""
        if self.runs_the_body():
            if not inspect.iscoroutinefunction(self.make):
                raise Unusable(f"{self.name} is no async function: a program is one, and takes "
                               f"the body, which it awaits, and the managers")
            return
        try:
            made = self.create(proxies)
        except Exception as error:
            raise Unusable(f"{self.name}: to call it with {len(proxies)} managers raises "
                           f"{type(error).__name__}: {error} ({places.of_error(error)})") from None
        _require_context_manager(self.name, made)


def find_manager(use: str, runs_on_trio: bool) -> Callable[..., Any]:
    """What makes a manager of the user's own, `module:name`, or `module:name@trio`."""
    where, colon, last = use.rpartition(":")
    name, _, runtime = last.partition("@")
    here = "trio" if runs_on_trio else "asyncio"
    try:
        _require_runtime(runtime)
        found = find(where + colon + name)
    except Unusable as error:
        raise Unusable(f"{use}: {error}") from None
    if runtime and runtime != here:
        raise Unusable(f"{use}: its scope runs on {here}")
    if not runs_on_trio and not runtime and _imports_only_trio(found):
        raise Unusable(f"{use}: its module imports trio, and its scope runs on asyncio: to have "
                       f"both on trio, name it `python:{use}@trio`")
    return found


def make_manager(use: str, arguments: dict[str, Any], runs_on_trio: bool) -> Any:
    """Makes a manager of the user's own, with these arguments."""
    make = find_manager(use, runs_on_trio)
    try:
        made = make(**arguments)
    except Exception as error:
        place = places.of_error(error)
        raise Unusable(f"{use}: to call it raises {type(error).__name__}: {error}"
                       + (f" ({place})" if place != "?" else "")) from None
    _require_context_manager(use, made)
    return made


def _require_runtime(name: str) -> None:
    if name not in ("", "asyncio", "trio"):
        raise Unusable(f"`@{name}`: what it runs on is asyncio or trio")


def _require_context_manager(name: str, made: Any) -> None:
    if inspect.iscoroutine(made):
        made.close()
        raise Unusable(f"{name} is an async function, so a call gives a coroutine, not "
                       f"an async context manager: does it lack @asynccontextmanager?")
    lacks = [each for each in ("__aenter__", "__aexit__") if not hasattr(type(made), each)]
    if lacks:
        raise Unusable(f"{name} gives {_a(type(made).__name__)}, which is no async "
                       f"context manager: it has no {' and no '.join(lacks)}")


def _a(noun: str) -> str:
    return ("an " if noun[:1].lower() in "aeiou" else "a ") + noun


def _kind_of(made_by: Callable[..., Any]) -> str:
    return "enter-stack" if hasattr(made_by, "enter_async_context") else "pool"


def _imports_only_trio(made_by: Callable[..., Any]) -> bool:
    """Whether its module has a global that is trio, or comes from there, and none of asyncio or
    anyio."""
    names = vars(sys.modules.get(made_by.__module__, types)).values()
    libraries = {_library_of(each) for each in names}
    return "trio" in libraries and not {"asyncio", "anyio"} & libraries


def _library_of(value: Any) -> str:
    """The outermost package of a module, or of what one has defined."""
    if isinstance(value, types.ModuleType):
        name = value.__name__
    else:
        name = value.__module__ if isinstance(value, (type, types.FunctionType)) else None
    return name.partition(".")[0] if isinstance(name, str) else ""


def find(path: str) -> Callable[..., Any]:
    """Imports `module:name`, or `file.py:name`, and returns what has that name."""
    where, colon, name = path.rpartition(":")
    if not colon or not where or not name:
        raise Unusable(f"`{path}`: what is tested is written as module:name, or file.py:name")
    found: Any = _load(where)
    for part in name.split("."):
        if not hasattr(found, part):
            raise Unusable(f"{where} has no `{name}`{_instead(found, part)}")
        found = getattr(found, part)
    if not callable(found):
        raise Unusable(f"{path} is {_a(type(found).__name__)}, and cannot be called")
    return found


def _instead(module: Any, name: str) -> str:
    import difflib
    near = difflib.get_close_matches(name, [each for each in dir(module) if each[0] != "_"], 1)
    return f": did you mean `{near[0]}`?" if near else ""


def _load(where: str) -> Any:
    try:
        return _load_file(where) if where.endswith(".py") else importlib.import_module(where)
    except SyntaxError as error:
        place = f"{os.path.basename(error.filename or where)}:{error.lineno}:{error.offset}"
        raise Unusable(f"{place}: a syntax error: {error.msg}") from None
    except ModuleNotFoundError as error:
        if error.name is not None and (where == error.name or where.startswith(error.name + ".")):
            raise Unusable(f"there is no module `{error.name}` for {sys.executable}; modules are "
                           f"looked for in {os.getcwd()} first") from None
        raise Unusable(_import_failed(where, error)) from None
    except BaseException as error:  # SystemExit among them
        if isinstance(error, Unusable):
            raise
        raise Unusable(_import_failed(where, error)) from None


def _load_file(path: str) -> Any:
    if not os.path.isfile(path):
        raise Unusable(f"there is no file {os.path.abspath(path)}")
    whole = os.path.abspath(path)
    folder, file = os.path.split(whole)
    name = file[:-len(".py")]
    if folder not in sys.path:
        sys.path.insert(0, folder)  # as `python3 FILE` has it
    found = importlib.import_module(name)
    if _is_of_file(found, whole):
        return found
    return _load_as(f"{name} in {folder}", whole)  # another module has this name, too


def _is_of_file(module: Any, path: str) -> bool:
    source = getattr(module, "__file__", None)
    return source is not None and os.path.exists(source) and os.path.samefile(source, path)


def _load_as(name: str, path: str) -> Any:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec is not None and spec.loader is not None
        module = sys.modules[name] = importlib.util.module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except BaseException:
            del sys.modules[name]
            raise
    return sys.modules[name]


def _import_failed(where: str, error: BaseException) -> str:
    lines = traceback.extract_tb(error.__traceback__)
    last = f" ({os.path.basename(lines[-1].filename)}:{lines[-1].lineno})" if lines else ""
    return f"to import {where} raises {type(error).__name__}: {error}{last}"
