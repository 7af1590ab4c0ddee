"""Facts and commands of one prepayment, of 300.00 for the order of 1,000.00."""

from decimal import Decimal
from typing import Any, Final

from domain.event import DocumentRef
from domain.invoices.state import INVOICE
from domain.prepayments.commands import PayPrepayment, RecordPrepaymentCredit, RequestPrepayment
from domain.prepayments.events import (
    PrepaidLine,
    PrepaymentApplied,
    PrepaymentCredited,
    PrepaymentPaid,
    PrepaymentRequested,
)
from domain.purchase_orders.events import (
    PurchaseOrderInvoiceSettled,
    PurchaseOrderPrepaymentRecorded,
)
from tests.domain.invoices import ready
from tests.domain.orders import INVOICE as INVOICE_REF
from tests.domain.orders import (
    MEDLINE,
    NOW,
    ORDER,
    TODAY,
    id_of,
    in_force,
    order_after,
)
from tests.domain.scenario import folded

PREPAYMENT_ID: Final = id_of(61)
REF: Final = DocumentRef(aggregate="prepayment", id=PREPAYMENT_ID, number="PF-1")
OWN: Final = PurchaseOrderPrepaymentRecorded(prepayment=REF, amount=Decimal(300), currency="USD")
SETTLED: Final = PurchaseOrderInvoiceSettled(invoice=INVOICE_REF)
STANDING: Final = order_after(*in_force(), OWN)
PAYABLE: Final[dict[str, Any]] = {"order": STANDING, "supplier_obstacle": None, "banked": {}}


def ask(**terms: Any) -> RequestPrepayment:
    values: dict[str, Any] = {"number": "PF-1", "due_on": TODAY, "requested_by": "carl", **terms}
    return RequestPrepayment(
        now=NOW, prepayment_id=PREPAYMENT_ID, purchase_order_id=ORDER.id, **values
    )


def asked(amount: str = "300.00") -> PrepaymentRequested:
    line = PrepaidLine(
        purchase_order_line=1,
        description="Gloves",
        quantity=Decimal(100),
        unit="EA",
        amount=Decimal(amount),
    )
    return PrepaymentRequested(
        prepayment_id=PREPAYMENT_ID,
        number="PF-1",
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        supplier_name="Medline",
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        lines=(line,),
        total=Decimal(amount),
        due_on=TODAY,
        requested_by="carl",
    )


def pay(person: str = "theo", **terms: Any) -> PayPrepayment:
    values: dict[str, Any] = {"paid_on": TODAY, **terms}
    return PayPrepayment(
        now=NOW, prepayment_id=PREPAYMENT_ID, payment="PAY-1", paid_by=person, **values
    )


def paid(amount: str = "300.00") -> PrepaymentPaid:
    return PrepaymentPaid(
        supplier_id=MEDLINE,
        payment="PAY-1",
        paid_on=TODAY,
        amount=Decimal(amount),
        currency="USD",
        paid_by="theo",
    )


def give_back(amount: str) -> RecordPrepaymentCredit:
    return RecordPrepaymentCredit(
        now=NOW,
        prepayment_id=PREPAYMENT_ID,
        credit="CN-1",
        credited_on=TODAY,
        amount=Decimal(amount),
        recorded_by="carl",
    )


def given_back(amount: str, left: str, refunded: str = "0") -> PrepaymentCredited:
    return PrepaymentCredited(
        supplier_id=MEDLINE,
        credit="CN-1",
        credited_on=TODAY,
        amount=Decimal(amount),
        refunded=Decimal(refunded),
        currency="USD",
        open_amount=Decimal(left),
        recorded_by="carl",
    )


def applied(amount: str, left: str) -> PrepaymentApplied:
    return PrepaymentApplied(
        supplier_id=MEDLINE,
        invoice=folded(INVOICE, *ready()).ref,
        applied_on=TODAY,
        amount=Decimal(amount),
        currency="USD",
        open_amount=Decimal(left),
    )


def recorded(amount: str, number: int = 62) -> PurchaseOrderPrepaymentRecorded:
    ref = DocumentRef(aggregate="prepayment", id=id_of(number), number="PF-9")
    return PurchaseOrderPrepaymentRecorded(prepayment=ref, amount=Decimal(amount), currency="USD")
