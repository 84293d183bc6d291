"""A transaction commits if its block has ended well, and rolls back whatever else has happened."""

import exeunt


class Transaction:
    async def __aenter__(self):
        await exeunt.external("begin", "begun")
        return self

    async def __aexit__(self, kind, error, trace):
        if error is not None:
            await exeunt.external("roll back", "rolled back")
        elif await exeunt.external("commit", "committed", "conflict") == "conflict":
            raise RuntimeError("another transaction has changed the same rows")


class HalfTransaction(Transaction):
    """Takes a cancel for a good end: since Python 3.8 it is no `Exception`."""

    async def __aexit__(self, kind, error, trace):
        await super().__aexit__(kind, error if isinstance(error, Exception) else None, trace)
