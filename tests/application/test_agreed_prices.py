"""Orders and requisitions under agreements, through the real log: prices, caps, what must exist."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from application.errors import NotFound
from domain.agreements.claim_errors import PriceAgreementNothingToClaim
from domain.agreements.commands import (
    BackdatePrices,
    ConfirmPrices,
    LineToClaim,
    RaisePriceClaim,
    TerminatePriceAgreement,
)
from domain.agreements.events import PriceAgreementPriceClaimRaised
from domain.agreements.price_errors import (
    PriceAgreementCapPassed,
    PriceAgreementNotApplicable,
    PriceAgreementPriceDiffers,
    PriceAgreementUnknown,
)
from domain.agreements.state import PRICE_AGREEMENT
from domain.agreements.terms import Cap
from domain.errors import Rejected
from domain.invoices.commands import RecordPayment
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
    OrderedLine,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.commands import CreateRequisition, RequestedLine, SubmitRequisition
from tests.application.company import NOW, Company, company_on, id_of, line
from tests.application.test_price_agreements import GLOVES, agree, price
from tests.application.test_receipts import invoice
from tests.domain.agreements import breaks


def gloves(quantity: str, number: int = 1, **terms: Any) -> OrderedLine:
    """A line under the agreement, at its price."""
    told = {"item_id": id_of(GLOVES), "agreement": "PA-1", **terms}
    return replace(line(quantity, "1", number, **told), unit_price=terms.get("unit_price"))


@pytest.fixture
async def buyer(company: Company) -> Company:
    """A company with an item that may be agreed on."""
    await company.has_item(GLOVES)
    return company


async def test_an_order_gets_the_agreed_price_and_its_break_follows_the_quantity(
    buyer: Company,
) -> None:
    await agree(buyer, price("10", breaks=breaks(q50="9")))
    await buyer.drafts(gloves("20"))
    order = await buyer.order()
    assert (order.lines[1].terms.unit_price, order.amount) == (Decimal(10), Decimal(200))
    assert order.lines[1].terms.price_source == "agreement"
    more = (ChangedLine(line=1, quantity=Decimal(60)),)
    await buyer.do(ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=more))
    order = await buyer.order()
    assert (order.lines[1].terms.unit_price, order.amount) == (Decimal(9), Decimal(540))
    assert await buyer.types(PURCHASE_ORDER, id_of("PO-1")) == [
        "created",
        "line_added",
        "line_priced",
        "change_order_implemented",
        "line_priced",
    ]


async def test_a_line_that_joins_later_is_priced_on_that_day(buyer: Company) -> None:
    later = date(2026, 3, 10)
    await agree(buyer, price("10", ends_on=later - timedelta(days=1)), price("12", starts_on=later))
    await buyer.drafts(gloves("1"))
    add = AddPurchaseOrderLine(
        now=NOW + timedelta(days=9), purchase_order_id=id_of("PO-1"), line=gloves("1", 2)
    )
    await buyer.do(add)
    lines = (await buyer.order()).lines
    assert [each.terms.unit_price for each in lines.values()] == [Decimal(10), Decimal(12)]


async def test_a_price_that_was_not_agreed_stores_nothing(buyer: Company) -> None:
    await agree(buyer, price("10"))
    with pytest.raises(PriceAgreementPriceDiffers):
        await buyer.drafts(gloves("20", unit_price=Decimal(9)))
    assert await buyer.events(PURCHASE_ORDER, id_of("PO-1")) == []


async def test_an_agreement_that_does_not_exist_is_refused(buyer: Company) -> None:
    with pytest.raises(PriceAgreementUnknown):
        await buyer.drafts(gloves("1", agreement="PA-9", unit_price=Decimal(1)))
    with pytest.raises(PriceAgreementUnknown):
        await buyer.do(asked(agreement="PA-9"))


async def test_another_process_knows_the_agreement_that_this_one_made(
    buyer: Company,
) -> None:
    await agree(buyer, price("10"))
    other = company_on(buyer.log, prefix="b")
    await other.drafts(gloves("1"))
    assert (await other.order()).amount == Decimal(10)


async def test_an_order_that_meets_a_termination_is_decided_on_it(buyer: Company) -> None:
    """The other process ended the agreement; this one still remembers it as active."""
    await agree(buyer, price("10"))
    other = company_on(buyer.log, prefix="b")
    await other.do(
        TerminatePriceAgreement(
            now=NOW,
            price_agreement_id=id_of("PA-1"),
            terminated_on=NOW.date(),
            terminated_by="dora",
            reason_code="left_market",
        )
    )
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.drafts(gloves("1"))


def capped(quantity: str) -> Cap:
    return Cap(quantity=Decimal(quantity), unit="EA")


async def consumed(company: Company) -> Decimal:
    return (await company.state(PRICE_AGREEMENT, id_of("PA-1"))).consumed


async def test_a_cap_is_drawn_on_by_orders_changes_and_cancellations(buyer: Company) -> None:
    await agree(buyer, price("10"), kind="blanket", cap=capped("100"))
    await buyer.drafts(gloves("60"), gloves("25", 2))
    assert await consumed(buyer) == 85
    with pytest.raises(PriceAgreementCapPassed):
        await buyer.drafts(gloves("20"), name="PO-2")
    await buyer.drafts(gloves("15"), name="PO-2")
    assert await consumed(buyer) == 100
    less = (ChangedLine(line=1, quantity=Decimal(50)),)
    await buyer.do(ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=less))
    assert await consumed(buyer) == 90
    cancel = CancelPurchaseOrderLine(
        now=NOW, purchase_order_id=id_of("PO-1"), line=2, reason_code="not_needed"
    )
    await buyer.do(cancel)
    assert await consumed(buyer) == 65


async def test_of_two_orders_for_the_last_of_a_cap_one_wins(buyer: Company) -> None:
    await agree(buyer, price("1"), kind="blanket", cap=capped("10"))
    other = company_on(buyer.log, prefix="b")
    await other.drafts(gloves("1"), name="PO-0")  # It knows the agreement, as of now.
    outcomes = await asyncio.gather(
        buyer.drafts(gloves("6")), other.drafts(gloves("6"), name="PO-2"), return_exceptions=True
    )
    refused = [each for each in outcomes if isinstance(each, Rejected)]
    assert [type(each) for each in refused] == [PriceAgreementCapPassed]
    assert outcomes.count(None) == 1
    assert await consumed(buyer) == 7


async def test_an_agreement_without_a_cap_is_only_read(buyer: Company) -> None:
    await agree(buyer, price("1"))
    before = await buyer.types(PRICE_AGREEMENT, id_of("PA-1"))
    await buyer.drafts(gloves("6"))
    assert await buyer.types(PRICE_AGREEMENT, id_of("PA-1")) == before


def asked(**terms: Any) -> CreateRequisition:
    told: dict[str, Any] = {"agreement": "PA-1", "supplier_id": id_of("medline"), **terms}
    wanted = RequestedLine(
        line=1,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(1),
        unit="EA",
        unit_price=Decimal(1),
        **told,
    )
    return CreateRequisition(
        now=NOW,
        requisition_id=id_of("REQ-1"),
        number="REQ-1",
        kind="non_stock",
        requester_id="rita",
        legal_entity="NHS",
        facility="NORTH",
        department="SURGERY",
        currency="USD",
        lines=(wanted,),
    )


async def test_a_requested_line_names_an_agreement_that_covers_it_when_it_is_submitted(
    buyer: Company,
) -> None:
    await agree(buyer, facilities=("NORTH",))
    with pytest.raises(NotFound):
        await buyer.do(asked(supplier_id=id_of("nobody")))
    await buyer.has_supplier("other")
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.do(asked(supplier_id=id_of("other")))
    await buyer.do(asked())
    submit = SubmitRequisition(
        now=NOW + timedelta(days=365),
        requisition_id=id_of("REQ-1"),
        approval_case_id=id_of("CASE-1"),
    )
    with pytest.raises(PriceAgreementNotApplicable):
        await buyer.do(submit)
    await buyer.do(replace(submit, now=NOW))


async def test_a_correction_after_payment_leads_to_a_claim_over_what_was_billed(
    buyer: Company,
) -> None:
    """The order and its invoice keep their price; nothing of them is written anew."""
    await agree(buyer, price("10"))
    await buyer.orders(gloves("20", match="two_way"))
    await buyer.do(invoice("INV-1", "20"))
    paid = RecordPayment(
        now=NOW,
        invoice_id=id_of("INV-1"),
        paid_by="theo",
        payment="PAY-1",
        paid_on=NOW.date(),
        amount=Decimal(200),
    )
    await buyer.do(paid)
    before = await buyer.types(PURCHASE_ORDER, id_of("PO-1"))
    later = NOW + timedelta(days=30)
    await buyer.do(
        BackdatePrices(
            now=later,
            price_agreement_id=id_of("PA-1"),
            prices=(price("8", starts_on=date(2026, 2, 1), ends_on=date(2026, 3, 15)),),
            proposed_by="dora",
            reason_code="late_letter",
        )
    )
    await buyer.do(
        ConfirmPrices(now=later, price_agreement_id=id_of("PA-1"), proposal=2, confirmed_by="sven")
    )
    claim = RaisePriceClaim(
        now=later,
        price_agreement_id=id_of("PA-1"),
        correction=2,
        lines=(LineToClaim(purchase_order_id=id_of("PO-1"), line=1),),
        raised_by="dora",
    )
    await buyer.do(claim)
    raised = (await buyer.events(PRICE_AGREEMENT, id_of("PA-1")))[-1]
    assert isinstance(raised, PriceAgreementPriceClaimRaised)
    assert (raised.amount, raised.supplier_id) == (Decimal(40), id_of("medline"))
    assert await buyer.types(PURCHASE_ORDER, id_of("PO-1")) == before
    with pytest.raises(PriceAgreementNothingToClaim):
        await buyer.do(claim)
