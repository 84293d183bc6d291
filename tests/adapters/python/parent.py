"""A parent for tests: starts the adapter, and plays a schedule against it."""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
from typing import Any

_HERE = os.path.dirname(os.path.abspath(__file__))
ADAPTER = os.path.normpath(os.path.join(_HERE, "..", "..", "..", "src", "adapters", "python"))
SUBJECTS = os.path.join(_HERE, "subjects")


_shared: Parent | None = None


class Parent:
    """One child. Answers to its questions about cancels are taken from `on_cancel`.

    An implementation of no letters: nothing is said yet.
    """

    def __init__(self, implementation: str | None = "", **environment: str) -> None:
        to_child, own_out = os.pipe()
        own_in, from_child = os.pipe()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "exeunt_adapter"], cwd=SUBJECTS, stdin=subprocess.DEVNULL,
            stderr=subprocess.PIPE, pass_fds=(to_child, from_child),
            env={**os.environ, "PYTHONHASHSEED": "0", "PYTHONPATH": ADAPTER, **environment,
                 "EXEUNT_FROM": str(to_child), "EXEUNT_TO": str(from_child)})
        os.close(to_child)
        os.close(from_child)
        self._out = os.fdopen(own_out, "w")
        self._in = os.fdopen(own_in)
        self._replies = 0
        self.on_cancel: Any = {"as": "canceled"}
        self.questions: list[Any] = []
        self.bytes = ""  # all that the child has sent
        self.greeting: dict[str, Any] = {}
        if implementation != "":
            self.greet(implementation)

    def close(self) -> str:
        """Ends the child, and returns what it has printed."""
        self._out.close()
        self._in.close()
        printed = self._process.stderr.read().decode()
        self._process.stderr.close()
        self._process.wait()
        return printed

    @classmethod
    def shared(cls, implementation: str | None = "") -> Parent:
        """The child of all tests that do not end theirs: to start one takes a tenth of a second."""
        global _shared
        if _shared is None:
            _shared = cls()
            atexit.register(_shared.close)
        if implementation != "":
            _shared.greet(implementation)
        return _shared

    def greet(self, implementation: str | None) -> None:
        """Says hello; None names nothing."""
        hello: dict[str, Any] = {"hello": 1}
        if implementation is not None:
            hello["implementation"] = implementation
        self.greeting = self.ask(hello)

    def printed_line(self) -> str:
        """The next line that the child prints."""
        return self._process.stderr.readline().decode()

    def send_signal(self, signal: int) -> None:
        """As somebody would who has waited for too long."""
        self._process.send_signal(signal)

    def tell(self, message: dict[str, Any]) -> None:
        """Sends what is not answered."""
        self._out.write(json.dumps(message) + "\n")
        self._out.flush()

    def ask(self, message: dict[str, Any]) -> dict[str, Any]:
        """Sends what is answered; the answer has the events before questions, too."""
        self._replies += 1
        self.tell({"reply": self._replies, **message})
        before: list[Any] = []
        while True:
            line = self._in.readline()
            self.bytes += line
            if not line:
                return {"died": True}
            answer = json.loads(line)
            if "ask" not in answer:
                assert answer["reply"] == self._replies, answer
                if "events" in answer:
                    answer["events"] = before + answer["events"]
                return answer
            before += [*answer["events"], answer["ask"]]
            self.questions.append(answer["ask"])
            how = self.on_cancel
            if how and how["as"] == "canceled" and answer["ask"][2] == "exit":
                how = {"as": "failed", "way": "passes"}
            self.tell({"answer": how})

    # --- a run ------------------------------------------------------------------------------------

    def begin(self, kind: str, *managers: str, **run: Any) -> list[str]:
        """Builds a scope of these managers, begins it, and returns what happens."""
        entries = [{"manager": each} for each in managers]
        built = self.ask({"build": [{"scope": "s", "kind": kind, "entries": entries}]})
        if "error" in built:
            raise AssertionError(built["error"])
        return self.again(**run)

    def again(self, **run: Any) -> list[str]:
        """Begins one more run of what was built."""
        self.tell({"run": 1, **run})
        return self.do(["begin", "s"])

    def do(self, *things: list[Any], until: str = "idle") -> list[str]:
        """Delivers things in one turn, and returns what happens, in words."""
        self.answer = self.ask({"do": list(things), "until": until})
        if "error" in self.answer:
            raise AssertionError(self.answer["error"])
        return [in_words(event) for event in self.answer["events"]]


def entered(manager: str) -> list[Any]:
    return ["settle", manager, "enter", {"as": "entered"}]


def enter_fails(manager: str, way: str = "raises") -> list[Any]:
    return ["settle", manager, "enter", {"as": "failed", "way": way}]


def exited(manager: str) -> list[Any]:
    return ["settle", manager, "exit", {"as": "exited"}]


def suppresses(manager: str) -> list[Any]:
    return ["settle", manager, "exit", {"as": "suppressed"}]


def exit_fails(manager: str, way: str = "raises") -> list[Any]:
    return ["settle", manager, "exit", {"as": "failed", "way": way}]


BODY_RETURNS = ["body", "s", {"as": "returned"}]
BODY_RAISES = ["body", "s", {"as": "raised"}]
CANCEL = ["cancel", "s"]


def in_words(event: list[Any]) -> str:
    """An event as one reads it: `a exit begins (body)`."""
    word, *rest = event
    if word == "begins":
        told = f" ({chain(rest[2])})" if rest[1] == "exit" and rest[2] else ""
        return f"{rest[0]} {rest[1]} begins{told}"
    if word == "body":
        return f"body begins ({', '.join(str(each) for each in rest[1])})"
    if word == "cancels":
        return f"{rest[0]} {rest[1]} canceled"
    if word == "closes":
        outcome = rest[1]
        raised = outcome.get("raises")
        return f"closes {chain(raised)}" if raised else f"closes {next(iter(outcome))}"
    return " ".join(str(each) for each in event)


def chain(error: dict[str, Any]) -> str:
    """An error with what is behind it: `a.exit < body`."""
    text = error["error"] or error["text"]
    if "members" in error:
        text += "[" + ", ".join(chain(each) for each in error["members"]) + "]"
    return text + (f" < {chain(error['context'])}" if "context" in error else "")
