"""What of a suspended coroutine is a part of its state, and what is left over."""

import asyncio
import contextlib
import os
import sys
import unittest

from parent import ADAPTER

sys.path.append(ADAPTER)
from exeunt_adapter.liveness import dead_locals  # noqa: E402


class Suspend:
    def __await__(self):
        yield


async def loop_variable(tasks):
    for task in tasks:
        pass
    await Suspend()


async def read_later(tasks):
    for task in tasks:
        pass
    await Suspend()
    return task


async def written_before_read(value):
    await Suspend()
    value = 1
    return value


async def read_in_a_handler(first, second):
    try:
        await Suspend()
        first = None
    except ValueError:
        return first
    return second


async def read_in_the_next_round(value):
    while True:
        await Suspend()
        value = value + 1


async def read_by_a_closure(value):
    function = lambda: value  # noqa: E731
    await Suspend()
    return function


class DeadLocals(unittest.TestCase):
    def dead(self, function, *arguments):
        coroutine = function(*arguments)
        coroutine.send(None)
        frame = coroutine.cr_frame
        dead = dead_locals(frame.f_code, frame.f_lasti)
        coroutine.close()
        return sorted(dead)

    def test_a_loop_variable(self):
        self.assertEqual(self.dead(loop_variable, [1]), ["task", "tasks"])

    def test_one_that_is_read_later(self):
        self.assertEqual(self.dead(read_later, [1]), ["tasks"])

    def test_one_that_is_written_first(self):
        self.assertEqual(self.dead(written_before_read, 0), ["value"])

    def test_one_that_only_a_handler_reads(self):
        self.assertEqual(self.dead(read_in_a_handler, 1, 2), [])

    def test_one_that_the_next_round_reads(self):
        self.assertEqual(self.dead(read_in_the_next_round, 1), [])

    def test_one_that_a_closure_shares(self):
        self.assertEqual(self.dead(read_by_a_closure, 1), [])

    def test_the_standard_library_can_be_analysed(self):
        for function in (asyncio.wait, asyncio.tasks._wait, asyncio.wait_for,
                         contextlib.AsyncExitStack.__aexit__):
            code = function.__code__
            self.assertIsInstance(dead_locals(code, 0), tuple, os.path.basename(code.co_filename))


if __name__ == "__main__":
    unittest.main()
