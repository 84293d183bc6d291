"""What a body asks of the stack in which it runs, and several scopes in one child."""

import unittest

from parent import (BODY_RAISES, BODY_RETURNS, CANCEL, Parent, enter_fails, entered, exit_fails, exited,
                    suppresses)

PUSH, REGISTER = ["push", "s", "late"], ["callback", "s", "late"]
ENTER, CLOSE = ["enter", "s", "late"], ["close", "s"]


class Body(unittest.TestCase):
    """A stack of one manager, in its body."""

    def setUp(self):
        self.child = Parent.shared("contextlib:AsyncExitStack")
        self.child.on_cancel = {"as": "canceled"}
        self.child.begin("stack", "a")
        self.child.do(entered("a"))

    def plays(self, *steps):
        """Plays things, each in a turn of its own, and returns all that happens."""
        return [event for step in steps for event in self.child.do(step)]

    def test_what_is_pushed_is_exited_first(self):
        self.assertEqual(self.plays(PUSH, BODY_RAISES, suppresses("late"), exited("a")),
                         ["late exit begins (s.body)", "a exit begins", "closes suppresses"])

    def test_a_callback_is_told_nothing_and_suppresses_nothing(self):
        self.assertEqual(self.plays(REGISTER, BODY_RAISES, suppresses("late"), exited("a")),
                         ["late exit begins", "a exit begins (s.body)", "closes s.body"])

    def test_what_it_enters_is_exited_first(self):
        self.assertEqual(self.plays(ENTER, entered("late"), BODY_RETURNS),
                         ["late enter begins", "entered s late None", "late exit begins"])

    def test_a_failed_enter_is_the_bodys_error(self):
        raised = ["body", "s", {"as": "raised", "again": "late.enter"}]
        self.assertEqual(self.plays(ENTER, enter_fails("late"), raised)[-1],
                         "a exit begins (late.enter)")

    def test_a_failed_enter_may_be_forgotten(self):
        self.assertEqual(self.plays(ENTER, enter_fails("late"), BODY_RETURNS)[-1], "a exit begins")

    def test_a_cancel_reaches_the_enter(self):
        canceled = ["body", "s", {"as": "canceled"}]
        self.assertEqual(self.plays(ENTER, CANCEL, canceled, exited("a")),
                         ["late enter begins", "late enter canceled",
                          "entered s late {'error': 'canceled'}", "a exit begins (canceled)",
                          "closes canceled"])

    def test_it_closes_and_goes_on(self):
        self.assertEqual(self.plays(CLOSE, exited("a"), REGISTER, BODY_RETURNS, exited("late")),
                         ["a exit begins", "late exit begins", "closes returns"])

    def test_it_may_end_before_the_closing_does(self):
        self.assertEqual(self.plays(CLOSE, BODY_RETURNS, exited("a")),
                         ["a exit begins", "closes returns"])

    def test_what_the_closing_raises_leaves_the_block(self):
        self.assertEqual(self.plays(CLOSE, exit_fails("a"), BODY_RETURNS)[-1], "closes a.exit")
        self.setUp()
        self.assertEqual(self.plays(CLOSE, exit_fails("a"), BODY_RAISES)[-1],
                         "closes s.body < a.exit")
        self.setUp()
        self.assertEqual(self.plays(CLOSE, exit_fails("a"), CANCEL)[-1],
                         "closes canceled < a.exit")

    def test_what_a_body_has_asked_for_is_part_of_the_state(self):
        states = []
        for step in (None, PUSH, REGISTER, CLOSE):
            self.setUp()
            if step is not None:
                self.child.do(step)
            states.append(self.child.answer["state"])
        self.assertEqual(len(set(states)), len(states))

    def test_what_its_enters_have_raised_is_part_of_the_state(self):
        """It may raise that in the end, as a program does that has caught it; and what its closing
        has raised."""
        states = []
        for steps in ((), (ENTER, enter_fails("late")), (ENTER, CANCEL), (CLOSE, exited("a")),
                      (CLOSE, exit_fails("a"))):
            self.setUp()
            self.plays(*steps)
            states.append(self.child.answer["state"])
        self.assertEqual(len(set(states)), len(states))

    def test_a_body_that_is_over_is_asked_nothing(self):
        self.child.do(BODY_RETURNS)
        self.assertIn("no body in flight", self.child.ask({"do": [ENTER]})["error"])


