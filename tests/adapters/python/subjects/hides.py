"""Who hides an error behind another one: `raise ... from None`, or from a third one."""

import contextlib


def hiding(cause):
    """A stack of one manager that raises what its exit has raised, and hides the body's error."""
    async def program(body, manager):
        value = await manager.__aenter__()
        try:
            await body(value)
        except BaseException as error:
            try:
                if await manager.__aexit__(type(error), error, error.__traceback__):
                    return
            except Exception as failure:
                raise failure from cause
            raise
        else:
            await manager.__aexit__(None, None, None)
    return program


from_none = hiding(None)
from_another = hiding(LookupError("another"))


class Manager:
    """It hides what it was told, which is its own affair: nested `async with` lets it."""

    def __init__(self, how="from none"):
        self.how = how

    async def __aenter__(self):
        return self

    async def __aexit__(self, kind, error, trace):
        if error is not None and self.how == "again":
            raise error from None
        if error is not None and self.how == "from another":
            raise ValueError from LookupError()
        raise ValueError from None


@contextlib.asynccontextmanager
async def generator():
    try:
        yield
    except BaseException:
        raise ValueError from None
