"""What is wrong with the code under test, or with a message: each has its answer."""

import os
import signal
import subprocess
import sys
import tempfile
import unittest

from parent import ADAPTER, BODY_RETURNS, CANCEL, Parent, entered, exited


child = Parent.shared()


class Hello(unittest.TestCase):
    def refuses(self, implementation, *words):
        child.greet(implementation)
        for word in words:
            self.assertIn(word, child.greeting.get("error", "usable"))

    def test_no_such_module(self):
        self.refuses("nowhere:pool", "there is no module `nowhere`", "looked for in")

    def test_no_such_name(self):
        self.refuses("pools:gathercm", "pools has no `gathercm`: did you mean `gather_cm`?")

    def test_no_such_file(self):
        self.refuses("./nowhere.py:pool", "there is no file /")

    def test_a_file(self):
        self.refuses("./pools.py:gather_cm", "usable")

    def test_a_module_that_imports_nothing(self):
        self.refuses("imports_nothing:pool", "to import imports_nothing raises ModuleNotFoundError",
                     "no_such_module", "(imports_nothing.py:1)")

    def test_a_syntax_error(self):
        self.refuses("broken:gather_cm", "broken.py:1:25: a syntax error: expected ':'")

    def test_an_import_that_ends_the_process(self):
        self.refuses("exits:pool", "to import exits raises SystemExit: 4 (exits.py:1)")

    def test_an_import_that_prints(self):
        self.refuses("prints:gather_cm", "usable")
        self.assertEqual(child.printed_line(), "imported, and proud of it\n")

    def test_no_name(self):
        self.refuses("pools", "module:name")

    def test_nothing(self):
        self.refuses(None, "nothing is named")

    def test_no_kind(self):
        self.refuses("pools:gather_cm#heap",
                     "a kind is pool, stack, enter-stack, pool-program or stack-program")

    def test_a_number(self):
        self.refuses("hostile:THREE", "hostile:THREE is an int, and cannot be called")

    def test_an_import_that_never_ends(self):
        blocked = Parent()
        blocked.tell({"reply": 1, "hello": 1, "implementation": "blocks:pool"})
        self.assertEqual(blocked.printed_line(), "and now\n")
        blocked.send_signal(signal.SIGABRT)
        self.assertRegex(blocked.close(), r"^it is at blocks.py:\d in <module>$")

    def test_an_old_python(self):
        """The first file is for every version; here it is made to believe in one."""
        with tempfile.TemporaryDirectory() as folder:
            first = os.path.join(ADAPTER, "exeunt_adapter", "__main__.py")
            code = os.path.join(folder, "old.py")
            with open(code, "w") as file:
                file.write("import runpy, sys\nsys.version_info = (3, 9, 2)\n"
                           f"runpy.run_path({first!r})\n")
            answer = subprocess.run(
                ["sh", "-c", f"exec 3<&0 4>&1; exec '{sys.executable}' {code}"],
                env={**os.environ, "EXEUNT_FROM": "3", "EXEUNT_TO": "4"}, capture_output=True,
                input=b'{"reply":1,"hello":1}\n', check=True).stdout.decode()
        self.assertIn("is Python 3.9, and the adapter needs 3.11", answer)


class Build(unittest.TestCase):
    def refuses(self, implementation, *words):
        child.greet(implementation)
        entries = [{"manager": "a"}, {"manager": "b"}]
        built = child.ask({"build": [{"scope": "s", "kind": "pool", "entries": entries}]})
        for word in words:
            self.assertIn(word, built.get("error", "built"))

    def test_an_async_function(self):
        self.refuses("hostile:no_context_manager", "is an async function", "@asynccontextmanager")

    def test_a_list(self):
        self.refuses("hostile:gives_a_list", "gives a list", "no __aenter__ and no __aexit__")

    def test_too_few_arguments(self):
        self.refuses("hostile:takes_one", "to call it with 2 managers raises TypeError")


