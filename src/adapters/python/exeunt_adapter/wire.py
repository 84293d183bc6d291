"""Messages: one JSON object on a line, from the parent and to it (docs/ADAPTER.md)."""

from __future__ import annotations

import json
import os
from typing import Any

Message = dict[str, Any]

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=True, check_circular=False).encode
_decode = json.JSONDecoder().decode

_KNOWN_MAX = 10_000


class ParentGone(Exception):
    """The parent has ended, so the child ends."""


class Wire:
    """Two descriptors of the child's own; code under test knows neither."""

    def __init__(self, incoming: int, outgoing: int) -> None:
        self._incoming = os.fdopen(incoming, "rb")
        self._outgoing = outgoing
        self._known: dict[bytes, Message] = {}  # that want no answer: most come again and again

    def receive(self) -> Message:
        """Waits for the next message."""
        line = self._incoming.readline()
        known = self._known.get(line)
        if known is not None:
            return known
        if not line.endswith(b"\n"):
            raise ParentGone
        message = _decode(line.decode())
        if not isinstance(message, dict):
            raise ValueError("a message is an object")
        if "reply" not in message and len(self._known) < _KNOWN_MAX:
            self._known[line] = message
        return message

    def send(self, message: Message) -> None:
        """Sends one message."""
        data = (_encode(message) + "\n").encode()
        try:
            sent = os.write(self._outgoing, data)
            while sent < len(data):
                sent += os.write(self._outgoing, data[sent:])
        except BrokenPipeError:
            raise ParentGone from None

    def ask(self, question: Message) -> Any:
        """Asks what a proxy does, in the midst of a turn, and returns the answer."""
        self.send(question)
        return self.receive().get("answer")
