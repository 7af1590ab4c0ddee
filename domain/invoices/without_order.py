"""An invoice that no order was made for: a second person says who bears each line, and approves it.

Nothing was agreed that it could be compared with, so his word stands in the place of a match. Rent,
fees and the like are expense of those who bear them. A line may instead be freight, customs and the
like that goods of an order bear since their receipt, billed by who carried them: it clears what was
accrued under that name, and what is beyond it is freight.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.charges import ChargeSum
from domain.event import DocumentRef
from domain.invoices.commands import ApproveInvoiceWithoutOrder, CodedTo
from domain.invoices.decide_match import account
from domain.invoices.errors import (
    InvoiceBarred,
    InvoiceLineRepeated,
    InvoiceLinkedAlready,
    InvoiceOtherCurrency,
    InvoiceOtherLegalEntity,
    InvoiceUnknownLine,
    InvoiceVoidedAlready,
)
from domain.invoices.events import (
    InvoiceAccounted,
    InvoiceEvent,
    InvoiceHoldReleased,
)
from domain.invoices.holds import BARRIERS, RULES
from domain.invoices.lines import AccountedLine
from domain.invoices.participants import require_duty
from domain.invoices.state import Invoice
from domain.invoices.without_order_errors import (
    InvoiceChargeNotAccrued,
    InvoiceLineNotCoded,
    InvoicePostedWithoutOrder,
)
from domain.invoices.without_order_events import CodedLine, InvoiceApprovedWithoutOrder
from domain.purchase_orders.order import PurchaseOrder

ZERO: Final = Decimal(0)
Orders = Mapping[str, PurchaseOrder]  # that carriers brought goods of, by id
# What a person may let pass here; other barriers are faults of the document.
LET_PASS: Final = frozenset({"unlinked", "unmatched_line", "missing_information"})


def approve(
    invoice: Invoice, command: ApproveInvoiceWithoutOrder, orders: Orders
) -> tuple[InvoiceEvent, ...]:
    """Each line is charged to somebody, by one who did not capture it; its barriers are gone."""
    require_unposted(invoice)
    barriers = [each for each in invoice.holds if each.kind in BARRIERS]
    for hold in barriers:
        if hold.kind not in LET_PASS:
            raise InvoiceBarred(invoice.number, hold.kind, RULES[hold.kind].remedy)
    require_duty("release_hold", command.approved_by, {"capturer": (invoice.captured_by,)})
    coded = _coded(invoice, command.lines, orders)
    return (
        InvoiceApprovedWithoutOrder(
            lines=coded,
            approved_by=command.approved_by,
            approved_on=command.now.date(),
            reason_code=command.reason_code,
        ),
        *(
            InvoiceHoldReleased(
                hold=hold.hold,
                kind=hold.kind,
                how="manual",
                reason_code=command.reason_code,
                released_by=command.approved_by,
            )
            for hold in barriers
        ),
    )


def require_unposted(invoice: Invoice) -> None:
    """Raises where it is void, tied to an order, or approved already."""
    if invoice.voided:
        raise InvoiceVoidedAlready(invoice.number)
    if invoice.purchase_order is not None:
        raise InvoiceLinkedAlready(invoice.number, invoice.purchase_order.number)
    if invoice.accounted is not None:
        raise InvoicePostedWithoutOrder(invoice.number)


def posted(
    invoice: Invoice, coded: Sequence[CodedLine], orders: Orders, accounted: InvoiceAccounted
) -> InvoiceAccounted:
    """The posting with who bears what, and with what its lines clear of accrued charges."""
    by_line = {each.line: each for each in coded}
    left = {
        (id_, name): sum_ for id_, each in orders.items() for name, sum_ in each.charges.items()
    }
    lines = []
    for line in accounted.lines:
        told = by_line[line.line]
        cleared = ZERO
        if told.charged_order is not None and told.charge is not None:
            place = (told.charged_order.id, told.charge)
            cleared = max(min(left.get(place, ZERO), line.amount), ZERO)
            left[place] = left.get(place, ZERO) - cleared
        changes: dict[str, object] = {"cleared": cleared, "variance": line.amount - cleared}
        changes |= {name: getattr(told, name) for name in ("shares", "charge", "charged_order")}
        lines.append(line.model_copy(update=changes))
    return accounted.model_copy(update={"lines": tuple(lines)})


def posting(
    invoice: Invoice,
    coded: Sequence[CodedLine],
    orders: Orders,
    command: ApproveInvoiceWithoutOrder,
) -> InvoiceAccounted:
    """Accounts for it on the day of the approval."""
    return posted(invoice, coded, orders, account(invoice, {}, command.now.date()))


def charges_cleared(lines: Sequence[AccountedLine]) -> dict[str, tuple[ChargeSum, ...]]:
    """What lines of a posting cleared of charges, by order."""
    sums: dict[str, dict[str, Decimal]] = {}
    for line in lines:
        if line.charged_order is not None and line.charge is not None:
            of_order = sums.setdefault(line.charged_order.id, {})
            of_order[line.charge] = of_order.get(line.charge, ZERO) + line.cleared
    return {
        order: tuple(ChargeSum(charge=name, amount=each) for name, each in own.items() if each)
        for order, own in sums.items()
    }


def _coded(invoice: Invoice, lines: Sequence[CodedTo], orders: Orders) -> tuple[CodedLine, ...]:
    known = {line.line for line in invoice.lines}
    seen: set[int] = set()
    for each in lines:
        if each.line not in known:
            raise InvoiceUnknownLine(each.line, known)
        if each.line in seen:
            raise InvoiceLineRepeated(each.line)
        seen.add(each.line)
    missing = sorted(known - seen)
    if missing:
        raise InvoiceLineNotCoded(missing[0], "nobody is said to bear it")
    return tuple(_line(invoice, each, orders) for each in lines)


def _line(invoice: Invoice, coded: CodedTo, orders: Orders) -> CodedLine:
    charged_order = None
    if (coded.charge is None) != (coded.purchase_order_id is None):
        raise InvoiceLineNotCoded(coded.line, "a charge goes with the order whose goods bear it")
    if bool(coded.shares) == (coded.charge is not None):
        raise InvoiceLineNotCoded(coded.line, "either some bear it, or it is a charge of an order")
    if any(each.weight <= 0 for each in coded.shares):
        raise InvoiceLineNotCoded(coded.line, "each who bears it has a weight above zero")
    if coded.charge is not None and coded.purchase_order_id is not None:
        order = orders[coded.purchase_order_id]
        charged_order = _charged(invoice, coded.charge, order)
    return CodedLine(
        line=coded.line,
        shares=coded.shares or None,
        charge=coded.charge,
        charged_order=charged_order,
    )


def _charged(invoice: Invoice, charge: str, order: PurchaseOrder) -> DocumentRef:
    if order.legal_entity != invoice.legal_entity:
        raise InvoiceOtherLegalEntity(order.number, order.legal_entity, invoice.legal_entity)
    if order.currency != invoice.currency:
        raise InvoiceOtherCurrency(order.number, order.currency, invoice.currency)
    if order.charges.get(charge, ZERO) <= 0:
        raise InvoiceChargeNotAccrued(order.number, charge, order.charges)
    return order.ref