class Pools(unittest.TestCase):
    def play(self, name, *steps):
        """All events of a run of one manager, and what the child has printed."""
        child.greet(f"hostile:{name}")
        events = child.begin("pool", "a")
        for step in steps or (entered("a"),):
            events += child.do(step)
        self.answer = child.answer
        self.left = child.ask({"end": True})
        return events

    def breaks(self, name, words):
        broken = [event for event in self.play(name) if event.startswith("breaks")]
        self.assertEqual(len(broken), 1)
        self.assertRegex(broken[0], rf"breaks it needs {words}, .* \(hostile.py:\d+ in misbehave\)")

    def test_a_thread_even_if_the_refusal_is_caught(self):
        self.breaks("StartsThread", r"a thread")

    def test_a_real_sleep(self):
        self.breaks("Sleeps", r"time.sleep")

    def test_a_real_sleep_that_was_imported_by_its_name(self):
        self.breaks("SleepsByName", r"time.sleep")

    def test_clocks_show_virtual_time_however_they_were_imported(self):
        self.play("LooksAtClocks", entered("a"))
        self.assertIn("state", self.answer)
        child.again()
        child.do(entered("a"))
        self.assertEqual(child.do(["time", 3000])[0],
                         "closes LookupError: [{0.0}, {0.0}] {3.0}")

    def test_dates_are_what_they_seem_to_be(self):
        self.assertEqual(self.play("KeepsDates")[-1], "closes LookupError: True False")
        self.assertIn("state", self.answer)

    def test_an_executor(self):
        self.breaks("RunsInExecutor", r"loop.run_in_executor")

    def test_to_thread(self):
        self.breaks("GoesToThread", r"loop.run_in_executor")

    def test_a_subprocess(self):
        self.breaks("StartsProcess", r"a subprocess \(subprocess.Popen\)")

    def test_a_subprocess_of_the_loop(self):
        self.breaks("StartsProcessOnLoop", r"loop.subprocess_exec")

    def test_a_socket(self):
        self.breaks("OpensSocket", r"a socket \(socket.__new__\)")

    def test_keyboard_interrupt_in_a_task(self):
        words = next(event for event in self.play("Interrupts") if event.startswith("breaks"))
        self.assertIn("KeyboardInterrupt left the event loop, raised at hostile.py:", words)

    def test_system_exit_in_a_task(self):
        words = next(event for event in self.play("ExitsPython") if event.startswith("breaks"))
        self.assertIn("SystemExit: 3 left the event loop", words)

    def test_recursion(self):
        self.assertIn("RecursionError", self.play("Recurses")[-1])

    def test_what_cannot_be_hashed(self):
        self.assertIn("TypeError: unhashable type", self.play("NeedsHash")[-1])

    def test_a_coroutine_that_is_never_awaited(self):
        self.assertEqual(self.play("NeverAwaits", entered("a"), BODY_RETURNS)[-1], "closes returns")
        self.assertEqual(self.left["unawaited"], ["a.exit"])

    def test_a_task_left_running(self):
        self.play("LeavesTask", entered("a"), BODY_RETURNS, exited("a"))
        self.assertEqual(len(self.left["left"]), 1)
        self.assertRegex(self.left["left"][0], r"task LeavesTask.wait, at hostile.py:\d+ in wait")

    def test_a_timer_left_running(self):
        events = self.play("LeavesTimer", entered("a"), BODY_RETURNS, exited("a"))
        self.assertIn("timer 5000", events)
        self.assertEqual(self.left["left"], ["a timer, due in 5000 ms"])

    def test_an_error_that_nobody_has_looked_at(self):
        self.play("LooksAtNoError", entered("a"), BODY_RETURNS, exited("a"))
        self.assertEqual(self.left["unretrieved"], ["LookupError: that nobody sees"])

    def test_a_timeout_in_virtual_time(self):
        events = self.play("TimesOut", ["time", 2500])
        self.assertEqual(events[1:3], ["timer 2500", "a enter canceled"])

    def test_a_loop_that_never_rests(self):
        self.play("SpinsPolitely")
        self.assertRegex(self.answer["spins"], r"hostile.py:\d+ in misbehave")

    def test_a_type_that_nobody_knows(self):
        self.play("HoldsBytes")
        self.assertIn("array.array", self.answer["no state"])

    def test_the_end_of_the_process(self):
        other = Parent("hostile:EndsProcess")
        other.begin("pool", "a")
        self.assertEqual(other.ask({"do": [entered("a")], "until": "idle"}), {"died": True})
        self.assertEqual(other.close(), "the last words\n")

    def test_what_never_returns_shows_its_line(self):
        other = Parent("hostile:NeverReturns")
        other.begin("pool", "a")
        other.tell({"reply": 99, "do": [entered("a")], "until": "idle"})
        self.assertEqual(other.printed_line(), "and on\n")
        other.send_signal(signal.SIGABRT)
        self.assertRegex(other.close(), r"^it is at hostile.py:\d+ in misbehave$")


