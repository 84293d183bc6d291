"""Which locals of suspended code can still be read.

A loop variable outlives its loop, and `for task in tasks` over a set leaves behind the task that
came last, which is nothing that anybody has decided. A local that is written again before it is
read, or never read, has no influence on what comes; so it is no part of a state.

This is the textbook analysis, backwards over the instructions to a fixed point. What it does not
know counts as read.
"""

from __future__ import annotations

import dis
from types import CodeType

from .address import address

_dead: dict[tuple[int, int], tuple[str, ...]] = {}
_shared: dict[int, tuple[CodeType, frozenset[str]]] = {}
_live: dict[int, tuple[CodeType, dict[int, frozenset[str]]]] = {}  # the code stays


def dead_locals(code: CodeType, last_instruction: int) -> tuple[str, ...]:
    """The locals that are not read any more when the code goes on."""
    key = address(code), last_instruction
    known = _dead.get(key)
    if known is None:
        known = _dead[key] = _find_dead(code, last_instruction)
    return known


def shared_locals(code: CodeType) -> frozenset[str]:
    """The locals that other functions may read, too."""
    known = _shared.get(address(code))
    if known is None:
        known = _shared[address(code)] = code, frozenset(code.co_cellvars + code.co_freevars)
    return known[1]


def _find_dead(code: CodeType, last_instruction: int) -> tuple[str, ...]:
    if address(code) not in _live:
        _live[address(code)] = code, _analyse(code)
    live = _live[address(code)][1].get(last_instruction)
    if live is None:
        return ()
    read = live | shared_locals(code)
    if "super" in code.co_names:
        read |= {code.co_varnames[0]}  # without arguments it reads the first one
    return tuple(name for name in code.co_varnames if name not in read)


def _analyse(code: CodeType) -> dict[int, frozenset[str]]:
    """For each instruction, by its offset: what may be read after it."""
    instructions = list(dis.get_instructions(code))
    if any(each.opname in ("LOAD_LOCALS", "LOAD_NAME") for each in instructions):
        return {}
    if not _READERS.isdisjoint(code.co_names):
        return {}
    followers = _followers(code, instructions)
    before: dict[int, frozenset[str]] = {each.offset: frozenset() for each in instructions}
    after = dict(before)
    changes = True
    while changes:
        changes = False
        for each in reversed(instructions):
            names = frozenset().union(*(before[offset] for offset in followers[each.offset]))
            after[each.offset] = names
            reads, writes = _effect(each)
            names = (names - writes) | reads
            if names != before[each.offset]:
                before[each.offset] = names
                changes = True
    return after


#: Functions that read any local of the code that calls them.
_READERS = frozenset(("locals", "vars", "eval", "exec", "_getframe", "currentframe"))


def _followers(code: CodeType, instructions: list[dis.Instruction]) -> dict[int, list[int]]:
    """Where the code may go on after each instruction, the handlers of exceptions among it."""
    followers: dict[int, list[int]] = {}
    for index, each in enumerate(instructions):
        goes_on: list[int] = []
        is_last = index + 1 == len(instructions)
        if not is_last and not each.opname.startswith(_NEVER_GOES_ON):
            goes_on.append(instructions[index + 1].offset)
        if each.opcode in dis.hasjrel or each.opcode in dis.hasjabs:
            goes_on.append(each.argval)
        followers[each.offset] = goes_on
    for entry in dis._parse_exception_table(code):
        for offset in followers:
            if entry.start <= offset < entry.end:
                followers[offset].append(entry.target)
    return followers


_NEVER_GOES_ON = ("RETURN_VALUE", "RETURN_CONST", "RAISE_VARARGS", "RERAISE", "JUMP_FORWARD",
                  "JUMP_BACKWARD", "INTERPRETER_EXIT")


def _effect(instruction: dis.Instruction) -> tuple[frozenset[str], frozenset[str]]:
    """The locals that an instruction reads, and those that it writes."""
    name = instruction.opname
    if "_FAST" not in name:
        return frozenset(), frozenset()
    value = instruction.argval
    names = frozenset((value,) if isinstance(value, str) else value)
    if name in ("STORE_FAST", "STORE_FAST_STORE_FAST"):
        return frozenset(), names
    return names, frozenset()
