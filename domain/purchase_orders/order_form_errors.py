"""How an order of controlled substances says no: what is missing, and who can mend it."""

from collections.abc import Sequence

from domain.errors import Rejected


class PurchaseOrderRegistrationMissing(Rejected):
    """The facility is not registered for the schedule."""

    code = "purchase_order.registration_missing"

    def __init__(self, line: int, schedule: str, facility: str, problem: str) -> None:
        super().__init__(
            f"Line {line} buys a substance of schedule {schedule}, and facility {facility}"
            f" {problem}; a controller records its DEA registration with the legal entity.",
            line=line,
            schedule=schedule,
            facility=facility,
        )


class PurchaseOrderOrderFormMissing(Rejected):
    """Nobody signed for what the line orders."""

    code = "purchase_order.order_form_missing"

    def __init__(
        self, line: int, schedule: str, facility: str, registrants: Sequence[str], problem: str
    ) -> None:
        super().__init__(
            f"Line {line} buys a substance of schedule {schedule}, {problem}; a registrant of"
            f" {facility} ({', '.join(registrants)}) records the CSOS or form 222 reference of it.",
            line=line,
            schedule=schedule,
            facility=facility,
            registrants=tuple(registrants),
        )


class PurchaseOrderNotRegistrant(Rejected):
    """Somebody signs for a facility who is not registered there."""

    code = "purchase_order.not_registrant"

    def __init__(self, person: str, facility: str, registrants: Sequence[str]) -> None:
        super().__init__(
            f"{person} is no registrant of facility {facility}; one of"
            f" {', '.join(registrants)} has to sign.",
            person=person,
            facility=facility,
            registrants=tuple(registrants),
        )


class PurchaseOrderLineNotDropShipped(Rejected):
    """Goods that never come here are neither kept nor inspected here."""

    code = "purchase_order.line_not_drop_shipped"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} is shipped past us: order goods (`delivery`), charged at once"
            " (`accounting` expense) and matched without inspection (`match` two_way or"
            " three_way).",
            line=line,
        )


class PurchaseOrderOrderFormUnneeded(Rejected):
    """What the line buys needs no order form."""

    code = "purchase_order.order_form_unneeded"

    def __init__(self, number: str, line: int, schedules: Sequence[str]) -> None:
        super().__init__(
            f"Line {line} of order {number} buys nothing of schedule {' or '.join(schedules)},"
            " which alone are ordered on a form; nothing is left to do.",
            line=line,
        )
