"""The payables desk sees what stops each invoice, what is left to pay, and in which state it is."""

from datetime import date
from decimal import Decimal

import pytest

from domain.event import Event
from domain.invoices.dispute_events import (
    CoveredHold,
    InvoiceDisputeRaised,
    InvoiceDisputeResolved,
    WithheldLine,
)
from domain.invoices.events import (
    InvoiceCreditApplied,
    InvoiceCredited,
    InvoiceHoldLengthened,
    InvoiceVoided,
)
from domain.invoices.payment_events import InvoicePaymentFailed
from domain.purchase_orders.named_receipts import named_receipts
from projections.invoices import INVOICES
from projections.projection import Row
from tests.domain.invoices import (
    INVOICE_ID,
    accounted,
    captured,
    held,
    invoice_line,
    linked,
    matched,
    paid,
    ready,
    released,
)
from tests.domain.orders import LATER_RECEIPT, MEDLINE, MEMO, ORDER, RECEIPT, TODAY
from tests.domain.payments import early, less, planned, undone
from tests.projections.agreement import documents, invoices_agree
from tests.projections.folding import Folded, Story, fold

PRICE = held("price", line=1, expected="10", actual="12", exposure="200.00")


def told(*facts: Event) -> Folded:
    """The read model after these facts, which say of the invoice what the invoice says itself."""
    story = Story()
    for fact in facts:
        story.happens(f"invoice/{INVOICE_ID}", fact, number="INV-1")
    for length in range(1, len(facts) + 1):
        so_far = story.events[:length]
        invoices_agree(documents(so_far), fold(INVOICES, so_far))
    return fold(INVOICES, story.events)


def invoice(*facts: Event) -> Row:
    return told(*facts).row("invoices")


def credit(amount: str, left: str | None) -> tuple[Event, ...]:
    """A credit memo answers the invoice, and settles part of it where something is open."""
    given = InvoiceCredited(credit_memo=MEMO, lines=(), amount=Decimal(amount), currency="USD")
    if left is None:
        return (given,)
    applied = {"credit_memo": MEMO, "amount": amount, "currency": "USD", "open_amount": left}
    return given, InvoiceCreditApplied.model_validate(applied)


def voided(*, posted: bool) -> InvoiceVoided:
    return InvoiceVoided(
        invoice_id=INVOICE_ID,
        number="INV-1",
        supplier_id=MEDLINE,
        voided_on=TODAY,
        reason_code="wrong",
        accounted=accounted() if posted else None,
    )


def test_a_captured_invoice_asks_for_its_total() -> None:
    row = invoice(captured())
    assert (row["state"], row["open_amount"], row["holds_open"]) == ("captured", "1000.00", 0)
    assert (row["captured_month"], row["purchase_order_id"]) == ("2026-03", None)


def test_its_lines_are_told_as_the_supplier_states_them() -> None:
    lines = (invoice_line("40"), invoice_line("2", "7.5", line=2, purchase_order_line=None))
    gloves, extra = told(captured(*lines)).table("invoice_lines")
    assert gloves == {
        "invoice_id": INVOICE_ID,
        "line": 1,
        "description": "Gloves",
        "quantity": "40",
        "unit": "EA",
        "unit_price": "10",
        "amount": "400.00",
        "currency": "USD",
        "purchase_order_line": 1,
        "receipt_id": None,
        "tax_percent": None,
        "item_id": None,
    }
    assert (extra["amount"], extra["purchase_order_line"]) == ("15.00", None)


def test_the_receipts_that_lines_are_for_are_told_with_their_quantities() -> None:
    one = invoice_line("40", receipt_id=RECEIPT.id)
    several = invoice_line("9", line=2).model_copy(
        update={"receipts": named_receipts({RECEIPT.id: Decimal(4), LATER_RECEIPT.id: Decimal(5)})}
    )
    rows = told(captured(one, several)).table("invoice_line_receipts")
    assert [(each["line"], each["receipt_id"], each["quantity"]) for each in rows] == [
        (1, RECEIPT.id, "40"),
        (2, RECEIPT.id, "4"),
        (2, LATER_RECEIPT.id, "5"),
    ]


