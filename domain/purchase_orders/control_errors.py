"""How a purchase order says no to what steers it beside its lines."""

from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class PurchaseOrderRecalledByOther(Rejected):
    """Only who asked for approval takes the request back."""

    code = "purchase_order.recalled_by_other"

    def __init__(self, number: str, asked_by: str, person: str) -> None:
        super().__init__(
            f"{asked_by} asked for approval of purchase order {number}, so that {person} cannot"
            " take the request back; an approval administrator can, or reject a step of its case.",
            person=person,
            asked_by=asked_by,
        )


class PurchaseOrderIsFinal(Rejected):
    """The order is finally closed."""

    code = "purchase_order.finally_closed"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Purchase order {number} is finally closed; finance has to remove the close first."
        )


class PurchaseOrderInvoicesWaiting(Rejected):
    """Invoices against the order are neither paid nor void."""

    code = "purchase_order.invoices_waiting"

    def __init__(self, number: str, waiting: int) -> None:
        told, them = ("1 invoice", "it") if waiting == 1 else (f"{waiting} invoices", "them")
        are = "is" if waiting == 1 else "are"
        super().__init__(
            f"{told} against purchase order {number} {are} neither settled nor void; settle or void"
            f" {them} before the final close.",
            waiting=waiting,
        )


class PurchaseOrderPercentOutOfRange(Rejected):
    """A tolerance is from nothing to the whole again."""

    code = "purchase_order.percent_out_of_range"

    def __init__(self, line: int, percent: Decimal) -> None:
        super().__init__(
            f"{percent} per cent is no over-receipt of line {line}; state 0 to 100.",
            line=line,
            percent=str(percent),
        )


class PurchaseOrderShipmentRepeated(Rejected):
    """The shipment was announced before."""

    code = "purchase_order.shipment_repeated"

    def __init__(self, number: str, shipment: str) -> None:
        super().__init__(
            f"Shipment {shipment} of purchase order {number} was announced already;"
            " use the number of the new one.",
            shipment=shipment,
        )


class PurchaseOrderInvalidSscc(Rejected):
    """The code of a logistic unit does not hold."""

    code = "purchase_order.invalid_sscc"

    def __init__(self, sscc: str, problem: str) -> None:
        super().__init__(f"SSCC {sscc} {problem}; read the label again.", sscc=sscc)


class PurchaseOrderDeliveryNotOverdue(Rejected):
    """Nothing is late on the line, or it was told already."""

    code = "purchase_order.delivery_not_overdue"

    def __init__(self, number: str, line: int, due_on: date | None, open_: Decimal) -> None:
        due = f"are due on {due_on}" if due_on else "have no due day"
        super().__init__(
            f"{open_} of line {line} of purchase order {number} are to come and {due}; they are"
            " overdue once that day is over, and it is told once.",
            line=line,
            due_on=str(due_on) if due_on else None,
        )


class PurchaseOrderTypeUnclear(Rejected):
    """The kind of order and what is stated with it do not fit."""

    code = "purchase_order.type_unclear"

    def __init__(self, number: str, order_type: str, problem: str) -> None:
        super().__init__(
            f"Purchase order {number} of type {order_type} {problem}.",
            order_type=order_type,
            problem=problem,
        )


class PurchaseOrderNotABlanket(Rejected):
    """The named order is no blanket that is in force."""

    code = "purchase_order.not_a_blanket"

    def __init__(self, number: str, problem: str) -> None:
        super().__init__(
            f"Purchase order {number} cannot be released from: {problem}.", problem=problem
        )


class PurchaseOrderBlanketExceeded(Rejected):
    """The releases together ask for more than the blanket promises."""

    code = "purchase_order.blanket_exceeded"

    def __init__(self, number: str, what: str, wanted: Decimal, left: Decimal) -> None:
        super().__init__(
            f"The release asks for {wanted} ({what}) of blanket order {number}, of which {left} are"
            " left; release that much or less, or raise the blanket by a change order.",
            what=what,
            wanted=str(wanted),
            left=str(left),
        )


class PurchaseOrderCapBelowDrawn(Rejected):
    """A cap that the releases of a blanket have passed already."""

    code = "purchase_order.cap_below_drawn"

    def __init__(self, number: str, cap: Decimal, drawn: Decimal, currency: str) -> None:
        super().__init__(
            f"Releases draw {drawn} {currency} on blanket order {number}; state a cap of that much"
            f" or more instead of {cap}, or cancel what is open of them first.",
            cap=str(cap),
            drawn=str(drawn),
            currency=currency,
        )


class PurchaseOrderReceivedOnReleases(Rejected):
    """A blanket only promises; goods come on its releases."""

    code = "purchase_order.blanket_not_receivable"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Purchase order {number} is a blanket; receive against one of its releases."
        )


class PurchaseOrderNotRatifiable(Rejected):
    """There is nothing to ratify, or it is not late."""

    code = "purchase_order.not_ratifiable"

    def __init__(self, number: str, problem: str) -> None:
        super().__init__(f"Purchase order {number} {problem}.", problem=problem)


class PurchaseOrderRatifiedByBuyer(Rejected):
    """Who ordered in an emergency does not stand for it alone."""

    code = "purchase_order.ratified_by_buyer"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} bought on purchase order {number} and cannot ratify it; another person"
            " has to.",
            person=person,
        )


class PurchaseOrderRefusedAfterwards(Rejected):
    """The emergency request that it orders for was refused after it was ordered."""

    code = "purchase_order.refused_afterwards"

    def __init__(self, number: str, reason_code: str) -> None:
        super().__init__(
            f"What purchase order {number} orders for in an emergency was refused afterwards"
            f" ({reason_code}); cancel it, or have a person without a hand in it ratify it first.",
            reason_code=reason_code,
            next_step="ratify",
        )


class PurchaseOrderRatifiedByParticipant(Rejected):
    """Who asked for, changed or took in what an emergency order orders does not stand for it."""

    code = "purchase_order.ratified_by_participant"

    def __init__(self, number: str, person: str, part: str) -> None:
        super().__init__(
            f"{person} is {part} on purchase order {number} and cannot ratify it; another person"
            " has to.",
            person=person,
            part=part,
        )


class PurchaseOrderNothingOpen(Rejected):
    """The order has no line, or all that was wanted of its lines came, was invoiced or given up."""

    code = "purchase_order.nothing_open"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Nothing of purchase order {number} is open, so there is nothing to cancel;"
            " an issued order is closed instead."
        )
