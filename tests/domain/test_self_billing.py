"""What is settled by ourselves: accepted goods, at terms that somebody else recorded."""

from decimal import Decimal

import pytest

from domain.credit_memos.commands import CaptureCreditMemo
from domain.frozen import replace
from domain.invoices.commands import SelfBill, SelfCredit
from domain.invoices.events import (
    CreditedInvoiceLine,
    InvoiceCredited,
    InvoiceEvent,
    InvoiceLinked,
    LineLink,
)
from domain.invoices.lines import InvoiceLine
from domain.invoices.self_billing import self_bill, self_credit
from domain.invoices.self_billing_errors import (
    InvoiceNothingToCredit,
    InvoiceNothingToSettle,
    InvoiceNotSelfBilled,
    InvoiceSelfBillingNotAgreed,
)
from domain.invoices.settlement_errors import InvoiceDutiesMixed
from domain.invoices.state import INVOICE as INVOICE_AGGREGATE
from domain.invoices.state import Invoice
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineInspected,
    PurchaseOrderLineInvoiced,
)
from domain.purchase_orders.line_state import Total
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.suppliers.commands import AgreeSelfBilling
from domain.suppliers.errors import SupplierMergedInto, SupplierTaxNegative
from domain.suppliers.events import SupplierMerged
from domain.suppliers.self_billing import agree
from domain.suppliers.self_billing_events import SupplierSelfBillingAgreed
from domain.suppliers.state import SUPPLIER, Supplier
from tests.domain.invoices import captured
from tests.domain.orders import (
    INVOICE,
    LATER_RECEIPT,
    MEDLINE,
    MEMO,
    NOW,
    ORDER,
    OTHER_CASE,
    RECEIPT,
    TODAY,
    added,
    approved,
    change,
    changed,
    credited,
    id_of,
    in_force,
    issued,
    medline,
    order_after,
    received,
    ref,
    returned,
    submitted,
)
from tests.domain.scenario import folded

AGREED = SupplierSelfBillingAgreed(due_days=14, recorded_by="cora")


def settle(person: str = "carl") -> SelfBill:
    return SelfBill(
        now=NOW,
        invoice_id=id_of(21),
        number="SB-1",
        purchase_order_id=ORDER.id,
        captured_by=person,
    )


def supplier() -> Supplier:
    return SUPPLIER.evolve(medline(), AGREED)


def test_accepted_goods_are_settled_by_the_receipts_that_came_first() -> None:
    inspected = PurchaseOrderLineInspected(
        line=1, accepted=Decimal(11), rejected=Decimal(1), receipt=RECEIPT
    )
    last = received("5", "50", ref("receipt", 13))
    came = (received("10", "100"), received("8", "80", LATER_RECEIPT), last)
    order = order_after(*in_force(added(match="four_way")), *came, inspected)
    bill = self_bill(order, supplier(), settle(), TODAY)
    assert [(line.receipt_id, int(line.quantity)) for line in bill.lines] == [
        (RECEIPT.id, 10),
        (LATER_RECEIPT.id, 1),
    ]
    assert [line.line for line in bill.lines] == [1, 2]
    assert (bill.total, (bill.due_on - TODAY).days) == (Decimal(110), 14)
    assert bill.self_billed


def test_who_recorded_the_agreement_does_not_bill_by_it() -> None:
    order = order_after(*in_force(), received("10", "100"))
    with pytest.raises(InvoiceDutiesMixed):
        self_bill(order, supplier(), settle("cora"), TODAY)


def test_nobody_is_billed_for_who_did_not_agree_and_no_bill_of_another_is_credited() -> None:
    with pytest.raises(InvoiceSelfBillingNotAgreed):
        self_bill(order_after(*in_force(), received("10", "100")), medline(), settle(), TODAY)
    sent = folded(INVOICE_AGGREGATE, captured())
    with pytest.raises(InvoiceNotSelfBilled):
        self_credit(bought(returned("4", "40")), sent, credit(), TODAY)


