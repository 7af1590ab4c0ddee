"""A correction gives back what was billed beyond it: computed line by line, claimed once."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

import hypothesis.strategies as st
import pytest
from hypothesis import given as for_all

from domain.agreements.claim_errors import (
    PriceAgreementClaimLines,
    PriceAgreementNothingToClaim,
    PriceAgreementUnknownCorrection,
)
from domain.agreements.claims import BoughtLine, bought_line, raise_claim, touched_lines
from domain.agreements.commands import LineToClaim, RaisePriceClaim
from domain.agreements.events import PriceAgreementPriceClaimRaised
from domain.agreements.policy import CLAIM_LINES_MAX
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import AgreedPrice, ClaimedLine, GivenBack
from domain.purchase_orders.pricing_events import LinePricing, PurchaseOrderLinePriced
from domain.quantity import Pack
from tests.domain.agreements import (
    AGREEMENT,
    agreed,
    agreement,
    breaks,
    confirmed,
    corrected,
    day,
    drafted,
    moment,
    proposed,
)
from tests.domain.orders import (
    BOX,
    GLOVES,
    MEDLINE,
    ORDER,
    added,
    in_force,
    invoiced,
    order_after,
)
from tests.domain.scenario import folded

WAS: Final = agreed("10")
TRUE: Final = agreed("8", starts_on=day(2), ends_on=day(2, 28))
NOTHING_BACK: Final = GivenBack(on_price=Decimal(0), quantity=Decimal(0), amount=Decimal(0))
THREE: Final = Pack(unit="PK", base_unit="EA", numerator=3)


def history(*truths: AgreedPrice, was: AgreedPrice = WAS) -> tuple[Any, ...]:
    asked = proposed(*truths, proposal=2, reason_code="late_letter")
    published = corrected(*truths, proposal=2, first=2, learned_on=day(4))
    return (proposed(was), confirmed(was), asked, published)


def corrected_agreement(*truths: AgreedPrice, was: AgreedPrice = WAS) -> PriceAgreement:
    return agreement(*history(*(truths or (TRUE,)), was=was), tiers=("T2",))


def bought(
    quantity: str = "20",
    billed: str = "20",
    amount: str = "200",
    on: date | None = None,
    back: GivenBack = NOTHING_BACK,
    **terms: Any,
) -> BoughtLine:
    """Boxes of gloves at ten, bought in February and billed."""
    told: dict[str, Any] = {
        "order": ORDER,
        "line": 1,
        "item_id": GLOVES,
        "legal_entity": "NHS",
        "facility": "NORTH",
        "pack": BOX,
        "priced_on": on or day(2, 10),
        "unit_price": Decimal(10),
    }
    return BoughtLine(
        quantity=Decimal(quantity),
        invoiced_quantity=Decimal(billed),
        invoiced_amount=Decimal(amount),
        given_back=back,
        **(told | terms),
    )


def claim(*lines: LineToClaim, correction: int = 2) -> RaisePriceClaim:
    return RaisePriceClaim(
        now=moment(day(5)),
        price_agreement_id=AGREEMENT.id,
        correction=correction,
        lines=lines,
        raised_by="dora",
    )


LINE_1: Final = LineToClaim(purchase_order_id=ORDER.id, line=1)


def test_a_line_of_those_days_is_touched_with_what_it_was_overbilled() -> None:
    (line,) = touched_lines(corrected_agreement(), 2, [bought(billed="15", amount="150")])
    assert (line.version, line.corrected_price) == (2, Fraction(8))
    assert (line.overbilled, line.overpriced, line.claimed) == (
        Decimal(30),
        Decimal(10),
        Decimal(0),
    )


@pytest.mark.parametrize(
    "untouched",
    [
        bought(on=day(1, 31)),
        bought(on=day(3)),
        bought(item_id=ORDER.id),
        bought(pack=Pack(unit="LT", base_unit="LT")),
    ],
)
def test_a_line_of_another_day_item_or_measure_is_not_touched(untouched: BoughtLine) -> None:
    assert touched_lines(corrected_agreement(), 2, [untouched]) == ()


def test_a_correction_for_one_facility_touches_no_other() -> None:
    one = corrected_agreement(agreed("8", facility="SOUTH"))
    assert touched_lines(one, 2, [bought(), bought(facility="SOUTH")])[0].bought.facility == "SOUTH"


def test_a_correction_for_a_tier_does_not_touch_who_was_not_in_it() -> None:
    assert touched_lines(corrected_agreement(agreed("8", tier="T2")), 2, [bought()]) == ()


def test_the_corrected_price_has_its_own_breaks() -> None:
    one = corrected_agreement(agreed("9", breaks=breaks(q20="7")))
    (line,) = touched_lines(one, 2, [bought()])
    assert (line.corrected_price, line.overbilled) == (Fraction(7), Decimal(60))


def test_a_dearer_price_shows_what_the_supplier_may_ask_for() -> None:
    (line,) = touched_lines(corrected_agreement(agreed("12")), 2, [bought()])
    assert line.overbilled == Decimal(-40)


def test_money_is_rounded_once_for_a_line() -> None:
    one = corrected_agreement(agreed("10", pack=THREE, starts_on=day(2)))
    pieces = Pack(unit="EA", base_unit="EA")
    line = bought("100", "100", "400", pack=pieces, unit_price=Decimal(4), item_id=GLOVES)
    (touched,) = touched_lines(one, 2, [line])
    assert touched.overbilled == Decimal("66.67")


@pytest.mark.parametrize("number", [1, 3])
def test_a_proposal_that_is_no_correction_is_none(number: int) -> None:
    with pytest.raises(PriceAgreementUnknownCorrection):
        touched_lines(corrected_agreement(), number, [bought()])


def test_a_claim_names_what_each_line_was_overbilled_and_the_sum() -> None:
    one = corrected_agreement()
    (raised,) = raise_claim(one, claim(LINE_1), (bought(),))
    told = ClaimedLine(
        purchase_order=ORDER,
        line=1,
        version=2,
        quantity=Decimal(20),
        amount_paid=Decimal(200),
        amount=Decimal("40.00"),
        given_back=NOTHING_BACK,
    )
    assert raised == PriceAgreementPriceClaimRaised(
        claim=1,
        correction=2,
        supplier_id=MEDLINE,
        currency="USD",
        amount=Decimal("40.00"),
        lines=(told,),
        raised_by="dora",
    )
    after = PRICE_AGREEMENT.evolve(one, raised)
    with pytest.raises(PriceAgreementNothingToClaim):
        raise_claim(after, claim(LINE_1), (bought(),))
    (more,) = raise_claim(after, claim(LINE_1), (bought("30", "30", "300"),))
    assert isinstance(more, PriceAgreementPriceClaimRaised)
    assert (more.claim, more.amount) == (2, Decimal("20.00"))


def test_a_claim_that_cannot_be_is_refused() -> None:
    one = corrected_agreement()
    for lines in ((), (LINE_1, LINE_1), (LINE_1,) * (CLAIM_LINES_MAX + 1)):
        with pytest.raises(PriceAgreementClaimLines):
            raise_claim(one, claim(*lines), (bought(),) * len(lines))
    for line in (None, bought(on=day(3)), bought(billed="0", amount="0"), bought(amount="100")):
        with pytest.raises(PriceAgreementNothingToClaim):
            raise_claim(one, claim(LINE_1), (line,))
    with pytest.raises(PriceAgreementUnknownCorrection):
        raise_claim(one, claim(LINE_1, correction=1), (bought(),))


def priced(override: str | None = None) -> PurchaseOrderLinePriced:
    pricing = LinePricing(
        agreement=AGREEMENT, version=1, priced_on=day(2, 10), override_reason=override
    )
    return PurchaseOrderLinePriced(line=1, price_source="agreement", pricing=pricing)


def test_only_a_line_at_the_agreements_price_can_be_claimed_for() -> None:
    one = corrected_agreement()
    glove = added("20", "10", pack=BOX, item_id=GLOVES, agreement="PA-1")
    history = (*in_force(glove), priced(), invoiced("20", "200", "0"))
    assert bought_line(order_after(*history), 1, one) == bought()
    assert bought_line(order_after(*history), 9, one) is None
    assert bought_line(order_after(*in_force(glove)), 1, one) is None
    overridden = order_after(*in_force(glove), priced("rush_order"))
    assert bought_line(overridden, 1, one) is None
    other = folded(PRICE_AGREEMENT, drafted(price_agreement_id=ORDER.id))
    assert bought_line(order_after(*history), 1, other) is None


@for_all(
    st.integers(1, 50),
    st.lists(st.integers(1, 40), min_size=1, max_size=5),
    st.integers(1, 9),
)
def test_claims_never_come_to_more_than_what_was_billed_beyond_the_corrected_price(
    quantity: int, billings: list[int], true: int
) -> None:
    one = corrected_agreement(agreed(str(true), starts_on=day(2)))
    billed = 0
    for more in billings:
        billed += more
        line = bought(str(quantity), str(billed), str(billed * 10))
        (raised,) = raise_claim(one, claim(LINE_1), (line,))
        one = PRICE_AGREEMENT.evolve(one, raised)
        assert sum(each.claimed for each in one.claimed.values()) == billed * (10 - true)
