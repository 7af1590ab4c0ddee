"""The inspection of `replay/verify.py`: recomputes in schemas of its own, compares by SQL.

Compared are all versions and facts up to the fixed offset, not only the current rows: a version
that ended later still counts as open (`read_compare.py`). One verification at a time; a schema that
a dead one left is dropped by the next. `log_check.py` checks the log itself, `snapshot_check.py`
what commands start from.
"""

from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import asynccontextmanager
from typing import Final, LiteralString

from psycopg import AsyncConnection, InterfaceError, OperationalError, errors

from adapters.postgres.command_check import check_commands
from adapters.postgres.contradiction_check import check_contradictions
from adapters.postgres.log_check import check_log
from adapters.postgres.progress_check import check_progress
from adapters.postgres.read_compare import PREFIX, compare_table, note_bounds
from adapters.postgres.read_parked import left_out
from adapters.postgres.read_progress import tenant_numbers
from adapters.postgres.read_registry import (
    SERVING,
    Registered,
    execute_all,
    registered,
    why_outdated,
)
from adapters.postgres.read_sample import sampled
from adapters.postgres.read_session import connect
from adapters.postgres.read_share import Target
from adapters.postgres.read_tables import create_tables, drop_schema
from adapters.postgres.read_workers import INDEX, Workers
from adapters.postgres.seal_check import check_seals
from adapters.postgres.snapshot_check import check_snapshots
from adapters.vault import FileVault
from projections.projection import Projection
from replay.errors import VerifyRunning
from replay.parked import LeftOut
from replay.verify import NAMED_MAX, NOTHING, Findings

LOCK: Final = 0x76657269  # "veri"
# As they stand among what was skipped.
COMMANDS, SEALS, SNAPSHOTS, SAMPLE = ("commands", "sealed texts", "snapshots", "sample")
_LIMITS: Final = (errors.ProgramLimitExceeded, errors.StatementTooComplex)  # Of odd values.
_END: Final = 'SELECT coalesce(max("offset"), 0) FROM log.event'
_LENGTHS: Final = 'SELECT tenant, max(position) FROM log.event WHERE "offset" <= %s GROUP BY 1'
_ONE_STATE: Final = "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
_SETTINGS: Final[tuple[LiteralString, ...]] = ("SET work_mem = '64MB'", "SET jit = off")


