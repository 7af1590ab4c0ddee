"""The life of a rebate: terms by two people, then what is earned, claimed and comes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.credit_memos.events import CreditLine, CreditMemoCaptured, CreditMemoPostedForRebate
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.event import DocumentRef
from domain.rebates import decide
from domain.rebates.commands import (
    ClaimRebate,
    ConfirmRebate,
    CreditRebate,
    DeclineRebate,
    EarnRebate,
    ProposeRebate,
    RecordRebateReceipt,
)
from domain.rebates.errors import (
    RebateCreditDiffers,
    RebateNothingEarned,
    RebateNothingToClaim,
    RebatePaymentRepeated,
    RebateSelfConfirmed,
    RebateTermsInvalid,
    RebateTooHigh,
    RebateWrongStatus,
)
from domain.rebates.events import (
    RebateClaimed,
    RebateConfirmed,
    RebateEarned,
    RebateEvent,
    RebateProposed,
    RebatePurchaseCounted,
)
from domain.rebates.state import REBATE, Rebate
from domain.rebates.terms import RebateStep, RebateTerms
from tests.domain.agreements import AGREEMENT, agreement, day, moment
from tests.domain.orders import MEDLINE, ORDER, id_of
from tests.domain.scenario import folded

ID = id_of(95)
NOW = moment(day(7))
FIVE = RebateTerms(
    kind="percent",
    method="incremental",
    steps=(RebateStep(from_amount=Decimal(0), percent=Decimal(5)),),
    starts_on=day(1),
    ends_on=day(12, 31),
)
INVOICE = DocumentRef(aggregate="invoice", id=id_of(96), number="INV-1")
PROPOSED = RebateProposed(
    rebate_id=ID,
    number="RB-1",
    price_agreement=AGREEMENT,
    supplier_id=MEDLINE,
    legal_entity="NHS",
    currency="USD",
    terms=FIVE,
    proposed_by="dora",
)
AGREED = (PROPOSED, RebateConfirmed(confirmed_by="sven"))


def bought(amount: str) -> RebatePurchaseCounted:
    return RebatePurchaseCounted(
        purchase_order=ORDER,
        line=1,
        invoice=INVOICE,
        invoice_date=day(3),
        amount=Decimal(amount),
    )


def rebate(*facts: RebateEvent) -> Rebate:
    return folded(REBATE, *AGREED, *facts)


def earn(one: Rebate) -> RebateEarned:
    return decide.earn(one, EarnRebate(now=NOW, rebate_id=ID, earned_by="ana"))


def claim(one: Rebate) -> RebateClaimed:
    return decide.claim(one, ClaimRebate(now=NOW, rebate_id=ID, claimed_by="dora"))


def after(one: Rebate, *facts: RebateEvent) -> Rebate:
    for fact in facts:
        one = REBATE.evolve(one, fact)
    return one


def claimed(amount: str = "200") -> Rebate:
    """A rebate of which five per cent of the amount is earned and claimed."""
    one = rebate(bought(amount))
    one = after(one, earn(one))
    return after(one, claim(one))


def propose(terms: RebateTerms, **told: Any) -> RebateProposed:
    command = ProposeRebate(
        now=NOW,
        rebate_id=ID,
        number="RB-1",
        price_agreement_id=AGREEMENT.id,
        legal_entity="NHS",
        terms=terms,
        proposed_by="dora",
    )
    return decide.propose(None, command, agreement(**told))


def test_terms_are_proposed_for_an_entity_that_the_agreement_serves() -> None:
    assert propose(FIVE, legal_entities=("NHS",)) == PROPOSED
    with pytest.raises(RebateTermsInvalid):
        propose(FIVE, legal_entities=("OTHER",))


def steps(*amounts: str) -> tuple[RebateStep, ...]:
    return tuple(RebateStep(from_amount=Decimal(each), percent=Decimal(2)) for each in amounts)


@pytest.mark.parametrize(
    "wrong",
    [
        {"ends_on": day(12, 31, 2025)},
        {"steps": ()},
        {"steps": steps("0", "10")},  # of a fixed percentage
        {"steps": steps("10")},
        {"kind": "volume", "steps": steps("10", "10")},
        {"kind": "volume", "steps": steps("20", "10")},
        {"kind": "volume", "steps": steps("-1", "10")},
        {"kind": "volume", "steps": steps(*map(str, range(21)))},
        {"kind": "growth"},
        {"baseline": Decimal(10)},
        {"kind": "growth", "baseline": Decimal(-1)},
        {"item_ids": tuple(id_of(each) for each in range(201))},
    ],
)
def test_terms_that_nobody_can_reckon_by_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RebateTermsInvalid):
        propose(FIVE.model_copy(update=wrong))


def test_a_second_person_confirms_once() -> None:
    waiting = folded(REBATE, PROPOSED)
    confirm = ConfirmRebate(now=NOW, rebate_id=ID, confirmed_by="dora")
    with pytest.raises(RebateSelfConfirmed):
        decide.confirm(waiting, confirm)
    assert decide.confirm(waiting, replace(confirm, confirmed_by="sven")) == AGREED[1]
    with pytest.raises(RebateWrongStatus):
        decide.confirm(rebate(), replace(confirm, confirmed_by="sven"))
    with pytest.raises(RebateWrongStatus):
        decide.decline(
            rebate(), DeclineRebate(now=NOW, rebate_id=ID, declined_by="dora", reason_code="x")
        )
    with pytest.raises(RebateWrongStatus):
        earn(waiting)


def test_what_is_booked_is_the_difference_to_what_was_booked_before() -> None:
    one = rebate(bought("200"))
    first = earn(one)
    assert first.purchases == 200
    assert first.earned == first.amount == 10
    one = after(one, first)
    with pytest.raises(RebateNothingEarned):
        earn(one)
    less = earn(after(one, bought("-50")))
    assert (less.earned, less.amount) == (Decimal("7.50"), Decimal("-2.50"))


def test_a_credit_that_comes_after_the_claim_lowers_the_next_one() -> None:
    one = after(claimed(), bought("-50"))
    one = after(one, earn(one))
    with pytest.raises(RebateNothingToClaim):
        claim(one)
    one = after(one, bought("150"))
    one = after(one, earn(one))
    assert claim(one).amount == Decimal("5.00"), "15.00 in all, 10.00 of it claimed"


def receipt(
    amount: str = "4", payment: str = "BANK-1", on: date | None = None
) -> RecordRebateReceipt:
    return RecordRebateReceipt(
        now=NOW,
        rebate_id=ID,
        payment=payment,
        received_on=on or day(7),
        amount=Decimal(amount),
        recorded_by="tom",
    )


def test_at_most_what_is_owed_of_claims_comes_each_payment_once() -> None:
    one = claimed()
    with pytest.raises(RebateTooHigh):
        decide.received(one, receipt("10.01"))
    with pytest.raises(RebateTooHigh):
        decide.received(one, receipt("0"))
    one = after(one, decide.received(one, receipt()))
    assert one.owed == Decimal("6.00")
    with pytest.raises(RebatePaymentRepeated):
        decide.received(one, receipt("1"))
    with pytest.raises(RebateTooHigh):
        decide.received(rebate(bought("200")), receipt("1")), "nothing is claimed"


def memo(**told: Any) -> CreditMemo:
    line = CreditLine(line=1, description="Rebate", quantity=Decimal(0), amount=Decimal(6))
    values: dict[str, Any] = {
        "credit_memo_id": id_of(97),
        "number": "CM-1",
        "basis": "price",
        "supplier_id": MEDLINE,
        "supplier_name": "Medline",
        "legal_entity": "NHS",
        "facility": "NORTH",
        "currency": "USD",
        "credit_date": day(6),
        "lines": (line,),
        "tax": Decimal("0.60"),
        "freight": Decimal(0),
        "total": Decimal("6.60"),
        **told,
    }
    return folded(CREDIT_MEMO, CreditMemoCaptured(**values))


CREDIT = CreditRebate(now=NOW, rebate_id=ID, credit_memo_id=id_of(97), posted_on=day(7))


def test_a_credit_memo_gives_its_amount_without_tax() -> None:
    given = decide.credited(claimed(), CREDIT, memo())
    assert (given.amount, given.tax) == (Decimal("6.00"), Decimal("0.60"))
    assert given.total == Decimal("6.60")
    assert after(claimed(), given).owed == 4
    with pytest.raises(RebateTooHigh):
        decide.credited(claimed("100"), CREDIT, memo())


@pytest.mark.parametrize(
    "other",
    [
        {"supplier_id": id_of(98)},
        {"legal_entity": "OTHER"},
        {"currency": "EUR"},
        {"invoice": INVOICE},
        {"freight": Decimal(1)},
        {"kind": "debit_note"},
    ],
)
def test_a_credit_memo_of_something_else_is_refused(other: dict[str, Any]) -> None:
    with pytest.raises(RebateCreditDiffers):
        decide.credited(claimed(), CREDIT, memo(**other))


def test_a_credit_memo_gives_one_rebate_once_and_is_open_to_be_used() -> None:
    posted = CreditMemoPostedForRebate(
        rebate=claimed().ref, posted_on=day(7), total=Decimal("6.60"), currency="USD"
    )
    used = CREDIT_MEMO.evolve(memo(), posted)
    assert (used.status, used.open_amount) == ("posted", Decimal("6.60"))
    with pytest.raises(RebateCreditDiffers):
        decide.credited(claimed(), CREDIT, used)
