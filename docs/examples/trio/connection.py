"""A manager on trio: a connection that says good-bye before it closes."""

import exeunt
import trio


class HastyConnection:
    """Forgets to close when it is canceled while it says good-bye: `trio.sleep` raises then."""

    def __init__(self, latency=0.05):
        self.latency = latency

    async def __aenter__(self):
        if await exeunt.external("connect", "connected", "refused") == "refused":
            raise ConnectionRefusedError
        exeunt.hold()  # the socket
        return self

    async def __aexit__(self, *exc_info):
        await trio.sleep(self.latency)
        exeunt.release()


class Connection(HastyConnection):
    """Says good-bye in a shield, and not for longer than a second; it closes in any case."""

    async def __aexit__(self, *exc_info):
        with trio.move_on_after(1) as good_bye:
            good_bye.shield = True
            await trio.sleep(self.latency)
        exeunt.release()
