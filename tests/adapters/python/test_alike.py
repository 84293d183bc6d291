"""More moments that look alike and are not; and what looking at them must not do."""

import abc
import asyncio
import collections
import decimal
import functools
import logging
import math
import operator
import os
import re
import struct
import sys
import threading
import types
import unittest
import weakref

from parent import ADAPTER

sys.path.append(ADAPTER)
from exeunt_adapter import outside  # noqa: E402
from exeunt_adapter.border import Value  # noqa: E402
from exeunt_adapter.errors import Names  # noqa: E402
from exeunt_adapter.fingerprint import _walk  # noqa: E402
from exeunt_adapter.liveness import dead_locals  # noqa: E402
from exeunt_adapter.loop import NEVER, Loop  # noqa: E402


def state_of(*found):
    text = []
    _walk(list(found), text)
    return text


@types.coroutine
def suspend():
    yield


def in_suspended(make, *arguments):
    coroutine = make(*arguments)
    coroutine.send(None)
    try:
        return state_of(coroutine)
    finally:
        coroutine.close()


async def two_and_one_left_over(first, second, left_over):
    await suspend()
    return first, second


async def with_left_over(left_over):
    await suspend()


async def steps(left_over):
    yield 1


class Plain:
    pass


class Base:
    def end(self):
        pass


class Derived(Base):
    async def end(self):
        await suspend()
        super().end()


async def evaluates(value):
    await suspend()
    return eval("value")


async def handles(text):
    try:
        int(text)
    except ValueError:
        pass
    text = ""
    await suspend()
    return text


def made_with(value):
    class Made:
        def what(self):
            return value
    return Made()


class Wrapper:
    __slots__ = ("wrapped", "other")

    def __getattr__(self, name):
        return getattr(self.wrapped, name)


class Counting(dict):
    looks = 0

    def items(self):
        self.looks += 1
        return super().items()


class Odd(list):
    def __iter__(self):
        return iter(())


