"""Pools on trio that enter their managers at the same time, and exit them at the same time."""

import trio


class nursery_pool:
    """As it is written first: a nursery for the enters, and one for the exits.

    A nursery cancels all its tasks when one fails, and forgets what they return. So what had been
    entered is not exited, exits cut one another short, and none can suppress an error.
    """

    def __init__(self, *managers):
        self.managers = managers
        self.values = {}

    async def __aenter__(self):
        async def enter(manager):
            self.values[manager] = await manager.__aenter__()

        async with trio.open_nursery() as nursery:
            for manager in self.managers:
                nursery.start_soon(enter, manager)
        return tuple(self.values[manager] for manager in self.managers)

    async def __aexit__(self, *exc_info):
        async with trio.open_nursery() as nursery:
            for manager in self.managers:
                nursery.start_soon(manager.__aexit__, *exc_info)


class careful_nursery_pool:
    """The same, mended: it notes how each operation ends, and lets none of them fail the nursery."""

    def __init__(self, *managers):
        self.managers = managers
        self.entered = []
        self.failures = []  # of enters, in the order in which they came
        self.canceled = None

    async def __aenter__(self):
        ends = await self._run([self._enter_of(manager) for manager in self.managers])
        self.entered = [m for m, (_, error) in zip(self.managers, ends) if error is None]
        if self.failures or self.canceled:
            told = (self.failures or [self.canceled])[0]
            _, others = await self._exit_all(told)  # the body never runs: nobody suppresses that
            raise _one_of(self.failures + others or [self.canceled])
        return tuple(value for value, _ in ends)

    async def __aexit__(self, kind, error, trace):
        suppressed, failures = await self._exit_all(error)
        errors = ([error] if error and not suppressed else []) + failures
        if self.canceled and not errors:
            errors = [self.canceled]
        if errors and errors != [error]:
            raise _one_of(errors)
        return suppressed

    def _enter_of(self, manager):
        async def enter():
            try:
                return await manager.__aenter__()
            except BaseException as error:
                if not _is_cancel(error):
                    self.failures.append(error)
                raise
        return enter

    async def _exit_all(self, told):
        """Returns whether an exit has suppressed what it was told, and what exits have raised."""
        told_as = (type(told), told, told.__traceback__) if told else (None, None, None)

        def exit_of(manager):
            return lambda: manager.__aexit__(*told_as)
        ends = await self._run([exit_of(manager) for manager in self.entered])
        suppressed = told is not None and any(value for value, _ in ends)
        return suppressed, [e for _, e in ends if e and e is not told and not _is_cancel(e)]

    async def _run(self, operations):
        """Runs all of them to their ends; returns what each has returned, and raised."""
        ends = [None] * len(operations)

        async def keep(index):
            try:
                ends[index] = await operations[index](), None
            except BaseException as error:  # a cancel, too: the nursery learns of it by itself
                ends[index] = None, error

        try:
            async with trio.open_nursery() as nursery:
                for index in range(len(operations)):
                    nursery.start_soon(keep, index)
        except BaseException as error:  # nothing but a cancel; newer versions have it in a group
            self.canceled = getattr(error, "exceptions", [error])[0]
        return ends


def _is_cancel(error):
    """Whether it is one of trio's, or a group of these: several tasks of a manager were canceled."""
    members = getattr(error, "exceptions", None)
    return all(map(_is_cancel, members)) if members else isinstance(error, trio.Cancelled)


def _one_of(errors):
    return errors[0] if len(errors) == 1 else BaseExceptionGroup("several managers failed", errors)
