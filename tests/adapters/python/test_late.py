"""What comes only while code runs is part of its states: modules that it imports in a function,
tasks that it makes by their class, and those of a group."""

import sys
import unittest

from parent import CANCEL, Parent, entered


class Late(unittest.TestCase):
    def children(self, implementation):
        for _ in range(2):
            child = Parent(implementation)
            yield child
            child.close()

    def states(self, child, **run):
        """Those of one more run, as far as there are any."""
        self.assertEqual(child.again(**run), ["a enter begins", "b enter begins"])
        states = [child.answer.get("state")]
        child.do(entered("a"))
        return states + [child.answer.get("state")]

    def assert_repeats(self, implementation):
        """The same states in each run of each child, whatever lies where, and whichever order."""
        seen = set()
        for child in self.children(implementation):
            child.begin("pool", "a", "b")
            first = child.answer.get("state")
            for variant in (0, 1, 0):
                seen.add(tuple(self.states(child, variant=variant)))
                self.assertIn((first,), {states[:1] for states in seen})
        self.assertEqual(len(seen), 1, seen)
        self.assertNotIn(None, seen.pop())

    def test_a_module_that_a_statement_imports(self):
        self.assert_repeats("late:ByStatement")
        self.assert_repeats("late:Missing")

    def test_what_an_import_makes_of_the_environment_stays(self):
        self.assert_repeats("late:Settings")

    def test_what_an_import_draws_is_no_part_of_the_run(self):
        self.assert_repeats("late:Drawing")

    def test_a_module_that_only_a_run_names(self):
        for child in self.children("late:ByName"):
            child.begin("pool", "a", "b")
            self.assertIn("late_package.named is imported while", child.answer["no state"])
            first = self.states(child)
            self.assertNotIn(None, first)
            self.assertEqual(first, self.states(child))

    def test_tasks_and_futures_made_by_their_classes(self):
        self.assert_repeats("direct:Pool")

    def test_tasks_made_by_a_factory(self):
        self.assert_repeats("direct:ByFactory")

    @unittest.skipIf(sys.version_info < (3, 12), "no task is eager there")
    def test_tasks_that_are_eager(self):
        self.assert_repeats("direct:Eager")

    def test_a_timeout_in_a_task_of_a_derived_class_is_no_request(self):
        child = Parent.shared("direct:in_named_tasks#stack-program")
        child.ask({"build": [{"scope": "s", "kind": "stack", "entries": [{"manager": "db"}]}],
                   "managers": [{"manager": "db", "use": "managers:Patient", "with": {}}]})
        child.again()
        self.assertNotIn("db enter canceled", child.do(["time", 1000]))

    def test_a_group_cancels_its_tasks_in_their_order(self):
        child = Parent.shared("direct:Group")
        child.begin("pool", "a", "b", "c")
        for variant in (0, 1):
            child.again(variant=variant)
            self.assertEqual([event for event in child.do(CANCEL) if event.endswith(" canceled")],
                             ["a enter canceled", "b enter canceled", "c enter canceled",
                              "closes canceled"])


if __name__ == "__main__":
    unittest.main()
