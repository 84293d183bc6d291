"""A pool on trio that gives up after a second: for the enters and the body, and not for the exits."""

import group_pools
import trio


class _group_pool(group_pools.careful_group_pool):
    open_group = staticmethod(trio.open_nursery)


async def timed_pool(body, *managers):
    pool = _group_pool(*managers)
    error = None
    has_run = False
    try:
        with trio.fail_after(1):
            values = await pool._run([pool._enter_of(manager) for manager in managers])
            pool.entered = [m for m, (_, raised) in zip(managers, values) if raised is None]
            await trio.lowlevel.checkpoint_if_cancelled()
            if not pool.failures:
                has_run = True
                await body(*[value for value, _ in values])
    except BaseException as raised:
        error = raised
    enters, pool.failures = pool.failures, []
    told = enters[0] if enters else error
    if await pool._exit_all(told) and has_run:
        error = None
    errors = enters + pool.failures
    if error is not None and (has_run or not errors):
        errors.insert(0, error)
    if errors:
        raise group_pools._one_of(errors)
