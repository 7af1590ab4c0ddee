"""`python -m tests.mutants --seed 1 --share 0.1`: plants a sample of the faults, tells the score.

A fault is *seen* when a test of its module fails. One with which the tests do not end, or cannot
even be loaded, is told apart: it would be noticed, but no test says what is wrong. The tests of
each module have to pass without a fault, before all and after all, or nothing is counted. Whoever
survives without being explained in `survivors.py` makes the exit status 1. The same seed takes the
same sample; another one of the same share takes others, and share 1 takes all. `--among FILE` takes
only what an earlier run, whose words are in the file, told as survived.
"""

import argparse
import ast
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from tests.mutants.faults import faults
from tests.mutants.judging import Unsound, judge_of
from tests.mutants.survivors import EXPLAINED
from tests.mutants.targets import TARGETS


class Mutant(NamedTuple):
    """One fault of one module, by its number there."""

    module: str
    number: int
    line: int
    source: str
    what: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line} {self.what}: {self.source}"


def mutants(modules: tuple[str, ...]) -> Iterator[Mutant]:
    """Every fault that could be planted."""
    for module in modules:
        text = Path(f"{module.replace('.', '/')}.py").read_text(encoding="utf-8")
        lines = text.splitlines()
        for number, fault in enumerate(faults(ast.parse(text))):
            source = lines[fault.line - 1].strip()
            yield Mutant(module, number, fault.line, source, fault.what)


def sample(every: list[Mutant], seed: int, share: float) -> list[Mutant]:
    """The share of them that the seed takes, in the order of their modules; at least one."""
    drawn = sorted(every, key=lambda each: hashlib.sha256(f"{seed} {each}".encode()).digest())
    taken = set(drawn[: max(1, round(len(drawn) * share))])
    return [each for each in every if each in taken]


def words(line: str) -> str:
    """A survivor as it was told, without the line's number, which changes with the lines before."""
    return " ".join(re.sub(r"(?<=\w):\d+ ", " ", line, count=1).split())


def main() -> int:
    """Plants, tells who survived and how many were seen."""
    parser = argparse.ArgumentParser(prog="make mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--share", type=float, default=0.1, help="of all faults; 1 takes all")
    parser.add_argument("--module", action="append", choices=TARGETS, help="only this one")
    parser.add_argument("--among", type=Path, help="what an earlier run said: its survivors alone")
    asked = parser.parse_args()
    every = list(mutants(tuple(asked.module or TARGETS)))
    if asked.among is not None:
        told = {words(line) for line in asked.among.read_text(encoding="utf-8").splitlines()}
        every = [each for each in every if words(f"SURVIVED {each}") in told]
    counted: Counter[str] = Counter()
    seconds = 0.0
    for module, chosen in groupby(sample(every, asked.seed, asked.share), lambda each: each.module):
        try:
            some, spent = _judged(module, list(chosen))
        except Unsound as unsound:
            sys.stdout.write(f"{unsound}\nnothing is counted\n")
            return 2
        counted += some
        seconds += spent
    sys.stdout.write(f"{_score(counted, seconds)} (seed {asked.seed}, of {len(every)} in all)\n")
    return 1 if counted["SURVIVED"] else 0


def _judged(module: str, chosen: list[Mutant]) -> tuple[Counter[str], float]:
    """Of one module: how many of each verdict, and the seconds of the processor."""
    counted: Counter[str] = Counter()
    with judge_of(module, TARGETS[module]) as judge:
        for mutant in chosen:
            said: str = judge.judged(mutant.number)
            why = ""
            if said == "passed":
                why = EXPLAINED.get((mutant.module, mutant.source, mutant.what), "")
                said = "explained" if why else "SURVIVED"
            counted[said] += 1
            if said != "seen":
                _tell(f"{said:10} {mutant}", f"           {why}" if why else "")
    _tell(f"{module}: {_score(counted, judge.seconds)}")
    return counted, judge.seconds


def _score(counted: Mapping[str, int], seconds: float) -> str:
    return (
        f"{counted['seen']} of {sum(counted.values())} faults were seen,"
        f" {counted['explained']} cannot be, {counted['SURVIVED']} survived;"
        f" {counted['endless']} did not end, with {counted['unloadable']} no test could be loaded;"
        f" {seconds:.0f} seconds of the processor"
    )


def _tell(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines if line))
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
