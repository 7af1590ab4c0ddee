"""Whether a correction may be posted: once, and balanced in each currency."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from domain.accounting_calendars.state import AccountingCalendar
from domain.journal_corrections.commands import PostJournalCorrection
from domain.journal_corrections.errors import (
    JournalCorrectionOutOfBalance,
    JournalCorrectionPostedAlready,
)
from domain.journal_corrections.events import (
    CorrectingLine,
    JournalCorrectionEvent,
    JournalCorrectionPosted,
)
from domain.journal_corrections.state import JOURNAL_CORRECTION, JournalCorrection


def post(
    correction: JournalCorrection | None,
    command: PostJournalCorrection,
    calendar: AccountingCalendar | None,
) -> tuple[JournalCorrectionEvent, ...]:
    """The entry stands, and the lines are added on the day of the command or in the open period.

    `calendar` is that of the books; without one they are always open.
    """
    number = command.source.number
    if correction is not None:
        raise JournalCorrectionPostedAlready(number, command.version)
    posted_on = command.now.date()
    if calendar is not None:
        posted_on = calendar.nearest_open(posted_on, JOURNAL_CORRECTION.name)
    off = _off_balance(command.lines)
    if off:
        raise JournalCorrectionOutOfBalance(number, off)
    return (
        JournalCorrectionPosted(
            source=command.source,
            source_type=command.source_type,
            source_event=command.source_event,
            source_position=command.source_position,
            former_version=command.former_version,
            version=command.version,
            posted_on=posted_on,
            stands=command.stands,
            lines=command.lines,
            purchase_order=command.purchase_order,
            legal_entity=command.legal_entity,
            facility=command.facility,
        ),
    )


def _off_balance(lines: Sequence[CorrectingLine]) -> dict[str, Decimal]:
    """Debit less credit of each currency in which they differ."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.currency] += line.debit - line.credit
    return {currency: amount for currency, amount in sums.items() if amount}
