"""Order lines at the agreed price, or overridden with a reason; the break follows quantity."""

from decimal import Decimal
from typing import Any, Final

import pytest

from domain.agreements.beside import without_agreement
from domain.agreements.order_lines import (
    Priced,
    priced_changes,
    priced_line,
)
from domain.agreements.price_errors import (
    PriceAgreementNoPrice,
    PriceAgreementNotApplicable,
    PriceAgreementOverrideUnneeded,
    PriceAgreementPriceDiffers,
    PriceAgreementPriceNotRepresentable,
)
from domain.agreements.resolution import Buying
from domain.agreements.state import PriceAgreement
from domain.agreements.terms import AgreedPrice
from domain.purchase_orders.change_orders import changed_by_supplier
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, OrderedLine
from domain.purchase_orders.errors import PurchaseOrderPriceMissing
from domain.purchase_orders.line_rules import stated_line
from domain.purchase_orders.pricing_events import LinePricing, PurchaseOrderLinePriced
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import Pack
from tests.domain.agreements import (
    AGREEMENT,
    agreed,
    agreement,
    breaks,
    confirmed,
    day,
    proposed,
)
from tests.domain.orders import (
    BOX,
    EACH,
    GLOVES,
    HERE,
    MEDLINE,
    NOW,
    ORDER,
    added,
    in_force,
    invoiced,
    order_after,
)

BUYING: Final = Buying(supplier_id=MEDLINE, legal_entity="NHS", facility="NORTH", on=day(3))
PRICE: Final = agreed("10", breaks=breaks(q50="9"))
THREE: Final = Pack(unit="PK", base_unit="EA", numerator=3)


def priced_by(*prices: AgreedPrice) -> PriceAgreement:
    return agreement(proposed(*prices), confirmed(*prices))


ONE: Final = priced_by(PRICE)


def line(quantity: str = "20", price: str | None = None, **terms: Any) -> OrderedLine:
    told: dict[str, Any] = {
        "line": 1,
        "description": "Gloves",
        "item_class": "consumable",
        "pack": BOX,
        "item_id": GLOVES,
        "agreement": "PA-1",
    }
    amount = None if price is None else Decimal(price)
    return OrderedLine(quantity=Decimal(quantity), unit_price=amount, **(told | terms))


def off_contract(line: OrderedLine) -> Priced:
    return without_agreement(line, None, NOW.date())


def taken(asked: OrderedLine, by: PriceAgreement = ONE, currency: str = "USD") -> Priced:
    return priced_line(asked, by, BUYING, currency)


def pricing(price: str | None = "10", override: str | None = None) -> LinePricing:
    return LinePricing(
        agreement=AGREEMENT,
        version=1,
        priced_on=day(3),
        agreed_price=None if price is None else Decimal(price),
        override_reason=override,
    )


def priced(
    price: str | None = "10", source: str = "agreement", override: str | None = None
) -> PurchaseOrderLinePriced:
    return PurchaseOrderLinePriced(line=1, price_source=source, pricing=pricing(price, override))


@pytest.mark.parametrize("stated", [None, "10", "10.00"])
def test_a_line_takes_the_agreed_price_and_names_where_it_is_from(stated: str | None) -> None:
    found, told = taken(line(price=stated, agreement="pa-1"))
    assert (found.unit_price, found.price_source) == (Decimal(10), "agreement")
    assert found.agreement == "PA-1", "however it was spelled"
    assert told == priced()


def test_the_break_is_that_of_the_quantity() -> None:
    found, told = taken(line("50"))
    assert found.unit_price == Decimal(9)
    assert told == priced("9")


def test_another_price_needs_a_reason_and_is_the_buyers() -> None:
    with pytest.raises(PriceAgreementPriceDiffers) as refused:
        taken(line(price="11"))
    assert refused.value.values["agreed"] == "10"
    found, told = taken(line(price="11", price_override="rush_order", price_source="agreement"))
    assert (found.unit_price, found.price_source) == (Decimal(11), "buyer")
    assert told == priced(source="buyer", override="rush_order")
    found, told = taken(line(price="11", price_override="rush_order", price_source="quote"))
    assert told == priced(source="quote", override="rush_order")


@pytest.mark.parametrize("stated", [None, "10"])
def test_a_reason_without_a_difference_is_refused(stated: str | None) -> None:
    with pytest.raises(PriceAgreementOverrideUnneeded):
        taken(line(price=stated, price_override="rush_order"))
    with pytest.raises(PriceAgreementOverrideUnneeded):
        without_agreement(
            line(price="10", agreement=None, price_override="rush_order"), None, NOW.date()
        )


def test_an_agreement_without_prices_covers_what_is_bought_at_a_price_from_elsewhere() -> None:
    for covered in (line(price="4", item_id=None), line(price="4", item_id=ORDER.id)):
        assert taken(covered, agreement()) == (covered, None)


@pytest.mark.parametrize(
    "asked",
    [
        line(item_id=None),
        line(price="4", item_id=None, price_source="agreement"),
    ],
)
def test_a_price_that_nobody_agreed_cannot_be_asked_for(asked: OrderedLine) -> None:
    with pytest.raises(PriceAgreementNoPrice):
        taken(asked)
    with pytest.raises(PriceAgreementOverrideUnneeded):
        taken(line(price="4", item_id=None, price_override="rush_order"))
    with pytest.raises(PriceAgreementNoPrice):
        without_agreement(
            line(price="4", agreement=None, price_source="agreement"), None, NOW.date()
        )
    with pytest.raises(PriceAgreementNoPrice):
        taken(line(), currency="EUR")


