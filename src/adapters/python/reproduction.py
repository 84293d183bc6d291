"""@TITLE@

Shows under plain CPython what Exeunt found. It needs the code under test, with what that imports,
and nothing of Exeunt. Exit status 1: it happens; 0: it does not; 2: it cannot be tried.
"""

from __future__ import annotations

import contextvars
import gc
import importlib
import os
import re
import sys
import time
import traceback
import types
import warnings
from collections.abc import Awaitable, Callable
from typing import Any

# --- what was found -------------------------------------------------------------------------------

FOLDERS = ["."]  # where the code under test is looked for
MODULE = "contextlib"
NAME = "AsyncExitStack"
KIND = ""
TASKS = []  # what runs beside each other: each has a scope, what this enters, and a body
SCHEDULE = []  # what comes, and how
TRACE = []  # what is then seen
RULE = ""
AT_REST = False  # whether nothing must come after that
SYMPTOM = ""
# @END@


class Failure(Exception):
    """What a manager or the body raises."""


class Impossible(Exception):
    """What the schedule has next cannot come."""


AT_WORK = contextvars.ContextVar("AT_WORK", default=None)  # the manager whose code runs


def set_clocks(now):
    for clock in "monotonic", "perf_counter", "time":
        setattr(time, clock, now)
        setattr(time, clock + "_ns", lambda: round(now() * 1e9))

# @RUNTIME@

# --- the managers and the bodies that are played --------------------------------------------------

class Operation:
    """One enter, exit or body, which waits until the schedule says how it ends."""

    def __init__(self, show, name, what, told, takes):
        self.show, self.name, self.what, self.told = show, name, what, told
        self.due = takes and now() + takes / 1000
        self.future = new_future()
        self.caught = None  # what a cancel has thrown

    async def run(self):
        """Returns what it ended with, as the schedule calls it."""
        while True:
            try:
                end = await self.future
            except Cancelled as canceled:
                if self.caught is canceled:
                    raise  # the schedule lets it go on
                if not self.show.passes_cancel(self):
                    self.caught = canceled
                    self.future = new_future(is_shielded=True)
                    continue
                self.end(None, canceled)
                raise
            if isinstance(end, BaseException):
                raise end
            return end

    def end(self, word, error=None):
        """Notes how it has ended: in a word of the schedule, or by a cancel."""
        self.show.in_flight.pop(self.name, None)
        if self.what == "body":
            self.show.see(f"{self.name} {word or 'canceled'}")
        elif self.what == "enter":
            ends = {"enters": "entered", "fails": "enter fails"}
            self.show.see(f"{self.name} {ends.get(word, 'enter canceled')}")
        else:
            ends = {"exits": "exited", "suppresses": "exit suppresses"}
            self.show.see(f"{self.name} {ends.get(word, 'exit fails')}")
        if error is not None and self.what == "exit":
            self.show.give(error, f"{self.name}.exit")


class Manager:
    def __init__(self, show, name, takes):
        self.show, self.name, self.takes = show, name, takes

    async def __aenter__(self):
        await self.show.begin(self.name, "enter", takes=self.takes.get("enter"))
        return self.show.entered.setdefault(self.name, self.name)

    async def __aexit__(self, kind, error, trace):
        takes = self.takes.get("exit")
        return await self.show.begin(self.name, "exit", error, takes) == "suppresses"

    async def called_back(self):
        await self.__aexit__(None, None, None)

# @PART@

# --- a scope, and what runs in it -----------------------------------------------------------------

class Scope:
    def __init__(self, show, plan):
        self.show, self.plan = show, plan
        self.name, self.body_name = plan["scope"], plan["body"]
        self.members = [show.make(each) for each in plan["managers"]]
        self.stack = None
        self.task = None
        self.has_closed = False

    async def run(self):
        try:
            await self.live()
        except BaseException as error:
            self.close(error)
            raise
        self.close(None)

    async def live(self):
        kind = KIND.partition("+")[0]
        managers = [member for member, _ in self.members]
        if kind.endswith("-program"):
            await self.show.under_test(self.body, *managers)
        elif enters_by_method():
            self.stack = self.show.under_test()
            async with self.stack:
                values = [await come_into(self.stack, *each) for each in self.members]
                await self.body(*values)
        else:
            async with self.show.under_test(*managers) as values:
                await self.body(*(values if isinstance(values, (tuple, list)) else ()))

    async def body(self, *values):
        entered = [member.name for member, role in self.members if role == "enter"]
        self.show.values.update(zip(entered, values))
        self.show.see(f"{self.body_name} begins")
        if self.plan["actions"]:
            await act(self)
        await self.show.begin(self.body_name, "body", takes=self.plan.get("takes"))

    def close(self, error, how=None):
        """Its task has come to its end."""
        if not self.has_closed:
            self.has_closed = True
            self.show.see(f"{self.name} closes {how or how_it_ended(self.show, error)}")

    def look(self):
        """A task that was canceled before it began has never run."""
        if self.task.cancelled():
            self.close(None, "canceled")


