"""Careful pools of three managers, each of which forgets one exit if they have entered in reverse
order. Where a pool keeps that is all by which two moments differ: whoever does not look there takes
them for one, and finds that the pool holds."""

import asyncio
from contextlib import asynccontextmanager

from careful_pool import careful_pool


class _Forgetful(careful_pool):
    async def __aenter__(self):
        self.order = []
        self.keep(True)
        values = await super().__aenter__()
        self.keep(self.order != [*reversed(self.managers)])
        self.order = None
        return values

    async def _enter(self, manager):
        value = await super()._enter(manager)
        self.order.append(manager)
        return value

    async def __aexit__(self, *cause):
        if not self.is_fine():
            self.entered = self.entered[:-1]
        return await super().__aexit__(*cause)


def _yes():
    return True


def _no():
    return False


_is_fine = _yes


class InGlobal(_Forgetful):
    """In which function the name of a module stands for."""

    def keep(self, is_fine):
        global _is_fine
        _is_fine = _yes if is_fine else _no

    def is_fine(self):
        return _is_fine()


class OnFuture(_Forgetful):
    """In an attribute of a future."""

    def keep(self, is_fine):
        self.future = asyncio.get_running_loop().create_future()
        self.future.is_fine = is_fine

    def is_fine(self):
        return self.future.is_fine


@asynccontextmanager
async def in_locals(*managers):
    """In which of two locals has which manager, beside one that nobody reads any more."""
    pool = OnFuture(*managers)
    values = await pool.__aenter__()
    is_fine = pool.is_fine()
    pool.keep(True)
    one, other = managers[:2] if is_fine else managers[1::-1]
    left_over = managers[0]  # noqa: F841
    try:
        yield values
    except BaseException as error:
        pool.keep(one is managers[0] and other is managers[1])
        if not await pool.__aexit__(type(error), error, error.__traceback__):
            raise
    else:
        pool.keep(one is managers[0] and other is managers[1])
        await pool.__aexit__(None, None, None)
