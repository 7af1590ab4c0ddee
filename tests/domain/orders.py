"""The facts of one purchase order, in few words: what the tests of orders and receipts tell with.

`PO-1` is bought by bella from Medline; its first line wants 100 each of gloves at 10.00 dollars.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from domain.catalogue.events import CatalogueItemActivated, CatalogueItemRequested, Control
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.event import DocumentRef
from domain.money import extended
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.events import (
    PurchaseOrderApproved,
    PurchaseOrderChangeOrderImplemented,
    PurchaseOrderCreated,
    PurchaseOrderEvent,
    PurchaseOrderHoldPlaced,
    PurchaseOrderIssued,
    PurchaseOrderLineAdded,
    PurchaseOrderLineCancelled,
    PurchaseOrderLineClosed,
    PurchaseOrderSubmitted,
)
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineCredited,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReturned,
)
from domain.purchase_orders.lines import CloseSide, LineChange, OrderLine
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.quantity import Pack
from domain.suppliers.events import SupplierActivated, SupplierProposed
from domain.suppliers.state import SUPPLIER, Supplier
from tests.domain.scenario import folded

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = date(2026, 3, 1)
ANSWER_DUE: Final = date(2026, 3, 3)
HERE: Final = ("NORTH", NOW.date())  # Where and when lines are asked for.
EACH: Final = Pack(unit="EA", base_unit="EA")
BOX: Final = Pack(unit="BX", base_unit="EA", numerator=12)


def id_of(number: int) -> str:
    """A readable id: the number in its last digits."""
    return f"5a1c7c1e-0000-4000-8000-{number:012d}"


def ref(aggregate: str, number: int) -> DocumentRef:
    return DocumentRef(
        aggregate=aggregate, id=id_of(number), number=f"{aggregate[0].upper()}-{number}"
    )


ORDER: Final = DocumentRef(aggregate="purchase_order", id=id_of(1), number="PO-1")
MEDLINE: Final = id_of(2)
GLOVES: Final = id_of(3)
CASE: Final = id_of(4)
OTHER_CASE: Final = id_of(5)
RECEIPT: Final = ref("receipt", 11)
LATER_RECEIPT: Final = ref("receipt", 12)
INVOICE: Final = ref("invoice", 21)
LATER_INVOICE: Final = ref("invoice", 22)
MEMO: Final = ref("credit_memo", 31)


def created(currency: str = "USD", requisition_id: str | None = None) -> PurchaseOrderCreated:
    return PurchaseOrderCreated(
        purchase_order_id=ORDER.id,
        number=ORDER.number,
        supplier_id=MEDLINE,
        supplier_name="Medline",
        legal_entity="NHS",
        facility="NORTH",
        currency=currency,
        department="SURGERY",
        buyer_id="bella",
        payment_terms="NET30",
        requisition_id=requisition_id,
    )


def order_line(
    quantity: str = "100",
    price: str = "10",
    line: int = 1,
    amount: str | None = None,
    **terms: object,
) -> OrderLine:
    """A line as the order keeps it."""
    values: dict[str, object] = {"item_class": "consumable", "pack": EACH}
    values |= {"description": "Gloves", "accounting": "stock", "price_source": "buyer"}
    values |= {"match": "three_way", "delivery": "goods", **terms}
    values |= {"line": line, "quantity": Decimal(quantity), "unit_price": Decimal(price)}
    total = extended(Decimal(quantity), Decimal(price), "USD")
    values["amount"] = Decimal(amount) if amount else total
    return OrderLine.model_validate(values)


def ordered_line(
    quantity: str = "100", price: str = "10", line: int = 1, **terms: object
) -> OrderedLine:
    """The same line as the buyer states it."""
    stated: dict[str, Any] = dict(order_line(quantity, price, line, None, **terms))
    del stated["amount"]
    return OrderedLine(**stated)


def added(
    quantity: str = "100",
    price: str = "10",
    line: int = 1,
    amount: str | None = None,
    **terms: object,
) -> PurchaseOrderLineAdded:
    return PurchaseOrderLineAdded(line=order_line(quantity, price, line, amount, **terms))


def submitted(amount: str = "1000", case: str | None = CASE) -> PurchaseOrderSubmitted:
    return PurchaseOrderSubmitted(amount=Decimal(amount), currency="USD", approval_case_id=case)


def approved(amount: str = "1000", case: str | None = CASE) -> PurchaseOrderApproved:
    return PurchaseOrderApproved(amount=Decimal(amount), currency="USD", approval_case_id=case)


def issued(
    amount: str = "1000",
    revision: int = 1,
    acknowledge_by: date | None = None,
    on: date | None = None,
) -> PurchaseOrderIssued:
    return PurchaseOrderIssued(
        revision=revision,
        amount=Decimal(amount),
        currency="USD",
        acknowledge_by=acknowledge_by,
        issued_on=on,
    )


def in_force(
    *lines: PurchaseOrderLineAdded, currency: str = "USD"
) -> tuple[PurchaseOrderEvent, ...]:
    """The history of an order that the supplier has, with these lines or the gloves alone."""
    lines = lines or (added(),)
    amount = sum((each.line.amount for each in lines), Decimal(0))
    told: dict[str, Any] = {"amount": amount, "currency": currency}
    return (
        created(currency),
        *lines,
        PurchaseOrderSubmitted(**told, approval_case_id=CASE),
        PurchaseOrderApproved(**told, approval_case_id=CASE),
        PurchaseOrderIssued(**told, revision=1),
    )


def order_after(*events: PurchaseOrderEvent) -> PurchaseOrder:
    """The order to which all this has happened."""
    return folded(PURCHASE_ORDER, *events)


def changed(
    before: str, after: str, *changes: LineChange, revision: int = 2, **terms: object
) -> PurchaseOrderChangeOrderImplemented:
    values: dict[str, object] = {"currency": "USD", **terms}
    values |= {"revision": revision, "changes": changes}
    values |= {"amount_before": Decimal(before), "amount_after": Decimal(after)}
    return PurchaseOrderChangeOrderImplemented.model_validate(values)


def change(line: int, amount: str, **values: object) -> LineChange:
    return LineChange.model_validate({"line": line, "amount": Decimal(amount), **values})


def held(reason_code: str = "recall") -> PurchaseOrderHoldPlaced:
    return PurchaseOrderHoldPlaced(reason_code=reason_code)


def cancelled(quantity: str, amount: str, line: int = 1) -> PurchaseOrderLineCancelled:
    return PurchaseOrderLineCancelled(
        line=line, quantity=Decimal(quantity), amount=Decimal(amount), reason_code="not_needed"
    )


def closed(side: CloseSide, line: int = 1) -> PurchaseOrderLineClosed:
    return PurchaseOrderLineClosed(line=line, side=side, reason_code="short")


def received(
    quantity: str,
    amount: str,
    receipt: DocumentRef = RECEIPT,
    line: int = 1,
    price: str = "10",
    currency: str = "USD",
    came_on: date | None = None,
) -> PurchaseOrderLineReceived:
    return PurchaseOrderLineReceived(
        line=line,
        quantity=Decimal(quantity),
        unit_price=Decimal(price),
        amount=Decimal(amount),
        currency=currency,
        receipt=receipt,
        came_on=came_on,
    )


def receipt_reversed(
    quantity: str, amount: str, receipt: DocumentRef = RECEIPT
) -> PurchaseOrderLineReceiptReversed:
    return PurchaseOrderLineReceiptReversed(**_entry(quantity, amount), receipt=receipt)


def returned(
    quantity: str, amount: str, receipt: DocumentRef = RECEIPT
) -> PurchaseOrderLineReturned:
    return PurchaseOrderLineReturned(**_entry(quantity, amount), receipt=receipt)


def invoiced(
    quantity: str, amount: str, cleared: str, invoice: DocumentRef = INVOICE
) -> PurchaseOrderLineInvoiced:
    entry = _entry(quantity, amount)
    return PurchaseOrderLineInvoiced(**entry, cleared=Decimal(cleared), invoice=invoice)


def invoice_reversed(
    quantity: str, amount: str, cleared: str, invoice: DocumentRef = INVOICE
) -> PurchaseOrderLineInvoiceReversed:
    entry = _entry(quantity, amount)
    return PurchaseOrderLineInvoiceReversed(**entry, cleared=Decimal(cleared), invoice=invoice)


def credited(
    quantity: str, amount: str, cleared: str, invoice: DocumentRef = INVOICE
) -> PurchaseOrderLineCredited:
    entry = _entry(quantity, amount)
    return PurchaseOrderLineCredited(
        **entry, cleared=Decimal(cleared), credit_memo=MEMO, invoice=invoice
    )


def medline(*, cleared: bool = True) -> Supplier:
    """The supplier, cleared or only proposed."""
    proposed = SupplierProposed(
        supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam"
    )
    return folded(
        SUPPLIER, proposed, *((SupplierActivated(activated_by="carla"),) if cleared else ())
    )


def gloves(*controls: Control, active: bool = True) -> CatalogueItem:
    """The catalogue item, controlled as asked."""
    requested = CatalogueItemRequested(
        item_id=GLOVES,
        number="I-1",
        description="Gloves",
        item_class="consumable",
        base_unit="EA",
        packs=(BOX,),
        controls=controls,
    )
    return folded(CATALOGUE_ITEM, requested, *((CatalogueItemActivated(),) if active else ()))


def _entry(quantity: str, amount: str) -> dict[str, Any]:
    return {"line": 1, "quantity": Decimal(quantity), "amount": Decimal(amount), "currency": "USD"}
