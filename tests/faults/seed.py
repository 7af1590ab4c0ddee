"""`--fault-seed` and `--fault-share`, and the report of the fault lane at the end of a run.

pyproject.toml loads this module as a plugin, so that the options have their names before tests are
looked for. A case hands its figures over with `record_property("faults", {...})`.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import pytest

FIGURES: Final = "faults"
LANE: Final = "faults"  # the marker
SHORT_CASES: Final = "tests/faults/"  # Some are small enough to be no part of the lane.
SEED: Final = 17
SECONDS_MAX: Final = 900  # A case takes two minutes; what hangs ends by itself, and is told.


class Share:
    """How much of the lane is run: a part of everything rather than some cases of it."""

    def __init__(self, share: float) -> None:
        self._share = share

    def of(self, number: int) -> int:
        """The part of the number, at least one."""
        return max(1, round(number * self._share))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--fault-seed",
        type=int,
        default=SEED,
        help="what chooses the faults of the lane in tests/faults",
    )
    parser.addoption(
        "--fault-share",
        type=float,
        default=1.0,
        help="the part of all faults and events that happens, such as 0.1 for a short run",
    )


@pytest.fixture
def fault_seed(request: pytest.FixtureRequest) -> int:
    """What the faults of a case are chosen from."""
    seed: int = request.config.getoption("--fault-seed")
    return seed


@pytest.fixture
def fault_share(request: pytest.FixtureRequest) -> Share:
    """How much of what a case does in full is done."""
    return Share(request.config.getoption("--fault-share"))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Nobody watches the lane, so no case may hang; and none may fail for a slow machine."""
    for item in items:
        if item.get_closest_marker(LANE) and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SECONDS_MAX))


def pytest_report_header(config: pytest.Config) -> str | None:
    """The seed at the start as well: whoever ends the run may not see its end."""
    chosen = str(config.getoption("-m"))
    return _again(config) if LANE in chosen.split() and "not" not in chosen else None


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """The seed wherever a case of the lane failed, and what all that passed came to."""
    failed = [
        each
        for name in ("failed", "error")
        for each in terminalreporter.getreports(name)
        if isinstance(each, pytest.TestReport)  # Not of a file that could not even be read.
        if LANE in each.keywords or each.nodeid.startswith(SHORT_CASES)
    ]
    passed = [each for each in terminalreporter.getreports("passed") if each.when == "call"]
    found = [
        value
        for each in passed
        for name, value in each.user_properties
        if name == FIGURES and isinstance(value, Mapping)
    ]
    if found or failed:
        terminalreporter.section("faults")
        terminalreporter.write_line(_again(terminalreporter.config))
        for line in report(found, [each.nodeid for each in failed]):
            terminalreporter.write_line(line)


def report(found: Sequence[Mapping[str, Any]], failed: Sequence[str]) -> list[str]:
    """How often what happened, and what came of it; the last line sums up."""
    kills: Counter[str] = Counter()
    for each in found:
        kills.update(each["kills"])
    events = sum(each["acknowledged_events"] for each in found)
    seconds = sum(each["seconds"] for each in found)
    lines = [f"{count:>7}  {name}" for name, count in sorted(kills.items())]
    lines += [f" failed  {name}: what was lost is told above" for name in failed]
    # A case passes only where everything that was acknowledged is stored, once.
    lost = "0 lost" if not failed else f"0 lost in those that passed, {len(failed)} cases failed"
    lines.append(
        f"{kills.total()} faults, {events} acknowledged events, {lost};"
        f" {len(found)} cases, {seconds:.0f} s under fire"
    )
    return lines


def _again(config: pytest.Config) -> str:
    seed, share = config.getoption("--fault-seed"), config.getoption("--fault-share")
    told = "" if share == 1.0 else f" --fault-share {share:g}"
    return f"repeat with: make faults ARGS='--fault-seed {seed}{told}'"
