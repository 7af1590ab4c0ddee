"""Credit memos: what each answers, and how much of it is still to be used."""

from decimal import Decimal

from domain.credit_memos.events import (
    CreditLine,
    CreditMemoAccounted,
    CreditMemoApplied,
    CreditMemoCaptured,
    CreditMemoHeld,
    CreditMemoRefunded,
)
from domain.event import DocumentRef, Event
from projections.credit_memos import CREDIT_MEMOS
from projections.projection import Row
from tests.domain.orders import INVOICE, MEDLINE, MEMO, ORDER, TODAY
from tests.projections.agreement import credit_memos_agree, documents
from tests.projections.folding import Story, fold

LINE = CreditLine(
    line=1,
    description="Gloves",
    quantity=Decimal(10),
    amount=Decimal("100.00"),
    purchase_order_line=1,
)


def memo(*facts: Event) -> Row:
    """The row after these facts, which say what the credit memo says itself."""
    story = Story()
    for fact in facts:
        story.happens(f"credit_memo/{MEMO.id}", fact, number=MEMO.number)
    for length in range(1, len(facts) + 1):
        so_far = story.events[:length]
        credit_memos_agree(documents(so_far), fold(CREDIT_MEMOS, so_far))
    return fold(CREDIT_MEMOS, story.events).row("credit_memos")


def captured(
    invoice: DocumentRef | None = INVOICE, order: DocumentRef | None = ORDER
) -> CreditMemoCaptured:
    return CreditMemoCaptured(
        credit_memo_id=MEMO.id,
        number=MEMO.number,
        basis="quantity",
        supplier_id=MEDLINE,
        supplier_name="Medline",
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        credit_date=TODAY,
        lines=(LINE,),
        tax=Decimal(0),
        freight=Decimal(0),
        total=Decimal("100.00"),
        invoice=invoice,
        purchase_order=order,
    )


def accounted(order: DocumentRef | None = ORDER) -> CreditMemoAccounted:
    return CreditMemoAccounted(
        credit_memo_id=MEMO.id,
        number=MEMO.number,
        supplier_id=MEDLINE,
        posted_on=TODAY,
        currency="USD",
        lines=(),
        tax=Decimal(0),
        freight=Decimal(0),
        difference=Decimal(0),
        total=Decimal("100.00"),
        invoice=INVOICE,
        purchase_order=order,
    )


def applied(amount: str, left: str) -> CreditMemoApplied:
    told = {"invoice": INVOICE, "amount": amount, "currency": "USD", "open_amount": left}
    return CreditMemoApplied.model_validate(told)


def test_a_captured_credit_is_wholly_unused() -> None:
    row = memo(captured())
    assert (row["state"], row["open_amount"]) == ("captured", "100.00")
    assert (row["invoice_id"], row["purchase_order_id"]) == (INVOICE.id, ORDER.id)


def test_its_lines_are_told_as_the_supplier_states_them() -> None:
    story = Story().happens(f"credit_memo/{MEMO.id}", captured())
    (row,) = fold(CREDIT_MEMOS, story.events).table("credit_memo_lines")
    assert row == {
        "credit_memo_id": MEMO.id,
        "line": 1,
        "description": "Gloves",
        "quantity": "10",
        "amount": "100.00",
        "currency": "USD",
        "purchase_order_line": 1,
    }


def test_a_credit_without_a_reference_waits_and_learns_it_when_it_is_posted() -> None:
    held = (captured(None), CreditMemoHeld(reason_code="reference_missing"))
    assert (memo(*held)["state"], memo(*held)["invoice_id"]) == ("held", None)
    row = memo(*held, accounted(None))
    assert (row["state"], row["posted_on"], row["invoice_id"]) == (
        *("posted", "2026-03-01"),
        INVOICE.id,
    )
    assert row["purchase_order_id"] == ORDER.id  # As it was captured.


def test_a_hold_tells_its_cause_whose_it_is_and_since_when_until_the_memo_is_posted() -> None:
    story = Story()
    held = CreditMemoHeld(reason_code="facility_mismatch", owner_role="buyer")
    for fact in (captured(), held):
        story.happens(f"credit_memo/{MEMO.id}", fact, number=MEMO.number)
    (hold,) = fold(CREDIT_MEMOS, story.events).table("credit_memo_holds")
    told = ("number", "kind", "owner_role", "supplier_id", "total", "state", "how")
    assert [hold[name] for name in told] == [
        *(MEMO.number, "facility_mismatch", "buyer", MEDLINE, "100.00", "open", None)
    ]
    assert (hold["placed_at"], hold["released_at"]) == (moment_of(story, 2), None)
    story.happens(f"credit_memo/{MEMO.id}", accounted(), number=MEMO.number)
    (hold,) = fold(CREDIT_MEMOS, story.events).table("credit_memo_holds")
    assert (hold["state"], hold["how"], hold["released_at"]) == (
        *("released", "resolved", moment_of(story, 3)),
    )


def test_a_hold_of_before_they_had_owners_is_the_payables_desks() -> None:
    story = Story()
    for fact in (captured(None), CreditMemoHeld(reason_code="reference_missing")):
        story.happens(f"credit_memo/{MEMO.id}", fact, number=MEMO.number)
    (hold,) = fold(CREDIT_MEMOS, story.events).table("credit_memo_holds")
    assert hold["owner_role"] == "ap_clerk"


def moment_of(story: Story, number: int) -> str:
    """When its so-manieth fact happened."""
    return str(story.events[number - 1].metadata["effective_at"])


def test_what_settles_an_invoice_is_used() -> None:
    part = memo(captured(), accounted(), applied("60.00", "40.00"))
    assert (part["state"], part["open_amount"]) == ("posted", "40.00")
    whole = memo(captured(), accounted(), applied("100.00", "0.00"))
    assert (whole["state"], whole["open_amount"]) == ("applied", "0.00")


def refunded(amount: str, left: str) -> CreditMemoRefunded:
    told = {"supplier_id": MEDLINE, "refund": f"BANK-{amount}", "refunded_on": TODAY}
    told |= {"amount": amount, "currency": "USD", "open_amount": left, "recorded_by": "theo"}
    return CreditMemoRefunded.model_validate(told)


def test_what_the_supplier_paid_back_is_told_beside_what_settled_invoices() -> None:
    part = memo(captured(), accounted(), refunded("60.00", "40.00"))
    assert (part["state"], part["open_amount"]) == ("posted", "40.00")
    whole = memo(captured(), accounted(), refunded("60.00", "40.00"), applied("40.00", "0.00"))
    assert (whole["state"], whole["refunded_amount"]) == ("refunded", "60.00")


def test_a_debit_note_says_that_it_is_ours() -> None:
    assert memo(captured())["kind"] == "credit_memo"
    ours = captured().model_copy(update={"kind": "debit_note"})
    assert memo(ours)["kind"] == "debit_note"
