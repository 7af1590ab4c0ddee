"""The one loop through which every command goes: authorize, load, decide, append.

`submit` returns once the events are enqueued, so that a caller with many commands (an import) keeps
the log full while their order stays; `handle` also waits for the acknowledgement. A conflict with
another process is decided again on fresh states; a repeated command id gets its first outcome.
"""

from asyncio import Future
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal

from pydantic import ValidationError

from application.access import authorize
from application.body_hash import body_hash
from application.errors import CommandReused, Conflict, Failed, Forbidden, VersionMismatch
from application.late_entry import require_timely
from application.ports import EventLog, Outcome, Save, StreamChange, StreamRead
from application.soundness import check_sound, texts_of
from application.tips import Tip, Tips, keep_snapshot
from application.work import Handlers, Work
from domain.errors import Rejected, refusal_of
from domain.event import Actor, Command, Reason
from domain.frozen import built_by_slot
from domain.visible import judging

AnyVersion = Literal["any"]
ATTEMPTS_MAX: Final = 8  # Decisions on fresh states before a conflict is given to the caller.


@built_by_slot
@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who sends the command, and under which id it may be repeated."""

    tenant: str
    actor: Actor
    roles: frozenset[str]
    command_id: str
    correlation_id: str
    causation_id: str | None = None
    reason: Reason | None = None
    body_hash: bytes | None = None  # of the request; by default of the command without `now`
    expected_version: int | AnyVersion | None = None  # of the primary document (If-Match)
    document: str | None = None  # that the request names: its stream, or `legal_entity/` by a code
    entered_at: datetime | None = None  # when somebody sent it; none: imported, under its own days


class Application:
    """Takes commands. One instance per process and event loop."""

    def __init__(self, log: EventLog, handlers: Handlers) -> None:
        self._log = log
        self._handlers = handlers
        self._tips = Tips()

    async def handle(self, command: Command, context: Context) -> Outcome:
        """Carries the command out and waits until it is durable.

        Raises `Rejected` (the domain refuses) or `Failed` (the system could not take it).
        """
        return await (await self.submit(command, context))

    async def submit(self, command: Command, context: Context) -> Awaitable[Outcome]:
        """Decides and enqueues; the returned awaitable is the durable outcome.

        Raises what is known at once (`Rejected`, `Forbidden`); later failures come from the
        awaitable. A conflict is decided again there, out of the order of submission.
        """
        authorize(command, context.actor, context.roles)
        check_sound(command)
        if context.entered_at is not None:
            known = await self._known_if_late(command, context, context.entered_at)
            if known is not None:
                return _done(known)
        try:
            work = await self._decide(command, context)
        except Conflict:
            return self._settled(command, context, None)
        except (Rejected, VersionMismatch):
            known = await self._known(command, context)
            if known is None:
                raise
            return _done(known)
        return self._settled(command, context, self._append(work, command, context))

    async def _decide(self, command: Command, context: Context, *, may_assume: bool = True) -> Work:
        work = Work(
            self._log,
            self._tips,
            context.tenant,
            now=command.now,
            entered_at=context.entered_at,
            may_assume=may_assume,
        )
        try:
            await self._carry_out(work, command, context)
            _check_version(work, context.expected_version)
        except Exception:
            # why: a refusal, or states of different moments that no rule is made for. Either way
            # it is given to nobody before what it rests on is known to stand.
            for stream, tip in work.read.items():
                await self._confirm_pending(context.tenant, stream, tip)
            await self._confirm_newest(work)
            raise
        return work

    async def _carry_out(self, work: Work, command: Command, context: Context) -> None:
        try:
            with judging(lambda: texts_of(command)):
                await self._handlers[type(command)](work, command)
        except ValidationError as invalid:
            # Events hold the command's own values: what they do not take, the command must not say.
            await self._check_named_version(work, context)
            raise refusal_of(invalid) from invalid
        except Rejected:
            # Who decided on another version asked for nothing on this one.
            await self._check_named_version(work, context)
            raise

    async def _check_named_version(self, work: Work, context: Context) -> None:
        """As `_check_version`, for a command that was refused before it said what it changes."""
        wanted, document = context.expected_version, context.document
        if not isinstance(wanted, int) or document is None:
            return
        actual = work.version_read(document)
        if actual is None and not document.endswith("/"):  # Refused before it was looked at.
            actual = len(await self._log.load(work.tenant, document)) or None
        if actual is not None and actual != wanted:
            raise _mismatch(wanted, actual)

    async def _confirm_newest(self, work: Work) -> None:
        """A refusal must not rest on a state that another process has changed meanwhile."""
        outdated = [
            stream
            for stream, tip in work.read.items()
            if stream not in work.loaded
            and await self._log.load(work.tenant, stream, after_version=tip.version)
        ]
        for stream in outdated:
            self._tips.fall_back(work.tenant, stream)
        if outdated:
            raise Conflict("Another process changed the document; decide again.")

    async def _confirm_pending(self, tenant: str, stream: str, tip: Tip[Any]) -> None:
        """A refusal must not rest on events that never became facts."""
        if tip.pending is None:
            return
        try:
            await tip.pending
        except Failed as failure:
            self._tips.fall_back(tenant, stream)  # Its own callback may not have had its turn yet.
            raise Conflict("A command before this one failed; decide again.") from failure

    def _append(self, work: Work, command: Command, context: Context) -> "Future[Outcome]":
        changes, reads = work.changes(), work.reads()
        assert changes, f"{type(command).__name__} decided nothing; refuse it or record a fact"
        appended = self._log.append(
            Save(
                tenant=context.tenant,
                command_id=context.command_id,
                body_hash=context.body_hash or body_hash(command),
                effective_at=command.now,
                actor=context.actor,
                correlation_id=context.correlation_id,
                causation_id=context.causation_id,
                reason=context.reason,
                policies=tuple(sorted(work.policies, key=lambda each: each.id)),
                changes=changes,
                reads=reads,
                after=work.pending(),
            )
        )
        for change in changes:
            version = change.expected_version + len(change.events)
            tip = work.read[change.stream].decided(version, appended)
            self._tips.put(context.tenant, change.stream, tip)
        appended.add_done_callback(lambda done: self._confirm(work, changes, reads, done))
        return appended

    def _confirm(
        self,
        work: Work,
        changes: Sequence[StreamChange],
        reads: Sequence[StreamRead],
        done: "Future[Outcome]",
    ) -> None:
        """Tips become facts, or fall back to what is one."""
        stored = not done.cancelled() and done.exception() is None and done.result().as_decided
        for change in changes:
            tip = self._tips.get(work.tenant, change.stream)
            if tip is None:
                continue
            if not stored:
                self._tips.fall_back(work.tenant, change.stream)
            elif tip.pending is done:
                tip.pending = tip.confirmed = None
                aggregate = work.aggregates[change.stream]
                keep_snapshot(self._log, work.tenant, aggregate, change.stream, tip)
        if not stored:
            for read in reads:  # Any of them may be what another process changed.
                self._tips.fall_back(work.tenant, read.stream)

    async def _settled(
        self, command: Command, context: Context, appended: "Future[Outcome] | None"
    ) -> Outcome:
        for attempt in range(1, ATTEMPTS_MAX + 1):
            try:
                if appended is None:
                    work = await self._decide(command, context, may_assume=False)
                    appended = self._append(work, command, context)
                return await appended
            except Conflict:
                appended = None
                if attempt == ATTEMPTS_MAX:
                    raise
            except (Rejected, VersionMismatch):
                known = await self._known(command, context)
                if known is None:
                    raise
                return known
        raise AssertionError("the last attempt returns or raises")

    async def _known_if_late(
        self, command: Command, context: Context, entered_at: datetime
    ) -> Outcome | None:
        """A repeat of what was entered in time has its outcome, whenever it comes."""
        try:
            require_timely(command.now, entered_at, context.roles)
        except Forbidden:
            known = await self._known(command, context)
            if known is None:
                raise
            return known
        return None

    async def _known(self, command: Command, context: Context) -> Outcome | None:
        """The outcome this very command had before; another one under its id is refused."""
        known = await self._log.outcome(context.tenant, context.command_id)
        if known is None:
            return None
        stored_hash, outcome = known
        if stored_hash != (context.body_hash or body_hash(command)):
            raise CommandReused(
                f"Command id {context.command_id} was used before by another person, for another"
                " path or with another body; take a new one.",
                command_id=context.command_id,
            )
        return outcome


def _check_version(work: Work, wanted: int | AnyVersion | None) -> None:
    """The client decided on this version of the primary document, or on there being one."""
    actual = work.primary_version
    if wanted is None or wanted == actual or (wanted == "any" and actual > 0):
        return
    raise _mismatch(wanted, actual)


def _mismatch(wanted: int | AnyVersion, actual: int) -> VersionMismatch:
    why = f"The document stands at version {actual}, not {wanted}; read it again and decide anew."
    if actual == 0:
        why = "There is no such document yet; send the command that makes it without a version."
    return VersionMismatch(why, expected=wanted, actual=actual)


async def _done(outcome: Outcome) -> Outcome:
    return outcome