class Differ(unittest.TestCase):
    def assert_differ(self, one, other):
        self.assertNotEqual(state_of(one), state_of(other))

    def test_locals_that_have_changed_places_beside_one_that_is_left_over(self):
        one, other = Plain(), Plain()
        one.name, other.name = "one", "other"
        states = [in_suspended(two_and_one_left_over, *each)
                  for each in ((one, other, one), (other, one, one))]
        self.assertNotEqual(*states)

    def test_what_is_left_over_and_dies_with_its_frame(self):
        watched, half_run = Plain(), (each for each in (1, 2))
        watch = weakref.ref(watched)
        next(half_run)
        holds = Plain()
        holds.generator = half_run
        nothing = in_suspended(with_left_over, Plain())
        for each in (watched, holds, [half_run], {"generator": half_run}):
            with self.subTest(type(each)):
                self.assertNotEqual(in_suspended(with_left_over, each), nothing)
        self.assertIsNotNone(watch())

    def test_locals_that_are_read_without_their_name(self):
        for code, last in ((Derived.end.__code__, "self"), (evaluates.__code__, "value")):
            with self.subTest(last):
                coroutine = (Derived().end() if last == "self" else evaluates(1))
                coroutine.send(None)
                self.assertNotIn(last, dead_locals(code, coroutine.cr_frame.f_lasti))
                coroutine.close()

    def test_methods_of_types_in_c(self):
        self.assert_differ(str.upper, str.lower)
        self.assert_differ(int.__add__, int.__sub__)
        self.assert_differ((1).__add__, (1).__sub__)

    def test_attributes_of_futures_and_of_what_is_played(self):
        loop = Loop()
        for make in (loop.create_future, lambda: asyncio.Future(loop=loop),
                     lambda: Value("a", 1, 1)):
            one, other = make(), make()
            one.first, other.first = 1, 2
            self.assert_differ(one, other)
            self.assertNotEqual(state_of(one), state_of(make()))

    def test_attributes_of_the_loop_and_its_handler(self):
        loops = [Loop() for _ in range(4)]
        loops[1].first = 1
        loops[2].set_exception_handler(print)
        states = [state_of(loop) for loop in loops]
        self.assertEqual(states[0], states[3])
        self.assertNotEqual(states[0], states[1])
        self.assertNotEqual(states[0], states[2])

    def test_errors_of_the_same_name_and_their_slots(self):
        kinds = [type("Error", (Exception,), {"__module__": each}) for each in ("one", "other")]
        self.assert_differ(kinds[0](), kinds[1]())

        class Slots(Exception):
            __slots__ = ("one", "other")
        errors = Slots(), Slots()
        errors[0].one = errors[1].other = 1
        self.assert_differ(*errors)

    def test_what_methods_of_a_class_hold_that_a_run_has_made(self):
        self.assert_differ(made_with(1), made_with(2))
        self.assert_differ(type("Made", (), {"value": 1})(), type("Made", (), {"value": 2})())

    def test_functions_that_stand_in_one_line(self):
        one, other = (lambda: 1), (lambda: 2)
        self.assert_differ(one, other)
        codes = [compile(f"def made(): return {each}", "<made>", "exec") for each in ("(1,)", "(2,)")]
        self.assert_differ(*codes)

    def test_modules_that_nobody_imports(self):
        one, other = types.ModuleType("made"), types.ModuleType("made")
        one.value, other.value = 1, 2
        self.assert_differ(one, other)
        self.assertEqual(state_of(os), state_of(os))

    def test_which_function_of_a_property_it_is(self):
        self.assert_differ(property(None, remember), property(None, None, remember))
        self.assert_differ(property(remember), property(recall))

    def test_what_a_cache_has_made_and_when(self):
        def cached(size, *calls):
            @functools.lru_cache(maxsize=size)
            def function(it):
                return made[it]
            for each in calls:
                function(each)
            return function
        made = {"a": int, "b": str, "c": {}}
        for size in (None, 2):
            self.assert_differ(cached(size, "a"), cached(size, "b"))
            self.assert_differ(cached(size, "a"), cached(size, "a", "a"))
            self.assertEqual(state_of(cached(size, "c")), state_of(cached(size, "c")))
        made_before = cached(2, "a", "b", "a", "a"), cached(2, "a", "b", "b", "a", "b")
        self.assert_differ(*made_before)

    def test_how_far_iterators_and_getters_are(self):
        def deque_at(count):
            iterator = iter(collections.deque((1, 2, 3)))
            return [next(iterator) for _ in range(count)] and iterator or iterator
        self.assert_differ(deque_at(1), deque_at(2))
        self.assert_differ(re.match("a|b", "a"), re.match("a|b", "b"))
        self.assert_differ(struct.Struct("i"), struct.Struct("q"))
        self.assert_differ(operator.methodcaller("one"), operator.methodcaller("other"))
        self.assert_differ(int | str, int | bytes)
        self.assert_differ(decimal.Context(prec=1), decimal.Context(prec=2))

    def test_whether_a_cell_is_empty(self):
        self.assert_differ(types.CellType(), types.CellType(1))

    def test_whether_a_lock_is_held(self):
        for make in (threading.Lock, threading.RLock):
            lock = make()
            before = state_of(lock)
            lock.acquire()
            self.assertNotEqual(before, state_of(lock))
            lock.release()
            self.assertEqual(before, state_of(lock))

    def test_iterators_of_what_has_changed_meanwhile(self):
        for held, change in (({1: 1, 2: 2}, lambda it: it.pop(2)), ({1, 2}, lambda it: it.pop())):
            iterator = iter(held)
            before = state_of(iterator)
            change(held)
            self.assertNotEqual(before, state_of(iterator))


class Alike(unittest.TestCase):
    def test_sets_of_weak_references_have_no_order(self):
        states = []
        for turned in (1, -1):
            values = [Value(str(number), number, turned * number + 16) for number in range(9)]
            states.append(state_of(weakref.WeakSet(values)))
        self.assertEqual(*states)

    def test_an_error_that_was_handled_and_is_no_more(self):
        self.assertEqual(in_suspended(handles, ""), in_suspended(handles, "1"))

    def test_an_error_that_was_looked_at(self):
        one, other = LookupError("a"), LookupError("a")
        self.assertEqual(vars(other), {})  # that gives it a place for attributes
        self.assertEqual(state_of(one), state_of(other))
        other.exceptions = 1
        self.assertNotEqual(state_of(one), state_of(other))


