"""Lines that name no agreement get the one that applies, through the real log."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from domain.agreements.commands import (
    TerminatePriceAgreement,
)
from domain.agreements.price_errors import (
    PriceAgreementCapPassed,
    PriceAgreementNoPrice,
    PriceAgreementNotFirst,
    PriceAgreementPriceDiffers,
    PriceAgreementReasonUnneeded,
)
from domain.agreements.state import PRICE_AGREEMENT
from domain.agreements.terms import Cap
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
    OrderedLine,
)
from domain.purchase_orders.errors import PurchaseOrderPriceMissing
from domain.purchase_orders.pricing_events import PurchaseOrderAgreementChosen
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.commands import (
    AddRequisitionLine,
    CreateRequisition,
    RequestedLine,
    SubmitRequisition,
)
from domain.requisitions.state import REQUISITION
from domain.requisitions.validation_events import (
    RequisitionAgreementChosen,
    RequisitionValidationRecorded,
)
from tests.application.company import NOW, Company, id_of, line
from tests.application.test_price_agreements import GLOVES, agree, price


def unnamed(quantity: str = "5", number: int = 1, **terms: Any) -> OrderedLine:
    """Gloves, with neither agreement nor price unless the terms say so."""
    told = {"item_id": id_of(GLOVES), "unit_price": None, **terms}
    return replace(line(quantity, "1", number), **told)


async def choices(company: Company, name: str = "PO-1") -> list[PurchaseOrderAgreementChosen]:
    events = await company.events(PURCHASE_ORDER, id_of(name))
    return [each for each in events if isinstance(each, PurchaseOrderAgreementChosen)]


def change(**values: Any) -> ImplementChangeOrder:
    asked = ChangedLine(line=1, **values)
    return ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(asked,))


@pytest.fixture
async def buyer(company: Company) -> Company:
    """An own agreement at ten dollars, and one of a purchasing organisation at eight."""
    for each in (GLOVES, "masks"):
        await company.has_item(each)
    await agree(company, price("10"), price("3", item_id=id_of("masks")))
    await agree(company, price("8"), name="PA-GPO", kind="gpo")
    return company


async def test_a_line_without_agreement_and_price_gets_both(buyer: Company) -> None:
    await buyer.drafts(unnamed())
    bought = (await buyer.order()).lines[1]
    assert (bought.terms.agreement, bought.terms.price_source) == ("PA-1", "agreement")
    assert (bought.terms.unit_price, bought.chosen) == (Decimal(10), "by_precedence")
    (told,) = await choices(buyer)
    assert told.agreement is not None
    assert told.agreement.number == "PA-1"
    weighed = [(each.agreement.number, each.unit_price) for each in told.candidates]
    assert weighed == [("PA-1", Decimal(10)), ("PA-GPO", Decimal(8))]


async def test_a_line_that_states_the_agreed_price_is_under_the_agreement(buyer: Company) -> None:
    await buyer.drafts(unnamed(unit_price=Decimal(10)))
    assert (await buyer.order()).lines[1].terms.agreement == "PA-1"


async def test_another_agreement_than_goes_first_is_named_with_a_reason(buyer: Company) -> None:
    with pytest.raises(PriceAgreementNotFirst) as refused:
        await buyer.drafts(unnamed(agreement="PA-GPO"))
    assert refused.value.values["first"] == "PA-1"
    await buyer.drafts(unnamed(agreement="PA-GPO", agreement_reason="volume_for_tier"))
    bought = (await buyer.order()).lines[1]
    assert (bought.terms.agreement, bought.terms.unit_price) == ("PA-GPO", Decimal(8))
    (told,) = await choices(buyer)
    assert (told.choice, told.reason_code) == ("by_buyer", "volume_for_tier")


@pytest.mark.parametrize("named", ["PA-1", None])
async def test_a_reason_for_what_goes_first_or_is_not_named_is_refused(
    buyer: Company, named: str | None
) -> None:
    with pytest.raises(PriceAgreementReasonUnneeded):
        await buyer.drafts(unnamed(agreement=named, agreement_reason="habit"))


async def test_a_line_beside_the_agreement_tells_so_with_its_reason(buyer: Company) -> None:
    await buyer.drafts(
        unnamed(unit_price=Decimal(12), price_override="out_of_stock"),
        unnamed(number=2, unit_price=Decimal(7)),
    )
    told = [(each.choice, each.reason_code) for each in await choices(buyer)]
    assert told == [("beside", "out_of_stock"), ("beside", None)]
    lines = (await buyer.order()).lines
    assert {each.terms.agreement for each in lines.values()} == {None}


async def test_asking_for_the_agreed_price_and_stating_another_contradicts_itself(
    buyer: Company,
) -> None:
    asked = unnamed(unit_price=Decimal(9), price_source="agreement")
    with pytest.raises(PriceAgreementPriceDiffers):
        await buyer.drafts(asked)
    await buyer.has_supplier("acme")
    with pytest.raises(PriceAgreementNoPrice):
        await buyer.drafts(asked, supplier="acme")
    with pytest.raises(PurchaseOrderPriceMissing):
        await buyer.drafts(unnamed(), supplier="acme")


async def test_where_no_agreement_applies_the_line_is_off_contract_with_what_stood_against_them(
    buyer: Company,
) -> None:
    for name in ("PA-1", "PA-GPO"):
        await buyer.do(
            TerminatePriceAgreement(
                now=NOW,
                price_agreement_id=id_of(name),
                terminated_on=NOW.date(),
                terminated_by="dora",
                reason_code="withdrawn",
            )
        )
    await buyer.drafts(unnamed(unit_price=Decimal(12)))
    (told,) = await choices(buyer)
    assert (told.choice, told.agreement) == ("off_contract", None)
    assert {each.obstacle for each in told.candidates} == {"terminated"}


async def test_a_cap_that_earlier_lines_use_up_leaves_the_next_agreement(buyer: Company) -> None:
    cap = Cap(quantity=Decimal(10), unit="EA")
    await agree(buyer, price("5"), name="PA-CAP", cap=cap)
    await buyer.drafts(unnamed("6"), unnamed("5", 2), unnamed("4", 3))
    lines = (await buyer.order()).lines
    assert [each.terms.agreement for each in lines.values()] == ["PA-CAP", "PA-1", "PA-CAP"]
    assert (await buyer.state(PRICE_AGREEMENT, id_of("PA-CAP"))).consumed == Decimal(10)
    add = AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of("PO-1"), line=unnamed("1", 4))
    await buyer.do(add)
    assert (await buyer.order()).lines[4].terms.agreement == "PA-1"
    named = unnamed("1", agreement="PA-CAP")
    with pytest.raises(PriceAgreementCapPassed):
        await buyer.drafts(named, name="PO-2")


async def test_a_change_of_quantity_chooses_nothing_anew(buyer: Company) -> None:
    await buyer.orders(unnamed("5"))
    await agree(buyer, price("9"), name="PA-NEW")
    await buyer.do(change(quantity=Decimal(6)))
    bought = (await buyer.order()).lines[1]
    assert (bought.terms.agreement, bought.terms.unit_price) == ("PA-1", Decimal(10))
    assert len(await choices(buyer)) == 1


async def test_another_item_is_chosen_for_anew_and_a_named_agreement_stays(
    buyer: Company,
) -> None:
    await agree(buyer, price("2", item_id=id_of("masks")), name="PA-MASKS")
    await buyer.orders(unnamed("5"))
    await buyer.do(change(item_id=id_of("masks")))
    bought = (await buyer.order()).lines[1]
    assert (bought.terms.agreement, bought.terms.unit_price) == ("PA-MASKS", Decimal(2))
    await buyer.orders(unnamed("5", agreement="PA-1"), name="PO-2")
    moved = replace(
        change(item_id=id_of("masks"), agreement_reason="bundle"),
        purchase_order_id=id_of("PO-2"),
    )
    await buyer.do(moved)
    named = (await buyer.order("PO-2")).lines[1]
    assert (named.terms.agreement, named.terms.unit_price) == ("PA-1", Decimal(3))


async def test_another_item_that_no_agreement_has_takes_the_line_off_contract(
    buyer: Company,
) -> None:
    await buyer.has_item("gowns")
    await buyer.orders(unnamed("5"))
    await buyer.do(change(item_id=id_of("gowns"), unit_price=Decimal(20)))
    bought = (await buyer.order()).lines[1]
    assert (bought.terms.agreement, bought.terms.price_source) == (None, "buyer")
    assert (bought.pricing, bought.chosen) == (None, None)


def requested(number: int = 1, **terms: Any) -> RequestedLine:
    told: dict[str, Any] = {"item_id": id_of(GLOVES), "supplier_id": id_of("medline"), **terms}
    return RequestedLine(
        line=number,
        description="Gloves",
        item_class="consumable",
        quantity=Decimal(5),
        unit="EA",
        unit_price=Decimal(11),
        **told,
    )


async def asks(company: Company, *lines: RequestedLine) -> None:
    await company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=id_of("R-1"),
            number="R-1",
            kind="stock",
            requester_id="rita",
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            lines=lines,
        )
    )


async def test_a_requested_line_with_a_supplier_is_under_the_agreement_that_applies(
    buyer: Company,
) -> None:
    await asks(buyer, requested(), requested(2, supplier_id=None), requested(3, item_id=None))
    state = await buyer.state(REQUISITION, id_of("R-1"))
    under = {number: each.line.agreement for number, each in state.lines.items()}
    assert under == {1: "PA-1", 2: None, 3: None}
    assert state.lines[1].line.unit_price == Decimal(11), "what the requester expects to pay"
    events = await buyer.events(REQUISITION, id_of("R-1"))
    (told,) = (each for each in events if isinstance(each, RequisitionAgreementChosen))
    assert [each.agreement.number for each in told.candidates] == ["PA-1", "PA-GPO"]


async def test_what_was_chosen_for_a_draft_is_chosen_again_when_it_is_submitted(
    buyer: Company,
) -> None:
    await asks(buyer, requested())
    await buyer.do(
        AddRequisitionLine(now=NOW, requisition_id=id_of("R-1"), line=requested(2, item_id=None))
    )
    later = NOW + timedelta(days=1)
    await buyer.do(
        TerminatePriceAgreement(
            now=NOW,
            price_agreement_id=id_of("PA-1"),
            terminated_on=date(2026, 3, 2),
            terminated_by="dora",
            reason_code="withdrawn",
        )
    )
    await buyer.do(
        SubmitRequisition(
            now=later, requisition_id=id_of("R-1"), approval_case_id=id_of("CASE of R-1")
        )
    )
    state = await buyer.state(REQUISITION, id_of("R-1"))
    assert (state.status, state.lines[1].line.agreement) != ("draft", "PA-1")
    assert state.lines[1].line.agreement == "PA-GPO"
    events = await buyer.events(REQUISITION, id_of("R-1"))
    checks = next(each for each in events if isinstance(each, RequisitionValidationRecorded)).checks
    found = {each.check: each.evidence for each in checks}
    assert found["agreement"] == "no price agreement: lines 2"
