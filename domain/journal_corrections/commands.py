"""What may be asked of a journal correction."""

from dataclasses import dataclass

from domain.event import Command, DocumentRef
from domain.journal_corrections.events import CorrectingLine, PostedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class PostJournalCorrection(Command):
    """Keeps an entry as it stands and adds what newer rules make of it; see the event."""

    correction_id: str
    source: DocumentRef
    source_type: str
    source_event: str
    source_position: int
    former_version: int
    version: int
    stands: tuple[PostedLine, ...]
    lines: tuple[CorrectingLine, ...]
    purchase_order: DocumentRef | None = None
    legal_entity: str | None = None
    facility: str | None = None
