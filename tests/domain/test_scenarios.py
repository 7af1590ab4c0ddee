"""122 cases of purchase to pay with their figures, restated from the tests of other systems.

One interpreter runs them: `scenarios/given.py`, `when.py` and `then.py` have one function for each
key and phrase, which sends public commands into a real log and reads documents back. A case that
says something which nobody here understands yet waits, and the reason says why.
`pytest tests/domain/test_scenarios.py --scenarios FILE` runs another file.
"""

import asyncio
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, Final

import orjson
import pytest
from psycopg import AsyncConnection

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read_async, recorded
from application.handle import Application
from application.handlers import HANDLERS
from domain.event import Recorded
from tests.application.company import Company
from tests.conftest import Database, copied_database
from tests.domain.scenarios.given import GIVEN
from tests.domain.scenarios.then import READERS, REFUSALS, answered, reader_of
from tests.domain.scenarios.waiting import WAITING, waits_for
from tests.domain.scenarios.when import WHEN
from tests.domain.scenarios.world import Step, When, World

EVENTS_MAX: Final = 10_000  # More than one case ever records.
SCENARIOS: Final = Path(__file__).parents[1] / "golden" / "p2p_scenarios.jsonl"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each line of the file, under the case's id."""
    if "scenario" in metafunc.fixturenames:
        file = Path(metafunc.config.getoption("--scenarios") or SCENARIOS)
        cases = [orjson.loads(line) for line in file.read_bytes().splitlines() if line.strip()]
        metafunc.parametrize("scenario", cases, ids=[case["id"] for case in cases])


@pytest.fixture(scope="module")
def log_database(servers: ServerAddresses, migrated_template: str) -> Iterator[Database]:
    """One log for all cases; each is a tenant of its own."""
    with copied_database(servers, migrated_template) as database:
        yield database


def test_the_scenario_holds(scenario: dict[str, Any], log_database: Database) -> None:
    unknown = not_understood(scenario)
    if unknown:
        pytest.skip(f"{waits_for(scenario)}: {', '.join(unknown)}")
    asyncio.run(holds(scenario, log_database))


def test_no_case_waits_that_could_be_run() -> None:
    """A topic that is said to wait has at least one case that is not understood."""
    cases = [orjson.loads(line) for line in SCENARIOS.read_bytes().splitlines()]
    assert len(cases) == 122
    waiting = {case["topic"] for case in cases if not_understood(case)}
    assert waiting == WAITING.keys()


def not_understood(scenario: dict[str, Any]) -> list[str]:
    """Keys and phrases without a function."""
    keys = [f"given {key}" for key in scenario["given"] if key not in GIVEN]
    phrases = [f"when {phrase}" for phrase in scenario["when"] if spoken(phrase) is None]
    wanted = [
        f"then {key}" for key in scenario["then"] if key not in REFUSALS and reader_of(key) is None
    ]
    return [*keys, *phrases, *wanted]


def spoken(phrase: str) -> tuple[When, re.Match[str]] | None:
    """The function that carries the phrase out, and what the phrase says to it."""
    for pattern, doing in WHEN:
        if (said := re.fullmatch(pattern, phrase)) is not None:
            return doing, said
    return None


async def holds(scenario: dict[str, Any], database: Database) -> None:
    """Sets the scene, carries the steps out, and compares every figure."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        tenant = scenario["id"].lower()
        company = Company(log=log, application=Application(log, HANDLERS), tenant=tenant)
        world = World(
            company=company,
            facts=scenario["given"],
            database_url=database.url,
            wanted=scenario["then"],
            history=partial(history, urls[1], tenant),
        )
        for key in GIVEN:
            if key in scenario["given"]:
                await GIVEN[key](world, scenario["given"][key])
        names = sorted({name for key in scenario["then"] if (name := reader_of(key))})
        world.started = await seen(world, names) if needs_start(scenario) else {}
        for phrase in scenario["when"]:
            understood = spoken(phrase)
            assert understood is not None, phrase
            doing, said = understood
            captured = len(world.invoices)
            refusal = await world.attempt(doing, said)
            held = await world.held_since(captured)
            now = await seen(world, names) if needs_steps(scenario) else {}
            world.steps.append(Step(phrase, refusal, now, held))
        for key, wanted in scenario["then"].items():
            told = await answered(world, key, scenario["then"])
            assert plain(told) == plain(wanted), (
                key,
                [(step.refusal, step.held) for step in world.steps],
            )


async def history(url: str, tenant: str) -> list[Recorded]:
    """Everything that happened, as read models see it."""
    async with await AsyncConnection.connect(url) as connection:
        return [recorded(row) for row in await read_async(connection, 0, EVENTS_MAX, tenant)]


def needs_start(scenario: dict[str, Any]) -> bool:
    return any(key.endswith("_delta") for key in scenario["then"])


def needs_steps(scenario: dict[str, Any]) -> bool:
    return any("_after_" in key for key in scenario["then"].keys() - REFUSALS)


async def seen(world: World, names: Sequence[str]) -> dict[str, Any]:
    await world.reached()
    return {name: await READERS[name](world) for name in names}


def plain(value: Any) -> Any:  # noqa: ANN401 - any JSON value.
    """Numbers by their value, whoever wrote them."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return value
    return Decimal(str(value))
