"""What is said to survive is a fault that could be planted: an explanation outlives no line."""

from pathlib import Path

import pytest

from tests.mutants.__main__ import mutants, words
from tests.mutants.imports import independent
from tests.mutants.judging import Unsound, judge_of
from tests.mutants.survivors import EXPLAINED
from tests.mutants.targets import TARGETS


def test_every_explained_fault_can_be_planted() -> None:
    known = {(each.module, each.source, each.what) for each in mutants(tuple(TARGETS))}
    assert sorted(EXPLAINED.keys() - known) == []


def test_the_tests_of_every_module_are_there() -> None:
    named = {f"tests/domain/{each}.py" for names in TARGETS.values() for each in names}
    assert sorted(each for each in named if not Path(each).is_file()) == []


def test_only_a_test_that_fails_sees_a_fault() -> None:
    with judge_of("domain.money", ["test_money"]) as judge:
        assert judge.judged(_where("2 * abs(value.numerator)", "2 is 3")) == "seen"
        assert judge.judged(_where("sign = -1 if units < 0 else 1", "Lt is LtE")) == "passed"
    assert judge.seconds > 0


def test_a_fault_is_in_effect_in_every_module_that_took_a_name_from_the_harmed_one() -> None:
    """The tests of the match ask `domain.money` nothing, what they ask does: of so many places."""
    with judge_of("domain.money", ["test_matching"]) as judge:
        assert (
            judge.judged(_where('dict.fromkeys(("THB", "TRY", "USD", "ZAR"), 2)', "2 is 3"))
            == "seen"
        )


def test_nothing_that_leads_to_the_harmed_module_is_loaded_before_its_fault(
    tmp_path: Path,
) -> None:
    sources = {
        "domain": "",
        "domain.harmed": "import decimal",
        "domain.near": "from domain import harmed",
        "domain.late": "def ask():\n    import domain.near",
        "domain.far": "from domain.other import thing",
        "domain.other": "",
        "decimal": "",
        "tests.domain.test_far": "import domain.far",
    }
    files = {name: str(tmp_path / name) for name in sources}
    for name, source in sources.items():
        Path(files[name]).write_text(source, encoding="utf-8")
    free = {"domain", "domain.far", "domain.other", "decimal"}
    assert set(independent(files, "domain.harmed")) == free


def test_what_a_run_told_as_survived_is_found_again_wherever_its_line_went() -> None:
    (first, *_) = mutants(("domain.money",))
    moved = first._replace(line=first.line + 7)
    assert words(f"SURVIVED   {first}") == words(f"SURVIVED {moved}")
    assert words(f"SURVIVED {first}") != words(f"explained {first}")


def test_whoever_has_no_tests_sees_no_fault() -> None:
    """Pytest ends with 4 where a file is missing."""
    unsound = "domain.money: its tests without a fault, before all others: unloadable"
    with pytest.raises(Unsound, match=unsound), judge_of("domain.money", ["test_no_such"]):
        pass


def _where(text: str, what: str) -> int:
    """The number of a fault in a line that says so."""
    every = mutants(("domain.money",))
    return next(each.number for each in every if text in each.source and each.what == what)
