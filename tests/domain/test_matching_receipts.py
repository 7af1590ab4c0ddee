"""Invoice lines that name a receipt are for that one, whatever else came."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.event import DocumentRef
from domain.invoices.commands import LinkInvoice
from domain.invoices.decide_capture import stated_links
from domain.invoices.decide_match import evaluate
from domain.invoices.errors import InvoiceReceiptOfOtherLine, InvoiceUnknownLine
from domain.invoices.events import InvoiceHoldPlaced, InvoiceLinked, InvoiceMatchEvaluated, LineLink
from domain.invoices.linking import link_by_hand
from domain.invoices.order_facts import before_linking, once_linked
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.waiting import Moved, Walk, moved_receipts
from domain.match_sides import Claim
from domain.purchase_orders.ledger import credit_line, invoice_line, reverse_invoice_line
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineInspected,
    PurchaseOrderLineReceiptCorrected,
)
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.tolerance import DEFAULT_POLICY
from tests.domain import invoices as told_of
from tests.domain.bills import bill, claim, judged, over, side, told
from tests.domain.invoices import INVOICE_ID, captured, order_facts
from tests.domain.orders import (
    INVOICE as FIRST,
)
from tests.domain.orders import (
    LATER_INVOICE,
    LATER_RECEIPT,
    MEMO,
    NOW,
    ORDER,
    RECEIPT,
    added,
    in_force,
    invoiced,
    order_after,
    received,
    returned,
)
from tests.domain.scenario import folded, given

R1, R2 = RECEIPT.id, LATER_RECEIPT.id
CAME: Final = replace(
    side(received="60", prior="10"),
    receipts={R1: Decimal(40), R2: Decimal(20)},
    named={R2: Decimal(5)},
)


def names(receipt: str, quantity: str, price: str = "10") -> Claim:
    return replace(claim(CAME, quantity, price), named={receipt: Decimal(quantity)})


@pytest.mark.parametrize(
    ("receipt", "quantity", "holds"),
    [
        pytest.param(R2, "15", (), id="what is left of the receipt"),
        pytest.param(R2, "16", ("quantity_received 1 10.00",), id="more than is left of it"),
        pytest.param(R1, "40", (), id="all of another receipt"),
        pytest.param(R1, "55", ("quantity_received 15 150.00",), id="the line has even less"),
        pytest.param(ORDER.id, "1", ("receipt_missing 1 10.00",), id="a receipt of nothing here"),
    ],
)
def test_a_line_is_held_against_the_receipt_that_it_names(
    receipt: str, quantity: str, holds: tuple[str, ...]
) -> None:
    assert told(judged(bill(names(receipt, quantity)))) == holds


def test_what_all_that_came_lets_pass_does_not_count_where_the_line_has_less_left() -> None:
    short = replace(CAME, received=Decimal(30), prior=Decimal(20))
    asked = replace(names(R1, "15"), against=short)
    assert told(judged(bill(asked))) == ("quantity_received 5 50.00",)


def test_two_lines_of_one_bill_share_the_receipt_that_both_name() -> None:
    first, second = names(R2, "10"), replace(names(R2, "10"), line=2)
    result = judged(bill(first, second))
    assert [(each.line, each.excess) for each in result.holds] == [(2, Decimal(5))]


def test_a_percentage_counts_of_what_the_receipt_brought() -> None:
    assert judged(bill(names(R2, "16")), {"received_quantity": over("5")}).verdict == "pass"
    assert judged(bill(names(R2, "16.1")), {"received_quantity": over("5")}).verdict == "hold"


def test_a_document_that_names_a_receipt_is_linked_to_it_and_the_verdict_says_so() -> None:
    invoice = folded(INVOICE, captured(told_of.invoice_line("15", receipt_id=R2)))
    order = order_facts(CAME)
    (tie,) = stated_links(invoice, order)
    assert tie.receipt_id == R2
    linked = INVOICE.evolve(invoice, InvoiceLinked(purchase_order=ORDER, links=(tie,)))
    (verdict,) = evaluate(linked, order, DEFAULT_POLICY)
    assert isinstance(verdict, InvoiceMatchEvaluated)
    (line,) = verdict.compared or ()
    assert (line.receipt_id, line.receipt_received, line.receipt_billed_before) == (
        R2,
        Decimal(20),
        Decimal(5),
    )


def by_hand(*receipts: tuple[int, str, Decimal | None]) -> LinkInvoice:
    return LinkInvoice(
        now=NOW,
        invoice_id=INVOICE_ID,
        purchase_order_id=ORDER.id,
        links=((1, 1),),
        linked_by="carl",
        receipts=receipts,
        reason_code="number_missing",
    )


def test_a_person_says_for_which_receipt_a_line_is_and_why() -> None:
    tie = LineLink(line=1, purchase_order_line=1, quantity=Decimal(100), receipt_id=R2)
    history = given(INVOICE, captured())
    history.when(link_by_hand, by_hand((1, R2, None)), order_facts(CAME)).then(
        InvoiceLinked(
            purchase_order=ORDER, links=(tie,), linked_by="carl", reason_code="number_missing"
        )
    )
    history.when(link_by_hand, by_hand((1, ORDER.id, None)), order_facts(CAME)).rejected(
        InvoiceReceiptOfOtherLine, line=1
    )
    history.when(link_by_hand, by_hand((2, R2, None)), order_facts(CAME)).rejected(
        InvoiceUnknownLine
    )


def invoice_for(receipt: str | None, quantity: str, document: DocumentRef) -> Invoice:
    tie = LineLink(line=1, purchase_order_line=1, quantity=Decimal(quantity), receipt_id=receipt)
    line = told_of.invoice_line(quantity, receipt_id=receipt)
    filed = captured(line, invoice_id=document.id, number=document.number)
    return folded(INVOICE, filed, InvoiceLinked(purchase_order=ORDER, links=(tie,)))


def test_the_ledger_knows_what_is_billed_of_each_receipt_that_is_named() -> None:
    order = order_after(*in_force(), received("40", "400"), received("20", "200", LATER_RECEIPT))
    for quantity, document in (("5", FIRST), ("3", LATER_INVOICE)):
        for event in invoice_line(
            order, 1, Decimal(quantity), Decimal(50), document, {R2: Decimal(quantity)}
        ):
            order = PURCHASE_ORDER.evolve(order, event)
    assert before_linking(order, [1], None).sides[1].named == {R2: Decimal(8)}
    for event in credit_line(order, 1, Decimal(2), Decimal(20), MEMO, FIRST, {R2: Decimal(2)}):
        order = PURCHASE_ORDER.evolve(order, event)
    assert before_linking(order, [1], None).sides[1].named == {R2: Decimal(6)}
    three, thirty = Decimal(3), Decimal(30)
    gone = reverse_invoice_line(order, 1, three, thirty, thirty, LATER_INVOICE, {R2: three})
    order = PURCHASE_ORDER.evolve(order, gone[0])
    assert before_linking(order, [1], None).sides[1].named == {R2: Decimal(3)}


def test_a_receipt_that_shrinks_touches_the_lines_that_name_it_and_no_others() -> None:
    """All that came still covers all that is billed; the named receipt does not."""
    first, second = invoice_for(R1, "40", FIRST), invoice_for(R2, "20", LATER_INVOICE)
    order = order_after(
        *in_force(),
        received("60", "600"),
        received("40", "400", LATER_RECEIPT),
        *invoice_line(
            order_after(*in_force()), 1, Decimal(40), Decimal(400), FIRST, {R1: Decimal(40)}
        ),
        *invoice_line(
            order_after(*in_force()), 1, Decimal(20), Decimal(200), LATER_INVOICE, {R2: Decimal(20)}
        ),
    )
    gone = returned("30", "300", LATER_RECEIPT)
    order = PURCHASE_ORDER.evolve(order, gone)
    walk = Walk(order, moved_receipts(order, (gone,)), DEFAULT_POLICY)
    assert not walk.done(), "somebody names that receipt"
    (touched,) = walk.step(second)
    facts = once_linked(order, touched.invoice, touched.prior, None, touched.named)
    found = evaluate(touched.invoice, facts, DEFAULT_POLICY)
    assert [getattr(each, "kind", None) for each in found][1:] == ["quantity_received"]
    assert walk.done()
    assert list(walk.step(first)) == []


def test_a_receipt_frees_one_of_two_lines_of_a_bill_though_the_other_stays_beyond_it() -> None:
    """The bill asks for more than came before and after; its first line is covered by then."""
    ties = tuple(
        LineLink(line=line, purchase_order_line=1, quantity=Decimal(20)) for line in (1, 2)
    )
    filed = captured(told_of.invoice_line("20"), told_of.invoice_line("20", line=2))
    twice = folded(INVOICE, filed, InvoiceLinked(purchase_order=ORDER, links=ties))
    order = order_after(*in_force(), received("15", "150"), *(invoiced("20", "200", "200"),) * 2)
    order = replace(order, waiting_invoices=(twice.id,))
    assert excesses(order, twice, None) == {1: Decimal(5), 2: Decimal(20)}
    came = received("5", "50", LATER_RECEIPT)
    order = PURCHASE_ORDER.evolve(order, came)
    assert excesses(order, twice, moved_receipts(order, (came,))) == {2: Decimal(20)}


def excesses(
    order: PurchaseOrder, invoice: Invoice, moved: dict[int, Moved] | None
) -> dict[int, Decimal]:
    """What lines of the invoice, if the change can touch it, ask beyond what came."""
    (touched,) = Walk(order, moved, DEFAULT_POLICY).step(invoice)
    facts = once_linked(order, touched.invoice, touched.prior, None, touched.named)
    placed = evaluate(touched.invoice, facts, DEFAULT_POLICY)
    return {
        each.line or 0: Decimal(each.actual or 0) - Decimal(each.expected or 0)
        for each in placed
        if isinstance(each, InvoiceHoldPlaced) and each.kind == "quantity_received"
    }


def test_a_correction_moves_what_was_received_and_an_inspection_only_what_needs_it() -> None:
    order = order_after(*in_force(), received("40", "400"))
    corrected = PurchaseOrderLineReceiptCorrected(
        line=1, quantity=Decimal(-2), amount=Decimal(-20), currency="USD", receipt=RECEIPT
    )
    inspected = PurchaseOrderLineInspected(
        line=1, accepted=Decimal(-2), rejected=Decimal(0), receipt=RECEIPT
    )
    after = PURCHASE_ORDER.evolve(PURCHASE_ORDER.evolve(order, corrected), inspected)
    assert moved_receipts(after, (corrected, inspected)) == {
        1: Moved(Decimal(40), Decimal(38), frozenset({R1}))
    }
    four_way = order_after(*in_force(added(match="four_way")), received("40", "400"))
    assert moved_receipts(four_way, (inspected,)) is None, "anybody may wait for it"
