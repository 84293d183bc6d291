"""Whose code is running: what it waits for, and whom it cancels, is its."""

from __future__ import annotations

from contextvars import ContextVar

#: The manager under test; "" while it is the scope, the body or the adapter. Tasks and callbacks
#: that its code makes have the context of it.
manager: ContextVar[str] = ContextVar("exeunt manager", default="")
