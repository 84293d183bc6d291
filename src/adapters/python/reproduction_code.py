"""Managers that are code, and scopes within scopes: a part of a program that shows a breach.

`exeunt replay --reproduce` puts what stands below into reproduction.py where it is needed.
"""
# @BEGIN@

import datetime

# --- managers that are code, and scopes within scopes ---------------------------------------------

class Watched:
    """Stands between a scope and what is code itself, and notes what passes."""

    def __init__(self, show, name):
        self.show, self.name = show, name
        self.watch = None  # of the enter

    async def operate(self, what, begin, error=None):
        self.show.see(f"{self.name} {what} begins{self.show.told(self.name, error)}"
                      if what == "exit" else f"{self.name} enter begins")
        watch = Watch(lambda: self.show.see(f"{self.name} cancel requested"),
                      self.watch if what == "exit" else None)
        self.watch = watch if what == "enter" else None
        try:
            value = await watched(begin().__await__(), watch)
        except BaseException as raised:
            self.fail(what, raised, error, watch.was_asked)
            raise
        self.settled(what, True)
        if what == "enter":
            self.show.entered[self.name] = value
            self.show.see(f"{self.name} entered")
        else:
            self.show.see(f"{self.name} {'exit suppresses' if value else 'exited'}")
        return value

    def fail(self, what, raised, told, was_asked):
        self.settled(what, False)
        if what == "enter":
            self.show.see(f"{self.name} enter {'canceled' if is_cancel(raised) else 'fails'}")
        else:
            has_exited = is_cancel(raised) and not CANCELS_LEAVE
            self.show.see(f"{self.name} {'exited' if has_exited else 'exit fails'}")

    def settled(self, what, succeeds):
        """An operation is over."""


@types.coroutine
def watched(inner, watch):
    """Awaits, and shows the watch what passes."""
    sent = thrown = None
    try:
        while True:
            try:
                if thrown is not None:
                    awaited = inner.throw(thrown)
                else:
                    awaited = next(inner) if sent is None else inner.send(sent)
            except StopIteration as stop:
                return stop.value
            sent = thrown = None
            watch.waits()
            try:
                sent = yield awaited
            except GeneratorExit:
                inner.close()
                raise
            except BaseException as error:
                thrown = error
            watch.goes_on(thrown)
    finally:
        watch.ends()


def parts_of(error):
    """The error, and what stands in it if it is a group; but for cancels."""
    parts = [part for each in getattr(error, "exceptions", ()) for part in parts_of(each)]
    return parts if isinstance(error, Cancelled) else [error, *parts]


def is_cancel(error):
    return all(getattr(each, "exceptions", None) for each in parts_of(error))


class Code(Watched):
    """A manager in Python."""

    objects: dict[str, Any] = {}  # by name: what several tasks enter is one

    def __init__(self, show, member):
        super().__init__(show, member["name"])
        folder, module, name, arguments = member["code"]
        key = member.get("shared", self.name)
        if key not in Code.objects:
            Code.objects[key] = find(folder, module, name)(**arguments)
        self.manager = Code.objects[key]
        self.held = 0
        self.externals = []
        self.has_ended = False
        self.broken = set()  # rules of managers
        show.code[self.name] = self

    async def __aenter__(self):
        self.has_ended = False
        return await self.operate_at_work(
            "enter", lambda: type(self.manager).__aenter__(self.manager))

    async def __aexit__(self, *exc_info):
        return await self.operate_at_work(
            "exit", lambda: type(self.manager).__aexit__(self.manager, *exc_info), exc_info[1])

    async def called_back(self):
        await self.__aexit__(None, None, None)

    async def operate_at_work(self, what, begin, error=None):
        token = AT_WORK.set(self)
        try:
            return await self.operate(what, begin, error)
        finally:
            AT_WORK.reset(token)

    def settled(self, what, succeeds):
        self.has_ended = what == "exit" or not succeeds
        if self.has_ended and (self.held > 0 or self.waiting()):
            self.broken.add("M3" if what == "enter" else "M4")

    def fail(self, what, raised, told, was_asked):
        super().fail(what, raised, told, was_asked)
        has_stopped = is_cancel(raised) and (what == "enter" or not CANCELS_LEAVE)
        if raised is not told and not has_stopped:
            for part in parts_of(raised) or [raised]:  # a cancel scope may take a group apart
                if self.show.name(part) is None:
                    self.show.give(part, f"{self.name}.{what}")
            self.show.give(raised, f"{self.name}.{what}")
            self.keep_to_itself(raised, (None,) if was_asked or told else (None, "canceled"))

    def keep_to_itself(self, raised, own):
        """What stands behind its error, and has no name, is its own affair."""
        found, inner = [raised], self.show.inner
        for each in found:
            behind = [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]
            for one in behind:
                if one is not None and self.show.name(one) in own and id(one) not in inner:
                    inner[id(one)] = one
                    found.append(one)

    # --- what it waits for ------------------------------------------------------------------------

    def waiting(self):
        return [each for each in self.externals if not each[0].done()]

    def external(self, results):
        if self.has_ended:
            self.broken |= {"M3", "M4"}
        future = new_future()
        self.externals.append((future, results))
        return future

    def deliver(self, item):
        for future, results in self.waiting():
            for result in results:
                if item == f"{self.name} {result}":
                    self.show.see(item)
                    future.set_result(result)
                    return True
        return False

    def hold(self, count):
        self.held += count
        if self.held < 0 or (count > 0 and self.has_ended):
            self.broken |= {"M3", "M4"}


