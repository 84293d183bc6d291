"""A transaction commits if its block has ended well, and rolls back whatever else has happened."""

import exeunt


class Transaction:
    async def __aenter__(self):
        await exeunt.external("begin")
        return self

    async def __aexit__(self, kind, error, trace):
        if error is not None:
            await exeunt.external("roll back")
        elif await exeunt.external("commit", "committed", "conflict") == "conflict":
            raise RuntimeError("another transaction has changed the same rows")