async def come_into(stack, member, role):
    """What a stack is told of a manager."""
    if role == "enter":
        return await stack.enter_async_context(member)
    take(stack, member, role)


def take(stack, member, role):
    if role == "callback":
        stack.push_async_callback(member.called_back)
    else:
        stack.push_async_exit(member)


def is_for_managers(*_arguments):
    raise RuntimeError("only a manager that is under test waits for an external, or holds")


def offer_exeunt():
    """A pool may stand in one module with managers, which import `exeunt`."""
    module = types.ModuleType("exeunt")
    module.external = module.hold = module.release = is_for_managers
    sys.modules.setdefault("exeunt", module)


def find(folder, module, name):
    """What has that name in a module, which is looked for in a folder first."""
    sys.path[:0] = [folder] if folder else []
    found = importlib.import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return found


def enters_by_method():
    return KIND == "enter-stack" or (KIND == "" and hasattr(Show.under_test, "enter_async_context"))


# --- the schedule ---------------------------------------------------------------------------------

class Show:
    """One run of the code under test, as the schedule has it."""

    under_test: Any = None

    def __init__(self):
        self.seen = []
        self.items = list(SCHEDULE)
        self.in_flight = {}
        self.names = {}  # of the errors that were raised here, by their address
        self.inner = {}  # errors that are a manager's own affair
        self.contexts = {}  # of the errors that exits were told: their names
        self.entered = {}  # what the enter of each manager has returned
        self.values = {}  # what the body was given of each
        self.code = {}  # managers that are code
        self.left = []  # what is left in the end
        self.is_over = False
        self.has_gone_round = False

    def see(self, event):
        if not self.is_over:
            self.seen.append(event)

    def give(self, error, name):
        self.names[id(error)] = error, name, error.__suppress_context__

    def name(self, error):
        """The name of an error that was given one, or None."""
        if id(error) in self.names:
            return self.names[id(error)][1]
        if isinstance(error, Cancelled):
            return "canceled"
        if "+deadline" in KIND and type(error).__name__ in ("TimeoutError", "TooSlowError"):
            return "deadline"
        return None

    def name_of(self, error):
        return self.name(error) or f"{type(error).__name__}: {error}"

    def context_of(self, error):
        """The context that is seen; a manager may hide that of its own error, a scope may not."""
        hides_itself = id(error) in self.names and self.names[id(error)][2]
        return None if error.__suppress_context__ and not hides_itself else error.__context__

    def told(self, name, error):
        """Notes what an exit is told, and returns how its event ends."""
        context = self.context_of(error) if error is not None else None
        self.contexts[name] = "none" if context is None else self.name_of(context)
        return f" ({self.name_of(error)})" if error is not None else ""

    def make(self, member):
        """A manager as TASKS has it, and how a scope takes it."""
        if "code" in member:
            made = Code(self, member)
        elif "members" in member:
            made = Within(self, member)
        else:
            made = Manager(self, member["name"], member.get("takes", {}))
        return made, member.get("role", "enter")

    async def begin(self, name, what, told=None, takes=None):
        if what != "body":
            self.see(f"{name} {what} begins{self.told(name, told)}")
        operation = self.in_flight[name] = Operation(self, name, what, told, takes)
        return await operation.run()

    def passes_cancel(self, operation):
        """Whether an operation that is asked to stop lets the cancel through."""
        self.see(f"{operation.name} cancel requested")
        ways = ("passes the cancel on", "catches the cancel")
        return CANCELS_LEAVE and self.take_way(*ways) == 0

    def take_way(self, *ways):
        """Which of the ways comes next in the schedule; the first one, if it does not say."""
        for number, way in enumerate(ways):
            if self.items and self.items[0].endswith(f" {way}"):
                self.see(self.items.pop(0))
                return number
        return 0

    def settle(self, name, word, again):
        operation = self.in_flight.get(name)
        if operation is None:
            raise Impossible
        operation.end("canceled" if word == "stops" and operation.what == "body" else word)
        if word == "stops" and operation.caught is not None:
            operation.future.set_exception(operation.caught)
        elif word not in ("fails", "raises"):
            operation.future.set_result(word)
        else:
            is_told = again in names_behind(self, operation.told, set())
            self.fail(operation, operation.told if is_told else self.new_failure(operation))

    def new_failure(self, operation):
        """What a manager raises is called like its operation, and like a body what that raises."""
        name = operation.name.replace(" ", ".")
        name += "" if operation.what == "body" else f".{operation.what}"
        failure = Failure(name)
        self.give(failure, name)
        return failure

    def fail(self, operation, failure):
        ways = ("raised in its own frame", "came through a future")
        if operation.what != "body" and self.take_way(*ways):
            operation.future.set_exception(failure)
        else:
            operation.future.set_result(failure)

    async def follow(self):
        """Does what the schedule says, each thing when all is quiet."""
        if not (self.items and re.fullmatch(r"cancel( \S+)? at once", self.items[0])):
            await quiet(self)  # or else a cancel comes before anything has begun
        while self.items:
            await self.take_turn()
        again = re.search(r"all is as it was after step (\d+), and goes round", SYMPTOM)
        if again is not None:
            await self.go_round(list(filter(is_step, SCHEDULE))[int(again[1]):])

    async def take_turn(self):
        self.come(self.items.pop(0).removesuffix(" at once"))
        while self.items and self.items[0].endswith(" at once"):
            item = self.items.pop(0).removesuffix(" at once")
            if item.startswith("cancel"):
                soon(self.come, item)
            else:
                self.come(item)
        await quiet(self)

    async def go_round(self, items):
        for _ in range(20):  # that is for ever
            self.items = list(items)
            while self.items:
                await self.take_turn()
        self.has_gone_round = True

    def come(self, item):
        try:
            self.deliver(item)
        except Impossible:
            raise Impossible(f"`{item}` cannot come") from None

    def deliver(self, item):
        item, _, again = item.partition(" with ")
        name, _, word = item.rpartition(" ")
        if item == "time passes":
            self.see(item)
            played = self.in_flight.values()
            pass_time([each.due for each in played if each.due])
        elif item == "cancel" or name == "cancel":
            self.cancel(item)
        elif name in self.in_flight:
            self.settle(name, word, again)
        elif not any(code.deliver(item) for code in self.code.values()):
            raise Impossible

    def cancel(self, item):
        self.see(item)
        for scope in self.scopes:
            if item in ("cancel", f"cancel {scope.name}"):
                scope.task.cancel()

    async def prepare(self):
        """Finds the code under test, and makes its managers."""
        sys.path[:0] = FOLDERS
        offer_exeunt()
        Show.under_test = staticmethod(find("", MODULE, NAME))
        self.scopes = [Scope(self, each) for each in TASKS]

    async def run(self):
        for scope in self.scopes:
            scope.task = start(scope.run)
        try:
            await self.follow()
        finally:
            self.is_over = True
        gc.collect()  # errors that nobody has retrieved are told then
        self.left += what_is_left([each.task for each in self.scopes])


