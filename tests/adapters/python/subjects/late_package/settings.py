"""It sets what is not set."""

import os

from . import helper

mode = os.environ.setdefault("LATE_MODE", "fast")
