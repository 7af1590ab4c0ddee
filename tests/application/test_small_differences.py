"""Totals that miss their parts by cents, against the caps of the day, through the real log."""

from asyncio import gather
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from application.handle import Application
from application.handlers import HANDLERS
from application.tips import Tips
from application.work import Work
from domain.credit_memos.commands import CreditedLine, PostCreditMemo
from domain.credit_memos.errors import CreditMemoSmallDifferenceCap
from domain.exchange_rates.commands import RecordExchangeRate
from domain.invoices.commands import RematchInvoice
from domain.invoices.linking_errors import InvoiceSmallDifferenceCap
from domain.legal_entities.commands import RegisterLegalEntity, SetSmallDifferenceCaps
from domain.legal_entities.errors import LegalEntityCapNegative, LegalEntityCapsStandSo
from domain.small_differences.state import (
    SMALL_DIFFERENCE,
    SmallDifferences,
    small_differences_id,
)
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed

FEBRUARY: Final = datetime(2026, 2, 20, 9, tzinfo=UTC)
CENTS: Final = Decimal("0.03")


async def capped(
    office: Office, cap: str | None = "0.05", supplier: str | None = None, currency: str = "USD"
) -> None:
    """A hundred gloves came, and the entity writes off so much in a day."""
    await office.open(currency=currency)
    entity = RegisterLegalEntity(now=FEBRUARY, legal_entity="NHS", name="North", currency="USD")
    await office.send("fred", entity)
    await office.send("fred", caps(cap, supplier))
    await office.receive(1, "100")


def caps(cap: str | None, supplier: str | None = None) -> SetSmallDifferenceCaps:
    return SetSmallDifferenceCaps(
        now=NOW,
        legal_entity="NHS",
        cap=Decimal(cap) if cap else None,
        supplier_cap=Decimal(supplier) if supplier else None,
        reason_code="review",
    )


async def missing(office: Office, number: int, by: str = "0.03", **header: object) -> None:
    """Ten gloves, and a total that is so much more than they come to."""
    await office.capture(number, billed("10"), total=Decimal(100) + Decimal(by), **header)


async def written_off(office: Office, day: date = TODAY) -> Decimal:
    work = Work(office.log, Tips(), office.tenant)
    found: SmallDifferences | None = await work.find(
        SMALL_DIFFERENCE, small_differences_id(office.tenant, "NHS", day)
    )
    return found.total if found else Decimal(0)


async def test_what_fits_the_cap_is_written_off_and_what_does_not_waits_beside_the_books(
    office: Office,
) -> None:
    await capped(office)
    await missing(office, 1)
    await missing(office, 2)
    assert (await office.invoice(1)).status == "matched"
    assert await office.held(2) == ("small_difference_cap",)
    assert office.balance("small_difference") == CENTS
    assert office.balance("accounts_payable") == Decimal("-100.03")
    (hold,) = [each.data for each in office.history() if each.type == "invoice.hold_placed"]
    assert (hold["expected"], hold["actual"]) == ("0.02 USD left of the day's 0.05", "0.03 USD")
    assert (hold["owner_role"], hold["accounting_allowed"]) == ("ap_manager", False)


async def test_the_last_cent_of_the_cap_is_used_and_not_one_more(office: Office) -> None:
    await capped(office)
    await missing(office, 1, "0.04")
    await missing(office, 2, "0.01")
    await missing(office, 3, "0.01")
    assert (await office.held(2), await office.held(3)) == ((), ("small_difference_cap",))
    assert await written_off(office) == Decimal("0.05")


async def test_too_little_counts_as_too_much_does(office: Office) -> None:
    await capped(office)
    await missing(office, 1, "-0.03")
    await missing(office, 2, "0.03")
    assert await office.held(2) == ("small_difference_cap",)
    assert office.balance("small_difference") == -CENTS


async def test_another_day_has_a_cap_of_its_own(office: Office) -> None:
    await capped(office)
    await missing(office, 1)
    await missing(office, 2)
    tomorrow = NOW + timedelta(days=1)
    await office.send("carl", RematchInvoice(invoice_id=office.id_of("invoice", 2), now=tomorrow))
    assert (await office.invoice(2)).status == "matched"
    assert await written_off(office, tomorrow.date()) == CENTS


async def test_a_manager_goes_beyond_the_cap_and_it_is_told(office: Office) -> None:
    await capped(office)
    await missing(office, 1)
    await missing(office, 2)
    await office.release(2, person="anna")
    assert (await office.invoice(2)).status == "matched"
    told = [each.data for each in office.history() if each.type == "small_difference.written_off"]
    assert [each.get("beyond", False) for each in told] == [False, True]
    assert await written_off(office) == Decimal("0.06")


