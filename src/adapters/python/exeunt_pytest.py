"""Scenarios of Exeunt as items of pytest: `pytest -p exeunt_pytest`.

Each file in YAML that begins like a scenario is one item, called like the scenario's file. It is
checked by the command `exeunt`, with the interpreter that pytest runs on, in pytest's root folder: the
scenario names the code under test, or `--exeunt-implementation` does. A violation fails with its
schedule.

Options, each for `pytest.ini` as well: --exeunt-implementation NAME (exeunt_implementation),
--exeunt-options "WORDS" (exeunt_options), --exeunt PATH (exeunt_command).
"""

from __future__ import annotations

import pathlib
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

_SUFFIXES = (".yaml", ".yml")
_SCENARIO = re.compile(r"^scenario:", re.MULTILINE)

_OPTIONS = {
    "exeunt_implementation": ("--exeunt-implementation", "NAME",
                              "put this under test, whatever the scenarios say"),
    "exeunt_options": ("--exeunt-options", "WORDS", "more options of `exeunt check`, in one word"),
    "exeunt_command": ("--exeunt", "PATH", "the command (default: exeunt)"),
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("exeunt", "scenarios of Exeunt")
    for name, (option, metavar, words) in _OPTIONS.items():
        group.addoption(option, dest=name, metavar=metavar, help=words)
        parser.addini(name, words)


def _option(config: pytest.Config, name: str) -> str:
    return config.getoption(name) or config.getini(name) or ""


def pytest_collect_file(file_path: pathlib.Path, parent: pytest.Collector) -> Any:
    if file_path.suffix not in _SUFFIXES or not _SCENARIO.search(file_path.read_text("utf-8")):
        return None
    return ScenarioFile.from_parent(parent, path=file_path)


class ScenarioFile(pytest.File):
    """A file with one scenario."""

    def collect(self) -> Iterator[pytest.Item]:
        name = _option(self.config, "exeunt_command") or "exeunt"
        command = shutil.which(name)
        if command is None:
            raise self.CollectError(f"there is no command {name}: Exeunt is not installed, or is "
                                    f"not on PATH, and --exeunt does not say where it is")
        yield Scenario.from_parent(self, name=self.path.stem, command=command)


class Failed(Exception):
    """A scenario did not pass; the words are those of the command."""


class Scenario(pytest.Item):
    """One scenario, checked by the command."""

    def __init__(self, *, command: str, **rest: Any) -> None:
        super().__init__(**rest)
        self._command = command

    def runtest(self) -> None:
        ended = subprocess.run(self._check(), cwd=self.config.rootpath, text=True,
                               capture_output=True, stdin=subprocess.DEVNULL, check=False)
        told = _without_summary(ended.stdout)
        if told.startswith("- skipped"):
            pytest.skip(" ".join(told.split()[3:]))
        if ended.returncode != 0:
            raise Failed((told + ended.stderr).strip())
        self.add_report_section("call", "exeunt", told)

    def _check(self) -> list[str]:
        implementation = _option(self.config, "exeunt_implementation")
        return [self._command, "check", str(self.path), "--python", sys.executable,
                "--no-shrink", "--color", "never", "--reports", "none",
                *(["--implementation", implementation] if implementation else []),
                *shlex.split(_option(self.config, "exeunt_options"))]

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        if isinstance(excinfo.value, Failed):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[pathlib.Path, int, str]:
        return self.path, 0, self.name


def _without_summary(printed: str) -> str:
    """What the command says of the one scenario, without what it says of the whole."""
    return re.split(r"^(?:What .* breaks|1 scenario in .*)$", printed, 1, re.MULTILINE)[0]