def test_a_matched_invoice_names_its_order_and_may_be_paid() -> None:
    row = invoice(*ready())
    assert (row["state"], row["purchase_order_number"]) == ("matched", ORDER.number)
    assert (row["touchless"], row["accounted_on"]) == (True, "2026-03-01")
    assert row["matched_at"] == "2026-03-01T13:00:00.000000Z"


@pytest.mark.parametrize(
    "by_hand",
    [
        (held("unlinked"), linked(), released("unlinked", how="resolved", released_by=None)),
        (held("manual", placed_by="anna"), released("manual", how="resolved", released_by=None)),
    ],
    ids=["linked", "held"],
)
def test_an_invoice_that_a_person_had_in_hand_before_it_matched_is_not_touchless(
    by_hand: tuple[Event, ...],
) -> None:
    row = invoice(captured(purchase_order_id=None), *by_hand, accounted(), matched())
    assert (row["touched"], row["touchless"]) == (True, False)
    story = Story()
    facts = (captured(purchase_order_id=None), *by_hand, accounted(), matched())
    story.happens(f"invoice/{INVOICE_ID}", *facts)
    service = {"actor": {"type": "service", "id": "matcher"}}
    events = [each._replace(metadata={**each.metadata, **service}) for each in story.events]
    row = fold(INVOICES, events).row("invoices")
    assert (row["touched"], row["touchless"]) == (False, True), "a service is nobody's hand"


def test_payments_leave_the_rest_open_until_nothing_is_left() -> None:
    part = invoice(*ready(), paid("400.00", "600.00"))
    assert (part["state"], part["open_amount"]) == ("partially_paid", "600.00")
    whole = invoice(*ready(), paid("400.00", "600.00"), paid("600.00", "0.00", "PAY-2"))
    assert (whole["state"], whole["settled_at"]) == ("paid", "2026-03-01T15:00:00.000000Z")


def test_a_payment_is_one_row_from_its_run_to_its_return() -> None:
    made = less("980.00", "20.00", "0.00")
    back = undone("980.00", "1000.00", "20.00")
    kept = told(*early(), planned("980.00", "PAY-1", discount=Decimal("20.00")), made, back)
    row, payment = kept.row("invoices"), kept.row("invoice_payments")
    assert (row["state"], row["settled_at"]) == ("matched", None)
    assert (row["open_amount"], Decimal(row["discount_taken"])) == ("1000.00", Decimal(0))
    assert (payment["state"], payment["amount"], payment["discount"]) == (
        *("voided", "980.00", "20.00"),
    )
    assert (payment["scheduled_by"], payment["paid_by"]) == ("mona", "theo")
    assert (payment["ended_on"], payment["reason_code"]) == ("2026-03-01", "returned")
    paid_less = invoice(*early(), made)
    assert (paid_less["state"], paid_less["discount_taken"]) == ("paid", "20.00")


def test_a_payment_that_was_not_made_says_why() -> None:
    failed = InvoicePaymentFailed(
        payment="RUN-1", failed_on=TODAY, reason_code="closed", recorded_by="theo"
    )
    row = told(*ready(), planned(), failed).row("invoice_payments")
    assert (row["state"], row["ended_on"], row["reason_code"]) == (
        *("failed", "2026-03-01", "closed"),
    )


def test_an_invoice_waits_while_any_hold_stands() -> None:
    manual = held("manual", 2, exposure="1000.00", reason_code="inquiry", placed_by="carl")
    two = (captured(), linked(), PRICE, accounted(), manual)
    assert (invoice(*two)["state"], invoice(*two)["holds_open"]) == ("held", 2)
    assert invoice(*two, released("price"))["state"] == "held"
    free = (*two, released("price"), released("manual", 2), matched(touchless=False))
    assert (invoice(*free)["state"], invoice(*free)["touchless"]) == ("matched", False)


def test_a_hold_placed_later_takes_the_invoice_back_from_payment() -> None:
    row = invoice(*ready(), held("quantity_received", line=1, expected="90", actual="100"))
    assert (row["state"], row["matched_at"]) == ("held", None)


