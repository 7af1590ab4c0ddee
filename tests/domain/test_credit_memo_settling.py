"""What is unused of a credit: it settles other invoices, or comes back, and never more than it."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.credit_memos.commands import ApplyCreditMemo, RecordSupplierRefund
from domain.credit_memos.decide import capture
from domain.credit_memos.errors import (
    CreditMemoInvoiceNotPayable,
    CreditMemoMismatch,
    CreditMemoNotPositive,
    CreditMemoNotPosted,
    CreditMemoReferenceMissing,
    CreditMemoRefundRepeated,
    CreditMemoTooHigh,
)
from domain.credit_memos.events import CreditMemoApplied, CreditMemoEvent, CreditMemoRefunded
from domain.credit_memos.settling import apply, concede, record_refund
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.errors import Rejected
from domain.invoices.commands import VoidInvoice
from domain.invoices.decide import void
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.invoices.settlement_errors import InvoicePaidAlready
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.state_disputes import Dispute
from domain.money import TooPrecise
from tests.domain.invoices import INVOICE_ID, ready
from tests.domain.orders import MEDLINE, MEMO, NOW, TODAY, id_of
from tests.domain.scenario import folded, given
from tests.domain.test_credit_memos import command, filed, known, line

PAYABLE: Final[Invoice] = folded(INVOICE, *ready())
UNPOSTED: Final[CreditMemo] = folded(CREDIT_MEMO, filed())
POSTED: Final[CreditMemo] = replace(UNPOSTED, posted=True)  # 200.00, of which nothing is used


def settle(amount: str | None = None) -> ApplyCreditMemo:
    asked = Decimal(amount) if amount else None
    return ApplyCreditMemo(now=NOW, credit_memo_id=MEMO.id, invoice_id=INVOICE_ID, amount=asked)


def refund(amount: str, refund: str = "BANK-1", **terms: Any) -> RecordSupplierRefund:
    values = {"refunded_on": TODAY, "recorded_by": "theo", **terms}
    return RecordSupplierRefund(
        now=NOW, credit_memo_id=MEMO.id, refund=refund, amount=Decimal(amount), **values
    )


def came_back(amount: str, left: str, refund: str = "BANK-1") -> CreditMemoRefunded:
    return CreditMemoRefunded(
        supplier_id=MEDLINE,
        refund=refund,
        refunded_on=TODAY,
        amount=Decimal(amount),
        currency="USD",
        open_amount=Decimal(left),
        recorded_by="theo",
    )


def after(memo: CreditMemo, *events: CreditMemoEvent) -> CreditMemo:
    for event in events:
        memo = CREDIT_MEMO.evolve(memo, event)
    return memo


def test_a_credit_is_paid_back_in_parts_and_then_nothing_is_open() -> None:
    first = record_refund(POSTED, refund("120"))
    assert first == came_back("120", "80")
    memo = after(POSTED, first)
    assert memo.status == "posted"
    assert memo.open_amount == 80
    memo = after(memo, record_refund(memo, refund("80", "BANK-2")))
    assert memo.status == "refunded"
    assert memo.open_amount == 0
    assert memo.refunded == 200


@pytest.mark.parametrize(
    ("memo", "asked", "refusal"),
    [
        pytest.param(UNPOSTED, refund("1"), CreditMemoNotPosted, id="unposted"),
        pytest.param(POSTED, refund("200.01"), CreditMemoTooHigh, id="more than is unused"),
        pytest.param(POSTED, refund("0"), CreditMemoNotPositive, id="nothing"),
        pytest.param(POSTED, refund("-1"), CreditMemoNotPositive, id="below nothing"),
        pytest.param(POSTED, refund("0.001"), TooPrecise, id="a tenth of a cent"),
        pytest.param(
            POSTED,
            refund("1", refunded_on=TODAY + timedelta(days=3)),
            InvoiceDateOutOfRange,
            id="a day to come",
        ),
        pytest.param(
            after(POSTED, came_back("1", "199")), refund("1"), CreditMemoRefundRepeated, id="twice"
        ),
        pytest.param(
            after(POSTED, came_back("1", "199")),
            refund("1", "bank-1"),
            CreditMemoRefundRepeated,
            id="twice in another case",
        ),
    ],
)
def test_what_cannot_have_come_back_is_refused(
    memo: CreditMemo, asked: RecordSupplierRefund, refusal: type[Rejected]
) -> None:
    with pytest.raises(refusal):
        record_refund(memo, asked)


def test_what_is_unused_settles_another_invoice_as_far_as_both_go() -> None:
    settled = CreditMemoApplied(
        invoice=PAYABLE.ref, amount=Decimal(200), currency="USD", open_amount=Decimal(0)
    )
    assert apply(POSTED, settle(), PAYABLE) == settled
    assert after(POSTED, settled).status == "applied"
    assert apply(POSTED, settle("30"), PAYABLE).open_amount == 170


@pytest.mark.parametrize(
    ("memo", "asked", "invoice", "refusal"),
    [
        pytest.param(UNPOSTED, settle(), PAYABLE, CreditMemoNotPosted, id="unposted"),
        pytest.param(POSTED, settle("200.01"), PAYABLE, CreditMemoTooHigh, id="beyond the credit"),
        pytest.param(
            replace(POSTED, total=Decimal(5000)),
            settle("1000.01"),
            PAYABLE,
            CreditMemoTooHigh,
            id="beyond the invoice",
        ),
        pytest.param(POSTED, settle("-1"), PAYABLE, CreditMemoNotPositive, id="below nothing"),
        pytest.param(
            POSTED,
            settle(),
            replace(PAYABLE, matched=False),
            CreditMemoInvoiceNotPayable,
            id="an invoice that may not be paid",
        ),
        pytest.param(
            POSTED,
            settle(),
            replace(PAYABLE, supplier_id=id_of(8)),
            CreditMemoMismatch,
            id="another supplier",
        ),
        pytest.param(
            POSTED,
            settle(),
            replace(PAYABLE, legal_entity="OTHER"),
            CreditMemoMismatch,
            id="another legal entity",
        ),
        pytest.param(
            POSTED, settle(), replace(PAYABLE, currency="EUR"), CreditMemoMismatch, id="currency"
        ),
    ],
)
def test_an_invoice_is_not_settled_with_what_is_not_there_or_not_its_own(
    memo: CreditMemo, asked: ApplyCreditMemo, invoice: Invoice, refusal: type[Rejected]
) -> None:
    with pytest.raises(refusal):
        apply(memo, asked, invoice)


def test_an_invoice_that_a_credit_settled_is_not_voided() -> None:
    settled = replace(PAYABLE, credit_applied=Decimal(30))
    command = VoidInvoice(now=NOW, invoice_id=INVOICE_ID, voided_on=TODAY, reason_code="wrong")
    with pytest.raises(InvoicePaidAlready):
        void(settled, command)


def test_a_debit_note_is_ours_and_names_the_invoice_that_it_answers() -> None:
    asked = command(line(), kind="debit_note")
    given(CREDIT_MEMO).when(capture, asked, **known()).then(filed(kind="debit_note"))
    given(CREDIT_MEMO).when(capture, asked, **known(None)).rejected(CreditMemoReferenceMissing)


@pytest.mark.parametrize(
    ("used", "disputed", "settles"),
    [("0", "80", "80"), ("150", "80", "50"), ("200", "80", None)],
)
def test_what_was_conceded_settles_as_far_as_it_is_unused_and_nothing_is_no_fact(
    used: str, disputed: str, settles: str | None
) -> None:
    left = replace(POSTED, applied=Decimal(used))
    found = concede(left, PAYABLE, Dispute(Decimal(disputed), "carl"))
    assert [str(each.amount) for each in found] == ([] if settles is None else [settles])


def test_half_a_dollar_is_settled_conceded_and_paid_back_and_nothing_is_settled_with_nothing() -> (
    None
):
    (conceded,) = concede(POSTED, PAYABLE, Dispute(Decimal("0.50"), "carl"))
    assert (conceded.amount, conceded.open_amount) == (Decimal("0.50"), Decimal("199.50"))
    assert apply(POSTED, settle("0.50"), PAYABLE).open_amount == Decimal("199.50")
    assert record_refund(POSTED, refund("0.50")).open_amount == Decimal("199.50")
    with pytest.raises(CreditMemoNotPositive):
        apply(POSTED, settle("0"), PAYABLE)


def test_an_invoice_is_settled_to_the_last_cent() -> None:
    large = replace(POSTED, total=Decimal(5000))
    assert apply(large, settle("1000"), PAYABLE).amount == 1000
