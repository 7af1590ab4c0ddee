"""Journal corrections: what the command saves. A rebuild of the journal sends it (`replay/`)."""

from typing import Final

from application.accounting_calendars import calendar_of
from application.work import Handlers, Work
from domain.journal_corrections.commands import PostJournalCorrection
from domain.journal_corrections.decide import post
from domain.journal_corrections.state import JOURNAL_CORRECTION


async def post_journal_correction(work: Work, command: PostJournalCorrection) -> None:
    """The entry stands; the rest is added."""
    correction = await work.find(JOURNAL_CORRECTION, command.correction_id)
    calendar = None
    if command.legal_entity is not None:
        calendar = await calendar_of(work, command.legal_entity)
    events = post(correction, command, calendar)
    await work.record(JOURNAL_CORRECTION, command.correction_id, events)


HANDLERS: Final[Handlers] = {PostJournalCorrection: post_journal_correction}
