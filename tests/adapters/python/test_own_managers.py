"""Managers of the user's own, beside one that the parent plays."""

import unittest

from parent import BODY_RAISES, BODY_RETURNS, CANCEL, Parent, entered, exited


class OwnManagers(unittest.TestCase):
    def begin(self, use, **arguments):
        self.child = Parent.shared("pools:nested#stack-program")
        entries = [{"manager": "db"}, {"manager": "b"}]
        self.built = self.child.ask(
            {"build": [{"scope": "s", "kind": "stack", "entries": entries}],
             "managers": [{"manager": "db", "use": use, "with": arguments}]})
        return None if "error" in self.built else self.child.again()

    def plays(self, *steps):
        return [event for step in steps for event in self.child.do(step)]

    def test_what_it_waits_for_is_delivered(self):
        self.assertEqual(self.begin("managers:Database"),
                         ["db enter begins", "waits 1 db connect ['connected', 'refused']"])
        self.assertEqual(self.plays(["deliver", 1, "connected"], entered("b"), BODY_RETURNS),
                         ["settles db enter {'as': 'entered'}", "b enter begins",
                          "body begins (db, b)", "b exit begins"])
        self.assertEqual(self.plays(exited("b"), ["time", 500]),
                         ["db exit begins", "timer 500", "settles db exit {'as': 'exited'}",
                          "closes returns", "timer None"])

    def test_its_own_error_has_its_name_and_text(self):
        self.begin("managers:Database", port=7)
        self.assertEqual(
            self.plays(["deliver", 1, "refused"]),
            ["settles db enter {'as': 'failed', 'text': 'ConnectionError: port 7'}",
             "closes db.enter"])

    def test_where_it_was_raised_is_told_where_lines_are(self):
        self.begin("managers:Database", port=7)
        self.child.again(lines=True)
        self.child.do(["deliver", 1, "refused"])
        self.assertRegex(self.child.answer["events"][0][3]["where"],
                         r"^managers.py:\d+ in __aenter__: ConnectionError: port 7$")

    def test_a_cancel_withdraws_what_it_waits_for(self):
        self.begin("managers:Database")
        self.assertEqual(self.plays(CANCEL),
                         ["withdraws 1", "db enter canceled",
                          "settles db enter {'as': 'canceled'}", "closes canceled"])

    def test_numbers_are_given_again(self):
        self.begin("managers:Twice")
        self.assertEqual(self.plays(["deliver", 1, 0]), ["waits 1 db second ['second']"])

    def test_its_own_timeout_is_no_request(self):
        self.begin("managers:Patient")
        self.assertEqual(self.plays(["time", 1000]),
                         ["withdraws 1", "settles db enter {'as': 'failed', 'text': 'TimeoutError'}",
                          "closes db.enter", "timer None"])

    def test_a_cancel_that_it_catches_is_its_fault(self):
        self.begin("odd_managers:SwallowsCancel")
        events = self.plays(CANCEL)
        self.assertIn("breaks its enter has caught a cancel", events[2])
        self.assertEqual(events[2].split()[-1], "db")

    def test_what_stands_behind_its_errors_is_its_own(self):
        self.begin("odd_managers:WrapsErrors")
        events = self.plays(entered("b"), BODY_RAISES, exited("b"))
        self.assertEqual(events[-1], "closes db.exit < s.body")

    def test_it_holds_and_releases(self):
        self.begin("managers:Holds")
        events = self.plays(entered("b"), BODY_RETURNS, exited("b"))
        self.assertEqual([each for each in events if each in ("holds db", "releases db")],
                         ["releases db"])

    def test_it_raises_what_it_was_told(self):
        self.begin("managers:Forgetful")
        events = self.plays(["deliver", 1, "connected"], entered("b"), BODY_RAISES, exited("b"))
        self.assertEqual(events[-2:],
                         ["settles db exit {'as': 'failed', 'again': True}", "closes s.body"])

    def test_one_that_refuses_its_arguments(self):
        self.begin("managers:refuses", port=3)
        self.assertRegex(self.built["error"], r"raises ValueError: no port .*\(managers.py:\d+")

    def test_states_tell_what_it_waits_for(self):
        self.begin("managers:Database")
        before = self.child.answer["state"]
        self.plays(["deliver", 1, "connected"])
        self.assertNotEqual(before, self.child.answer["state"])
        self.child.again()
        self.assertEqual(before, self.child.answer["state"])


if __name__ == "__main__":
    unittest.main()
