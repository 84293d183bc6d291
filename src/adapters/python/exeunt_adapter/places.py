"""Source lines: where code under test stands."""

from __future__ import annotations

import gc
import os
import re
import sys
import sysconfig
from types import CodeType, FrameType
from typing import Any

#: A file and a line, with the function: for somebody who looks.
Place = tuple[CodeType, int]

_OWN = os.path.dirname(os.path.abspath(__file__)) + os.sep
_STANDARD = sysconfig.get_path("stdlib") + os.sep
_RUNTIMES = tuple(f"-packages{os.sep}{each}{os.sep}" for each in ("trio", "anyio"))
_SCHEDULERS = tuple(f"-packages{os.sep}{each}{os.sep}"
                    for each in (f"trio{os.sep}_core", "outcome"))
_COMPREHENSION = re.compile(r"(\.<locals>\.<(listcomp|setcomp|dictcomp|genexpr)>)+$")
_is_standard: dict[str, bool] = {}  # by the name of the file


def is_own(code: CodeType) -> bool:
    """Whether the adapter itself is running."""
    return code.co_filename.startswith(_OWN)


def _says_nothing(code: CodeType) -> bool:
    """Whether a line of it tells nobody anything: the adapter's, the import system's, or one of a
    scheduler, through which all code goes."""
    file = code.co_filename
    return is_own(code) or file.startswith("<") or any(each in file for each in _SCHEDULERS)


def is_standard(code: CodeType) -> bool:
    """Whether the code is Python's or the adapter's, and not the user's own."""
    file = code.co_filename
    known = _is_standard.get(file)
    if known is None:
        in_library = file.startswith(_STANDARD) and "-packages" + os.sep not in file
        in_library = in_library or any(each in file for each in _RUNTIMES)
        known = _is_standard[file] = in_library or is_own(code) or file.startswith("<")
    return known


def is_importing() -> bool:
    """Whether what runs is an import: it does so once, and not in each run."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename != "<frozen importlib._bootstrap>":
        frame = frame.f_back
    return frame is not None


def caller(depth: int) -> Place | None:
    """The nearest line of the user's own code that calls; else the nearest that says something."""
    return innermost(sys._getframe(depth + 1))


def innermost(frame: FrameType | None) -> Place | None:
    """The same, from a frame on."""
    nearest: FrameType | None = None
    while frame is not None:
        if not is_standard(frame.f_code):
            return frame.f_code, frame.f_lineno
        if nearest is None and not _says_nothing(frame.f_code):
            nearest = frame
        frame = frame.f_back
    return (nearest.f_code, nearest.f_lineno) if nearest is not None else None


def waiting(coroutine: Any) -> Place | None:
    """The innermost line of the user's own code in a chain of coroutines that await one another."""
    found: Place | None = None
    found_is_standard = True
    while coroutine is not None:
        frame, awaited = _frame_and_awaited(coroutine)
        if frame is not None and not _says_nothing(frame.f_code):
            standard = is_standard(frame.f_code)
            if not standard or found_is_standard:
                found, found_is_standard = (frame.f_code, frame.f_lineno), standard
        coroutine = awaited
    return found


def _frame_and_awaited(coroutine: Any) -> tuple[FrameType | None, Any]:
    if hasattr(coroutine, "cr_frame"):
        return coroutine.cr_frame, coroutine.cr_await
    if hasattr(coroutine, "ag_frame"):
        return coroutine.ag_frame, coroutine.ag_await
    if hasattr(coroutine, "gi_frame"):
        return coroutine.gi_frame, coroutine.gi_yieldfrom
    if type(coroutine).__name__.startswith("async_generator_"):
        # What `anext` gives does not say of which generator; the garbage collector knows.
        return None, gc.get_referents(coroutine)[0]
    return None, None


def show(place: Place | None) -> str:
    """`pool.py:31 in __aexit__`."""
    if place is None:
        return "?"
    code, line = place
    function = _COMPREHENSION.sub("", code.co_qualname).rpartition(".")[2]
    return f"{os.path.basename(code.co_filename)}:{line} in {function}"


def raised_at(error: BaseException) -> Place | None:
    """Where the error was raised, as near to the user's own code as its traceback goes."""
    found: Place | None = None
    trace = error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if not _says_nothing(code) and (found is None or not is_standard(code)):
            found = code, trace.tb_lineno
        trace = trace.tb_next
    return found


def of_error(error: BaseException) -> str:
    """The same, in words."""
    return show(raised_at(error))
