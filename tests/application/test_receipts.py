"""A receipt, the order's ledger and the invoices that wait for it change together."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any, Final

import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.errors import NotFound
from domain.errors import InvalidValue
from domain.invoices.commands import CaptureInvoice, InvoicedLine
from domain.invoices.state import INVOICE
from domain.numbers.errors import NumberTaken
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, RecordTransmission
from domain.purchase_orders.errors import PurchaseOrderBelowCommitted
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.commands import (
    AcceptServiceReceipt,
    RecordServiceEntry,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.errors import OverReceipt, ReceiptExists
from domain.receipts.state import RECEIPT
from tests.application.company import NOW, TODAY, Company, company_on, id_of, line, post
from tests.conftest import Database

RACES: Final = 5  # Two processes meet in another order each time.


def invoice(number: str, quantity: str, price: str = "10") -> CaptureInvoice:
    amount = Decimal(quantity) * Decimal(price)
    asked = InvoicedLine(
        line=1,
        description="Gloves",
        quantity=Decimal(quantity),
        unit="EA",
        unit_price=Decimal(price),
        amount=amount,
        purchase_order_line=1,
    )
    return CaptureInvoice(
        now=NOW,
        invoice_id=id_of(number),
        number=number,
        supplier_id=id_of("medline"),
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        invoice_date=TODAY,
        due_on=TODAY,
        lines=(asked,),
        tax=Decimal(0),
        freight=Decimal(0),
        total=amount,
        captured_by="claire",
        purchase_order_id=id_of("PO-1"),
    )


def reverse(receipt: str) -> ReverseReceipt:
    return ReverseReceipt(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        reversed_on=TODAY,
        reason_code="wrong_order",
    )


def give_back(receipt: str, quantity: str, *serials: str) -> ReturnGoods:
    return ReturnGoods(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        returned_on=TODAY,
        reason_code="damaged",
        lines=(ReturnedLine(line=1, quantity=Decimal(quantity), serials=serials),),
    )


async def open_holds(company: Company, number: str) -> list[str]:
    """The kinds of hold that keep the invoice from being paid."""
    state: Any = await company.state(INVOICE, id_of(number))
    return [hold.kind for hold in state.holds]


async def balance(company: Company) -> Decimal:
    """What stands against goods received on line 1."""
    book = (await company.order()).lines[1].ledger
    return book.net_received.amount - book.cleared


async def test_a_receipt_and_the_ledger_of_its_order_are_one_save(company: Company) -> None:
    await company.orders(line("90", "10"))
    before = (await company.do(post("R-1", "40", "10"))).position
    assert await company.types(RECEIPT, id_of("R-1")) == ["posted"]
    assert (await company.types(PURCHASE_ORDER, id_of("PO-1")))[-2:] == ["line_received"] * 2
    assert (await company.order()).lines[1].received == 50
    assert before == (await company.do(give_back("R-1", "40"))).position - 2


async def test_a_refused_receipt_leaves_nothing_anywhere(company: Company) -> None:
    await company.orders(line("90", "10"))
    with pytest.raises(OverReceipt):
        await company.do(post("R-1", "60", "60"))
    assert await company.types(RECEIPT, id_of("R-1")) == []
    await company.do(post("R-1", "1"))  # Its number is still free.
    assert (await company.order()).lines[1].received == 1


async def test_a_number_names_one_receipt(company: Company) -> None:
    await company.orders(line("90", "10"))
    await company.do(post("R-1", "1"))
    with pytest.raises(ReceiptExists):
        await company.do(post("R-1", "1"))
    with pytest.raises(NumberTaken):
        await company.do(post("r-1", "1"))


async def test_a_receipt_needs_an_order_and_a_count_that_can_be_stored(company: Company) -> None:
    with pytest.raises(NotFound, match="purchase order"):
        await company.do(post("R-1", "1", order="PO-9"))
    await company.orders(line("90", "10"))
    with pytest.raises(InvalidValue, match="quantity"):
        await company.do(post("R-1", "0.0000001"))


@pytest.fixture
async def rival(database: Database) -> AsyncIterator[Company]:
    """Another process of the same company, with its own way into the log."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        yield company_on(log, prefix="b")


async def both_know(company: Company, rival: Company, name: str) -> None:
    """An order for ten, which both processes hold in memory as it is."""
    await company.orders(line("10", "10"), name=name)
    sent = RecordTransmission(now=NOW, purchase_order_id=id_of(name), channel="edi")
    await rival.do(sent)
    await company.do(sent)


async def test_of_two_receivers_who_take_the_last_units_one_is_refused(
    company: Company, rival: Company
) -> None:
    """Two processes decide on what they know; only in the log do they meet."""
    for race in range(RACES):
        name = f"PO-{race}"
        await both_know(company, rival, name)
        done = await asyncio.gather(
            company.sent(post(f"A-{race}", "10", order=name)),
            rival.sent(post(f"B-{race}", "10", order=name)),
            return_exceptions=True,
        )
        assert sorted(type(each).__name__ for each in done) == ["Outcome", "OverReceipt"]
        assert (await company.order(name)).lines[1].received == 10
        stored = [await company.types(RECEIPT, id_of(f"{each}-{race}")) for each in "AB"]
        assert sorted(stored) == [[], ["posted"]]


