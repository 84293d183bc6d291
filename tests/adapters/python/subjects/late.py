"""Pools that import what they need when they need it."""

import importlib
import os

notes = []


class Pool:
    def __init__(self, *managers):
        self.managers = managers

    async def __aenter__(self):
        notes.append("enter")
        return await self.helper().enter_all(self.managers)

    async def __aexit__(self, *cause):
        return await self.helper().exit_all(self.managers, cause)


class ByStatement(Pool):
    def helper(self):
        from late_package import helper
        return helper


class ByName(Pool):
    def helper(self):
        return importlib.import_module("late_package" + ".named")


class Missing(Pool):
    def helper(self):
        try:
            import no_such_module_at_all as helper
        except ImportError:
            import late_package.helper as helper
        return helper


class Settings(Pool):
    """What is imported writes into the environment."""

    def helper(self):
        from late_package import settings
        assert os.environ["LATE_MODE"] == settings.mode
        return settings.helper


class Drawing(Pool):
    """What is imported, and is Python's own, draws a key where it is."""

    def helper(self):
        import multiprocessing
        assert multiprocessing.current_process().authkey
        return importlib.import_module("late_package.helper")

    async def __aenter__(self):
        import late_package.helper  # noqa: F401
        return await super().__aenter__()
