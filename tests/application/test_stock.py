"""Stock moves in the save of the receipt, and of two who take the last of it one is told."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.errors import Conflict, Forbidden, NotFound
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.commands import ReturnedLine, ReturnGoods, ReverseReceipt
from domain.receipts.state import RECEIPT
from domain.stock.commands import (
    CountedBin,
    CountStock,
    IssueStock,
    MoveStock,
    PlacedParcel,
    ReceiveConsignment,
    TransferStock,
    Wanted,
)
from domain.stock.errors import StockItemInsufficient, StockItemUnknownSerial
from domain.stock.parcels import Disposition
from domain.stock.state import STOCK_ITEM, Average, StockItem, stock_item_id
from tests.application.company import NOW, TENANT, TODAY, Company, company_on, id_of, line, post
from tests.conftest import Database

RACES: Final = 5  # Two processes meet in another order each time.


def stock_of(item: str, facility: str = "NORTH") -> str:
    return stock_item_id(TENANT, "NHS", facility, id_of(item), "EA")


async def stock(company: Company, item: str = "pump", facility: str = "NORTH") -> StockItem:
    return await company.state(STOCK_ITEM, stock_of(item, facility))


def issue(quantity: str, *serials: str, item: str = "pump") -> IssueStock:
    return IssueStock(
        now=NOW,
        stock_item_id=stock_of(item),
        issued_by="kim",
        department="ICU",
        issued_on=TODAY,
        wanted=Wanted(quantity=Decimal(quantity), serials=serials),
    )


def give_back(receipt: str, quantity: str) -> ReturnGoods:
    return ReturnGoods(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        returned_on=TODAY,
        reason_code="damaged",
        lines=(ReturnedLine(line=1, quantity=Decimal(quantity)),),
    )


def reverse(receipt: str) -> ReverseReceipt:
    return ReverseReceipt(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        reversed_on=TODAY,
        reason_code="wrong_order",
    )


async def pumps_ordered(company: Company, quantity: str = "50", **terms: Any) -> None:
    await company.has_item("pump")
    await company.orders(line(quantity, "10", item_id=id_of("pump"), **terms))


@pytest.fixture
async def rival(database: Database) -> AsyncIterator[Company]:
    """Another process of the same company, with its own way into the log."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        yield company_on(log, prefix="b")


async def test_a_receipt_its_return_and_its_reversal_move_stock_in_their_own_save(
    company: Company,
) -> None:
    await pumps_ordered(company)
    saved = await company.do(post("R-1", "10", "5", lot="L-1"))
    assert (await stock(company)).worth.amounts == {"USD": Decimal(150)}
    types = ["opened", "received", "received"]
    assert await company.types(STOCK_ITEM, stock_of("pump")) == types
    back = await company.do(give_back("R-1", "4"))
    assert back.position == saved.position + 3  # receipt, order and stock: one event each
    assert (await stock(company)).owned == 11
    await company.do(post("R-2", "7"))
    await company.do(reverse("R-2"))
    after = await stock(company)
    assert after.worth == Average(quantity=Decimal(11), amounts={"USD": Decimal(110)})


async def test_goods_that_are_used_up_at_once_or_not_catalogued_are_not_kept(
    company: Company,
) -> None:
    await pumps_ordered(company, accounting="expense")
    await company.orders(line("50", "10"), name="PO-2")
    await company.do(post("R-1", "10"))
    await company.do(post("R-2", "10", order="PO-2"))
    assert await company.types(STOCK_ITEM, stock_of("pump")) == []
    receipt = await company.state(RECEIPT, id_of("R-2"))
    assert receipt.lines[1].posted.stock_item_id is None


async def test_what_was_issued_cannot_be_returned_and_the_receipt_stays_as_it_was(
    company: Company,
) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "10"))
    await company.do(issue("8"))
    with pytest.raises(StockItemInsufficient) as refused:
        await company.do(give_back("R-1", "3"))
    assert refused.value.values["here"] == "2"
    assert await company.types(RECEIPT, id_of("R-1")) == ["posted"]
    assert (await company.order()).lines[1].received == 10
    await company.do(give_back("R-1", "2"))


async def test_of_two_who_issue_the_last_unit_one_wins_and_the_other_is_told(
    company: Company, rival: Company
) -> None:
    """Two processes decide on what they know; only in the log do they meet."""
    await pumps_ordered(company)
    for race in range(RACES):
        await company.do(post(f"R-{race}", "1"))
        await rival.do(issue("1"))  # Both processes know the item from here on.
        await company.do(post(f"S-{race}", "1"))
        done = await asyncio.gather(
            company.sent(issue("1")), rival.sent(issue("1")), return_exceptions=True
        )
        assert sorted(type(each).__name__ for each in done) == ["Outcome", "StockItemInsufficient"]
        (refused,) = [each for each in done if isinstance(each, StockItemInsufficient)]
        assert (refused.values["asked"], refused.values["here"]) == ("1", "0")
        assert (await stock(company)).owned == 0


