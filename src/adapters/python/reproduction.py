"""@TITLE@

Shows under plain CPython what Exeunt found. It needs the code under test and the standard library,
and nothing of Exeunt. Exit status 1: it happens; 0: it does not; 2: it cannot be tried.
"""

import asyncio
import gc
import importlib
import re
import sys
import warnings

# --- what was found -------------------------------------------------------------------------------

FOLDERS = ["."]  # where the code under test is looked for
MODULE = "contextlib"
NAME = "AsyncExitStack"
KIND = ""
SCOPE = "stack"
MANAGERS = []
SCHEDULE = []  # what comes, and how
TRACE = []  # what is then seen
RULE = ""
AT_REST = False  # whether nothing must come after that
SYMPTOM = ""
# @END@


# --- the managers and the body --------------------------------------------------------------------

class Failure(Exception):
    """What a manager or the body raises."""


class Operation:
    """One enter, exit or body, which waits until the schedule says how it ends."""

    def __init__(self, show, name, what):
        self.show, self.name, self.what = show, name, what
        self.future = asyncio.get_running_loop().create_future()

    async def run(self):
        """Returns what it ended with, as the schedule calls it."""
        while True:
            try:
                end = await self.future
            except asyncio.CancelledError as canceled:
                if not self.show.passes_cancel(self):
                    self.future = asyncio.get_running_loop().create_future()
                    continue
                self.end(None, canceled)
                raise
            if isinstance(end, Failure):
                raise end
            return end

    def end(self, word, error=None):
        """Notes how it has ended: in a word of the schedule, or by a cancel."""
        self.show.in_flight.pop(self.name, None)
        if self.what == "body":
            self.show.see(f"body {word or 'canceled'}")
        elif self.what == "enter":
            ends = {"enters": "entered", "fails": "enter fails"}
            self.show.see(f"{self.name} {ends.get(word, 'enter canceled')}")
        else:
            ends = {"exits": "exited", "suppresses": "exit suppresses"}
            self.show.see(f"{self.name} {ends.get(word, 'exit fails')}")
        if error is not None and self.what == "exit":
            self.show.names[error] = f"{self.name}.exit"


class Manager:
    def __init__(self, show, name):
        self.show, self.name = show, name

    async def __aenter__(self):
        await self.show.begin(self.name, "enter")
        return self.name

    async def __aexit__(self, kind, error, trace):
        told = f" ({self.show.name_of(error)})" if error is not None else ""
        context = error.__context__ if error is not None else None
        self.show.contexts[self.name] = "none" if context is None else self.show.name_of(context)
        return await self.show.begin(self.name, "exit", told) == "suppresses"


# --- the schedule ---------------------------------------------------------------------------------

