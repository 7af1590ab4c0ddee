"""Rebates through the real log: bills, credits and voids count in the save that records them."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.credit_memos.commands import (
    ApplyCreditMemo,
    CaptureCreditMemo,
    CreditedLine,
    PostCreditMemo,
    RecordSupplierRefund,
)
from domain.credit_memos.state import CREDIT_MEMO
from domain.invoices.commands import CaptureInvoice, InvoicedLine, VoidInvoice
from domain.rebates.commands import (
    ClaimRebate,
    ConfirmRebate,
    CountRebatePurchases,
    CreditRebate,
    DisputeRebate,
    EarnRebate,
    ProposeRebate,
    SettleRebateDispute,
)
from domain.rebates.dispute_errors import RebateSelfConceded
from domain.rebates.errors import RebateNothingToCount
from domain.rebates.events import RebatePurchaseCounted
from domain.rebates.state import REBATE, Rebate
from domain.rebates.terms import RebateStep, RebateTerms
from tests.application.company import NOW, Company, id_of, line
from tests.application.test_price_agreements import GLOVES, agree, price

TODAY = NOW.date()
TEN = RebateTerms(
    kind="percent",
    method="incremental",
    steps=(RebateStep(from_amount=Decimal(0), percent=Decimal(10)),),
    starts_on=date(2026, 1, 1),
    ends_on=date(2026, 12, 31),
)
TOLD: dict[str, Any] = {"now": NOW, "rebate_id": id_of("RB-1")}


async def stands(company: Company, terms: RebateTerms = TEN) -> None:
    await company.do(
        ProposeRebate(
            **TOLD,
            number="RB-1",
            price_agreement_id=id_of("PA-1"),
            legal_entity="NHS",
            terms=terms,
            proposed_by="dora",
        )
    )
    await company.do(ConfirmRebate(**TOLD, confirmed_by="sven"))


def bill(number: str = "INV-1", quantity: str = "20", on: date = TODAY) -> CaptureInvoice:
    """So many gloves at ten, on line 1 of the order, which are two-way."""
    amount = Decimal(quantity) * 10
    billed = InvoicedLine(
        line=1,
        description="Gloves",
        quantity=Decimal(quantity),
        unit="EA",
        unit_price=Decimal(10),
        amount=amount,
        purchase_order_line=1,
    )
    return CaptureInvoice(
        now=NOW,
        invoice_id=id_of(number),
        number=number,
        kind="invoice",
        supplier_id=id_of("medline"),
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        invoice_date=on,
        due_on=on + timedelta(days=30),
        lines=(billed,),
        tax=Decimal(0),
        freight=Decimal(0),
        total=amount,
        purchase_order_id=id_of("PO-1"),
        captured_by="carl",
    )


def memo(number: str, amount: str, **told: Any) -> CaptureCreditMemo:
    given = CreditedLine(line=1, description="Gloves", quantity=Decimal(0), amount=Decimal(amount))
    values: dict[str, Any] = {"basis": "price", "lines": (given,), **told}
    return CaptureCreditMemo(
        now=NOW,
        credit_memo_id=id_of(number),
        number=number,
        supplier_id=id_of("medline"),
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        credit_date=TODAY,
        tax=Decimal(0),
        total=Decimal(amount),
        **values,
    )


@pytest.fixture
async def buyer(company: Company) -> Company:
    """An order of 40 gloves at ten under PA-1, and two masks beside it."""
    for each in (GLOVES, "masks"):
        await company.has_item(each)
    await agree(company, price("10"))
    gloves = replace(line("40", "10", item_id=id_of(GLOVES)), match="two_way")
    masks = replace(line("2", "3", 2, item_id=id_of("masks")), match="two_way")
    await company.orders(gloves, masks)
    return company


async def rebate(company: Company) -> Rebate:
    return await company.state(REBATE, id_of("RB-1"))


async def counts(company: Company) -> list[Decimal]:
    events = await company.events(REBATE, id_of("RB-1"))
    return [each.amount for each in events if isinstance(each, RebatePurchaseCounted)]


async def test_an_invoice_under_the_agreement_counts_and_one_beside_it_does_not(
    buyer: Company,
) -> None:
    await stands(buyer)
    await buyer.do(bill())
    beside = bill("INV-2", "2")
    other = replace(beside.lines[0], purchase_order_line=2, unit_price=Decimal(3))
    masks = replace(other, amount=Decimal(6))
    await buyer.do(replace(beside, lines=(masks,), total=Decimal(6)))
    assert await counts(buyer) == [Decimal(200)]


async def test_a_void_and_a_credit_take_back_what_they_take(buyer: Company) -> None:
    await stands(buyer)
    await buyer.do(bill())
    await buyer.do(bill("INV-2", "5"))
    await buyer.do(
        VoidInvoice(now=NOW, invoice_id=id_of("INV-2"), voided_on=TODAY, reason_code="wrong")
    )
    await buyer.do(memo("CM-1", "40", invoice_id=id_of("INV-1")))
    post = PostCreditMemo(now=NOW, credit_memo_id=id_of("CM-1"), posted_on=TODAY)
    await buyer.do(post)
    assert await counts(buyer) == [200, 50, -50, -40]
    assert (await rebate(buyer)).purchases == Decimal(160)


async def test_only_days_of_the_period_and_named_items_count(buyer: Company) -> None:
    later = TEN.model_copy(update={"starts_on": TODAY, "item_ids": (id_of(GLOVES),)})
    await stands(buyer, later)
    await buyer.do(bill(on=TODAY - timedelta(days=1)))
    assert await counts(buyer) == []
    await buyer.do(bill("INV-2", "5"))
    assert await counts(buyer) == [50]


async def test_what_was_on_file_before_is_counted_once_when_it_is_named(buyer: Company) -> None:
    await buyer.do(bill())
    await stands(buyer)
    await buyer.do(bill("INV-2", "5"))
    count = CountRebatePurchases(**TOLD, invoice_ids=(id_of("INV-1"), id_of("INV-2")))
    await buyer.do(count)
    assert await counts(buyer) == [50, 200]
    with pytest.raises(RebateNothingToCount):
        await buyer.do(count)


async def test_a_credit_memo_gives_the_claim_and_settles_what_is_billed(buyer: Company) -> None:
    await stands(buyer)
    await buyer.do(bill())
    await buyer.do(EarnRebate(**TOLD, earned_by="ana"))
    await buyer.do(ClaimRebate(**TOLD, claimed_by="dora"))
    await buyer.do(memo("CM-R", "20"))
    told: dict[str, Any] = {"now": NOW, "credit_memo_id": id_of("CM-R")}
    await buyer.do(CreditRebate(**TOLD, credit_memo_id=id_of("CM-R"), posted_on=TODAY))
    assert await buyer.types(CREDIT_MEMO, id_of("CM-R")) == [
        *("captured", "held", "posted_for_rebate")
    ]
    await buyer.do(ApplyCreditMemo(**told, invoice_id=id_of("INV-1"), amount=Decimal(15)))
    await buyer.do(
        RecordSupplierRefund(
            **told, refund="R-1", refunded_on=TODAY, amount=Decimal(5), recorded_by="tom"
        )
    )
    one = await rebate(buyer)
    assert {one.earned, one.claimed, one.given} == {Decimal(20)}
    assert one.owed == 0
    assert (await buyer.state(CREDIT_MEMO, id_of("CM-R"))).status == "refunded"


async def test_a_dispute_is_settled_by_somebody_who_had_no_part_in_the_claim(
    buyer: Company,
) -> None:
    await stands(buyer)
    await buyer.do(bill())
    await buyer.do(EarnRebate(**TOLD, earned_by="ana"))
    await buyer.do(ClaimRebate(**TOLD, claimed_by="dora"))
    denied: dict[str, Any] = {"claim": 1, "amount": Decimal(5), "reason_code": "not_eligible"}
    await buyer.do(DisputeRebate(**TOLD, **denied, recorded_by="dora"))
    ended: dict[str, Any] = {"dispute": 1, "conceded": Decimal(5), "reason_code": "agreed"}
    with pytest.raises(RebateSelfConceded):
        await buyer.do(SettleRebateDispute(**TOLD, **ended, resolved_by="dora"))
    await buyer.do(SettleRebateDispute(**TOLD, **ended, resolved_by="fay"))
    rebate = await buyer.state(REBATE, id_of("RB-1"))
    assert rebate.conceded == 5
    assert rebate.owed == rebate.claimed - 5


async def test_two_entities_reach_their_steps_together(buyer: Company) -> None:
    steps = (
        RebateStep(from_amount=Decimal(0), percent=Decimal(1)),
        RebateStep(from_amount=Decimal(300), percent=Decimal(10)),
    )
    terms = TEN.model_copy(update={"kind": "volume", "method": "retroactive", "steps": steps})
    gloves = replace(line("20", "10", item_id=id_of(GLOVES)), match="two_way")
    await buyer.drafts(gloves, name="PO-2", legal_entity="SHS")
    await buyer.submits("PO-2", "CASE-2")
    await buyer.issues("PO-2")
    for number, entity in (("RB-1", "NHS"), ("RB-2", "SHS")):
        told: dict[str, Any] = {"now": NOW, "rebate_id": id_of(number)}
        await buyer.do(
            ProposeRebate(
                **told,
                number=number,
                price_agreement_id=id_of("PA-1"),
                legal_entity=entity,
                terms=terms,
                proposed_by="dora",
                pool="NETWORK",
            )
        )
        await buyer.do(ConfirmRebate(**told, confirmed_by="sven"))
    await buyer.do(bill())
    theirs = replace(bill("INV-2", "10"), legal_entity="SHS", purchase_order_id=id_of("PO-2"))
    await buyer.do(theirs)
    for number, part in (("RB-1", 20), ("RB-2", 10)):
        await buyer.do(EarnRebate(now=NOW, rebate_id=id_of(number), earned_by="ana"))
        rebate = await buyer.state(REBATE, id_of(number))
        assert rebate.earned == part, "ten per cent of three hundred, by what each bought"
