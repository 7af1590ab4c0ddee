"""A tax that a bill names and the order does not know."""

from decimal import Decimal

from domain.invoices.parts import StatedPart
from tests.application.office import Office
from tests.application.test_order_parts import bills_half, carries


async def test_a_tax_that_the_order_does_not_know_is_taken_as_it_is_named(office: Office) -> None:
    await carries(office)
    await office.receive(1, "100")
    named = (StatedPart(charge="vat", kind="tax", amount=Decimal(50)),)
    await bills_half(office, freight=Decimal(0), parts=named, total=Decimal(550))
    assert [office.balance(each) for each in ("input_tax", "price_variance")] == [50, 0]
