"""Moments that look alike and are not: their states differ, or are not compared."""

import asyncio
import contextvars
import datetime
import decimal
import enum
import functools
import operator
import random
import sys
import types
import unittest
import weakref

from parent import ADAPTER

sys.path.append(ADAPTER)
from exeunt_adapter import outside, refusals  # noqa: E402
from exeunt_adapter.errors import Fault  # noqa: E402
from exeunt_adapter.fingerprint import Unknown, _walk  # noqa: E402
from exeunt_adapter.loop import Loop  # noqa: E402


def state_of(*found):
    text = []
    _walk(list(found), text)
    return text


class Db:
    class Closed:
        pass


class Cache:
    class Closed:
        pass


class Progress(enum.IntEnum):
    BEGUN = 1
    ENDED = 2


class Plain:
    __slots__ = ("one", "__weakref__")


def local_class(value):
    class Holder:
        count = value
    return Holder


def error_with(**attributes):
    error = ValueError()
    for name, value in attributes.items():
        setattr(error, name, value)
    return error


def fault_with(**attributes):
    fault = Fault("a.exit", 1)
    for name, value in attributes.items():
        setattr(fault, name, value)
    return fault


class Differ(unittest.TestCase):
    def assert_differ(self, one, other):
        self.assertNotEqual(state_of(one), state_of(other))

    def test_what_types_in_c_hold_that_can_be_read(self):
        self.assert_differ(datetime.timedelta(seconds=1), datetime.timedelta(seconds=2))
        self.assert_differ(datetime.datetime(2026, 1, 1), datetime.datetime(2026, 1, 2))
        self.assert_differ(decimal.Decimal(1), decimal.Decimal(2))
        self.assert_differ(operator.itemgetter(1), operator.itemgetter(2))

    def test_how_many_random_bytes_were_drawn(self):
        before = outside.dice()
        refusals.drawn += 16
        self.assertNotEqual(outside.dice(), before)
        refusals.drawn = 0

    def test_context_variables_go_by_name_and_not_by_address(self):
        one, same, other = (contextvars.ContextVar(name) for name in ("one", "one", "other"))
        self.assertEqual(state_of(one), state_of(same))
        self.assert_differ(one, other)

    def test_classes_of_the_same_name(self):
        self.assert_differ(Db.Closed(), Cache.Closed())
        self.assert_differ(Progress.BEGUN, Progress.ENDED)

    def test_what_a_class_holds_that_a_run_has_made(self):
        self.assert_differ(local_class(1), local_class(2))
        self.assert_differ(local_class(1)(), local_class(2)())

    def test_the_cause_of_an_error_and_its_context(self):
        behind = KeyError()
        self.assert_differ(error_with(__cause__=behind),
                           error_with(__context__=behind, __suppress_context__=True))

    def test_what_code_has_noted_on_an_error(self):
        self.assert_differ(fault_with(is_late=True), fault_with(is_late=False))
        self.assert_differ(fault_with(__suppress_context__=True), fault_with())

    def test_names_of_tasks_and_messages_of_cancels(self):
        loop = Loop()
        loop.start()

        async def nothing():
            pass

        def canceled(message):
            future = asyncio.Future(loop=loop)
            future.cancel(message)
            return future

        tasks = []
        for name in ("one", "other"):
            tasks.append(asyncio.Task(nothing(), loop=loop, name=name))
        try:
            self.assert_differ(canceled("one"), canceled("other"))
            self.assertIn("'other'", repr(tasks[1]))
        finally:
            loop.throw_away([])
            for task in tasks:
                task._log_destroy_pending = False
                task.get_coro().close()

    def test_a_generator_that_ends_when_its_frame_does(self):
        def half_run():
            try:
                yield
            finally:
                pass

        async def waits(value):
            kept = half_run() if value else None
            if kept is not None:
                next(kept)
            await suspend()

        @types.coroutine
        def suspend():
            yield

        states = []
        for value in (0, 1):
            coroutine = waits(value)
            coroutine.send(None)
            states.append([each for each in state_of(coroutine) if each[0] == "generator"])
            coroutine.close()
        self.assertEqual(len(states[1]), len(states[0]) + 1)


class Unreadable(unittest.TestCase):
    def test_types_in_c_that_name_a_module_in_python(self):
        for each in (memoryview(b"a"), weakref.proxy(Plain())):
            with self.subTest(type(each)), self.assertRaises(Unknown):
                state_of(each)

    def test_what_python_can_list_is_readable(self):
        for each in (types.SimpleNamespace(one=1), Progress,
                     list(vars(Progress).values()), Plain(), Db(), asyncio.Event(),
                     weakref.WeakSet(), weakref.WeakKeyDictionary()):
            with self.subTest(type(each)):
                state_of(each)


def remember(value=None, kept=[]):  # noqa: B006
    kept[:] = [value] if value else kept
    return kept


def closure():
    kept = None

    def keep(value):
        nonlocal kept
        kept = value
    return keep


keep = closure()


class Outside(unittest.TestCase):
    """What functions and inner classes of a module under test hold."""

    @classmethod
    def setUpClass(cls):
        outside._look_into(sys.modules[__name__], __name__)

    def assert_seen(self, change):
        before = state_of(outside.values())
        change()
        self.assertNotEqual(before, state_of(outside.values()))

    def test_attributes_of_a_function(self):
        self.assert_seen(lambda: setattr(remember, "calls", 1))

    def test_default_arguments(self):
        self.assert_seen(lambda: remember("one"))

    def test_a_closure(self):
        self.assert_seen(lambda: keep("one"))

    def test_dice(self):
        before = outside.dice()
        self.assertEqual(outside.dice(), before)
        random.random()
        self.assertNotEqual(outside.dice(), before)

    def test_a_class_within_a_class(self):
        self.assert_seen(lambda: setattr(Db.Closed, "count", 1))


if __name__ == "__main__":
    unittest.main()
