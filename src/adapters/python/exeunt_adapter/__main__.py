"""The adapter for Python, `python3 -m exeunt_adapter`. docs/ADAPTER.md is what it speaks.

This file is read by every Python, so that an old one can say what is wrong.
"""

import json
import os
import sys

OLDEST = (3, 11)


def complain_of_age():
    """Answers hello by the version that is missing."""
    incoming = os.fdopen(int(os.environ["EXEUNT_FROM"]), "r")
    outgoing = os.fdopen(int(os.environ["EXEUNT_TO"]), "w")
    hello = json.loads(incoming.readline())
    words = "%s is Python %d.%d, and the adapter needs %d.%d" % (
        (sys.executable,) + tuple(sys.version_info[:2]) + OLDEST)
    outgoing.write(json.dumps({"reply": hello.get("reply"), "error": words}) + "\n")
    outgoing.flush()


if sys.version_info < OLDEST:
    complain_of_age()
else:
    from .child import main
    main()
