"""What exploring a pool in Python costs: `python3 python.py EXEUNT`, in the folder that has `docs`.

Prints the processor time of all processes, Exeunt's and the child's: it depends less on what else
the machine does than the time that passes. Nothing is asserted. The interpreter of the child is
this one, unless EXEUNT_PYTHON names another one.
"""

import ctypes
import os
import sys
import tempfile

_BE_SUBREAPER = 36  # PR_SET_CHILD_SUBREAPER: a child that outlives Exeunt is waited for here

SCENARIOS = ("docs/examples/python/gather_cm_of_three.yaml",
             "docs/examples/python/careful_pool_of_three.yaml")


def run(exeunt, scenario, *options):
    """Checks a scenario; returns the seconds of processor time, and the line with what was done."""
    arguments = [exeunt, "check", scenario, "--no-shrink", "--reports", "none", *options]
    with tempfile.TemporaryFile("w+") as printed:
        os.posix_spawn(exeunt, arguments, os.environ,
                       file_actions=[(os.POSIX_SPAWN_DUP2, printed.fileno(), 1)])
        seconds = 0.0
        try:
            while True:
                used = os.wait3(0)[2]
                seconds += used.ru_utime + used.ru_stime
        except ChildProcessError:
            pass
        printed.seek(0)
        return seconds, next(line for line in printed if " transitions, " in line)


def main():
    """Prints a line for each scenario and each way to explore it."""
    exeunt = os.path.abspath(sys.argv[1])
    os.environ.setdefault("EXEUNT_PYTHON", sys.executable)
    ctypes.CDLL(None).prctl(_BE_SUBREAPER, 1, 0, 0, 0)
    for scenario in SCENARIOS:
        name = os.path.basename(scenario)
        seconds, done = run(exeunt, scenario)
        print(f"{name}: by states {seconds:.2f} s: {done.partition(' transitions')[0]} transitions")
        seconds, done = run(exeunt, scenario, "--no-snapshots")
        runs = int(done.partition(" runs")[0].replace(",", ""))
        print(f"{name}: by running {seconds:.2f} s: {runs:,} schedules, {runs / seconds:,.0f}/s")


main()
