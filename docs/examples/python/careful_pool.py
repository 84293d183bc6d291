"""A pool that enters and exits its managers at the same time, and does not forget what `gather_cm`
does.

It waits for every operation that it has begun, whatever happens meanwhile; it exits what was
entered even if it was canceled; and it loses no error.
"""

import asyncio


class careful_pool:
    """Enters all managers at the same time, exits all at the same time."""

    def __init__(self, *managers):
        self.managers = managers
        self.entered = []
        self.first_failure = None  # of an enter
        self.canceled = None

    async def __aenter__(self):
        enters = await self._run([self._enter(manager) for manager in self.managers], True)
        self.entered = [m for m, (_, error) in zip(self.managers, enters) if error is None]
        failures = [e for _, e in enters if e and not isinstance(e, asyncio.CancelledError)]
        if failures or self.canceled:
            told = self.first_failure or self.canceled
            _, others = await self._exit_all(told)  # the body never runs: nobody suppresses that
            raise _one_of(failures + others or [self.canceled])
        return tuple(value for value, _ in enters)

    async def __aexit__(self, kind, error, trace):
        suppressed, failures = await self._exit_all(error)
        errors = ([error] if error and not suppressed else []) + failures
        if self.canceled and not errors:
            errors = [self.canceled]
        if errors and errors != [error]:
            raise _one_of(errors)
        return suppressed

    async def _enter(self, manager):
        try:
            return await manager.__aenter__()
        except Exception as error:
            if self.first_failure is None:
                self.first_failure = error
            raise

    async def _exit_all(self, told):
        """Returns whether an exit has suppressed what it was told, and what exits have raised."""
        told_as = (type(told), told, told.__traceback__) if told else (None, None, None)
        exits = await self._run([m.__aexit__(*told_as) for m in reversed(self.entered)], False)
        suppressed = told is not None and any(value for value, _ in exits)
        return suppressed, [e for _, e in reversed(exits) if e and e is not told]

    async def _run(self, operations, may_be_canceled):
        """Runs all of them to their ends; returns what each has returned, and raised.

        A cancel that comes while they run is passed on to them. One that comes before they have
        begun has come before the exits, which it does not stop.
        """
        tasks = [asyncio.ensure_future(operation) for operation in operations]
        try:
            await asyncio.sleep(0)  # they begin
        except asyncio.CancelledError as canceled:
            self._take(canceled, tasks if may_be_canceled else [])
        while not all(task.done() for task in tasks):
            try:
                await asyncio.wait(tasks)
            except asyncio.CancelledError as canceled:
                self._take(canceled, tasks)
        return [_outcome_of(task) for task in tasks]

    def _take(self, canceled, tasks):
        self.canceled = canceled
        for task in tasks:
            task.cancel()


def _outcome_of(task):
    try:
        return task.result(), None
    except BaseException as error:
        return None, error


def _one_of(errors):
    return errors[0] if len(errors) == 1 else BaseExceptionGroup("several managers failed", errors)
