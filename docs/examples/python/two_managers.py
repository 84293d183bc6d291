"""A program with two managers: enter foo, enter bar, run a body that sees both, exit both."""


async def program(body, foo, bar):
    async with foo as a, bar as b:
        return await body(a, b)
