"""How an accounting calendar says no."""

from datetime import date

from domain.errors import Rejected


class AccountingPeriodOutOfOrder(Rejected):
    """Periods follow one another without a gap."""

    code = "accounting_calendar.period_out_of_order"

    def __init__(self, legal_entity: str, period: str, following: str) -> None:
        super().__init__(
            f"Period {period} of {legal_entity} cannot be opened now: the next one to open is"
            f" {following}.",
            period=period,
            following=following,
        )


class AccountingPeriodTooFar(Rejected):
    """The period begins too far from today to be meant."""

    code = "accounting_calendar.period_too_far"

    def __init__(self, period: str, last: str) -> None:
        super().__init__(
            f"Period {period} is too far ahead; open periods up to {last}.",
            period=period,
            last=last,
        )


class AccountingPeriodUnknown(Rejected):
    """The period was never opened."""

    code = "accounting_calendar.period_unknown"

    def __init__(self, legal_entity: str, period: str) -> None:
        super().__init__(
            f"Period {period} of {legal_entity} was never opened; open it first.", period=period
        )


class AccountingPeriodNotOver(Rejected):
    """The month still runs."""

    code = "accounting_calendar.period_not_over"

    def __init__(self, period: str, last: date) -> None:
        super().__init__(
            f"Period {period} runs to {last}; close it after that day.",
            period=period,
            last=last.isoformat(),
        )


class AccountingPeriodEarlierOpen(Rejected):
    """Periods are closed in their order."""

    code = "accounting_calendar.earlier_open"

    def __init__(self, period: str, earlier: str) -> None:
        super().__init__(
            f"Period {period} cannot be closed before {earlier}, which is not yet closed so far;"
            f" close {earlier} first.",
            period=period,
            earlier=earlier,
        )


class AccountingPeriodLaterClosed(Rejected):
    """What was closed last is re-opened first."""

    code = "accounting_calendar.later_closed"

    def __init__(self, period: str, later: str) -> None:
        super().__init__(
            f"Period {period} cannot be re-opened while {later} is closed: its opening balances"
            f" would change; re-open {later} first, or post the difference to an open period.",
            period=period,
            later=later,
        )


class AccountingPeriodStandsSo(Rejected):
    """The period stands as asked for, or is closed further."""

    code = "accounting_calendar.period_stands_so"

    def __init__(self, period: str, status: str) -> None:
        super().__init__(
            f"Period {period} is {status.replace('_', ' ')} already; nothing is left to do.",
            period=period,
            status=status,
        )


class AccountingPeriodSelfReopened(Rejected):
    """Whoever closed the period does not open it again."""

    code = "accounting_calendar.self_reopened"

    def __init__(self, period: str, person: str) -> None:
        super().__init__(
            f"{person} closed period {period}; have another person re-open it.",
            period=period,
            person=person,
        )


class AccountingPeriodNoneOpen(Rejected):
    """A liability has no open period to stand in."""

    code = "accounting_calendar.none_open"

    def __init__(self, legal_entity: str, day: date, last: str) -> None:
        super().__init__(
            f"The books of {legal_entity} have no open period for {day}: {last} is the last that"
            " was opened; open the next one, then repeat this.",
            legal_entity=legal_entity,
            day=day.isoformat(),
            last=last,
        )