class Tasks(unittest.TestCase):
    """Two scopes in one child."""

    def setUp(self):
        self.child = Parent.shared("contextlib:AsyncExitStack")
        self.child.on_cancel = {"as": "canceled"}
        self.child.ask({"build": [{"scope": f"w{i}", "kind": "stack",
                                   "entries": [{"manager": f"m{i}"}]} for i in (1, 2)]})
        self.child.tell({"run": 1})

    def begin(self):
        """Both begin."""
        self.assertEqual(self.child.do(["begin", "w1"]), ["m1 enter begins"])
        self.assertEqual(self.child.do(["begin", "w2"]), ["m2 enter begins"])

    def test_one_ends_while_the_other_waits(self):
        self.begin()
        self.assertEqual(self.child.do(entered("m2")), ["body begins (m2)"])
        self.child.do(["body", "w2", {"as": "raised"}])
        self.assertEqual(self.child.do(exited("m2")), ["closes w2.body"])
        self.assertEqual(self.child.do(entered("m1")), ["body begins (m1)"])

    def test_a_cancel_reaches_one(self):
        self.begin()
        self.assertEqual(self.child.do(["cancel", "w1"]), ["m1 enter canceled", "closes canceled"])
        self.assertEqual(self.child.do(entered("m2")), ["body begins (m2)"])

    def test_who_is_canceled_before_it_begins_is_part_of_the_state(self):
        self.child.do(["cancel", "w1"])
        first = self.child.answer["state"]
        self.child.tell({"run": 1})
        self.child.do(["cancel", "w2"])
        self.assertNotEqual(self.child.answer["state"], first)
        self.assertEqual(self.child.do(["begin", "w1"]), ["m1 enter begins"])
        self.assertEqual(self.child.do(["begin", "w2"]), ["closes canceled"])


class Nested(unittest.TestCase):
    """A stack of a, and of a stack of b and c."""

    def setUp(self):
        self.child = Parent.shared("contextlib:AsyncExitStack")
        self.child.on_cancel = {"as": "canceled"}
        inner = {"kind": "stack", "entries": [{"manager": "b"}, {"manager": "c"}]}
        self.child.ask({"build": [{"scope": "s", "kind": "stack", "entries": [
            {"manager": "a"}, {"manager": "s.stack", "scope": inner}]}]})
        self.child.tell({"run": 1})
        self.child.do(["begin", "s"])

    def plays(self, *steps):
        """Plays things, each in a turn of its own, and returns all that happens."""
        return [event for step in steps for event in self.child.do(step)]

    def test_it_enters_when_what_it_holds_has(self):
        self.assertEqual(self.plays(entered("a"), entered("b"), entered("c")), [
            "s.stack enter begins", "b enter begins", "c enter begins",
            "settles s.stack enter {'as': 'entered'}", "body begins (a, s.stack)"])

    def test_an_error_within_leaves_it(self):
        self.assertEqual(self.plays(entered("a"), entered("b"), enter_fails("c"), exited("b"))[3:], [
            "b exit begins (c.enter)",
            "settles s.stack enter {'as': 'failed', 'error': {'error': 'c.enter'}}",
            "a exit begins (c.enter)"])

    def test_what_it_is_told_it_raises_as_exited(self):
        self.plays(entered("a"), entered("b"), entered("c"), BODY_RAISES, exited("c"))
        self.assertEqual(self.child.do(exited("b")), [
            "settles s.stack exit {'as': 'exited'}", "a exit begins (s.body)"])

    def test_it_may_raise_what_it_is_told(self):
        child = Parent.shared("pools:RaisesAgain#stack")
        inner = {"kind": "stack", "entries": [{"manager": "a"}]}
        child.ask({"build": [{"scope": "s", "kind": "stack", "entries": [
            {"manager": "s.stack", "scope": inner}]}]})
        child.tell({"run": 1})
        for step in ["begin", "s"], entered("a"), BODY_RAISES:
            child.do(step)
        self.assertEqual(child.do(exited("a")), ["settles s.stack exit {'as': 'exited'}",
                                                 "closes s.body"])

    def test_a_cancel_comes_to_it_first(self):
        self.assertEqual(self.plays(entered("a"), CANCEL), [
            "s.stack enter begins", "b enter begins", "s.stack enter canceled", "b enter canceled",
            "settles s.stack enter {'as': 'failed', 'error': {'error': 'canceled'}}",
            "a exit begins (canceled)"])


class Deadline(unittest.TestCase):
    """A scope that gives up by itself."""

    def greet(self, name):
        return Parent.shared(name).greeting

    def test_who_says_so_can(self):
        self.assertIn("deadline", self.greet("pools:gather_cm#pool+deadline")["can"])
        self.assertNotIn("deadline", self.greet("pools:gather_cm#pool")["can"])
        self.assertIn("+deadline", self.greet("pools:gather_cm#pool+deadlin")["error"])

    def test_what_it_raises_is_the_deadline(self):
        for deadline, name in ({"deadline": 1000}, "deadline"), ({}, None):
            child = Parent.shared("pools:Hurried#stack+deadline")
            child.ask({"build": [{"scope": "s", "kind": "stack", "entries": [{"manager": "a"}],
                                  **deadline}]})
            child.tell({"run": 1})
            child.on_cancel = {"as": "canceled"}
            self.assertEqual(child.do(["begin", "s"]), ["a enter begins", "timer 1000"])
            child.do(["time", 1000])
            closes = child.answer["events"][-2]
            self.assertEqual(closes[2]["raises"]["error"], name)


if __name__ == "__main__":
    unittest.main()
