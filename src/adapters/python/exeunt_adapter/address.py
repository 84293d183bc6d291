"""The address of an object, by which it is told from others that are equal to it.

`id` gives it, too, but each call of that is audited (refusals.py), which takes ten times as long.
"""

from __future__ import annotations

#: An object's hash as long as its type has no other one: its address, turned by four bits.
address = object.__hash__
