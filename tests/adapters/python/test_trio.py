"""On trio and anyio, where they are installed.

A cancel is a state of a scope, and comes again at each wait.
"""

import importlib.util
import os
import unittest

from parent import (ADAPTER, BODY_RAISES, BODY_RETURNS, CANCEL, Parent, entered, exit_fails,
                    exited)


@unittest.skipUnless(importlib.util.find_spec("trio"), "trio is not installed")
class OnTrio(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        path = os.pathsep.join([ADAPTER, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        cls.child = Parent("trio_pools:nursery_pool", PYTHONPATH=path)

    @classmethod
    def tearDownClass(cls):
        assert cls.child.close() == "", "trio complains of how its runs end"

    def plays(self, *steps):
        return [event for step in steps for event in self.child.do(step)]

    def begin(self, name, kind="pool", *managers):
        self.child.greet(f"trio_pools:{name}")
        return self.child.begin(kind, *(managers or ("a", "b")))

    def test_hello_says_so(self):
        self.child.greet("trio_pools:nursery_pool")
        self.assertRegex(self.child.greeting["runtime"], r"^CPython [\d.]+, trio [\d.]+$")
        self.assertEqual(self.child.greeting["profile"], "trio")

    def test_all_goes_well(self):
        self.assertEqual(self.begin("nursery_pool"), ["a enter begins", "b enter begins"])
        self.assertEqual(
            self.plays(entered("b"), entered("a"), BODY_RETURNS, exited("a"), exited("b")),
            ["body begins (a, b)", "b exit begins", "a exit begins", "closes returns"])
        self.assertEqual(self.child.ask({"end": True})["left"], [])

    def test_a_failing_exit_cancels_the_other(self):
        self.begin("nursery_pool")
        happened = self.plays(entered("a"), entered("b"), BODY_RAISES, exit_fails("a"))
        self.assertEqual(happened[-1], "b exit canceled")

    def test_a_cancel_comes_again_in_an_exit(self):
        self.begin("nested#stack-program", "stack")
        happened = self.plays(entered("a"), entered("b"), CANCEL,
                              ["body", "s", {"as": "canceled"}], exited("b"), exited("a"))
        self.assertEqual(happened[2:], [
            "s body canceled", "b exit begins (canceled)", "b exit canceled",
            "a exit begins (canceled)", "a exit canceled", "closes canceled"])

    def test_a_cancel_before_the_start(self):
        self.begin("nursery_pool")
        self.child.tell({"run": 1})
        self.assertEqual(self.child.do(CANCEL, ["begin", "s"]), ["closes canceled"])

    def test_time_is_virtual(self):
        self.assertEqual(self.begin("sleeps", "pool", "a"), ["a enter begins", "timer 2000"])
        self.assertEqual(self.plays(["time", 2000])[0], "a enter canceled")


@unittest.skipUnless(importlib.util.find_spec("anyio"), "anyio is not installed")
class AnyioOnAsyncio(unittest.TestCase):
    """anyio cancels a task again in each turn of asyncio's loop, until it ends."""

    def setUp(self):
        path = os.pathsep.join([ADAPTER, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        self.child = Parent("anyio_pools:task_group_pool", PYTHONPATH=path)
        self.child.on_cancel = None
        self.child.begin("pool", "a", "b")

    def tearDown(self):
        self.child.close()

    def test_a_cancel_that_is_caught_is_told_once(self):
        self.child.do(entered("a"))
        self.child.do(entered("b"))
        self.child.do(BODY_RAISES)
        self.assertEqual(self.child.do(exit_fails("a")), ["b exit canceled"])
        self.assertFalse(self.child.answer["ready"])
        self.assertEqual(self.child.do(exited("b")), ["closes a.exit"])


if __name__ == "__main__":
    unittest.main()