def test_a_line_without_a_price_from_anywhere_is_refused() -> None:
    alone, _ = off_contract(line(agreement=None, item_id=None))
    with pytest.raises(PurchaseOrderPriceMissing):
        stated_line(alone, "USD", {}, *HERE)


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ({"supplier_id": ORDER.id}, "is with another supplier"),
        ({"facilities": ("SOUTH",)}, "does not serve facility NORTH"),
        ({"legal_entities": ("OTHER",)}, "does not serve legal entity NHS"),
        ({"ends_on": day(2, 28)}, "ended on 2026-02-28"),
        ({"starts_on": day(4)}, "begins on 2026-04-01"),
    ],
)
def test_a_line_names_an_agreement_that_covers_it(terms: dict[str, Any], words: str) -> None:
    with pytest.raises(PriceAgreementNotApplicable) as refused:
        taken(line(price="10"), agreement(**terms))
    assert refused.value.values["obstacle"] == words


def test_a_price_that_six_places_cannot_hold_is_ordered_in_its_own_unit() -> None:
    thirds = priced_by(agreed("10", pack=THREE))
    with pytest.raises(PriceAgreementPriceNotRepresentable):
        taken(line(pack=EACH), thirds)
    with pytest.raises(PriceAgreementPriceDiffers):
        taken(line(price="3.333333", pack=EACH), thirds)
    found, told = taken(line(price="3.333333", pack=EACH, price_override="rounded"), thirds)
    assert found.unit_price == Decimal("3.333333")
    assert told == priced(None, source="buyer", override="rounded")
    found, _ = taken(line(pack=THREE), thirds)
    assert found.unit_price == Decimal(10)


def order(*facts: Any, pricing_of: PurchaseOrderLinePriced | None = None) -> PurchaseOrder:
    """Twenty boxes at ten, as the agreement says."""
    glove = added("20", "10", pack=BOX, item_id=GLOVES, agreement="PA-1")
    return order_after(*in_force(glove), pricing_of or priced(), *facts)


def changes(
    one: PurchaseOrder, asked: ChangedLine | None = None, **terms: Any
) -> tuple[ChangedLine, tuple[PurchaseOrderLinePriced, ...]]:
    lines = (asked,) if asked is not None else (ChangedLine(line=1, **terms),)
    command = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=lines)
    new, told = priced_changes(one, command, {"PA-1": ONE})
    return new.lines[0], told


def test_the_break_follows_the_quantity_up_and_down() -> None:
    changed, told = changes(order(), quantity=Decimal(60))
    assert (changed.unit_price, told) == (Decimal(9), (priced("9"),))
    changed, told = changes(order(), quantity=Decimal(30))
    assert (changed.unit_price, told) == (None, ())


def test_once_something_is_invoiced_the_price_stays() -> None:
    billed = order(invoiced("5", "50", "0"))
    changed, told = changes(billed, quantity=Decimal(60))
    assert (changed.unit_price, told) == (None, ())
    with pytest.raises(PriceAgreementPriceDiffers):
        changes(billed, unit_price=Decimal(9))


def test_a_price_changed_by_hand_needs_a_reason() -> None:
    with pytest.raises(PriceAgreementPriceDiffers):
        changes(order(), unit_price=Decimal(11))
    changed, told = changes(order(), unit_price=Decimal(11), price_override="rush_order")
    assert changed.unit_price == Decimal(11)
    assert told == (priced("10", source="buyer", override="rush_order"),)
    after = order(*told)
    assert after.lines[1].terms.price_source == "buyer"
    free, none = changes(after, unit_price=Decimal(12))
    assert (free.unit_price, none) == (Decimal(12), ())


def test_a_reason_for_no_difference_is_refused_in_a_change_too() -> None:
    with pytest.raises(PriceAgreementOverrideUnneeded):
        changes(order(), unit_price=Decimal(10), price_override="rush_order")
    plain = order_after(*in_force(added()))
    with pytest.raises(PriceAgreementOverrideUnneeded):
        changes(plain, unit_price=Decimal(9), price_override="rush_order")


def test_the_price_of_another_version_does_not_slip_in() -> None:
    """A later version of the day changes no order: the break is one of the version it had."""
    later = agreed("1", starts_on=day(3))
    one = agreement(
        proposed(PRICE),
        confirmed(PRICE),
        proposed(later, proposal=2),
        confirmed(later, proposal=2, first=2),
    )
    lines = (ChangedLine(line=1, quantity=Decimal(60)),)
    command = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=lines)
    new, told = priced_changes(order(), command, {"PA-1": one})
    assert (new.lines[0].unit_price, told) == (Decimal(9), (priced("9"),))


def test_another_currency_needs_lines_that_no_agreement_prices() -> None:
    command = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, currency="EUR")
    with pytest.raises(PriceAgreementNotApplicable):
        priced_changes(order(), command, {})
    overridden = order(pricing_of=priced(source="buyer", override="rush_order"))
    assert priced_changes(overridden, command, {}) == (command, ())


def test_lines_that_are_not_there_are_left_to_the_order_to_refuse() -> None:
    asked = ChangedLine(line=9, quantity=Decimal(1))
    changed, told = changes(order(), asked)
    assert (changed, told) == (asked, ())


@pytest.mark.parametrize(
    ("wanted", "ends_it"), [({"unit_price": Decimal(11)}, True), ({"quantity": Decimal(15)}, False)]
)
def test_a_price_that_the_buyer_takes_from_the_supplier_is_no_longer_the_agreements(
    wanted: dict[str, Any], ends_it: bool
) -> None:
    _, *told = changed_by_supplier(order(), ChangedLine(line=1, **wanted), change=1)
    if ends_it:
        assert told == [priced("10", source="buyer", override="supplier_change")]
        overridden = order(*told)
        assert changed_by_supplier(overridden, ChangedLine(line=1, **wanted), change=2)[1:] == ()
    else:
        assert told == []