class Show:
    """One run of the code under test, as the schedule has it."""

    def __init__(self):
        self.seen = []
        self.items = list(SCHEDULE)
        self.in_flight = {}
        self.names = {}  # of the errors that were raised here
        self.contexts = {}  # of the errors that exits were told: their names
        self.values = {}  # that the body was given
        self.left = []  # what is left in the end
        self.is_over = False

    def see(self, event):
        if not self.is_over:
            self.seen.append(event)

    def name_of(self, error):
        if isinstance(error, asyncio.CancelledError) and error not in self.names:
            return "canceled"
        return self.names.get(error, f"{type(error).__name__}: {error}")

    async def begin(self, name, what, told=""):
        self.see(f"{name} begins" if what == "body" else f"{name} {what} begins{told}")
        operation = self.in_flight[name] = Operation(self, name, what)
        return await operation.run()

    def passes_cancel(self, operation):
        """An operation in flight is asked to stop. Whether it lets the cancel through."""
        self.see(f"{operation.name} cancel requested")
        return self.take_way("passes the cancel on", "catches the cancel") == 0

    def take_way(self, *ways):
        """Which of the ways comes next in the schedule; the first one, if it does not say."""
        for number, way in enumerate(ways):
            if self.items and self.items[0] == f"{SCOPE} {way}":
                self.see(self.items.pop(0))
                return number
        return 0

    async def body(self, *values):
        self.values = dict(zip(MANAGERS, values))
        await self.begin("body", "body")

    async def live(self):
        managers = [Manager(self, name) for name in MANAGERS]
        sys.path[:0] = FOLDERS
        make = importlib.import_module(MODULE)
        for part in NAME.split("."):
            make = getattr(make, part)
        enters = hasattr(make, "enter_async_context")
        if KIND.endswith("-program"):
            await make(self.body, *managers)
        elif KIND == "enter-stack" or (KIND == "" and enters):
            async with make() as stack:
                values = [await stack.enter_async_context(manager) for manager in managers]
                await self.body(*values)
        else:
            async with make(*managers) as values:
                await self.body(*(values if isinstance(values, (tuple, list)) else ()))

    def settle(self, name, word):
        operation = self.in_flight.get(name)
        if operation is None:
            raise SystemExit(f"`{name} {word}` cannot come: nothing of {name} is in flight")
        operation.end(word)
        if word not in ("fails", "raises"):
            operation.future.set_result(word)
            return
        failure = Failure(f"{name}.{operation.what}")
        self.names[failure] = "body" if name == "body" else f"{name}.{operation.what}"
        if name != "body" and self.take_way("raised in its own frame", "came through a future"):
            operation.future.set_exception(failure)
        else:
            operation.future.set_result(failure)

    async def follow(self, task):
        """Does what the schedule says, each thing when all is quiet."""
        await quiet()
        while self.items:
            item = self.items.pop(0)
            if item == "cancel":
                self.cancel(task)
            else:
                self.settle(*item.rsplit(" ", 1))
                if self.items and self.items[0] == "cancel at once":
                    self.items.pop(0)
                    asyncio.get_running_loop().call_soon(self.cancel, task)
            await quiet()

    def cancel(self, task):
        self.see("cancel")
        task.cancel()

    async def run(self):
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda loop, context: self.left.append(context["message"]))
        task = asyncio.create_task(self.live())
        await self.follow(task)
        if task.done():
            self.see(f"{SCOPE} closes {how_it_ended(self, task)}")
        self.is_over = True
        gc.collect()  # errors that nobody has retrieved are told then
        self.left += [each for each in asyncio.all_tasks() - {asyncio.current_task(), task}]
        self.left += [each for each in getattr(loop, "_scheduled", []) if not each.cancelled()]
        task.cancel()


def how_it_ended(show, task):
    try:
        task.result()
    except BaseException as error:
        names = list(dict.fromkeys(names_behind(show, error)))
        return names[0] if names == ["canceled"] else f"raises {' '.join(names)}"
    return "returns"


def names_behind(show, error):
    """The names of an error, and of all that it leads to."""
    if error is None:
        return
    if not isinstance(error, BaseExceptionGroup):
        yield show.name_of(error)
    for member in getattr(error, "exceptions", ()):
        yield from names_behind(show, member)
    yield from names_behind(show, error.__cause__ or error.__context__)


async def quiet():
    for _ in range(50):
        await asyncio.sleep(0)


def same(seen, told):
    """Whether two events are the same; of an end the order of the errors is the runtime's."""
    if " closes " not in told:
        return seen == told
    seen_words, told_words = (
        set(re.findall(r"[\w.-]+", event.replace("suppressed", "returns")))
        for event in (seen, told)
    )
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
    return found is None or show.values.get(found[1], found[1]) != found[1]


def is_seen(show):
    """Whether what was found happens."""
    ends = len(show.seen) == len(TRACE) if AT_REST else len(show.seen) >= len(TRACE)
    is_left = RULE != "X13" or bool(show.left)
    return (ends and all(map(same, show.seen, TRACE)) and is_left and has_context(show)
            and has_value(show))


def main():
    show = Show()
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            asyncio.run(show.run())
        except SystemExit as error:
            print(error, file=sys.stderr)
            sys.exit(2)
    show.left += [each for each in warned if "was never awaited" in str(each.message)]
    print("\n".join(show.seen))
    happens = is_seen(show)
    print(f"\nit happens: {SYMPTOM}" if happens else f"\nit does not happen: {SYMPTOM}")
    sys.exit(1 if happens else 0)


if __name__ == "__main__":
    main()
