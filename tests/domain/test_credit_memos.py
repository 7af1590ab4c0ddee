"""Credit memos: what is put on file, what is held, and how much may be given back."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.credit_memos import decide
from domain.credit_memos.answers import answers
from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from domain.credit_memos.decide import capture, invoice_answered
from domain.credit_memos.errors import (
    CreditMemoExists,
    CreditMemoInvoiceNotPosted,
    CreditMemoLineRepeated,
    CreditMemoLineUnmatched,
    CreditMemoMismatch,
    CreditMemoNoLines,
    CreditMemoNotPositive,
    CreditMemoOtherReference,
    CreditMemoPostedAlready,
    CreditMemoReferenceMissing,
    CreditMemoReversalPartial,
    CreditMemoTooHigh,
    CreditMemoUnbalanced,
    CreditMemoWrongBasis,
)
from domain.credit_memos.events import (
    CreditBasis,
    CreditLine,
    CreditMemoAccounted,
    CreditMemoCaptured,
    CreditMemoHeld,
)
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.errors import Rejected
from domain.event import DocumentRef
from domain.invoices.events import CreditedInvoiceLine, InvoiceCredited
from domain.invoices.state import INVOICE, Invoice
from domain.tolerance import DEFAULT_POLICY
from tests.domain.invoices import INVOICE_ID, captured, ready
from tests.domain.orders import MEDLINE, MEMO, NOW, ORDER, TODAY, id_of
from tests.domain.scenario import folded, given

REFERENCE: Final = DocumentRef(aggregate="invoice", id=INVOICE_ID, number="INV-1")
POSTED: Final[Invoice] = folded(INVOICE, *ready())


def line(quantity: str = "20", amount: str = "200", **terms: object) -> CreditedLine:
    values: dict[str, Any] = {"line": 1, "description": "Gloves", "purchase_order_line": 1}
    values |= {"quantity": Decimal(quantity), "amount": Decimal(amount), **terms}
    return CreditedLine(**values)


def command(*lines: CreditedLine, **header: object) -> CaptureCreditMemo:
    """Adds up and names INV-1, unless the header says otherwise."""
    values: dict[str, Any] = {"now": NOW, "credit_memo_id": MEMO.id, "number": MEMO.number}
    values |= {"basis": "quantity", "supplier_id": MEDLINE, "legal_entity": "NHS"}
    values |= {"facility": "NORTH", "currency": "USD", "credit_date": TODAY, "lines": lines}
    values |= {"tax": Decimal(0), "invoice_id": INVOICE_ID, **header}
    values.setdefault("total", sum((each.amount for each in lines), values["tax"]))
    return CaptureCreditMemo(**values)


def filed(
    quantity: str = "20",
    amount: str = "200",
    basis: CreditBasis = "quantity",
    invoice: DocumentRef | None = REFERENCE,
    order_line: int | None = 1,
    **header: object,
) -> CreditMemoCaptured:
    given_back = CreditLine(
        line=1,
        description="Gloves",
        quantity=Decimal(quantity),
        amount=Decimal(amount),
        purchase_order_line=order_line,
    )
    values: dict[str, object] = {"credit_memo_id": MEMO.id, "number": MEMO.number, "basis": basis}
    values |= {"supplier_id": MEDLINE, "supplier_name": "Medline", "legal_entity": "NHS"}
    values |= {"facility": "NORTH", "currency": "USD", "credit_date": TODAY, "tax": Decimal(0)}
    values |= {"freight": Decimal(0), "total": Decimal(amount), "lines": (given_back,)}
    values |= {"invoice": invoice, "purchase_order": ORDER if invoice else None, **header}
    return CreditMemoCaptured.model_validate(values)


def memo(quantity: str = "20", amount: str = "200", **terms: Any) -> CreditMemo:
    return folded(CREDIT_MEMO, filed(quantity, amount, **terms))


def known(invoice: Invoice | None = POSTED) -> dict[str, object]:
    return {
        "supplier_name": "Medline",
        "invoice": invoice,
        "purchase_order": None,
        "policy": DEFAULT_POLICY,
    }


def post_command(invoice_id: str | None = None) -> PostCreditMemo:
    return PostCreditMemo(now=NOW, credit_memo_id=MEMO.id, posted_on=TODAY, invoice_id=invoice_id)


def test_a_credit_that_names_its_invoice_is_on_file() -> None:
    given(CREDIT_MEMO).when(capture, command(line()), **known()).then(filed())


@pytest.mark.parametrize(
    ("invoice_id", "reason"),
    [(None, "reference_missing"), (INVOICE_ID, "reference_unknown")],
)
def test_a_credit_without_a_known_invoice_is_held_not_refused(
    invoice_id: str | None, reason: str
) -> None:
    asked = command(line(), invoice_id=invoice_id)
    given(CREDIT_MEMO).when(capture, asked, **known(None)).then(
        filed(invoice=None), CreditMemoHeld(reason_code=reason, owner_role="ap_clerk")
    )


def test_the_reversal_of_a_known_invoice_may_leave_out_its_lines() -> None:
    asked = command(basis="reversal", total=Decimal(1000))
    events = capture(None, asked, **known())  # type: ignore[arg-type]  # facts by name
    first = events[0]
    assert isinstance(first, CreditMemoCaptured)
    assert [(each.quantity, each.amount) for each in first.lines] == [(Decimal(100), Decimal(1000))]


def test_a_discount_is_off_what_lines_add_up_to_and_a_line_may_be_free() -> None:
    free = line(line=2, amount="0", purchase_order_line=None)
    asked = command(line(), free, total=Decimal(190), discount=Decimal(10))
    events = capture(None, asked, **known())  # type: ignore[arg-type]  # facts by name
    assert isinstance(events[0], CreditMemoCaptured)
    assert (events[0].total, events[0].discount) == (Decimal(190), Decimal(10))


@pytest.mark.parametrize(
    ("quantity", "amount", "left"),
    [
        ("100", "1000", []),
        ("0", "999.50", [(Decimal(100), Decimal("0.50"))]),  # on price
        ("100", "999.50", [(Decimal(0), Decimal("0.50"))]),
        ("99.5", "1000", [(Decimal("0.5"), Decimal(0))]),
    ],
)
def test_a_reversal_takes_what_earlier_credits_left_of_quantity_or_amount(
    quantity: str, amount: str, left: list[tuple[Decimal, Decimal]]
) -> None:
    earlier = CreditedInvoiceLine(
        line=1, quantity=Decimal(quantity), amount=Decimal(amount), cleared=Decimal(0)
    )
    given_back = InvoiceCredited(
        credit_memo=MEMO, lines=(earlier,), amount=Decimal(amount), currency="USD"
    )
    found = decide.left_of(folded(INVOICE, *ready(), given_back))
    assert [(each.quantity, each.amount) for each in found] == left


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (command(total=Decimal(1)), CreditMemoNoLines),
        (command(line(), line()), CreditMemoLineRepeated),
        (command(line("-1")), CreditMemoNotPositive),
        (command(line(amount="-1")), CreditMemoNotPositive),
        (command(line(amount="0")), CreditMemoNotPositive),
        (command(line(), tax=Decimal(-1)), CreditMemoNotPositive),
        (command(line(), freight=Decimal(-1)), CreditMemoNotPositive),
        (command(line(), total=Decimal("200.06")), CreditMemoUnbalanced),
        (command(line(), basis="price"), CreditMemoWrongBasis),
        (command(line("0")), CreditMemoWrongBasis),
    ],
)
def test_what_no_credit_can_say_is_refused(
    asked: CaptureCreditMemo, refusal: type[Rejected]
) -> None:
    given(CREDIT_MEMO).when(capture, asked, **known()).rejected(refusal)


def test_an_id_is_captured_once() -> None:
    given(CREDIT_MEMO, filed()).when(capture, command(line()), **known()).rejected(CreditMemoExists)


def test_the_reference_comes_from_the_document_or_from_whoever_posts_it() -> None:
    assert invoice_answered(memo(), post_command()) == INVOICE_ID
    assert invoice_answered(memo(invoice=None), post_command(id_of(7))) == id_of(7)


@pytest.mark.parametrize(
    ("of", "invoice_id", "refusal"),
    [
        (memo(invoice=None), None, CreditMemoReferenceMissing),
        (memo(), id_of(7), CreditMemoOtherReference),
        (replace(memo(), posted=True), None, CreditMemoPostedAlready),
    ],
)
def test_a_posting_without_one_clear_reference_is_refused(
    of: CreditMemo, invoice_id: str | None, refusal: type[Rejected]
) -> None:
    with pytest.raises(refusal):
        invoice_answered(of, post_command(invoice_id))


@pytest.mark.parametrize(
    ("of", "invoice", "refusal"),
    [
        pytest.param(
            memo(), folded(INVOICE, captured()), CreditMemoInvoiceNotPosted, id="not posted"
        ),
        pytest.param(memo(), replace(POSTED, voided=True), CreditMemoInvoiceNotPosted, id="voided"),
        pytest.param(memo(supplier_id=id_of(8)), POSTED, CreditMemoMismatch, id="supplier"),
        pytest.param(memo(legal_entity="OTHER"), POSTED, CreditMemoMismatch, id="legal entity"),
        pytest.param(memo(currency="EUR"), POSTED, CreditMemoMismatch, id="currency"),
        pytest.param(memo("20", "1000.01"), POSTED, CreditMemoTooHigh, id="beyond the invoice"),
        pytest.param(memo("100.001", "200"), POSTED, CreditMemoTooHigh, id="beyond the quantity"),
        pytest.param(
            memo("1", "200", basis="reversal"), POSTED, CreditMemoReversalPartial, id="in part"
        ),
        pytest.param(memo(order_line=9), POSTED, CreditMemoLineUnmatched, id="unknown line"),
    ],
)
def test_a_credit_gives_back_no_more_than_was_billed_by_its_invoice(
    of: CreditMemo, invoice: Invoice, refusal: type[Rejected]
) -> None:
    with pytest.raises(refusal):
        answers(of, invoice)


def test_what_was_credited_before_is_not_given_back_twice() -> None:
    before = InvoiceCredited(
        credit_memo=DocumentRef(aggregate="credit_memo", id=id_of(32), number="C-32"),
        lines=(
            CreditedInvoiceLine(
                line=1, quantity=Decimal(90), amount=Decimal(300), cleared=Decimal(300)
            ),
        ),
        amount=Decimal(300),
        currency="USD",
    )
    invoice = folded(INVOICE, *ready(), before)
    assert len(answers(memo("10", "200"), invoice)) == 1
    with pytest.raises(CreditMemoTooHigh):
        answers(memo("11", "200"), invoice)


def test_two_lines_of_one_credit_share_what_is_left() -> None:
    first = filed("60", "600").lines[0]
    second = first.model_copy(update={"line": 2})
    both = replace(memo("60", "600"), lines=(first, second), total=Decimal(1000))
    with pytest.raises(CreditMemoTooHigh):
        answers(both, POSTED)


def test_a_line_without_an_order_line_answers_the_invoice_line_of_its_number() -> None:
    (answer,) = answers(memo(order_line=None), POSTED)
    assert answer.billed.purchase_order_line == 1


def test_posting_tells_what_is_cleared_and_what_is_left_to_use() -> None:
    posted, used = _posted(memo(), POSTED, "190")
    assert isinstance(posted, CreditMemoAccounted)
    assert (posted.lines[0].cleared, posted.lines[0].variance) == (Decimal(190), Decimal(10))
    assert used.model_dump()["open_amount"] == 0


def test_a_discount_that_is_given_back_less_is_told_and_one_of_nothing_is_not() -> None:
    less, answered = memo(total="190", discount=Decimal(10)), answers(memo(), POSTED)
    posted, _ = decide.post(less, post_command(), POSTED, answered, {1: Decimal(200)})
    assert isinstance(posted, CreditMemoAccounted)
    assert (posted.discount, posted.difference) == (Decimal(10), Decimal(0))
    plain, _ = _posted(memo(), POSTED, "200")
    assert plain.discount is None


def test_nothing_is_applied_to_an_invoice_that_is_settled() -> None:
    settled = replace(POSTED, credit_applied=Decimal(1000))
    assert [each.TYPE for each in _posted(memo(), settled, "200")] == ["credit_memo.accounted"]


def _posted(of: CreditMemo, invoice: Invoice, cleared: str) -> Sequence[Any]:
    answered = answers(of, invoice)
    return decide.post(of, post_command(), invoice, answered, {1: Decimal(cleared)})
