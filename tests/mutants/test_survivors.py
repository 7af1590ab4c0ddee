"""What is said to survive is a fault that could be planted: an explanation outlives no line."""

from tests.mutants.__main__ import TARGETS, mutants
from tests.mutants.survivors import EXPLAINED


def test_every_explained_fault_can_be_planted() -> None:
    known = {(each.module, each.source, each.what) for each in mutants(tuple(TARGETS))}
    assert sorted(EXPLAINED.keys() - known) == []