def is_step(item):
    return not item.endswith((" frame", " future", " passes the cancel on", " catches the cancel"))


def how_it_ended(show, error):
    if error is None:
        return "returns"
    names = list(dict.fromkeys(names_behind(show, error, set())))
    return names[0] if names == ["canceled"] else f"raises {' '.join(names)}"


def names_behind(show, error, known):
    """The names of an error, and of all that it leads to."""
    if error is None or id(error) in known:
        return
    known.add(id(error))
    is_group = getattr(error, "exceptions", None) is not None
    if id(error) in show.names or not (is_group or id(error) in show.inner):
        yield show.name_of(error)
    for member in getattr(error, "exceptions", ()):
        yield from names_behind(show, member, known)
    yield from names_behind(show, error.__cause__ or show.context_of(error), known)


async def quiet(show):
    for _ in range(50):  # what goes on for longer goes on for ever
        await take_a_turn()
        for scope in show.scopes:
            scope.look()


# --- whether it is seen ---------------------------------------------------------------------------

def same(seen, told):
    """Whether two events are the same; of an end the order of the errors is the runtime's."""
    if " closes " not in told:
        return seen == told
    seen_words, told_words = (set(re.findall(r"[\w.-]+", event.replace("suppressed", "returns")))
                              for event in (seen, told))
    if "raises" in told_words:  # that a cancel came as well need not show
        seen_words.discard("canceled")
        told_words.discard("canceled")
    return seen_words == told_words


def has_context(show):
    """Whether the context is wrong, if that is what was found: no event shows it."""
    found = re.search(r"the exit of (.+) is told \S+ with the context (\S+) instead of", SYMPTOM)
    return found is None or show.contexts.get(found[1]) == found[2]


def has_value(show):
    """Whether the body was given a wrong value, if that is what was found."""
    found = re.search(r"the body is given a value for (\S+) that it did not enter with", SYMPTOM)
    return found is None or show.values.get(found[1]) is not show.entered.get(found[1])


def is_untidy(show):
    """Whether a manager that is code has kept something, if that is what was found."""
    return RULE not in ("M3", "M4") or any(
        RULE in code.broken for code in show.code.values() if SYMPTOM.startswith(f"{code.name} "))


def is_seen(show):
    ends = len(show.seen) == len(TRACE) if AT_REST else len(show.seen) >= len(TRACE)
    is_left = RULE != "X13" or bool(show.left)
    return ((ends or show.has_gone_round) and all(map(same, show.seen, TRACE)) and is_left
            and has_context(show) and has_value(show) and is_untidy(show))


async def play(show):
    """Runs it, and ends without asking what the code under test has left behind."""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            await show.prepare()
        except Exception:
            traceback.print_exc()
            end(2)
        try:
            await show.run()
            lack = ""
        except Impossible as impossible:
            lack = f"{impossible}\n"
    show.left += [each for each in warned if "was never awaited" in str(each.message)]
    happens = not lack and is_seen(show)
    print("\n".join(show.seen))
    print(f"{lack}\nit {'happens' if happens else 'does not happen'}: {SYMPTOM}")
    end(1 if happens else 0)


def end(status):
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    run(play, Show())
