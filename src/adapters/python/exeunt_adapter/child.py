"""The process: its descriptors, and the answers to the parent's messages."""

from __future__ import annotations

import faulthandler
import gc
import os
import platform
import signal
import sys
import traceback
from types import FrameType
from typing import Any

from . import clocks, numbered, outside, places, putting_back, refusals
from .border import Impossible
from .errors import TooDeep
from .ordered import keep_order_of_asyncio
from .run import Build, Run
from .subject import Subject, Unusable, find_manager
from .wire import Message, ParentGone, Wire

VERSION = 1

#: What a run has made is garbage when it is over, and of the youngest generation. What has outlived
#: it, in a global of code under test, is looked at once in so many runs.
RUNS_BETWEEN_FULL_COLLECTIONS = 64
_YOUNGEST, _ALL = 0, 2


def main() -> None:
    """Answers messages until the parent has gone."""
    _hash_by_one_seed()
    wire = Wire(int(os.environ.pop("EXEUNT_FROM")), int(os.environ.pop("EXEUNT_TO")))
    _keep_to_stderr()
    faulthandler.enable()
    signal.signal(signal.SIGABRT, _say_where)  # by which the parent ends what never returns
    clocks.install()
    numbered.install()
    keep_order_of_asyncio()
    refusals.install()
    child = Child(wire)
    try:
        while True:
            child.answer(wire.receive())
    except ParentGone:
        pass
    os._exit(0)  # what code under test has left behind has no say


def _say_where(_signal: int, frame: FrameType | None) -> None:
    """The last words: where the code under test is, as far as Python can still say."""
    print(f"it is at {places.show(places.innermost(frame))}", file=sys.stderr, flush=True)
    os._exit(1)


def _hash_by_one_seed() -> None:
    """Texts hash differently in each process, unless a seed is given; sets go by the hashes."""
    if os.environ.get("PYTHONHASHSEED") != "0":
        os.environ["PYTHONHASHSEED"] = "0"
        os.execv(sys.executable, sys.orig_argv)


def _keep_to_stderr() -> None:
    """What is printed is no message; and the last line of it is there when the process ends."""
    os.dup2(2, 1)
    sys.stdout.reconfigure(line_buffering=True)
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path[:] = [os.getcwd(), *(each for each in sys.path if each not in ("", own)), own]


class Child:
    """What the parent has said so far."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.subject: Subject | None = None
        self.build: Build | None = None
        self.run: Run | None = None
        self._runs_ended = 0
        self.why_no_run = "no run has begun"

    def answer(self, message: Message) -> None:
        """Does what a message says, and answers it if it wants an answer."""
        reply = message.get("reply")
        try:
            answer = self._dispatch(message)
        except (Unusable, Impossible, TooDeep) as error:
            answer = {"error": str(error)}
        except (ParentGone, KeyboardInterrupt, SystemExit):
            raise
        except Exception as error:
            traceback.print_exc()
            answer = {"error": f"the adapter cannot do what this message says: {error!r}"}
        if reply is not None:
            self.wire.send({"reply": reply, **answer})

    def _dispatch(self, message: Message) -> Message:
        if "do" in message:
            return self._run_in_hand().do(message)
        if "run" in message:
            return self._begin_run(message)
        if "end" in message:
            return self._run_in_hand().end()
        if "where" in message:
            return {"where": self._run_in_hand().where()}
        if "build" in message:
            return self._begin_build(message)
        if "hello" in message:
            return self._greet(message)
        raise Impossible("a message of a kind that version 1 does not have")

    def _run_in_hand(self) -> Run:
        if self.run is None:
            raise Impossible(self.why_no_run)
        return self.run

    def _greet(self, message: Message) -> Message:
        if "implementation" not in message:
            raise Unusable("nothing is named: python:module:name says what is tested")
        self.subject = subject = Subject(message["implementation"])
        loop = subject.loop_type()
        return {
            "hello": VERSION,
            "name": f"python:{subject.name}",
            "runtime": f"CPython {platform.python_version()}, {loop.name}",
            "profile": loop.profile,
            "can": subject.can(),
            "waives": subject.waives(),
            "states": loop.has_states,
            "no states": loop.why_no_states,
            "at once": loop.stops_at_once,
            "same turn": True,
            "where": True,
            "variants": loop.variants,
            "ways": loop.ways,
        }

    def _begin_build(self, message: Message) -> Message:
        if self.subject is None:
            raise Impossible("a build comes after hello")
        self._end_run()
        build = Build(message)
        self._try_out(build)
        self.build = build
        return {}

    def _try_out(self, build: Build) -> None:
        """Makes the scopes once, so that what cannot be tested is said before any run."""
        assert self.subject is not None
        for manager in build.managers:
            find_manager(manager["use"], self.subject.runs_on_trio)
        outside.look()
        putting_back.keep()
        run = Run(self.subject, build, self.wire)
        try:
            for scope in run.scopes.values():
                self.subject.try_out([entry.proxy for entry in scope.entries])
        finally:
            run.throw_away()
        outside.look()  # something may have been imported
        putting_back.keep()
        putting_back.put_back()
        gc.collect()
        gc.freeze()
        gc.disable()
        refusals.activate()

    def _begin_run(self, message: Message) -> Message:
        if self.subject is None or self.build is None:
            raise Impossible("a run comes after build")
        self._end_run()
        try:
            self.run = Run(self.subject, self.build, self.wire,
                           descending=message.get("variant", 0) == 1,
                           tells_states=message.get("states", True),
                           keeps_lines=message.get("lines", False))
        except Unusable as error:  # it is said when something is asked: this is not answered
            self.why_no_run = str(error)
        return {}

    def _end_run(self) -> None:
        """Collects the garbage, too, so that nothing of a run is finalised within the next one."""
        if self.run is not None:
            self.run.throw_away()
            self.run = None
            putting_back.put_back()
            self._take_in_imports()
            self._runs_ended += 1
            gc.collect(_YOUNGEST if self._runs_ended % RUNS_BETWEEN_FULL_COLLECTIONS else _ALL)

    @staticmethod
    def _take_in_imports() -> None:
        """What the run has imported is there in the next one: it is to begin as if it always was."""
        imported = outside.imported_in_run()
        if imported:
            outside.look_anew(imported)
            putting_back.keep_anew()
