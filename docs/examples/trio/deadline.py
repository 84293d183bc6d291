"""Programs on trio that give up after a second."""

from contextlib import AsyncExitStack

import trio


async def patient(body, *managers):
    """The second is for the enters and the body. The exits take as long as they need."""
    async with AsyncExitStack() as stack:
        with trio.fail_after(1):
            await body(*[await enter(stack, manager) for manager in managers])


async def hasty(body, *managers):
    """The second is for all of it: an exit that lasts too long is cut short."""
    with trio.fail_after(1):
        async with AsyncExitStack() as stack:
            await body(*[await enter(stack, manager) for manager in managers])


async def enter(stack, manager):
    value = await stack.enter_async_context(manager)
    # An enter may complete in a shield although it was canceled. Then nothing begins after it.
    await trio.lowlevel.checkpoint_if_cancelled()
    return value
