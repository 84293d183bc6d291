"""One run: what the parent delivers, what callbacks do then, and what is left in the end."""

from __future__ import annotations

import math
from typing import Any

import exeunt

from . import clocks, outside, places, refusals
from .border import Border, Impossible, Proxy
from .errors import text_of
from .fingerprint import Unknown, fingerprint, forget_run
from .loop import NEVER
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
                 descending: bool = False, tells_states: bool = True,
                 keeps_lines: bool = False) -> None:
        self.loop = subject.new_loop(descending)
        self._tells_states = tells_states and self.loop.has_states
        self.border = Border(self.loop, wire.ask, build.inside, keeps_lines=keeps_lines)
        self.externals = Externals(self.border)
        self.proxies: dict[str, Proxy | OwnManager | NestedScope] = {}
        self.shared: dict[str | None, Any] = {}  # managers that several tasks have, by name
        self._subject = subject
        self.scopes: dict[str, Scope] = {}
        self.aborted = False
        self._due: float | None = None  # the timer that the parent knows of
        self.loop.start()
        outside.restore_process()
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
            made = make_manager(entry["use"], entry.get("with", {}),
                                self._subject.runs_on_trio)
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
        for word, *rest in message["do"]:
            deliver = _DELIVER.get(word)
            if deliver is None:
                raise Impossible(f"`{word}` is nothing that can be done")
            deliver(self, *rest)
        loop, border = self.loop, self.border
        wants_answer = "reply" in message
        may_repeat_cancels = loop.may_repeat_cancels()
        border.reports = wants_answer or may_repeat_cancels
        is_quiet = False
        try:
            if message.get("until") == "first":
                self._run(1)
            elif may_repeat_cancels:
                is_quiet = self._run_until_quiet()
            else:
                self._run(CALLBACKS_MAX)
        except (KeyboardInterrupt, SystemExit) as error:
            self.aborted = True
            border.note_breach(f"{text_of(error)} left the event loop, raised at "
                               f"{places.of_error(error)}", self._raised_by(error))
            loop.abandon()
        if loop.next_due() != self._due:
            self._report_timer()
        answer: Message = {}
        if not wants_answer:
            border.events.clear()
        else:
            answer["events"] = border.take_events()
            is_ready = not is_quiet and not loop.is_idle()
            self._describe(answer, is_ready, is_ready and message.get("until") != "first")
        return answer

    def _describe(self, answer: Message, is_ready: bool, spins: bool) -> None:
        """Adds where the run stands now."""
        if spins:
            answer["spins"] = places.show(places.waiting(self.loop.spinning()))
            if self.loop.spins_for():
                answer["of"] = self.loop.spins_for()
            return
        answer["ready"] = is_ready
        if not is_ready and self._tells_states:
            self._add_state(answer)

    def _raised_by(self, error: BaseException) -> str:
        """The manager under test that has raised it; "" for other code."""
        manager = (self.border.names.of(error) or "").rpartition(".")[0]
        return manager if isinstance(self.proxies.get(manager), OwnManager) else ""

    def _run_until_quiet(self) -> bool:
        """Runs callbacks until none is ready, or anyio does no more than to cancel its tasks again;
        returns whether it is that."""
        loop = self.loop
        quiet_turns = 0
        left = CALLBACKS_MAX
        while quiet_turns < QUIET_TURNS and left > 0 and not loop.is_idle():
            events = len(self.border.events)
            left -= self._run(min(left, loop.ready_count()))
            is_quiet = len(self.border.events) == events and loop.repeats_cancels()
            quiet_turns = quiet_turns + 1 if is_quiet else 0
        return quiet_turns == QUIET_TURNS

    def _run(self, most: int) -> int:
        """Runs so many callbacks, or as many as are ready; returns how many that were."""
        loop = self.loop
        if loop.may_have_closed:  # by what came last
            self._report_closes()
        ran = loop.run_some(most)
        count = ran
        while loop.may_have_closed and ran > 0:
            self._report_closes()
            ran = loop.run_some(most - count)
            count += ran
        return count

    def _report_closes(self) -> None:
        """Looks at the scopes; at one whose task has not come to its code yet again, next time."""
        is_unsure = False
        for scope in self.scopes.values():
            scope.report_close()
            is_unsure = is_unsure or (scope.task is not None and not scope.has_started
                                      and not scope.has_closed)
        self.loop.may_have_closed = is_unsure

    def _do_begin(self, scope: str) -> None:
        self._scope(scope).begin()

    def _do_cancel(self, scope: str) -> None:
        self._scope(scope).cancel()

    def _do_settle(self, manager: str, what: str, how: dict[str, Any]) -> None:
        operation = self.border.in_flight.get((manager, what))
        if operation is None:
            raise Impossible(f"{manager} has no {what} in flight")
        operation.settle(how)

    def _do_body(self, scope: str, how: dict[str, Any]) -> None:
        self._do_settle(scope, "body", how)

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
        due = self._due = self.loop.next_due()
        wait = None if due is None else max(0, math.ceil((due - self.loop.time()) * _MS - 1e-6))
        self.border.events.append(["timer", wait])

    def _add_state(self, answer: Message) -> None:
        try:
            answer["state"] = fingerprint(self)
        except Unknown as unknown:
            answer["no state"] = str(unknown)
        except Exception as error:  # a class may define anything, as what its `__eq__` does
            answer["no state"] = f"the state cannot be read: {text_of(error)}"

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
        left += [f"a timer, due in {round(seconds * _MS)} ms" if seconds < NEVER else
                 "a timer that is never due" for seconds in self.loop.timers_left()]
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
        forget_run()
        self.border.is_over = True
        self.loop.throw_away([operation.future for operation in self.border.in_flight.values()]
                             + list(self.externals.waiting.values()))
        for operation in self.border.operations:
            operation.coroutine.close()  # never started, or else it has ended
        self.border.operations.clear()  # no garbage hangs on what the next run replaces
        self.border.in_flight.clear()


#: What the parent can have happen, by its word.
_DELIVER = {name.removeprefix("_do_"): method for name, method in vars(Run).items()
            if name.startswith("_do_")}
