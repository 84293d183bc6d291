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

    def test_what_is_due_comes_in_one_turn_with_something_else(self):
        self.begin("sleeps", "pool", "a")
        self.assertEqual(self.child.do(["time", 2000], entered("a")),
                         ["body begins ()", "timer None"])

    def test_time_is_virtual(self):
        self.assertEqual(self.begin("sleeps", "pool", "a"), ["a enter begins", "timer 2000"])
        self.assertEqual(self.plays(["time", 2000])[0], "a enter canceled")


@unittest.skipUnless(importlib.util.find_spec("trio"), "trio is not installed")
class OwnManagers(unittest.TestCase):
    """Managers of the user's own, beside one that the parent plays."""

    @classmethod
    def setUpClass(cls):
        path = os.pathsep.join([ADAPTER, *os.environ.get("PYTHONPATH", "").split(os.pathsep)])
        cls.child = Parent("trio_pools:nested#stack-program", PYTHONPATH=path)

    @classmethod
    def tearDownClass(cls):
        assert cls.child.close() == "", "trio complains of how its runs end"

    def begin(self, name, suffix=""):
        self.built = self.child.ask(
            {"build": [{"scope": "s", "kind": "stack",
                        "entries": [{"manager": "db"}, {"manager": "b"}]}],
             "managers": [{"manager": "db", "use": f"trio_managers:{name}{suffix}", "with": {}}]})
        return None if "error" in self.built else self.child.again()

    def plays(self, *steps):
        return [event for step in steps for event in self.child.do(step)]

    def test_what_it_waits_for_is_delivered(self):
        self.assertEqual(self.begin("Database"),
                         ["db enter begins", "waits 1 db connect ['connected', 'refused']"])
        self.assertEqual(self.plays(["deliver", 1, "connected"], entered("b"), BODY_RETURNS),
                         ["settles db enter {'as': 'entered'}", "b enter begins",
                          "body begins (db, b)", "b exit begins"])
        self.assertEqual(self.plays(exited("b"), ["time", 500]),
                         ["db exit begins", "timer 500", "settles db exit {'as': 'exited'}",
                          "closes returns", "timer None"])
        self.assertEqual(self.child.ask({"end": True})["left"], [])

    def test_its_own_error_has_its_name_and_text(self):
        self.begin("Database")
        self.assertEqual(
            self.plays(["deliver", 1, "refused"]),
            ["settles db enter {'as': 'failed', 'text': 'ConnectionRefusedError'}",
             "closes db.enter"])

    def test_a_request_comes_before_what_is_done_about_it(self):
        self.begin("Database")
        self.assertEqual(self.plays(CANCEL),
                         ["db enter canceled", "withdraws 1",
                          "settles db enter {'as': 'canceled'}", "closes canceled"])

    def test_its_own_timeout_is_no_request(self):
        self.begin("Patient")
        self.assertEqual(self.plays(["time", 1000]),
                         ["withdraws 1", "settles db enter {'as': 'failed', 'text': 'TooSlowError'}",
                          "closes db.enter", "timer None"])

    def test_what_comes_in_one_turn_with_its_timeout_is_lost(self):
        self.begin("Patient")
        self.assertEqual(self.child.do(["time", 1000], ["deliver", 1, "connected"]),
                         ["settles db enter {'as': 'failed', 'text': 'TooSlowError'}",
                          "closes db.enter", "timer None"])

    def test_a_request_to_its_nursery_is_one_to_it(self):
        self.begin("Nurse")
        self.assertEqual(self.plays(CANCEL)[:-1],  # it closes with a group of cancels
                         ["db enter canceled", "withdraws 1", "withdraws 2",
                          "settles db enter {'as': 'canceled'}"])

    def test_a_scope_that_its_enter_has_left_open_is_its_own(self):
        self.begin("nursed")
        events = self.plays(entered("b"), BODY_RETURNS, exited("b"))
        self.assertEqual(events[-2:], ["settles db exit {'as': 'exited'}", "closes returns"])
        self.begin("nursed")
        self.plays(entered("b"), BODY_RETURNS)
        self.assertIn("db exit canceled", self.plays(CANCEL, exited("b")))

    def test_a_request_is_told_though_it_has_a_shield(self):
        self.begin("Shielded")
        self.plays(["deliver", 1, "connected"], entered("b"), BODY_RETURNS, exited("b"))
        self.assertEqual(self.plays(CANCEL, ["time", 500]),
                         ["db exit canceled", "settles db exit {'as': 'exited'}",
                          "closes returns", "timer None"])

    def test_an_exit_that_a_cancel_ends_has_exited(self):
        self.begin("Database")
        events = self.plays(["deliver", 1, "connected"], entered("b"), BODY_RETURNS, exited("b"),
                            CANCEL)
        self.assertEqual(events[-4:], ["db exit canceled", "settles db exit {'as': 'exited'}",
                                       "closes canceled", "timer None"])

    def test_an_exit_begins_in_a_canceled_scope(self):
        self.begin("Database")
        events = self.plays(["deliver", 1, "connected"], CANCEL, ["settle", "b", "enter",
                                                                  {"as": "canceled"}])
        self.assertEqual(events[3:], [
            "db exit begins (canceled)", "db exit canceled", "settles db exit {'as': 'exited'}",
            "closes canceled < canceled"])

    def test_what_fails_beside_a_cancel_has_its_name(self):
        self.begin("FailsBesideACancel")
        self.assertIn("db.enter", self.plays(CANCEL)[-1])

    def test_what_is_due_at_the_same_time_comes_in_the_order_of_its_start(self):
        for _ in range(5):
            self.begin("TwoTimers")
            self.assertEqual(self.plays(["time", 1000])[:2],
                             ["waits 1 db first ['first']", "waits 2 db second ['second']"])

    def test_what_it_waits_for_and_nobody_awaits_stays(self):
        self.begin("Keeps")
        self.assertEqual(self.plays(["time", 1000])[:2],
                         ["settles db enter {'as': 'entered'}", "b enter begins"])

    def test_who_spins(self):
        self.begin("Spins")
        self.assertEqual(self.child.answer["of"], "db")

    def test_its_runtime_is_that_of_its_scope(self):
        self.assertIsNotNone(self.begin("Database", "@trio"))
        self.assertIsNone(self.begin("Database", "@asyncio"))
        self.assertIn("its scope runs on trio", self.built["error"])
        self.assertIsNone(self.begin("Database", "@curio"))
        self.assertIn("what it runs on is asyncio or trio", self.built["error"])


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