class Messages(unittest.TestCase):
    """The child answers what it cannot do, and goes on."""

    def setUp(self):
        child.greet("pools:gather_cm")
        child.begin("pool", "a")

    def refuses(self, message, words):
        self.assertIn(words, child.ask(message).get("error", "no error"))
        self.assertEqual(child.again(), ["a enter begins"])

    def test_an_operation_that_is_not_in_flight(self):
        self.refuses({"do": [exited("a")]}, "a has no exit in flight")

    def test_an_unknown_thing(self):
        self.refuses({"do": [["explode", "a"]]}, "`explode` is nothing that can be done")

    def test_an_unknown_message(self):
        self.refuses({"dance": True}, "of a kind that version 1 does not have")

    def test_a_scope_that_is_none(self):
        self.refuses({"do": [["begin", "t"]]}, "there is no scope t")

    def test_what_settles_twice(self):
        self.refuses({"do": [entered("a"), entered("a")]}, "a.enter has settled already")

    def test_a_message_that_lacks_a_member(self):
        self.refuses({"do": 3}, "the adapter cannot do what this message says")


class Determinism(unittest.TestCase):
    def test_the_same_tape_gives_the_same_bytes_whatever_the_seed(self):
        seen = set()
        for seed in ("1", "random"):
            other = Parent("pools:gather_cm", PYTHONHASHSEED=seed)
            other.begin("pool", "a", "b", "c")
            for step in (entered("b"), entered("a"), entered("c"), BODY_RETURNS, CANCEL):
                other.do(step)
            other.close()
            seen.add(other.bytes)
        self.assertEqual(len(seen), 1)

    def test_dice_and_clocks_say_the_same_in_each_run(self):
        child.greet("hostile:RollsDice")
        child.begin("pool", "a")
        first = child.do(entered("a"))
        child.again()
        self.assertEqual(child.do(entered("a")), first)

    def test_a_run_begins_with_nothing_that_another_one_has_left(self):
        child.greet("keeps:Keeps")
        child.begin("pool", "a")
        ends, states = [], []
        for _ in range(3):
            child.again()
            states.append(child.answer["state"])
            ends.append(child.do(entered("a")))
        self.assertEqual(len(set(map(str, ends))), 1)
        self.assertEqual(len(set(states)), 1)

    def test_the_order_of_a_set_has_two_directions(self):
        child.greet("hostile:GoesBySetOrder")
        orders = [child.begin("pool", "a", "b", "c", variant=variant) for variant in (0, 1)]
        self.assertEqual(*orders)  # they begin as they were made
        for variant in (0, 1):
            child.again(variant=variant)
            fails = [["settle", each, "enter", {"as": "failed", "way": "raises"}] for each in "abc"]
            orders.append(child.do(*fails))
        self.assertEqual(orders[2:], [["closes a.enter"], ["closes c.enter"]])


if __name__ == "__main__":
    unittest.main()