class Looks(unittest.TestCase):
    def test_no_code_under_test_runs(self):
        counting = Counting(one=1)
        state_of(counting)
        self.assertEqual(counting.looks, 0)
        filled = Odd()
        list.append(filled, 1)
        self.assertNotEqual(state_of(filled), state_of(Odd()))
        state_of(Wrapper())

    def test_what_is_common_in_modules_is_readable(self):
        class Abstract(abc.ABC):
            pass
        state_of(logging.getLogger("one"), Abstract)


def remember():
    pass


def recall():
    pass


def yields(value=1, *, named=1):
    pass


class Child(Plain):
    pass


way = __way = None


class Globals(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        outside._look_into(sys.modules[__name__], __name__)

    def assert_all_differ(self, *changes):
        states = []
        for change in changes:
            change()
            states.append(state_of(outside.values()))
        for index, each in enumerate(states):
            self.assertNotIn(each, states[:index])

    def set(self, name, value):
        return lambda: globals().__setitem__(name, value)

    def test_names_of_functions_and_classes(self):
        self.assert_all_differ(*[self.set("way", each) for each in (None, remember, recall, Plain)])

    def test_names_that_begin_with_two_underlines(self):
        self.assert_all_differ(*[self.set("__way", each) for each in (None, 1, 2)])

    def test_which_function_has_an_attribute(self):
        self.assert_all_differ(lambda: setattr(remember, "is_it", True),
                               lambda: (delattr(remember, "is_it"), setattr(recall, "is_it", True)))

    def test_what_functions_and_classes_are_made_of(self):
        before = state_of(outside.values())
        changes = (lambda: setattr(yields, "__code__", recall.__code__),
                   lambda: setattr(yields, "__defaults__", (2,)),
                   lambda: setattr(yields, "__kwdefaults__", {"named": 2}),
                   lambda: setattr(Child, "__bases__", (Base,)))
        for change in changes:
            change()
            self.assertNotEqual(before, state_of(outside.values()))
            outside.restore_definitions()
            self.assertEqual(before, state_of(outside.values()))
        yields.__kwdefaults__["named"] = 2
        self.assertNotEqual(before, state_of(outside.values()))
        yields.__kwdefaults__["named"] = 1

    def test_annotations_that_somebody_has_read(self):
        before = state_of(outside.values())
        self.assertEqual(yields.__annotations__, {})
        self.assertEqual(before, state_of(outside.values()))

    def test_the_environment_and_the_folder(self):
        outside._look_around()
        before = outside.process()
        os.environ["EXEUNT_TEST_ALIKE"] = "1"
        folder = os.getcwd()
        os.chdir("/")
        self.assertNotEqual(before, outside.process())
        outside.restore_process()
        self.assertEqual(before, outside.process())
        self.assertEqual(folder, os.getcwd())


class Loops(unittest.TestCase):
    def test_a_timer_that_is_never_due(self):
        for seconds in (math.inf, math.nan, NEVER * 2):
            loop = Loop()
            loop.call_later(seconds, print)
            self.assertIsNone(loop.next_due())

    def test_a_handler_of_errors_that_raises(self):
        loop = Loop()

        def handler(loop, context):
            raise ValueError("handler")
        loop.set_exception_handler(handler)
        loop.call_exception_handler({"message": "any"})
        self.assertEqual(loop.complaints,
                         ["Unhandled error in exception handler: ValueError: handler"])

    def test_a_group_of_other_things_than_errors(self):
        error = ValueError()
        error.exceptions = [("a", KeyError()), LookupError()]
        members = Names().describe(error)["members"]
        self.assertEqual([each["text"] for each in members], ["LookupError"])


if __name__ == "__main__":
    unittest.main()
