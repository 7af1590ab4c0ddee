"""Lines at agreed prices, as a correction of past prices looks for them; and the claims raised."""

from decimal import Decimal
from typing import Any, Final

from domain.agreements.claims import bought_line
from domain.agreements.events import PriceAgreementPriceClaimRaised
from domain.agreements.terms import ClaimedLine, GivenBack
from domain.purchase_orders.events import PurchaseOrderLineReopened
from domain.purchase_orders.pricing_events import LinePricing, PurchaseOrderLinePriced
from projections.price_agreements import PRICE_AGREEMENTS
from projections.projection import Row
from tests.domain.agreements import AGREEMENT, agreement, day, in_force
from tests.domain.orders import (
    BOX,
    GLOVES,
    MEDLINE,
    ORDER,
    added,
    cancelled,
    change,
    changed,
    created,
    credited,
    invoice_reversed,
    invoiced,
    order_after,
)
from tests.projections.folding import Story, fold

AGREED: Final[dict[str, Any]] = {
    "pack": BOX,
    "item_id": GLOVES,
    "agreement": "PA-1",
    "price_source": "agreement",
}


def lines(*facts: Any) -> list[Row]:
    story = Story()
    for fact in (created(), *facts):
        story.happens(f"purchase_order/{ORDER.id}", fact, number="PO-1")
    return fold(PRICE_AGREEMENTS, story.events).table("agreed_order_lines")


def priced(source: str = "agreement", **terms: Any) -> PurchaseOrderLinePriced:
    pricing = LinePricing(agreement=AGREEMENT, version=3, priced_on=day(2), **terms)
    return PurchaseOrderLinePriced(line=1, price_source=source, pricing=pricing)


def test_a_line_tells_what_was_bought_when_and_at_which_version() -> None:
    assert lines(added("20", "10", **AGREED), priced(tier="T2")) == [
        {
            "purchase_order_id": ORDER.id,
            "line": 1,
            "order_number": "PO-1",
            "agreement_number": "PA-1",
            "legal_entity": "NHS",
            "facility": "NORTH",
            "item_id": GLOVES,
            "pack": {"unit": "BX", "base_unit": "EA", "numerator": 12, "denominator": 1},
            "unit": "BX",
            "price_source": "agreement",
            "override_reason": None,
            "version": 3,
            "tier": "T2",
            "priced_on": "2026-02-01",
            "unit_price": "10",
            "ordered": "20",
            "cancelled": "0",
            "invoiced_quantity": "0",
            "invoiced_amount": "0",
            "credited_on_price": "0",
            "given_back_quantity": "0",
            "given_back_amount": "0",
        }
    ]


def test_a_line_that_no_agreement_prices_has_no_row_and_changes_nothing() -> None:
    other = {**AGREED, "price_source": "quote"}
    facts = (priced(), changed("1", "1", change(1, "1")), cancelled("1", "1"))
    assert lines(added(**other), *facts, invoiced("1", "1", "0")) == []
    assert lines(added()) == []


def test_quantities_prices_and_billings_follow_the_order() -> None:
    facts = (
        added("20", "10", **AGREED),
        priced(),
        changed("200", "270", change(1, "270", quantity=Decimal(30), unit_price=Decimal(9))),
        cancelled("5", "45"),
        invoiced("10", "90", "0"),
        invoiced("4", "36", "0"),
        invoice_reversed("4", "36", "0"),
        credited("1", "9", "0"),
        credited("0", "7", "0"),
    )
    (row,) = lines(*facts)
    told = ("unit_price", "ordered", "cancelled", "invoiced_quantity", "invoiced_amount")
    assert [row[name] for name in told] == ["9", "30", "5", "9", "74"]
    given_back = ("credited_on_price", "given_back_quantity", "given_back_amount")
    assert [row[name] for name in given_back] == ["7", "5", "45"]
    line = bought_line(order_after(created(), *facts), 1, agreement())
    assert line is not None
    assert line.given_back == GivenBack(
        on_price=Decimal(7), quantity=Decimal(5), amount=Decimal(45)
    ), "as the order itself tells"
    reopened = PurchaseOrderLineReopened(
        line=1, undone="cancelled", quantity=Decimal(5), amount=Decimal(45)
    )
    assert lines(*facts, reopened)[0]["cancelled"] == "0"


def test_an_overridden_price_is_told_with_its_reason() -> None:
    (row,) = lines(added(**AGREED), priced(), priced("buyer", override_reason="rush_order"))
    assert (row["price_source"], row["override_reason"]) == ("buyer", "rush_order")


def test_an_amended_line_has_a_row_as_long_as_an_agreement_prices_it() -> None:
    terms: dict[str, Any] = {**AGREED, "quantity": Decimal(20), "unit_price": Decimal(8)}
    under = changed("200", "160", change(1, "160", **terms))
    (row,) = lines(added("20", "10"), under, priced())
    assert (row["unit_price"], row["ordered"], row["version"]) == ("8", "20", 3)
    left = changed("160", "160", change(1, "160", off_agreement=True, price_source="buyer"))
    assert lines(added("20", "10"), under, priced(), left) == []


def test_a_claim_is_a_fact_with_its_lines() -> None:
    line = ClaimedLine(
        purchase_order=ORDER,
        line=1,
        version=2,
        quantity=Decimal(20),
        amount_paid=Decimal(200),
        amount=Decimal(40),
    )
    claim = PriceAgreementPriceClaimRaised(
        claim=1,
        correction=2,
        supplier_id=MEDLINE,
        currency="USD",
        amount=Decimal(40),
        lines=(line,),
        raised_by="dora",
    )
    story = Story()
    stream = f"price_agreement/{AGREEMENT.id}"
    story.happens(stream, *in_force(), claim, number="PA-1", facility=None)
    ((*_, row),) = fold(PRICE_AGREEMENTS, story.events).facts["price_agreement_claims"]
    assert (row["claim"], row["correction"], row["amount"], row["line_count"]) == (1, 2, "40", 1)
    assert (row["agreement_number"], row["supplier_id"]) == ("PA-1", MEDLINE)
    assert row["lines"][0]["amount_paid"] == "200"