class Within(Watched):
    """A scope under test in another one."""

    def __init__(self, show, member):
        super().__init__(show, member["name"])
        self.members = [show.make(each) for each in member["members"]]
        self.made = None

    async def __aenter__(self):
        return await self.operate("enter", self.enter)

    async def enter(self):
        if not enters_by_method():
            self.made = self.show.under_test(*(member for member, _ in self.members))
            return await self.made.__aenter__()
        self.made = self.show.under_test()
        await self.made.__aenter__()
        try:
            return [await come_into(self.made, *each) for each in self.members]
        except BaseException as error:
            await self.made.__aexit__(type(error), error, error.__traceback__)
            raise

    async def __aexit__(self, *exc_info):
        return await self.operate("exit", lambda: self.made.__aexit__(*exc_info), exc_info[1])

    def fail(self, what, raised, told, was_asked):
        if raised is told:
            self.show.see(f"{self.name} exited")
        else:
            super().fail(what, raised, told, was_asked)


class DateTime(datetime.datetime):
    """Shows the loop's time, as the clocks do."""

    @classmethod
    def now(cls, tz=None):
        return cls.fromtimestamp(time.time(), tz)

    @classmethod
    def today(cls):
        return cls.now()

    @classmethod
    def utcnow(cls):
        return cls.now(datetime.timezone.utc).replace(tzinfo=None)


datetime.datetime = DateTime


def at_work():
    code = AT_WORK.get()
    if code is None:
        raise RuntimeError("only a manager that is under test waits for an external, or holds")
    return code


def make_module():
    """The module `exeunt`, which managers import."""
    module = types.ModuleType("exeunt")
    module.external = lambda word, *results: at_work().external(results or (word,))
    module.hold = lambda: at_work().hold(1)
    module.release = lambda: at_work().hold(-1)
    for name in "stack", "pool", "waiting_pool":
        setattr(module, name, globals().get(name))
    return module


sys.modules["exeunt"] = make_module()


# --- what a body does with its scope --------------------------------------------------------------

async def act(scope):
    """Does what the body does before it ends. What goes wrong there ends it."""
    actions = iter(scope.plan["actions"])
    for text, member in actions:
        scope.show.see(f"call {text}")
        if member is None:
            # What follows does not wait until the stack is closed.
            soon(take_all, scope, list(actions))
            await close(scope)
        elif member.get("role", "enter") == "enter":
            await enter(scope, *scope.show.make(member))
        else:
            take(scope.stack, *scope.show.make(member))


def take_all(scope, actions):
    for text, member in actions:
        scope.show.see(f"call {text}")
        take(scope.stack, *scope.show.make(member))


async def enter(scope, member, role):
    try:
        await come_into(scope.stack, member, role)
    except Cancelled:
        scope.show.see(f"{scope.body_name} canceled")
        raise
    except BaseException:
        scope.show.see(f"{scope.body_name} raises")
        raise


async def close(scope):
    """An error of the closing leaves the body when that ends."""
    try:
        await scope.stack.aclose()
    except BaseException:
        await scope.show.begin(scope.body_name, "body")
        raise