class PostgresInspection:
    """Implements `replay.verify.Inspection`. A context: leaving it lets go of the lock."""

    def __init__(
        self,
        database_url: str,
        projections: Sequence[Projection],
        *,
        log_url: str,
        workers: int = 1,
        index: str = INDEX,
        owners: int = 0,
        vault: FileVault | None = None,
    ) -> None:
        """`database_url` logs in as purvey_project, `log_url` as purvey_relay, who sees snapshots.

        `workers` and `index` as in `read_workers.Workers`; `owners` of each table are sampled.
        Without a `vault` nothing is asked of sealed texts.
        """
        self._vault = vault
        self._owners = owners
        self._database_url = database_url
        self._log_url = log_url
        self._declared = projections
        self._workers = Workers(database_url=database_url, count=workers, index=index)
        self._compared: list[tuple[Projection, Registered]] = []
        self.skipped: dict[str, str] = {}
        self._may_fail = False  # because the log has faults
        self._connection: AsyncConnection | None = None

    async def __aenter__(self) -> "PostgresInspection":
        self._connection = await connect(self._database_url, _SETTINGS)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @property
    def _session(self) -> AsyncConnection:
        assert self._connection is not None, "the inspection is open"
        return self._connection

    async def begin(self) -> int:
        """See `replay.verify.Inspection`."""
        found = await self._session.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        row = await found.fetchone()
        if row is None or not row[0]:
            raise VerifyRunning("Another process verifies this database; wait for it.")
        await self.clear_away()
        known = await registered(self._session)
        serving = {each.name: each for each in known if each.state in SERVING}
        declared = {each.name for each in self._declared}
        for name in serving.keys() - declared:
            self.skipped[name] = "the program declares no read model of this name"
        live = [each for each in serving.values() if each.state == "live"]
        offset = min((each.offset for each in live if each.name in declared), default=0)
        for projection in self._declared:
            generation = serving.get(projection.name)
            why_not = _why_not(projection, generation, offset)
            if why_not is not None:
                self.skipped[projection.name] = why_not
            elif generation is not None:
                self._compared.append((projection, generation))
        return offset

    async def log_end(self) -> int:
        """See `replay.verify.Inspection`."""
        row = await (await self._session.execute(_END)).fetchone()
        assert row is not None, "a number comes back"
        return int(row[0])

    async def check_log(self, up_to: int, reached: Callable[[int], None]) -> Findings:
        """See `replay.verify.Inspection`."""
        found = await check_log(self._session, self._database_url, up_to, reached)
        self._may_fail = found.count > 0
        return found

    async def check_contradictions(self) -> Findings:
        """See `replay.verify.Inspection`."""
        return await check_contradictions(self._session)

    async def check_commands(self) -> Findings:
        """See `replay.verify.Inspection`."""
        async with self._attempt([COMMANDS]), self._as_relay() as session:
            return await check_commands(session)
        return NOTHING

    async def check_seals(self) -> Findings:
        """See `replay.verify.Inspection`."""
        if self._vault is None:
            return NOTHING
        async with self._attempt([SEALS]), self._as_relay() as session:
            return await check_seals(session, self._vault)
        return NOTHING

    async def check_snapshots(self, reached: Callable[[int], None]) -> Findings:
        """See `replay.verify.Inspection`."""
        async with self._attempt([SNAPSHOTS]), self._as_relay() as session:
            return await check_snapshots(session, reached)
        return NOTHING

    @asynccontextmanager
    async def _as_relay(self) -> AsyncIterator[AsyncConnection]:
        """One state of the log, as somebody who may see commands and snapshots."""
        async with (
            await AsyncConnection.connect(self._log_url, autocommit=True) as session,
            session.transaction(),
        ):
            await session.execute(_ONE_STATE)
            yield session

    @asynccontextmanager
    async def _attempt(self, parts: Iterable[str]) -> AsyncIterator[None]:
        """Tries what rests on the log; what its faults are in the way of was not compared."""
        try:
            yield
        except Exception as error:  # why: no fault that was named may hide what else is wrong.
            is_away = isinstance(error, OperationalError | InterfaceError)
            if not self._may_fail or (is_away and not isinstance(error, _LIMITS)):
                raise
            said = str(error).partition("\n")[0]
            why = f"what is wrong with the log is in the way ({type(error).__name__}: {said})"
            self.skipped |= dict.fromkeys(parts, why)

    async def recompute(self, up_to: int, reached: Callable[[int], None]) -> None:
        """See `replay.verify.Inspection`."""
        async with self._attempt([each.name for each, _ in self._compared]):
            await self._recompute(up_to, reached)
        self._compared = [each for each in self._compared if each[0].name not in self.skipped]

    async def _recompute(self, up_to: int, reached: Callable[[int], None]) -> None:
        targets = [Target(each, _schema(each)) for each, _ in self._compared]
        for target in targets:
            statements = create_tables(target.projection, target.schema)
            await execute_all(self._session, statements)
        async with self._workers:
            loaded = await self._workers.load(targets, up_to, reached)
        self.skipped |= loaded.newer
        await self._note_bounds(up_to)

    async def compare(self) -> dict[str, Findings]:
        """See `replay.verify.Inspection`."""
        findings = {}
        for projection, generation in self._compared:
            async with self._attempt([projection.name]):
                findings[projection.name] = await self._compare(projection, generation)
        return findings

    async def _compare(self, projection: Projection, generation: Registered) -> Findings:
        schemas = (generation.schema, _schema(projection))
        found = [
            await compare_table(self._session, projection.name, table, *schemas)
            for table in projection.tables
        ]
        named = [each for table in found for each in table.differences]
        progress = await check_progress(self._session, generation, projection.tables)
        return Findings(
            checked=sum(table.checked for table in found),
            count=sum(table.count for table in found) + progress.count,
            faults=progress.faults,
            differences=tuple(named[:NAMED_MAX]),
        )

    async def left_out(self) -> Sequence[LeftOut]:
        """See `replay.verify.Inspection`."""
        return await left_out(self._session)

    async def sample(self) -> dict[str, Findings]:
        """See `replay.verify.Inspection`."""
        async with self._attempt([SAMPLE]):
            return await self._sample()
        return {}

    async def _sample(self) -> dict[str, Findings]:
        known = {(each.name, each.generation): each for each in await registered(self._session)}
        now = [(each, known[serving.name, serving.generation]) for each, serving in self._compared]
        found = await sampled(self._session, now, self._owners)
        return {
            each.table: Findings(checked=each.rows, count=each.differences, differences=each.named)
            for tables in found.values()
            for each in tables
        }

    async def clear_away(self) -> None:
        """See `replay.verify.Inspection`."""
        found = await self._session.execute(
            "SELECT nspname FROM pg_namespace WHERE starts_with(nspname, %s)", [PREFIX]
        )
        for (schema,) in await found.fetchall():
            await self._session.execute(drop_schema(schema))

    async def _note_bounds(self, up_to: int) -> None:
        """How long each tenant's history was at the fixed offset."""
        numbers = await tenant_numbers(self._session)
        found = await self._session.execute(_LENGTHS, [up_to])
        lengths: dict[str, int] = dict(await found.fetchall())
        bounds = [(number, lengths.get(tenant, 0)) for tenant, number in numbers.items()]
        await note_bounds(self._session, bounds)


def _why_not(projection: Projection, generation: Registered | None, offset: int) -> str | None:
    """Why a read model cannot be compared at the offset; none when it can."""
    if generation is None:
        return "it has no tables yet"
    outdated = why_outdated(projection, generation)
    if outdated is not None:
        return outdated
    if generation.offset < offset:
        return f"it is {generation.state} at offset {generation.offset}: {generation.reason}"
    return None


def _schema(projection: Projection) -> str:
    return f"{PREFIX}{projection.name}"
