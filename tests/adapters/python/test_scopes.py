"""The child, against schedules whose outcome is known: what Python does with each way to fail.

Each test says in words what happens at the border. Where two ways differ, both are there: a child
that knew one of them only would hide a defect.
"""

import os
import re
import unittest

from parent import (BODY_RAISES, BODY_RETURNS, CANCEL, SUBJECTS, Parent, enter_fails, entered,
                    exit_fails, exited, suppresses)


class Playing(unittest.TestCase):
    """A run of a scope of these managers."""

    implementation = ""
    kind = "pool"
    managers = ("a", "b")

    def setUp(self):
        self.child = Parent.shared(self.implementation)
        self.child.on_cancel = {"as": "canceled"}
        self.child.begin(self.kind, *self.managers)

    def enter_all(self):
        """The body begins."""
        for manager in self.managers:
            happened = self.child.do(entered(manager))
        self.assertEqual(happened, [f"body begins ({', '.join(self.managers)})"])

    def plays(self, *steps):
        """Plays things, each in a turn of its own, and returns all that happens."""
        return [event for step in steps for event in self.child.do(step)]


class GatherCm(Playing):
    implementation = "pools:gather_cm"

    def test_all_goes_well(self):
        self.enter_all()
        self.assertEqual(self.plays(BODY_RETURNS, exited("b"), exited("a")),
                         ["a exit begins", "b exit begins", "closes returns"])
        self.assertEqual(self.child.ask({"end": True})["left"], [])

    def test_all_exits_suppress(self):
        self.enter_all()
        self.assertEqual(self.plays(BODY_RAISES, suppresses("a"), suppresses("b"))[-1],
                         "closes suppresses")

    def test_a_cancel_leaves_what_has_entered(self):
        self.assertEqual(self.plays(entered("a"), CANCEL), ["closes canceled"])
        self.assertEqual(self.child.ask({"end": True})["left"], ["task of b.enter"])

    def test_at_once_comes_before_the_body(self):
        self.child.do(entered("a"))
        self.assertEqual(self.child.do(entered("b"), until="first"), [])
        self.assertTrue(self.child.answer["ready"])
        self.assertEqual(self.child.do(CANCEL), ["closes canceled"])

    def test_a_cancel_before_the_start(self):
        self.child.tell({"run": 1})
        self.assertEqual(self.child.do(CANCEL), [])
        self.assertEqual(self.child.do(["begin", "s"]), ["closes canceled"])

    def test_a_line_for_each_that_waits(self):
        self.child.tell({"run": 1, "lines": True})
        self.plays(["begin", "s"], entered("a"))
        self.assertEqual([self.line(*each) for each in self.child.ask({"where": True})["where"]],
                         ["b enter: create_task(manager.__aenter__()) in __aenter__",
                          "s scope: asyncio.wait(tasks) in __aenter__"])

    def test_lines_of_operations_are_kept_where_that_was_asked_for(self):
        self.child.do(entered("a"))
        self.assertEqual(self.child.ask({"where": True})["where"][0], ["b", "enter", "?"])

    def test_the_line_that_raised_what_closes_it(self):
        self.plays(entered("a"), enter_fails("b"), exited("a"))
        self.assertEqual([self.line(*each) for each in self.child.ask({"where": True})["where"]],
                         ["s scope: raise error in __aenter__"])

    def line(self, who, what, place):
        """A place as one reads it: what the source has in that line."""
        file, number, function = re.fullmatch(r"(.*):(\d+) (in .*)", place).groups()
        with open(os.path.join(SUBJECTS, file)) as source:
            text = source.readlines()[int(number) - 1].strip()
        for part in ("create_task(manager.__aenter__())", "asyncio.wait(tasks)"):
            text = part if part in text else text
        return f"{who} {what}: {text} {function}"

    def test_states_meet_where_the_order_does_not_matter(self):
        self.plays(entered("a"), entered("b"), BODY_RETURNS, exited("a"))
        one = self.child.answer["state"]
        self.child.again()
        self.plays(entered("b"), entered("a"), BODY_RETURNS)
        other = self.child.answer["state"]
        self.plays(exited("a"))
        self.assertEqual(one, self.child.answer["state"])
        self.assertNotEqual(one, other)

    def test_what_was_answered_once_is_played_silently(self):
        self.child.tell({"run": 1})
        for things in ([["begin", "s"]], [entered("a")], [entered("b")]):
            self.child.tell({"do": things, "until": "idle"})
        self.assertEqual(self.child.do(BODY_RETURNS), ["a exit begins", "b exit begins"])


class TaskGroup(Playing):
    implementation = "pools:task_group"

    def test_in_one_turn_both_fail(self):
        happened = self.child.do(enter_fails("a"), enter_fails("b"))
        self.assertRegex(happened[-1], r"^closes ExceptionGroup.*\[a.enter, b.enter\]$")

    def test_in_two_turns_the_second_is_canceled(self):
        happened = self.child.do(enter_fails("a"))
        self.assertEqual(happened[0], "b enter canceled")
        self.assertRegex(happened[-1], r"^closes ExceptionGroup.*\[a.enter\]$")


class ExitStack(Playing):
    """CPython's, with its defects, beside nested `async with`, which has none of them."""

    implementation = "contextlib:AsyncExitStack"
    kind = "stack"

    def outcomes(self, *steps, on_cancel=None):
        """How the stack closes, and how nested managers do."""
        closes = []
        for implementation in (self.implementation, "pools:nested#stack-program"):
            child = Parent.shared(implementation)
            child.begin("stack", "a", "b")
            child.on_cancel = on_cancel
            for step in (entered("a"), entered("b"), *steps):
                happened = child.do(step)
            closes.append(happened[-1])
        return closes

    def test_exits_in_reverse_each_with_its_cause(self):
        self.enter_all()
        self.assertEqual(self.plays(BODY_RAISES, suppresses("b"), exited("a")),
                         ["b exit begins (s.body)", "a exit begins", "closes suppresses"])

    def test_a_failure_that_is_raised_keeps_the_body_s_error(self):
        self.assertEqual(
            self.outcomes(BODY_RAISES, exit_fails("b"), exit_fails("a")),
            ["closes a.exit < b.exit < s.body", "closes a.exit < b.exit < s.body"])

    def test_after_a_clean_body_the_stack_loses_an_error(self):
        self.assertEqual(self.outcomes(BODY_RETURNS, exit_fails("b"), exit_fails("a")),
                         ["closes a.exit", "closes a.exit < b.exit"])

    def test_through_a_future_the_stack_loses_the_body_s_error(self):
        steps = BODY_RAISES, exit_fails("b", "future"), exited("a")
        self.assertEqual(self.outcomes(*steps), ["closes b.exit", "closes b.exit < s.body"])

    def test_a_cancel_that_passes_loses_the_body_s_error(self):
        steps = BODY_RAISES, CANCEL, exited("a")
        passes = self.outcomes(*steps, on_cancel={"as": "canceled"})
        self.assertEqual(passes, ["closes b.exit", "closes b.exit < s.body"])

    def test_a_cancel_that_is_handled_and_raised_again_loses_nothing(self):
        steps = BODY_RAISES, CANCEL, exit_fails("b"), exited("a")
        handles = self.outcomes(*steps, on_cancel=None)
        self.assertEqual(handles[0].split(" < ")[-1], "s.body")


if __name__ == "__main__":
    unittest.main()