async def test_a_change_order_that_races_a_receipt_never_falls_below_it(
    company: Company, rival: Company
) -> None:
    for race in range(RACES):
        name = f"PO-{race}"
        await both_know(company, rival, name)
        less = ChangedLine(line=1, quantity=Decimal(4))
        change = ImplementChangeOrder(now=NOW, purchase_order_id=id_of(name), lines=(less,))
        done = await asyncio.gather(
            company.sent(change),
            rival.sent(post(f"B-{race}", "8", order=name)),
            return_exceptions=True,
        )
        (refused,) = [each for each in done if isinstance(each, BaseException)]
        assert isinstance(refused, OverReceipt | PurchaseOrderBelowCommitted)
        after = (await company.order(name)).lines[1]
        assert after.received <= after.ordered


async def test_goods_that_arrive_release_the_invoice_that_waited_for_them(
    company: Company,
) -> None:
    await company.orders(line("90", "10"))
    await company.do(invoice("I-1", "40"))
    assert await open_holds(company, "I-1") == ["receipt_missing"]
    await company.do(post("R-1", "40"))
    assert await open_holds(company, "I-1") == []
    assert await balance(company) == 0


async def test_a_receipt_taken_back_holds_the_invoice_that_relied_on_it(company: Company) -> None:
    await company.orders(line("90", "10"))
    await company.do(post("R-1", "40"))
    await company.do(invoice("I-1", "40"))
    assert await open_holds(company, "I-1") == []
    await company.do(give_back("R-1", "10"))
    assert await open_holds(company, "I-1") == ["quantity_received"]
    assert await balance(company) == -100


async def test_a_receipt_posted_in_error_holds_its_invoice(company: Company) -> None:
    await company.orders(line("90", "10"))
    await company.do(post("R-1", "40"))
    await company.do(invoice("I-1", "40"))
    await company.do(reverse("R-1"))
    assert await open_holds(company, "I-1") == ["receipt_missing"]
    await company.do(post("R-2", "40"))
    assert await open_holds(company, "I-1") == []
    assert await balance(company) == 0


async def test_a_serial_is_here_only_once(company: Company) -> None:
    await company.has_item("pump", "serial")
    pump = line("5", "100", item_id=id_of("pump"))
    await company.orders(pump)
    await company.orders(pump, name="PO-2")
    await company.do(post("R-1", "2", serials=("S-1", "S-2")))
    with pytest.raises(NumberTaken):
        await company.do(post("R-2", "1", order="PO-2", serials=("S-2",)))
    await company.do(give_back("R-1", "1", "S-2"))
    await company.do(post("R-2", "1", order="PO-2", serials=("S-2",)))
    with pytest.raises(NumberTaken):
        await company.do(post("R-3", "1", order="PO-2", serials=("S-1",)))
    await company.do(reverse("R-2"))
    await company.do(post("R-3", "1", order="PO-2", serials=("S-2",)))


async def test_serial_received_twice_is_refused_however_it_is_spelled_and_of_one_item_only(
    company: Company,
) -> None:
    for name in ("pump", "probe"):
        await company.has_item(name, "serial")
    pump, probe = (line("5", "100", item_id=id_of(name)) for name in ("pump", "probe"))
    await company.orders(pump)
    await company.orders(probe, name="PO-2")
    await company.do(post("R-1", "1", serials=("S-2",)))
    for look_alike in ("S-2", "s-2", "\uff33-2", "S -2"):
        with pytest.raises(NumberTaken):
            await company.do(post("R-2", "1", serials=(look_alike,)))
    await company.do(post("R-2", "1", order="PO-2", serials=("S-2",)))
    assert (await company.order()).lines[1].received == 1


async def test_services_count_once_they_are_accepted(company: Company) -> None:
    await company.orders(line("90", "10", delivery="service", accounting="expense"))
    entry = RecordServiceEntry(
        now=NOW,
        receipt_id=id_of("R-1"),
        receiver_id="rico",
        number="R-1",
        purchase_order_id=id_of("PO-1"),
        purchase_order_line=1,
        description="Cleaning",
        quantity=Decimal(20),
        performed_on=TODAY,
    )
    await company.do(entry)
    await company.do(entry)
    assert (await company.order()).lines[1].received == 0
    accept = AcceptServiceReceipt(
        now=NOW, receipt_id=id_of("R-1"), receiver_id="rico", received_on=TODAY
    )
    await company.do(accept)
    assert (await company.order()).lines[1].received == 40
    kinds = ["started", "service_entry_recorded", "service_entry_recorded", "posted"]
    assert await company.types(RECEIPT, id_of("R-1")) == kinds