def test_a_hold_whose_cost_is_withheld_stops_nothing_until_its_dispute_ends() -> None:
    withheld = InvoiceDisputeRaised(
        dispute=1,
        amount=Decimal(220),
        currency="USD",
        reason_code="too_dear",
        raised_by="amir",
        lines=(WithheldLine(line=1, amount=Decimal(200), tax=Decimal(20)),),
        evidence="CLAIM-1",
        covers=(CoveredHold(hold=1, exposure=Decimal(200)),),
    )
    conceded = InvoiceDisputeResolved(
        dispute=1, outcome="dropped", reason_code="agreed", resolved_by="anna", stops_again=(1,)
    )
    short = (*ready(), PRICE, withheld)
    stands = told(*short)
    assert stands.row("invoices")["state"] == "short_paid"
    assert stands.row("invoices")["disputed_amount"] == "220"
    assert stands.row("invoice_holds")["dispute"] == 1
    line = stands.row("invoice_withholdings")
    assert [line[name] for name in ("line", "amount", "tax")] == [1, "200", "20"]
    assert told(*short, released("price")).row("invoices")["holds_covered"] == 0
    again = told(*short, conceded)
    assert (again.row("invoices")["state"], again.row("invoice_holds")["dispute"]) == ("held", None)
    assert told(*short, conceded, released("price")).row("invoices")["holds_covered"] == 0


def test_a_hold_tells_what_was_found_who_placed_it_and_who_let_it_pass() -> None:
    holds = told(captured(), linked(), PRICE, released("price")).row("invoice_holds")
    assert holds == {
        "invoice_id": INVOICE_ID,
        "hold": 1,
        "number": "INV-1",
        "kind": "price",
        "state": "released",
        "line": 1,
        "owner_role": "buyer",
        "accounting_allowed": True,
        "facility": "NORTH",
        "expected": "10",
        "actual": "12",
        "exposure": "200.00",
        "currency": "USD",
        "reason_code": None,
        "placed_by": None,
        "until": None,
        "dispute": None,
        "placed_at": "2026-03-01T12:00:00.000000Z",
        "released_at": "2026-03-01T13:00:00.000000Z",
        "how": "manual",
        "released_by": "anna",
        "release_reason_code": "accepted",
    }


def test_a_credit_is_told_whether_or_not_something_was_left_to_settle() -> None:
    open_still = invoice(*ready(), *credit("300.00", "700.00"))
    assert (open_still["credited_amount"], open_still["open_amount"]) == ("300.00", "700.00")
    after = invoice(*ready(), paid("1000.00", "0.00"), *credit("300.00", None))
    assert (after["credited_amount"], after["state"]) == ("300.00", "paid")
    assert after["settled_at"] == "2026-03-01T14:00:00.000000Z"  # When it was paid.


def test_an_invoice_that_a_credit_settled_while_held_is_paid_once_the_hold_goes() -> None:
    waiting = (captured(), linked(), PRICE, accounted(), *credit("1000.00", "0.00"))
    assert invoice(*waiting)["state"] == "held"
    gone = released("price", how="resolved", reason_code="cause_gone", released_by=None)
    assert invoice(*waiting, gone)["state"] == "paid"
    assert invoice(*waiting, gone, matched())["state"] == "paid"


@pytest.mark.parametrize("posted", [True, False])
def test_a_voided_invoice_asks_for_nothing_and_its_holds_fell_with_it(posted: bool) -> None:
    begin = (captured(), linked(), PRICE, *([accounted()] if posted else []))
    fell = released("price", how="voided", reason_code="wrong", released_by=None)
    after = told(*begin, fell, voided(posted=posted))
    assert after.row("invoices")["state"] == "voided"
    assert (after.row("invoices")["open_amount"], after.row("invoices")["holds_open"]) == ("0", 0)
    assert after.row("invoice_holds")["how"] == "voided"


def test_an_invoice_over_nothing_is_paid_once_it_is_posted() -> None:
    free = captured(lines=(), total="0.00")
    assert invoice(free)["state"] == "captured"
    assert invoice(free, linked(), accounted("0.00", "0.00"))["state"] == "paid"


def test_a_hold_that_lasts_longer_tells_its_new_last_day() -> None:
    placed = held("manual", 1, placed_by="carl", reason_code="inquiry", until="2026-03-09")
    longer = InvoiceHoldLengthened(
        hold=1, until=date(2026, 4, 1), reason_code="inquiry", changed_by="carl"
    )
    assert told(*ready(), placed).row("invoice_holds")["until"] == "2026-03-09"
    assert told(*ready(), placed, longer).row("invoice_holds")["until"] == "2026-04-01"
