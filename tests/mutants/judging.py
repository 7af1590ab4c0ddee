"""Asks the bench of one module for its verdicts, each about one fault.

The bench is a process of its own, because here everything may be imported already.
"""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Final

from tests.mutants.bench import UNHARMED, Verdict

_VERDICTS: Final[dict[str, Verdict]] = {
    "passed": "passed",
    "seen": "seen",
    "endless": "endless",
    "unloadable": "unloadable",
}


class Unsound(Exception):
    """Tests that do not pass as they are, or are not there: they would see every fault."""


class Judge:
    """What the tests of one module say; `seconds` are those of the processor."""

    def __init__(self, module: str, asked: IO[str], told: IO[str]) -> None:
        self.seconds = 0.0
        self._module = module
        self._asked, self._told = asked, told

    def judged(self, number: int) -> Verdict:
        """With the fault of this number."""
        return self._answer(str(number))

    def require_sound(self, when: str) -> None:
        """Without a fault they pass."""
        said = self._answer(UNHARMED)
        if said != "passed":
            raise Unsound(f"{self._module}: its tests without a fault, {when} all others: {said}")

    def _answer(self, question: str) -> Verdict:
        self._asked.write(f"{question}\n")
        self._asked.flush()
        line = self._told.readline()
        if not line:
            raise RuntimeError(f"the bench of {self._module} broke at fault {question}")
        verdict, seconds = line.split()
        self.seconds += float(seconds)
        return _VERDICTS[verdict]


@contextmanager
def judge_of(module: str, tests: Sequence[str]) -> Iterator[Judge]:
    """For as long as the context lasts. The order of the tests changes, so they pass at its end."""
    files = (f"tests/domain/{name}.py" for name in tests)
    command = (sys.executable, "-m", "tests.mutants.bench", module, *files)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as bench:
        assert bench.stdin is not None, "it was started with pipes"
        assert bench.stdout is not None, "it was started with pipes"
        judge = Judge(module, bench.stdin, bench.stdout)
        judge.require_sound("before")
        yield judge
        judge.require_sound("after")