async def test_one_supplier_has_a_cap_within_that_of_the_day(office: Office) -> None:
    await capped(office, "1.00", "0.05")
    await missing(office, 1)
    await missing(office, 2)
    assert await office.held(2) == ("small_difference_cap",)


async def test_what_leaves_the_books_gives_its_share_back(office: Office) -> None:
    await capped(office)
    await missing(office, 1)
    await office.void(1)
    await missing(office, 2)
    assert (await office.invoice(2)).status == "matched"
    assert await written_off(office) == CENTS


async def test_an_invoice_that_adds_up_asks_for_nothing(office: Office) -> None:
    await capped(office, "0.00")
    await office.capture(1, billed("10"))
    assert (await office.invoice(1)).status == "matched"
    assert await written_off(office) == 0


async def test_a_link_by_hand_is_refused_beyond_the_cap(office: Office) -> None:
    await capped(office)
    await missing(office, 1)
    await missing(office, 2, purchase_order_id=None)
    with pytest.raises(InvoiceSmallDifferenceCap):
        await office.link(2)


async def test_two_processes_that_meet_at_the_last_cents_do_not_both_write_them_off(
    office: Office,
) -> None:
    await capped(office)
    other = Application(office.log, HANDLERS)
    both = [
        application.handle(
            office.capturing(number, billed("10"), total=Decimal(100) + CENTS),
            office.context("carl"),
        )
        for number, application in ((1, office.application), (2, other))
    ]
    await gather(*both)
    held = sorted([await office.held(1), await office.held(2)])
    assert held == [(), ("small_difference_cap",)]
    assert await written_off(office) == CENTS


async def test_a_difference_in_another_currency_counts_at_the_rate_of_the_day(
    office: Office,
) -> None:
    await capped(office, "0.05", currency="EUR")
    rate = RecordExchangeRate(
        now=FEBRUARY,
        from_currency="EUR",
        to_currency="USD",
        rate=Decimal(2),
        starts_on=date(2026, 2, 21),
        source="ecb",
        recorded_by="fred",
    )
    await office.send("fred", rate)
    await missing(office, 1, currency="EUR")
    assert await office.held(1) == ("small_difference_cap",), "three cents are six in the books"


async def test_caps_are_set_once_and_not_below_nothing(office: Office) -> None:
    await capped(office)
    with pytest.raises(LegalEntityCapsStandSo):
        await office.send("fred", caps("0.05"))
    with pytest.raises(LegalEntityCapNegative):
        await office.send("fred", caps("-1"))
    await office.send("fred", caps(None))
    await missing(office, 1)
    await missing(office, 2)
    assert (await office.held(2), await written_off(office)) == ((), Decimal(0))


async def credit(office: Office, memo: int, by: str) -> None:
    """Ten dollars off the price, and a total that is so much more."""
    line = CreditedLine(line=1, description="Price", quantity=Decimal(0), amount=Decimal(10))
    await office.credit(memo, "price", line, total=Decimal(10) + Decimal(by))
    await office.post_credit(memo)


async def test_a_credit_counts_as_a_bill_does_and_is_posted_another_day_beyond_the_cap(
    office: Office,
) -> None:
    await capped(office)
    await office.capture(1, billed("10"))
    await credit(office, 1, "-0.03")
    assert await written_off(office) == CENTS
    with pytest.raises(CreditMemoSmallDifferenceCap):
        await credit(office, 2, "0.03")
    assert await written_off(office) == CENTS
    await missing(office, 2)
    assert await office.held(2) == ("small_difference_cap",), "the credit took the cents of the day"
    told = [each.data for each in office.history() if each.type == "small_difference.written_off"]
    assert [each["credit_memo"]["number"] for each in told] == ["C-1"]
    assert told[0]["invoice"]["id"] == office.id_of("invoice", 1)


async def test_what_is_posted_for_another_day_counts_at_its_rate_and_under_its_cap(
    office: Office,
) -> None:
    await capped(office, "0.05", currency="EUR")
    for rate, starts_on in ((2, date(2026, 2, 21)), (1, TODAY + timedelta(days=1))):
        recorded = RecordExchangeRate(
            now=FEBRUARY,
            from_currency="EUR",
            to_currency="USD",
            rate=Decimal(rate),
            starts_on=starts_on,
            source="ecb",
            recorded_by="fred",
        )
        await office.send("fred", recorded)
    await office.capture(1, billed("10"), currency="EUR")
    line = CreditedLine(line=1, description="Price", quantity=Decimal(0), amount=Decimal(10))
    await office.credit(1, "price", line, total=Decimal("10.03"), currency="EUR")
    command = PostCreditMemo(
        now=NOW,
        credit_memo_id=office.id_of("credit_memo", 1),
        posted_on=TODAY + timedelta(days=1),
    )
    await office.send("carl", command)
    assert await written_off(office, TODAY + timedelta(days=1)) == CENTS
    assert await written_off(office) == 0
