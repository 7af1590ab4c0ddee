"""What may be asked of an accounting calendar."""

from dataclasses import dataclass

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenAccountingPeriod(Command):
    """The first one begins the calendar; every other follows the one opened before."""

    legal_entity: str
    period: str
    opened_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SoftCloseAccountingPeriod(Command):
    """Closes the month to goods that come and go."""

    legal_entity: str
    period: str
    closed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseAccountingPeriod(Command):
    """Closes the month to everything."""

    legal_entity: str
    period: str
    closed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenAccountingPeriod(Command):
    """Opens a closed month again, for a reason, by somebody who did not close it."""

    legal_entity: str
    period: str
    reason_code: str
    reopened_by: str
