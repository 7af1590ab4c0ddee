"""What orders draw on a cap: never beyond cap and allowance, and what is given back counts."""

from decimal import Decimal
from typing import Final

import hypothesis.strategies as st
from hypothesis import given as for_all

from domain.agreements.consumption import Wanted, consume
from domain.agreements.events import (
    PriceAgreementCapExceeded,
    PriceAgreementCapReached,
    PriceAgreementConsumptionRecorded,
)
from domain.agreements.price_errors import PriceAgreementCapPassed, PriceAgreementCapUnitDiffers
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import Cap
from domain.errors import Rejected
from domain.quantity import Pack
from tests.domain.agreements import agreement, capped, in_force
from tests.domain.orders import BOX, EACH, ORDER
from tests.domain.scenario import Given, given

LITRE: Final = Pack(unit="LT", base_unit="LT")


def wants(quantity: str, pack: Pack = EACH, price: str = "1.00", currency: str = "USD") -> Wanted:
    number = Decimal(quantity)
    return Wanted(quantity=number, pack=pack, amount=number * Decimal(price), currency=currency)


def drawn(
    quantity: str | None = None, amount: str | None = None
) -> PriceAgreementConsumptionRecorded:
    return PriceAgreementConsumptionRecorded(
        purchase_order=ORDER,
        quantity=None if quantity is None else Decimal(quantity),
        amount=None if amount is None else Decimal(amount),
    )


def with_cap(cap: Cap | None, *facts: PriceAgreementConsumptionRecorded) -> Given[PriceAgreement]:
    return given(PRICE_AGREEMENT, *in_force(*facts, cap=cap))


REACHED: Final = PriceAgreementCapReached(purchase_order=ORDER)
EXCEEDED: Final = PriceAgreementCapExceeded(purchase_order=ORDER)


def test_twenty_are_refused_where_fifteen_are_left_and_fifteen_pass() -> None:
    story = with_cap(capped("100"), drawn("85"))
    story.when(consume, ORDER, (), (wants("20"),)).rejected(
        PriceAgreementCapPassed, asked="20", left="15", measure="EA"
    )
    story.when(consume, ORDER, (), (wants("15"),)).then(drawn("15"), REACHED)


def test_an_allowance_lets_a_little_more_pass() -> None:
    story = with_cap(capped("100", allowance_percent=Decimal(5)), drawn("85"))
    story.when(consume, ORDER, (), (wants("20"),)).then(drawn("20"), REACHED)
    story.when(consume, ORDER, (), (wants("21"),)).rejected(PriceAgreementCapPassed, left="20")


def test_a_cap_may_flag_instead_of_refuse() -> None:
    story = with_cap(capped("100", beyond="flag"), drawn("85"))
    story.when(consume, ORDER, (), (wants("20"),)).then(drawn("20"), REACHED, EXCEEDED)


def test_packs_are_counted_in_the_caps_unit() -> None:
    story = with_cap(capped("100"))
    story.when(consume, ORDER, (), (wants("8", BOX),)).then(drawn("96"))
    story.when(consume, ORDER, (), (wants("9", BOX),)).rejected(PriceAgreementCapPassed)


def test_an_amount_is_counted_in_the_agreements_currency() -> None:
    story = with_cap(capped(amount="100.00"))
    story.when(consume, ORDER, (), (wants("3", price="33.33"),)).then(drawn(amount="99.99"))
    story.when(consume, ORDER, (), (wants("3", currency="EUR"),)).rejected(
        PriceAgreementCapUnitDiffers, unit="USD", other="EUR"
    )


def test_another_category_of_unit_cannot_draw_on_the_cap() -> None:
    story = with_cap(capped("100"))
    story.when(consume, ORDER, (), (wants("1", LITRE),)).rejected(PriceAgreementCapUnitDiffers)


def test_a_change_draws_or_gives_back_the_difference_alone() -> None:
    story = with_cap(capped("100"), drawn("100"))
    story.when(consume, ORDER, (wants("20"),), (wants("5"),)).then(drawn("-15"))
    story.when(consume, ORDER, (wants("20"),), ()).then(drawn("-20"))
    assert consume(agreement(cap=capped("9")), ORDER, (wants("9"),), (wants("9"),)) == ()


def test_without_a_cap_nothing_is_recorded() -> None:
    assert consume(agreement(), ORDER, (), (wants("1000000", LITRE),)) == ()


@for_all(
    st.integers(1, 100),
    st.integers(0, 20),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 60)), max_size=12),
)
def test_whatever_orders_ask_for_the_cap_holds_and_is_the_sum_of_what_they_want(
    size: int, allowance: int, asked: list[tuple[int, int]]
) -> None:
    cap = capped(str(size), allowance_percent=Decimal(allowance))
    state = agreement(cap=cap)
    wanted: dict[int, int] = {}
    for order, quantity in asked:
        before, after = wanted.get(order, 0), quantity
        try:
            events = consume(state, ORDER, (wants(str(before)),), (wants(str(after)),))
        except Rejected:
            assert (sum(wanted.values()) - before + after) * 100 > size * (100 + allowance)
            continue
        for event in events:
            state = PRICE_AGREEMENT.evolve(state, event)
        wanted[order] = after
        assert state.consumed == sum(wanted.values())
        assert state.consumed * 100 <= size * (100 + allowance) or after <= before
