import asyncio

calls = []


async def enter_all(managers):
    calls.append("enter")
    tasks = [asyncio.create_task(each.__aenter__()) for each in managers]
    await asyncio.wait(tasks)
    return [each.result() for each in tasks]


async def exit_all(managers, cause):
    tasks = [asyncio.create_task(each.__aexit__(*cause)) for each in managers]
    await asyncio.wait(tasks)
    return any([each.result() for each in tasks])
