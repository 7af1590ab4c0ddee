"""Settles the future of each save: with its outcome, or with the failure that its caller hears."""

from asyncio import Future
from collections.abc import Iterable, Mapping, Sequence

from adapters.postgres.append_judge import Result
from adapters.postgres.pending_save import PendingSave
from application.errors import CommandReused, Conflict, Failed
from application.ports import Outcome


def tell(batch: Sequence[PendingSave], results: Mapping[int, Result]) -> list[PendingSave]:
    """Settle what has a result, by index; what has none yet comes back."""
    for index, result in results.items():
        _settle(batch[index], result)
    return [each for index, each in enumerate(batch) if index not in results]


def fail(saves: Iterable[PendingSave], failure: Exception) -> None:
    """They were not stored, or nobody knows; the failure says which."""
    for each in saves:
        if not each.future.done():
            each.future.set_exception(failure)


def without_orphans(batch: Sequence[PendingSave]) -> list[PendingSave]:
    """The saves that were not decided on one that failed before; the others are told."""
    live = []
    for each in batch:
        if any(map(_failed, each.save.after)):
            _settle(each, Result("orphan"))
        else:
            live.append(each)
    return live


def _failed(before: "Future[Outcome]") -> bool:
    """Whether the save is over, and its events are not those that others were decided on."""
    if not before.done():
        return False
    return before.cancelled() or before.exception() is not None or not before.result().as_decided


def _settle(each: PendingSave, result: Result) -> None:
    if each.future.done():  # Its caller went away; what is stored stays.
        return
    match result.result:
        case "appended" | "duplicate":
            each.future.set_result(_outcome(result))
        case "conflict":
            each.future.set_exception(_conflict(result))
        case "orphan":
            each.future.set_exception(Conflict("A command before this one failed; decide again."))
        case _:
            each.future.set_exception(_reused(each.save.command_id))


def _outcome(result: Result) -> Outcome:
    assert result.stream is not None, "a stored command has a primary stream"
    assert result.version is not None, "at a version"
    assert result.position is not None, "and a place in the tenant's history"
    assert result.epoch is not None, "in an epoch"
    assert result.recorded_at is not None, "and a moment"
    return Outcome(
        stream=result.stream,
        version=result.version,
        position=result.position,
        epoch=result.epoch,
        recorded_at=result.recorded_at,
        duplicate=result.result == "duplicate",
        as_decided=result.as_decided,
    )


def _conflict(result: Result) -> Failed:
    return Conflict(
        f"{result.stream} is at version {result.version} by now; decide again on its newest state.",
        stream=result.stream,
        version=result.version,
    )


def _reused(command_id: str) -> Failed:
    return CommandReused(
        f"Command id {command_id} was used before by another person, for another path or with"
        " another body; take a new one.",
        command_id=command_id,
    )