async def test_a_receipt_and_an_issue_at_once_both_happen(company: Company, rival: Company) -> None:
    """They meet on the same stock, and the later one is decided again: nobody is refused."""
    await pumps_ordered(company)
    await company.do(post("R-0", "2"))
    await rival.do(issue("1"))
    for race in range(1, RACES + 1):
        done = await asyncio.gather(
            company.sent(post(f"R-{race}", "1")), rival.sent(issue("1")), return_exceptions=True
        )
        assert not [each for each in done if isinstance(each, BaseException)], done
        assert (await stock(company)).owned == 1


async def test_a_reversal_and_an_issue_of_the_same_unit_cannot_both_happen(
    company: Company, rival: Company
) -> None:
    await pumps_ordered(company)
    for race in range(RACES):
        await company.do(post(f"R-{race}", "1"))
        done = await asyncio.gather(
            company.sent(reverse(f"R-{race}")), rival.sent(issue("1")), return_exceptions=True
        )
        assert not [each for each in done if isinstance(each, Conflict)]
        assert sorted(type(each).__name__ for each in done) == ["Outcome", "StockItemInsufficient"]
        order = await company.state(PURCHASE_ORDER, id_of("PO-1"))
        reversed_ = "reversed" in await company.types(RECEIPT, id_of(f"R-{race}"))
        assert (await stock(company)).owned == 0
        issued = await company.types(STOCK_ITEM, stock_of("pump"))
        assert order.lines[1].received == issued.count("issued")
        assert reversed_ != (issued[-1] == "issued")


async def test_a_serial_is_issued_once(company: Company) -> None:
    await company.has_item("pump", "serial")
    await company.orders(line("5", "100", item_id=id_of("pump")))
    await company.do(post("R-1", "2", serials=("S-1", "S-2")))
    await company.do(issue("1", "S-2"))
    with pytest.raises(StockItemUnknownSerial):
        await company.do(issue("1", "S-2"))


async def test_a_transfer_is_one_save_and_opens_the_stock_where_it_leads(company: Company) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "10"))
    send = TransferStock(
        now=NOW,
        stock_item_id=stock_of("pump"),
        transfer_id=id_of("T-1"),
        transferred_by="kim",
        transferred_on=TODAY,
        to_legal_entity="NHS",
        to_facility="SOUTH",
        wanted=Wanted(quantity=Decimal(4)),
    )
    await company.do(send)
    here, there = await stock(company), await stock(company, facility="SOUTH")
    assert here.owned == 6
    assert there.worth == Average(quantity=Decimal(4), amounts={"USD": Decimal(40)})
    assert (there.facility, there.legal_entity) == ("SOUTH", "NHS")


async def test_an_item_that_was_never_kept_cannot_be_issued_and_its_owner_must_stand(
    company: Company,
) -> None:
    with pytest.raises(NotFound, match="stock item"):
        await company.do(issue("1"))
    await pumps_ordered(company)
    await company.do(post("R-1", "10"))
    lay_down = ReceiveConsignment(
        now=NOW,
        stock_item_id=stock_of("pump"),
        consigned_by="kim",
        consigned_on=TODAY,
        supplier_id=id_of("nobody"),
        delivery_note="DN-1",
        unit_price=Decimal(3),
        currency="USD",
        parcels=(PlacedParcel(quantity=Decimal(1)),),
    )
    with pytest.raises(NotFound, match="supplier"):
        await company.do(lay_down)


async def test_a_count_that_races_an_issue_is_decided_on_what_stands(
    company: Company, rival: Company
) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "10"))
    await rival.do(issue("1"))
    count = CountStock(
        now=NOW,
        stock_item_id=stock_of("pump"),
        counted_by="cora",
        counted_on=TODAY,
        reason_code="cycle_count",
        bins=(CountedBin(quantity=Decimal(7)),),
    )
    await asyncio.gather(company.sent(count), rival.sent(issue("2")))
    history: Any = await company.events(STOCK_ITEM, stock_of("pump"))
    counted = next(each for each in history if each.TYPE == "stock_item.counted")
    (found,) = counted.parcels
    before = history[: history.index(counted)]
    taken = sum(each.parcels[0].quantity for each in before if each.TYPE == "stock_item.issued")
    assert found.expected == 10 - taken


@pytest.mark.parametrize(
    ("held", "freer"),
    [("rejected", "available"), ("rejected", "quarantined"), ("quarantined", "available")],
)
async def test_who_keeps_goods_does_not_set_free_what_was_held_back(
    company: Company, held: Disposition, freer: Disposition
) -> None:
    await pumps_ordered(company)
    await company.do(post("R-1", "10"))
    keeper = frozenset({"stock_keeper"})
    hold = MoveStock(
        now=NOW,
        stock_item_id=stock_of("pump"),
        moved_by="kim",
        reason_code="wet",
        wanted=Wanted(quantity=Decimal(4)),
        disposition="available",
        to_disposition=held,
        roles=keeper,
    )
    company.roles = keeper
    await company.do(hold)
    release = replace(hold, disposition=held, to_disposition=freer)
    with pytest.raises(Forbidden, match="inspector"):
        await company.do(release)
    company.roles = keeper | {"inspector"}
    await company.do(replace(release, roles=company.roles))
    assert (await stock(company)).on_hand(freer) == {"available": 10, "quarantined": 4}[freer]