def test_nothing_is_agreed_with_a_supplier_that_was_merged() -> None:
    merged = SUPPLIER.evolve(
        medline(), SupplierMerged(survivor=ref("supplier", 3), merged_by="cora", reason_code="same")
    )
    command = AgreeSelfBilling(now=NOW, supplier_id=MEDLINE, due_days=30, recorded_by="cora")
    with pytest.raises(SupplierMergedInto):
        agree(merged, command)


def credit() -> SelfCredit:
    return SelfCredit(
        now=NOW, credit_memo_id=id_of(31), number="SC-1", invoice_id=id_of(21), raised_by="carl"
    )


def bought(*later: PurchaseOrderEvent) -> PurchaseOrder:
    """Ten came twice, were settled, and then this happened."""
    came = (received("10", "100"), received("10", "100", LATER_RECEIPT))
    settled = (named("10", RECEIPT.id), named("10", LATER_RECEIPT.id))
    return order_after(*in_force(), *came, *settled, *later)


def named(quantity: str, receipt: str) -> PurchaseOrderLineInvoiced:
    amount = Decimal(quantity) * 10
    entry = {"line": 1, "quantity": Decimal(quantity), "amount": amount, "currency": "USD"}
    return PurchaseOrderLineInvoiced.model_validate(
        {**entry, "cleared": amount, "invoice": INVOICE, "receipt_id": receipt}
    )


def settled(*later: InvoiceEvent, tax_percent: Decimal | None = None) -> Invoice:
    """The bill over both, as it is kept."""
    lines = [
        InvoiceLine(
            line=number,
            description="Gloves",
            quantity=Decimal(10),
            unit="EA",
            unit_price=Decimal(10),
            amount=Decimal(100),
            tax_percent=tax_percent,
        )
        for number in (1, 2)
    ]
    links = tuple(
        LineLink(line=number, purchase_order_line=1, quantity=Decimal(10), receipt_id=receipt.id)
        for number, receipt in enumerate((RECEIPT, LATER_RECEIPT), start=1)
    )
    linked = InvoiceLinked(purchase_order=ORDER, links=links)
    return folded(INVOICE_AGGREGATE, captured(*lines, self_billed=True), linked, *later)


def told(memo: CaptureCreditMemo) -> list[tuple[int, Decimal, Decimal]]:
    return [(each.line, each.quantity, each.amount) for each in memo.lines]


def test_what_went_back_is_credited_on_the_line_of_its_receipt() -> None:
    order = bought(returned("4", "40", LATER_RECEIPT))
    memo = self_credit(order, settled(tax_percent=Decimal(10)), credit(), TODAY)
    assert told(memo) == [(2, Decimal(4), Decimal(40))]
    assert [each.description for each in memo.lines] == ["Gloves"]
    assert (memo.tax, memo.total) == (Decimal(4), Decimal(44))
    assert (memo.kind, memo.basis) == ("debit_note", "quantity")


def test_what_was_credited_already_is_not_credited_again() -> None:
    order = bought(returned("4", "40"), returned("1", "10", LATER_RECEIPT))
    given = CreditedInvoiceLine(
        line=1, quantity=Decimal(4), amount=Decimal(40), cleared=Decimal(40)
    )
    before = InvoiceCredited(credit_memo=MEMO, lines=(given,), amount=Decimal(40), currency="USD")
    back = credited("4", "40", "40").model_copy(update={"receipt_id": RECEIPT.id})
    order = PURCHASE_ORDER.evolve(order, back)
    memo = self_credit(order, settled(before), credit(), TODAY)
    assert told(memo) == [(2, Decimal(1), Decimal(10))]


