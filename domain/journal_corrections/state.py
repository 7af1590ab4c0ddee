"""A journal correction is posted once, and that is all there is to it."""

from dataclasses import dataclass
from typing import Final

from domain.aggregate import Aggregate
from domain.ids import derived_id
from domain.journal_corrections.events import JournalCorrectionEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalCorrection:
    """That it was posted; its lines are in the journal."""

    number: str  # of the document whose entry it corrects
    version: int
    legal_entity: str | None
    facility: str | None


def journal_correction_id(tenant: str, source_event: str, version: int, after: int = 0) -> str:
    """The id of the correction of what that event posted, for that version of the journal.

    `after`: how many lines corrections had added to it before. A version that serves again, behind
    another one that corrected it back, corrects it once more.
    """
    name = str(version) if not after else f"{version} after {after}"
    return derived_id(tenant, "journal_correction", source_event, name)


def evolve(state: JournalCorrection | None, event: JournalCorrectionEvent) -> JournalCorrection:
    """The one fact says it all."""
    del state
    return JournalCorrection(
        number=event.source.number,
        version=event.version,
        legal_entity=event.legal_entity,
        facility=event.facility,
    )


JOURNAL_CORRECTION: Final = Aggregate(
    name="journal_correction", state=JournalCorrection, evolve=evolve
)
