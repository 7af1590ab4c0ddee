"""What a charge may be stated as, and what goods bear that are on their way within the house."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter, ValidationError

from domain.charges import CHARGES_MAX, ChargesUnclear, Percent, StatedCharge, Weight, carried
from tests.domain.test_accounting import booked
from tests.domain.test_landed_costs import FREIGHT


@pytest.mark.parametrize(
    ("kind", "fits", "too_far"),
    [
        (TypeAdapter(Percent), ("0.0001", "0.5", "1000"), ("0", "-1", "1000.5", "0.00001", "NaN")),
        (
            TypeAdapter(Weight),
            ("0", "0.5", "0.000001", "999999.999999"),
            ("-1", "-0.5", "1234567.654321", "0.0000001", "NaN"),
        ),
    ],
)
def test_percentages_and_weights_are_plain_numbers_within_bounds(
    kind: TypeAdapter[Decimal], fits: tuple[str, ...], too_far: tuple[str, ...]
) -> None:
    for each in fits:
        assert kind.validate_python(Decimal(each)) == Decimal(each)
    for each in too_far:
        with pytest.raises(ValidationError):
            kind.validate_python(Decimal(each))


def test_goods_on_their_way_bear_a_percentage_in_each_currency_or_an_amount_in_one() -> None:
    worth = {"EUR": Decimal("50.00"), "USD": Decimal("200.00")}
    percent = carried((StatedCharge(charge="freight", percent=Decimal(9)),), worth, None)
    assert [(each.currency, str(each.amount)) for each in percent] == [
        ("EUR", "4.50"),
        ("USD", "18.00"),
    ]
    (amount,) = carried((FREIGHT,), worth, "USD")
    assert (amount.currency, amount.amount) == ("USD", Decimal("10.00"))
    with pytest.raises(ChargesUnclear, match="without a currency"):
        carried((FREIGHT,), worth, None)


def test_as_many_charges_as_a_delivery_may_have_are_taken_and_each_is_checked() -> None:
    charges = [
        StatedCharge(charge=f"c{number}", amount=Decimal(1)) for number in range(CHARGES_MAX + 1)
    ]
    assert len(carried(charges[:-1], {}, "USD")) == CHARGES_MAX
    with pytest.raises(ChargesUnclear, match="one too many"):
        carried(charges, {}, "USD")
    with pytest.raises(ChargesUnclear, match="named twice"):
        carried((FREIGHT, FREIGHT), {}, "USD")


def test_a_transfer_books_what_it_costs_to_move_goods_where_they_arrive() -> None:
    freight = {"charge": "freight", "amount": "22.50", "currency": "USD"}
    data = {
        "from_legal_entity": "NHS",
        "transferred_on": "2026-03-01",
        "costs": [{"amount": "272.50", "currency": "USD"}],
        "carried": [freight],
    }
    assert booked("stock_item.transferred_in", data) == (
        "stock_in_transit credit 250.00",
        "charges_accrued credit 22.50",
        "inventory debit 272.50",
    )
