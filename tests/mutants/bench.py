"""The bench of one module: loads what the module is no part of once, then forks for each fault.

`python -m tests.mutants.bench MODULE TESTS...` reads numbers of faults, one a line, and answers
each with a verdict and the processor seconds that it took; `none` for a number runs the tests as
they are, and has to come first. Pytest, Hypothesis, Pydantic and whatever of the project does not
reach the module are loaded before any fault; the module, and all that imports it, only in the
process that has the fault: so it is in effect wherever its names went.
"""

import gc
import importlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final, Literal, NamedTuple

from tests.mutants.imports import independent, loaded
from tests.mutants.planted import Planter, Watch, run

Verdict = Literal["passed", "seen", "endless", "unloadable"]
_VERDICTS: Final[dict[int, Verdict]] = {0: "passed", 1: "seen"}  # by exit status of pytest
UNHARMED: Final = "none"

TIMES_MAX: Final = 10  # As long as the tests take without a fault; beyond, they do not end.
SECONDS_MIN: Final = 10  # of the processor
WAITED_TIMES: Final = 20  # A busy machine gives that much later what is asked for.
UNHARMED_SECONDS_MAX: Final = 120
BYTES_MAX: Final = 4 << 30  # What does not end may grow without end, too.
_PREFERRED_SECONDS: Final = 1000.0  # More than any test takes: who saw a fault goes before.


class Outcome(NamedTuple):
    """What one process said of its fault."""

    verdict: Verdict
    seconds: float  # of the processor
    failed: str | None = None  # the test that saw it
    durations: Mapping[str, float] = {}
    files: Mapping[str, str] = {}  # of the modules that were loaded


class Bench:
    """Runs the tests with one fault after the other."""

    def __init__(self, module: str, tests: Sequence[str]) -> None:
        self._module = module
        self._tests = tests
        self._seconds_max = UNHARMED_SECONDS_MAX
        self._durations: Mapping[str, float] = {}
        self._seen: Counter[str] = Counter()

    def unharmed(self) -> Outcome:
        """As they are. The first time measures them, and loads what may be loaded before."""
        outcome = self._forked(None)
        if not self._durations:
            self._seconds_max = max(SECONDS_MIN, round(TIMES_MAX * outcome.seconds))
            self._durations = outcome.durations
            for name in independent(outcome.files, self._module):
                importlib.import_module(name)
            gc.freeze()
        return outcome

    def harmed(self, number: int) -> Outcome:
        """With the fault of this number."""
        outcome = self._forked(number)
        if outcome.failed is not None:
            self._seen[outcome.failed] += 1
        return outcome

    def _forked(self, number: int | None) -> Outcome:
        reader, writer = os.pipe()
        before = _children_seconds()
        pid = os.fork()
        if not pid:
            os.close(reader)
            self._child(number, writer)
        os.close(writer)
        said = _waited(pid, reader, self._seconds_max * WAITED_TIMES)
        seconds = _children_seconds() - before
        if said is None:
            return Outcome("endless", seconds)
        return Outcome(seconds=seconds, **json.loads(said))

    def _child(self, number: int | None, writer: int) -> None:
        """Never returns, since what the bench has open must not be closed twice."""
        status = 1
        try:
            limit = (self._seconds_max, self._seconds_max)
            resource.setrlimit(resource.RLIMIT_CPU, limit)
            resource.setrlimit(resource.RLIMIT_AS, (BYTES_MAX, BYTES_MAX))
            assert self._module not in sys.modules, "it is imported where its fault is"
            if number is not None:
                sys.meta_path.insert(0, Planter(self._module, number))
            os.write(writer, json.dumps(self._told()).encode())
            status = 0
        finally:
            os._exit(status)

    def _told(self) -> Mapping[str, object]:
        watch = Watch({test: self._rank(test) for test in self._durations})
        said = 0
        for stage in self._stages():
            said = run(stage, watch)
            if said:
                break
        told = {"verdict": _VERDICTS.get(said, "unloadable"), "failed": watch.failed}
        if self._durations:
            return told
        return {**told, "durations": watch.durations, "files": loaded()}

    def _rank(self, test: str) -> float:
        return self._durations[test] - _PREFERRED_SECONDS * self._seen[test]

    def _stages(self) -> Sequence[Sequence[str]]:
        """First the file alone whose tests saw most: it mostly suffices, and loads the least."""
        files = Counter[str]()
        for test, times in self._seen.items():
            files[test.partition("::")[0]] += times
        if len(self._tests) == 1 or not files:
            return [self._tests]
        best = files.most_common(1)[0][0]
        return [[best], [each for each in self._tests if each != best]]


def _waited(pid: int, reader: int, seconds_max: float) -> bytes | None:
    """What the child wrote until it ended; None where its time was over."""
    parts: list[bytes] = []
    deadline = time.monotonic() + seconds_max
    while select.select([reader], [], [], max(0.0, deadline - time.monotonic()))[0]:
        part = os.read(reader, 1 << 16)
        if not part:
            break
        parts.append(part)
    else:
        os.kill(pid, signal.SIGKILL)
    os.close(reader)
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    if status in (-signal.SIGKILL, -signal.SIGXCPU):
        return None
    if status:
        raise RuntimeError(f"the process of a fault ended with {status}")
    return b"".join(parts)


def _children_seconds() -> float:
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def main(module: str, *tests: str) -> int:
    """Answers until nobody asks."""
    sys.dont_write_bytecode = False  # Each process reads what another one compiled.
    bench = Bench(module, tests)
    for line in sys.stdin:
        asked = line.strip()
        outcome = bench.unharmed() if asked == UNHARMED else bench.harmed(int(asked))
        sys.stdout.write(f"{outcome.verdict} {outcome.seconds:.3f}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
