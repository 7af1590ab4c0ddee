"""What is said to survive is a fault that could be planted: an explanation outlives no line."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import TARGETS, judged, mutants, unsound
from tests.mutants.survivors import EXPLAINED


def test_every_explained_fault_can_be_planted() -> None:
    known = {(each.module, each.source, each.what) for each in mutants(tuple(TARGETS))}
    assert sorted(EXPLAINED.keys() - known) == []


def test_the_tests_of_every_module_are_there() -> None:
    named = {f"tests/domain/{each}.py" for names in TARGETS.values() for each in names}
    assert sorted(each for each in named if not Path(each).is_file()) == []


def test_only_a_test_that_fails_sees_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever has no tests saw all faults before: pytest ends with 4 where a file is missing."""
    monkeypatch.setitem(TARGETS, "domain.money", ("test_money",))
    assert judged("domain.money", None) == "passed"
    assert judged("domain.money", _where("2 * abs(value.numerator)")) == "seen"
    monkeypatch.setitem(TARGETS, "domain.money", ("test_no_such",))
    assert judged("domain.money", None) == judged("domain.money", 0) == "unloadable"
    assert unsound(["domain.money"]) == ["domain.money: its tests without a fault: unloadable"]


def _where(text: str) -> int:
    """The number of a fault in a line that says so."""
    return next(each.number for each in mutants(("domain.money",)) if text in each.source)
