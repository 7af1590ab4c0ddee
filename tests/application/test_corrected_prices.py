"""Bills that nobody has paid yet, judged by what a correction says that was agreed all the time."""

from collections.abc import Sequence
from decimal import Decimal

import pytest

from domain.invoices.commands import RematchInvoice
from domain.invoices.events import InvoiceHoldPlaced, InvoiceMatchEvaluated
from domain.invoices.settlement_errors import InvoiceJudgedAlready
from domain.invoices.state import INVOICE, Hold
from tests.application.company import Company, id_of
from tests.application.test_answered_price_claims import LATER, buyer, corrects, credits_on_price
from tests.application.test_receipts import invoice

__all__ = ["buyer"]


async def judges(company: Company, number: str = "INV-1") -> None:
    await company.do(RematchInvoice(now=LATER, invoice_id=id_of(number)))


async def holds(company: Company, number: str = "INV-1") -> Sequence[Hold]:
    state = None
    for event in await company.events(INVOICE, id_of(number)):
        state = INVOICE.evolve(state, event)
    assert state is not None
    return state.holds


async def test_a_bill_above_the_corrected_price_waits_until_it_is_credited(buyer: Company) -> None:
    assert await holds(buyer) == ()
    await corrects(buyer, "8", 2, days=0)
    await judges(buyer)
    (hold,) = await holds(buyer)
    assert (hold.kind, hold.expected, hold.actual) == ("contract_price", "8", "10")
    assert hold.exposure == Decimal(40)
    facts = await buyer.events(INVOICE, id_of("INV-1"))
    verdict = [each for each in facts if isinstance(each, InvoiceMatchEvaluated)][-1]
    assert verdict.compared is not None
    (compared,) = verdict.compared
    assert (compared.unit_price, compared.agreed_price) == (Decimal(10), Decimal(8))
    with pytest.raises(InvoiceJudgedAlready):
        await judges(buyer)
    await credits_on_price(buyer, "40")
    assert await holds(buyer) == ()


async def test_a_second_correction_is_in_the_figures_of_the_hold_or_ends_it(
    buyer: Company,
) -> None:
    await corrects(buyer, "8", 2, days=0)
    await judges(buyer)
    await corrects(buyer, "7", 3, days=1)
    await judges(buyer)
    (hold,) = await holds(buyer)
    assert (hold.expected, hold.actual, hold.exposure) == ("7", "10", Decimal(60))
    await corrects(buyer, "10", 4, days=2)
    await judges(buyer)
    assert await holds(buyer) == ()


async def test_a_correction_within_the_tolerance_changes_no_verdict(buyer: Company) -> None:
    await corrects(buyer, "9.6", 2, days=0)
    with pytest.raises(InvoiceJudgedAlready):
        await judges(buyer)


async def test_a_bill_that_comes_after_the_correction_is_judged_by_it(buyer: Company) -> None:
    await corrects(buyer, "8", 2, days=0)
    await buyer.do(invoice("INV-2", "1"))
    facts = await buyer.events(INVOICE, id_of("INV-2"))
    kinds = [each.kind for each in facts if isinstance(each, InvoiceHoldPlaced)]
    assert "contract_price" in kinds


async def test_a_bill_at_a_price_that_was_corrected_upwards_waits_for_its_buyer_no_more(
    buyer: Company,
) -> None:
    await buyer.do(invoice("INV-2", "5", "12"))
    before = [each.kind for each in await holds(buyer, "INV-2")]
    assert {"price"} <= set(before)
    await corrects(buyer, "12", 2, days=0)
    await judges(buyer, "INV-2")
    assert [each.kind for each in await holds(buyer, "INV-2")] == [
        kind for kind in before if kind not in ("price", "contract_price")
    ]
