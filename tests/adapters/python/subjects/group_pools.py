"""A pool on groups of tasks that cancel what is left when one fails, as trio and anyio have them."""


class careful_group_pool:
    """It waits for all that it has begun and forgets neither what was entered nor an error."""

    open_group = None  # of the library

    def __init__(self, *managers):
        self.managers = managers
        self.entered = []
        self.failures = []  # of enters, the first one first
        self.canceled = None

    async def __aenter__(self):
        values = await self._run([self._enter_of(manager) for manager in self.managers])
        for manager, (_, error) in zip(self.managers, values):
            if error is None:
                self.entered.append(manager)
        if self.failures or self.canceled:
            told = (self.failures or [self.canceled])[0]
            await self._exit_all(told)  # the body never runs: nobody suppresses that
            raise _one_of(self.failures or [self.canceled])
        return tuple(value for value, _ in values)

    async def __aexit__(self, kind, error, trace):
        suppressed = await self._exit_all(error)
        errors = ([error] if error and not suppressed else []) + self.failures
        if self.canceled and not errors:
            errors = [self.canceled]
        if errors and errors != [error]:
            raise _one_of(errors)
        return suppressed

    def _enter_of(self, manager):
        async def enter():
            try:
                return await manager.__aenter__()
            except Exception as error:
                self.failures.append(error)  # the first one first
                raise
        return enter

    async def _exit_all(self, told):
        """Returns whether an exit has suppressed what it was told."""
        cause = (type(told), told, told.__traceback__) if told else (None, None, None)

        def exit_of(manager):
            return lambda: manager.__aexit__(*cause)
        exits = await self._run([exit_of(manager) for manager in self.entered])
        self.failures += [error for _, error in exits if error and error is not told]
        return told is not None and any(value for value, _ in exits)

    async def _run(self, operations):
        """Runs all of them to their ends; returns what each has returned, and raised."""
        outcomes = [None] * len(operations)

        async def keep(index):
            try:
                outcomes[index] = await operations[index](), None
            except BaseException as error:  # a cancel comes to the group, too
                outcomes[index] = None, error

        try:
            async with self.open_group() as group:
                for index in range(len(operations)):
                    group.start_soon(keep, index)
        except BaseException as error:  # nothing but a cancel: of newer versions a group
            self.canceled = getattr(error, "exceptions", [error])[0]
        return outcomes


def _one_of(errors):
    return errors[0] if len(errors) == 1 else BaseExceptionGroup("several managers failed", errors)
