"""One run: what the parent delivers, what callbacks do then, and what is left in the end."""

from __future__ import annotations

import math
from typing import Any

import exeunt

from . import clocks, places, refusals
from .border import Border, Impossible, Proxy
from .errors import text_of
from .fingerprint import Unknown, fingerprint
from .nested import NestedScope
from .own_managers import Externals, OwnManager
from .scope import Entry, Scope
from .subject import Subject, make_manager
from .wire import Message, Wire

#: A turn that runs more callbacks than this does not end.
CALLBACKS_MAX = 20_000

#: anyio cancels its tasks again in each turn of the loop, until they end. After so many turns in
#: which nothing else happens it is idle.
QUIET_TURNS = 8

_MS = 1000


class Build:
    """What each run begins with."""

    def __init__(self, message: Message) -> None:
        self.scopes: list[dict[str, Any]] = message["build"]
        self.managers: list[dict[str, Any]] = message.get("managers", [])  # the user's own
        self.inside = frozenset(message.get("inside", ()))


class Run:
    """The world of one run. Nothing moves in it but by `do`."""

    def __init__(self, subject: Subject, build: Build, wire: Wire, *,
                 descending: bool = False, tells_states: bool = True) -> None:
        self.loop = subject.new_loop(descending)
        self._tells_states = tells_states and self.loop.has_states
        self.border = Border(self.loop, wire.ask, build.inside)
        self.externals = Externals(self.border)
        self.proxies: dict[str, Proxy | OwnManager | NestedScope] = {}
        self.shared: dict[str | None, Any] = {}  # managers that several tasks have, by name
        self._subject = subject
        self.scopes: dict[str, Scope] = {}
        self.aborted = False
        self._due: float | None = None  # the timer that the parent knows of
        self.loop.start()
        clocks.begin_run(self.loop)
        refusals.begin_run(self.border.note_breach)
        exeunt._bind(self.externals.make, self.externals.hold)
        for each in build.managers:
            self._add(each["manager"], OwnManager, self._made(each))
        for scope in build.scopes:
            name = scope["scope"]
            self.scopes[name] = Scope(self.border, subject, name, self._entries(scope))

    def _entries(self, scope: dict[str, Any]) -> list[Entry]:
        self.border.names.has_deadline |= "deadline" in scope
        return [Entry(self._proxy(each["manager"], each), each.get("role", "enter"))
                for each in scope["entries"]]

    def _proxy(self, name: str, entry: dict[str, Any] = {}) -> Proxy | OwnManager | NestedScope:
        known = self.proxies.get(name)
        if known is not None:
            return known
        if "scope" in entry:
            return self._add(name, NestedScope, self._subject,
                             self._entries(entry["scope"]))
        return self._add(name, Proxy)

    def _add(self, name: str, kind: Any, *more: Any) -> Proxy | OwnManager | NestedScope:
        made = self.proxies[name] = kind(self.border, name, len(self.proxies) + 1, *more)
        return made

    def _made(self, entry: dict[str, Any]) -> Any:
        """A manager of the user's own; what tasks share is one."""
        shared = entry.get("shared")
        made = self.shared.get(shared)
        if made is None:
            made = make_manager(entry["use"], entry.get("with", {}))
        if shared is not None:
            self.shared[shared] = made
        return made

    # --- steps ----------------------------------------------------------------------------------

    def do(self, message: Message) -> Message:
        """Delivers, runs callbacks, and returns the answer.

        Without `reply` the parent knows the answer, and nothing is made ready for it.
        """
        if "answers" in message:
            self.border.answers.extend(message["answers"])
        for thing in message["do"]:
            self._deliver(thing)
        until = message.get("until", "idle")
        answer: Message = {}
        try:
            self._turn(until, answer)
        except (KeyboardInterrupt, SystemExit) as error:
            self.aborted = True
            self.border.note_breach(f"{text_of(error)} left the event loop, raised at "
                                    f"{places.of_error(error)}", self._raised_by(error))
            self.loop.abandon()
        self._report_timer()
        answer["events"] = self.border.take_events()
        if "spins" not in answer:
            answer.setdefault("ready", not self.loop.is_idle())
            if "reply" in message and not answer["ready"] and self._tells_states:
                self._add_state(answer)
        return answer

    def _raised_by(self, error: BaseException) -> str:
        """The manager under test that has raised it; "" for other code."""
        manager = (self.border.names.of(error) or "").rpartition(".")[0]
        return manager if isinstance(self.proxies.get(manager), OwnManager) else ""

    def _turn(self, until: str, answer: Message) -> None:
        """Runs one ready callback, or all."""
        if until == "first":
            if not self.loop.is_idle():
                self.loop.run_one()
            self._report_closes()
            return
        self._report_closes()
        quiet_turns = 0
        left = CALLBACKS_MAX
        while not self.loop.is_idle() and quiet_turns < QUIET_TURNS and left > 0:
            events = len(self.border.events)
            ran = self._run_ready(min(left, self.loop.ready_count()))
            left -= ran
            is_quiet = len(self.border.events) == events and self.loop.repeats_cancels()
            quiet_turns = quiet_turns + 1 if is_quiet else 0
        answer["ready"] = quiet_turns < QUIET_TURNS and not self.loop.is_idle()
        if left == 0 and answer["ready"]:
            del answer["ready"]
            answer["spins"] = places.show(places.waiting(self.loop.spinning()))
            if self.loop.spins_for():
                answer["of"] = self.loop.spins_for()

    def _run_ready(self, count: int) -> int:
        """Runs what is ready at this moment; returns how many callbacks that were."""
        is_idle, run_one = self.loop.is_idle, self.loop.run_one
        for ran in range(count):
            if is_idle():
                return ran
            run_one()
            self._report_closes()
        return count

    def _report_closes(self) -> None:
        for scope in self.scopes.values():
            if not scope.has_closed and scope.task is not None and scope.task.done():
                scope.report_close()

    def _deliver(self, thing: list[Any]) -> None:
        word, *rest = thing
        deliver = getattr(self, "_do_" + word, None)
        if deliver is None:
            raise Impossible(f"`{word}` is nothing that can be done")
        deliver(*rest)

    def _do_begin(self, scope: str) -> None:
        self._scope(scope).begin()

    def _do_cancel(self, scope: str) -> None:
        self._scope(scope).cancel()

    def _do_settle(self, manager: str, what: str, how: dict[str, Any]) -> None:
        self.border.settle(manager, what, how)

    def _do_body(self, scope: str, how: dict[str, Any]) -> None:
        self.border.settle(scope, "body", how)

    def _do_time(self, milliseconds: int) -> None:
        self.loop.pass_time(milliseconds / _MS)

    def _do_push(self, scope: str, manager: str, role: str = "push") -> None:
        try:
            self._scope(scope).push(Entry(self._proxy(manager), role))
        except Exception as error:
            self.border.events.append(["refuses", scope, text_of(error)])

    def _do_callback(self, scope: str, manager: str) -> None:
        self._do_push(scope, manager, "callback")

    def _do_enter(self, scope: str, manager: str) -> None:
        self._scope(scope).enter(Entry(self._proxy(manager), "enter"))

    def _do_deliver(self, number: int, result: str | int) -> None:
        self.externals.deliver(number, result)

    def _do_close(self, scope: str) -> None:
        self._scope(scope).close()

    def _scope(self, name: str) -> Scope:
        if name not in self.scopes:
            raise Impossible(f"there is no scope {name}")
        return self.scopes[name]

    def _report_timer(self) -> None:
        due = self.loop.next_due()
        if due != self._due:
            self._due = due
            wait = None if due is None else max(0, math.ceil((due - self.loop.time()) * _MS - 1e-6))
            self.border.events.append(["timer", wait])

    def _add_state(self, answer: Message) -> None:
        try:
            answer["state"] = fingerprint(self)
        except Unknown as unknown:
            answer["no state"] = str(unknown)

    # --- what is asked about it -----------------------------------------------------------------

    def where(self) -> list[list[str]]:
        """The lines at which operations and scopes wait; of a scope that has closed by an error:
        where that was raised."""
        lines = [[who, what, places.show(operation.place)]
                 for (who, what), operation in self.border.in_flight.items() if what != "body"]
        for proxy in self.proxies.values():
            lines += proxy.where() if isinstance(proxy, OwnManager) else []
        lines += [[scope.name, "scope", places.show(scope.place())]
                  for scope in self.scopes.values() if scope.task is not None]
        return lines

    def end(self) -> Message:
        """What is left when all scopes have closed."""
        left = [f"task {self._in_words(coroutine)}" for coroutine in self.loop.left()]
        left += [f"a timer, due in {round(seconds * _MS)} ms" for seconds in
                 self.loop.timers_left()]
        return {
            "left": left,
            "unawaited": [operation.fault_name for operation in self.border.operations
                          if operation.never_started()],
            "unretrieved": self.loop.unretrieved(),
        }

    def _in_words(self, coroutine: Any) -> str:
        for operation in self.border.operations:
            if operation.coroutine is coroutine:
                return f"of {operation.fault_name}"
        name = getattr(coroutine, "__qualname__", repr(coroutine))
        return f"{name}, at {places.show(places.waiting(coroutine))}"

    def throw_away(self) -> None:
        """Ends whatever is left, silently: the next run begins as if there had been none."""
        refusals.end_run()
        clocks.end_run()
        self.border.is_over = True
        self.loop.throw_away([operation.future for operation in self.border.in_flight.values()])
        for operation in self.border.operations:
            operation.coroutine.close()  # never started, or else it has ended
        self.border.operations.clear()  # no garbage hangs on what the next run replaces
        self.border.in_flight.clear()