def test_no_more_is_credited_than_the_line_still_asks_for() -> None:
    order = bought(named("10", RECEIPT.id), returned("10", "100"))  # Billed by another one, too.
    given = CreditedInvoiceLine(
        line=1, quantity=Decimal(4), amount=Decimal("39.95"), cleared=Decimal(40)
    )
    before = InvoiceCredited(credit_memo=MEMO, lines=(given,), amount=given.amount, currency="USD")
    memo = self_credit(order, settled(before), credit(), TODAY)
    assert told(memo) == [(1, Decimal(6), Decimal("60.05"))]


def test_the_last_of_a_line_takes_what_is_left_of_its_amount() -> None:
    order = bought(returned("10", "100"))
    given = CreditedInvoiceLine(
        line=1, quantity=Decimal(0), amount=Decimal("0.05"), cleared=Decimal(0)
    )
    before = InvoiceCredited(credit_memo=MEMO, lines=(given,), amount=given.amount, currency="USD")
    memo = self_credit(order, settled(before), credit(), TODAY)
    assert told(memo) == [(1, Decimal(10), Decimal("99.95"))]


def test_nothing_is_credited_while_what_was_settled_is_here() -> None:
    with pytest.raises(InvoiceNothingToCredit):
        self_credit(bought(), settled(), credit(), TODAY)


def test_goods_that_came_again_need_no_credit() -> None:
    again = received("4", "40", ref("receipt", 13))
    with pytest.raises(InvoiceNothingToCredit):
        self_credit(bought(returned("4", "40"), again), settled(), credit(), TODAY)


def test_lines_that_wait_for_no_receipt_are_left_to_the_supplier() -> None:
    lines = (added(match="two_way", accounting="expense"), added("5", line=2))
    order = order_after(*in_force(*lines), received("5", "50", line=2))
    bill = self_bill(order, supplier(), settle(), TODAY)
    assert [each.purchase_order_line for each in bill.lines] == [2]
    with pytest.raises(InvoiceNothingToSettle):
        self_bill(order_after(*in_force(*lines)), supplier(), settle(), TODAY)


def test_usage_of_a_bill_only_order_is_settled_without_a_receipt() -> None:
    order = order_after(*in_force())
    used = Total(Decimal(2), Decimal(20))
    ledger = replace(order.lines[1].ledger, received=used, receipts={"usage 1": used})
    order = replace(order, lines={1: replace(order.lines[1], ledger=ledger)})
    (line,) = self_bill(order, supplier(), settle(), TODAY).lines
    assert (line.quantity, line.receipt_id) == (Decimal(2), None)


def test_no_tax_is_withheld_of_what_is_settled_without_a_bill() -> None:
    command = AgreeSelfBilling(
        now=NOW, supplier_id=MEDLINE, due_days=30, recorded_by="cora", tax_percent=Decimal(-7)
    )
    with pytest.raises(SupplierTaxNegative, match="0 or above"):
        agree(medline(), command)
    (event,) = agree(medline(), replace(command, tax_percent=Decimal(0)))
    assert isinstance(event, SupplierSelfBillingAgreed)
    assert event.tax_percent == 0


def test_what_came_is_billed_at_the_former_price_while_another_waits_to_be_agreed_to() -> None:
    dearer = (
        changed("1000", "2000", change(1, "2000", unit_price=Decimal(20))),
        submitted("2000", OTHER_CASE),
    )
    waiting = order_after(*in_force(), received("40", "400"), *dearer)
    agreed = order_after(
        *in_force(),
        received("40", "400"),
        *dearer,
        approved("2000", OTHER_CASE),
        issued("2000", revision=2),
    )
    billed = [self_bill(each, supplier(), settle(), TODAY) for each in (waiting, agreed)]
    told = [(line.quantity, line.unit_price, line.amount) for each in billed for line in each.lines]
    figures = [(Decimal(40), Decimal(10), Decimal(400)), (Decimal(40), Decimal(20), Decimal(800))]
    assert told == figures
    assert [each.total for each in billed] == [400, 800]
