"""The worked example in projections/README.md: its changes and commands, as printed."""

import re
import shlex
import shutil
import sys
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.event_log import PostgresEventLog
from api.wiring.addresses import SECRET as SECRET_FILE
from application.handle import Application, Context
from application.handlers import HANDLERS
from domain.event import Actor
from domain.exchange_rates.commands import RecordExchangeRate
from projections.exchange_rates import EXCHANGE_RATES
from tests.adapters.postgres.read_support import catch_up
from tests.cli.program import PURVEY, Home
from tests.conftest import SECRET, Database
from tests.tidy.sources import ROOT

README: Final = (ROOT / "projections/README.md").read_text()
CHANGE: Final = re.compile(r"^`([\w/]+\.py)`:.*?^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CONSOLE: Final = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PROGRAMS: Final = {".venv/bin/python": (sys.executable,), ".venv/bin/purvey": PURVEY}
RINGS: Final = ("adapters", "api", "application", "domain", "projections", "replay")

pytestmark = pytest.mark.timeout(300)  # A few processes start, on whatever machine this is.


async def record_a_rate(database: Database) -> None:
    """As the program does before the change."""
    rate = RecordExchangeRate(
        now=datetime(2026, 3, 1, 9, tzinfo=UTC),
        from_currency="EUR",
        to_currency="USD",
        rate=Decimal("1.0825"),
        starts_on=date(2026, 3, 2),
        source="ecb",
        recorded_by="carla",
    )
    context = Context(
        tenant="demo",
        actor=Actor(type="human", id="carla"),
        roles=frozenset({"controller"}),
        command_id="rate-1",
        correlation_id="rate-1",
    )
    urls = [database.role_url(role) for role in ("purvey_append", "purvey_relay")]
    async with PostgresEventLog(*urls) as log:
        await Application(log, HANDLERS).handle(rate, context)
    await catch_up(database, [EXCHANGE_RATES])


def changed(text: str, hunks: str) -> str:
    """The text with the printed changes; each must fit one place."""
    for hunk in hunks.removesuffix("\n").split("\n@@\n"):
        lines = hunk.split("\n")
        old, new = ("\n".join(x[1:] for x in lines if x[0] in kinds) for kinds in (" -", " +"))
        assert text.count(old) == 1, f"not to be found once:\n{old}"
        text = text.replace(old, new)
    return text


def working_copy(folder: Path) -> Path:
    """The sources, with the changes of the example."""
    for ring in RINGS:
        shutil.copytree(ROOT / ring, folder / ring, ignore=shutil.ignore_patterns("__pycache__"))
    golden = folder / "tests/golden"
    shutil.copytree(ROOT / "tests/golden", golden, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests/__init__.py").touch()
    for path, hunks in CHANGE.findall(README):
        file = folder / path
        file.write_text(changed(file.read_text(), hunks))
    return folder


async def test_both_kinds_of_change_work_as_printed(
    servers: ServerAddresses, database: Database, tmp_path: Path
) -> None:
    await record_a_rate(database)
    copy = working_copy(tmp_path / "copy")
    home = Home(
        tmp_path / "home",
        PYTHONPATH=str(copy),
        PURVEY_DATABASE_URL=database.url,
        PURVEY_NATS_URL=servers.nats_url,
    )
    home.path.mkdir()
    (home.path / SECRET_FILE).write_bytes(SECRET)
    for block in CONSOLE.findall(README):
        for printed in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, answer = printed.partition("\n")
            program, *arguments = shlex.split(command)
            if program not in PROGRAMS:
                arguments, program = ["-c", command], "bash"
            ran = home.run([*PROGRAMS.get(program, (program,)), *arguments], cwd=copy)
            assert ran.code == 0, ran.said
            for line in filter(None, answer.split("\n")):
                assert line in ran.out, f"{command} did not print {line!r}:\n{ran.out}"
