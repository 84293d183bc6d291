"""Nothing but a name that is built at run time leads here."""

from . import helper

calls = []


async def enter_all(managers):
    assert not calls, "a run begins with what another one has left"
    calls.append("enter")
    return await helper.enter_all(managers)


exit_all = helper.exit_all
