"""`--fault-seed`, and the figures of the fault lane at the end of a run.

pyproject.toml loads this module as a plugin, so that the option has its name before tests are
looked for. A case hands its figures over with `record_property("faults", {...})`.
"""

from collections import Counter
from typing import Any, Final

import pytest

FIGURES: Final = "faults"
LANE: Final = "tests/faults/"
SEED: Final = 17


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fault-seed",
        type=int,
        default=SEED,
        help="what chooses the faults of the lane in tests/faults",
    )


@pytest.fixture
def fault_seed(request: pytest.FixtureRequest) -> int:
    """What the faults of a case are chosen from."""
    seed: int = request.config.getoption("--fault-seed")
    return seed


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seed wherever a case of the lane failed, and what all that passed came to."""
    failed = [
        each for each in terminalreporter.getreports("failed") if each.nodeid.startswith(LANE)
    ]
    found = [
        value
        for each in terminalreporter.getreports("passed")
        if each.when == "call"
        for name, value in each.user_properties
        if name == FIGURES
    ]
    if found or failed:
        seed = terminalreporter.config.getoption("--fault-seed")
        terminalreporter.section(f"faults; repeat with make faults ARGS='--fault-seed {seed}'")
        terminalreporter.write_line(_line(found, len(failed)))


def _line(found: list[dict[str, Any]], failed: int) -> str:
    """The sum of all cases in one line."""
    kills: Counter[str] = Counter()
    for each in found:
        kills.update(each["kills"])
    events = sum(each["acknowledged_events"] for each in found)
    seconds = sum(each["seconds"] for each in found)
    by_kind = ", ".join(f"{name} {count}" for name, count in sorted(kills.items()))
    return (
        f"{kills.total()} faults ({by_kind}), {events} acknowledged events, {seconds:.0f} s under"
        f" fire: nothing lost in {len(found)} cases, {failed} cases failed"
    )
