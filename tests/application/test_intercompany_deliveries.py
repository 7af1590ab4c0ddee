"""Which goods an inter-company order brings: those that the seller kept, as he kept them."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from domain.accounting_calendars.commands import CloseAccountingPeriod, OpenAccountingPeriod
from domain.accounting_calendars.errors import AccountingPeriodNoneOpen
from domain.catalogue.commands import PlaceCatalogueItemRecall
from domain.errors import Rejected
from domain.purchase_orders.control_commands import FinallyClosePurchaseOrder
from domain.purchase_orders.intercompany_errors import (
    PurchaseOrderIntercompanyUnbilled,
    PurchaseOrderSellerCurrencyDiffers,
)
from domain.receipts.errors import ReceiptExpired
from domain.stock.delivery_errors import StockItemDeliveredAsOther
from domain.stock.errors import StockItemInsufficient
from domain.stock.state import STOCK_ITEM
from tests.application.company import NOW, TODAY, Company, id_of, post
from tests.application.sisters import (
    bill,
    founded,
    kept,
    kept_at,
    ordered,
    stocked,
    wanted,
)
from tests.application.test_stock import give_back, reverse


async def test_more_than_the_seller_has_does_not_come(company: Company) -> None:
    await founded(company)
    await stocked(company, "2", "10")
    await ordered(company, wanted("3"))
    with pytest.raises(StockItemInsufficient):
        await company.do(post("GR-1", "3"))
    await company.do(post("GR-1", "2"))


async def test_two_lines_of_one_receipt_share_what_the_seller_has(company: Company) -> None:
    await founded(company)
    await stocked(company, "3", "10")
    await ordered(company, wanted("4"))
    with pytest.raises(StockItemInsufficient):
        await company.do(post("GR-1", "2", "2"))
    await company.do(post("GR-1", "2", "1"))
    assert (await kept(company)).worth.amounts == {}


async def test_goods_come_with_the_lot_and_date_that_the_seller_kept(company: Company) -> None:
    await founded(company)
    lot: dict[str, Any] = {"lot": "L-1", "expires_on": TODAY.replace(year=2028)}
    await stocked(company, "6", "10", **lot)
    await ordered(company, wanted("3"))
    others: list[dict[str, Any]] = [{}, {"lot": "L-1"}, {**lot, "expires_on": TODAY}]
    for other in others:
        with pytest.raises(StockItemDeliveredAsOther):
            await company.do(post("GR-1", "1", **other))
    with pytest.raises(StockItemInsufficient):
        await company.do(post("GR-1", "1", **{**lot, "lot": "L-2"}))
    await company.do(post("GR-1", "1", **lot))
    (place,) = (await kept(company, "NHS", "NORTH")).bins.values()
    assert (place.lot, place.expires_on) == ("L-1", lot["expires_on"])


async def test_goods_past_their_date_are_refused_and_recalled_ones_held_back(
    company: Company,
) -> None:
    await founded(company)
    await stocked(company, "6", "10", lot="L-1", expires_on=TODAY.replace(year=2025))
    await ordered(company, wanted("3"))
    old: dict[str, Any] = {"lot": "L-1", "expires_on": TODAY.replace(year=2025)}
    with pytest.raises(ReceiptExpired):
        await company.do(post("GR-1", "1", **old))
    await company.has_item("bed")
    fresh: dict[str, Any] = {"lot": "L-2", "expires_on": TODAY.replace(year=2028)}
    await stocked(company, "6", "10", item="bed", **fresh)
    await ordered(company, wanted("3", item="bed"), name="PO-2")
    await company.do(
        PlaceCatalogueItemRecall(
            now=NOW,
            item_id=id_of("bed"),
            recall="RC-1",
            recall_class="I",
            reason_code="defect",
            source="manufacturer",
            placed_by="rea",
            lots=("L-2",),
        )
    )
    await company.do(post("GR-2", "1", order="PO-2", **fresh))
    assert (await kept(company, "NHS", "NORTH", item="bed")).on_hand("quarantined") == 1


async def test_single_units_keep_their_serial_through_delivery_and_return(
    company: Company,
) -> None:
    await founded(company)
    await stocked(company, "2", "10", serials=("S-1", "S-2"))
    await ordered(company, wanted("2"))
    await company.do(post("GR-1", "1", serials=("S-1",)))
    (here,) = (await kept(company, "NHS", "NORTH")).bins.values()
    assert here.serials == ("S-1",)
    command = give_back("GR-1", "1")
    named = replace(command.lines[0], serials=("S-1",))
    await company.do(replace(command, lines=(named,)))
    there = await kept(company)
    assert {each.disposition: each.serials for each in there.bins.values()} == {
        "available": ("S-2",),
        "quarantined": ("S-1",),
    }


async def test_a_receipt_that_was_billed_is_reversed_and_credited(company: Company) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await ordered(company, wanted("3"))
    await company.do(post("GR-1", "3"))
    await company.do(bill("ICB-1"))
    await company.do(reverse("GR-1"))
    await company.do(bill("ICB-2"))
    assert (await company.order()).lines[1].ledger.cleared == 0
    assert (await kept(company)).on_hand("available") == 6


async def test_an_order_ends_for_good_once_all_that_came_is_billed(company: Company) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await ordered(company, wanted("3"))
    await company.do(post("GR-1", "1"))
    close = FinallyClosePurchaseOrder(
        now=NOW, purchase_order_id=id_of("PO-1"), closed_by="fay", reason_code="done"
    )
    with pytest.raises(PurchaseOrderIntercompanyUnbilled):
        await company.do(close)
    await company.do(bill("ICB-1"))
    await company.do(close)
    with pytest.raises(Rejected, match="PO-1"):
        await company.do(bill("ICB-2"))


@pytest.mark.parametrize("entity", ["EAST", "NHS"])
async def test_nothing_is_billed_in_a_month_that_the_books_of_either_side_do_not_take(
    company: Company, entity: str
) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await ordered(company, wanted("3"))
    opened = {"legal_entity": entity, "opened_by": "fred"}
    await company.do(OpenAccountingPeriod(now=NOW, period="2026-01", **opened))
    await company.do(post("GR-1", "1"))
    with pytest.raises(AccountingPeriodNoneOpen) as refused:
        await company.do(bill("ICB-1"))
    assert entity in str(refused.value)
    for month in ("2026-02", "2026-03"):
        await company.do(OpenAccountingPeriod(now=NOW, period=month, **opened))
    await company.do(bill("ICB-1"))
    closed = {"legal_entity": entity, "closed_by": "fred"}
    await company.do(CloseAccountingPeriod(now=NOW, period="2026-01", **closed))


async def test_expense_lines_are_used_up_at_the_transfer_price(company: Company) -> None:
    await founded(company, markup="10")
    await stocked(company, "6", "10")
    await ordered(company, wanted("2", accounting="expense"))
    await company.do(post("GR-1", "2"))
    order = await company.order()
    assert order.lines[1].ledger.net_received.amount == 22
    delivered: Any = (await company.events(STOCK_ITEM, kept_at("EAST", "DEPOT")))[-1]
    assert (delivered.amount, delivered.costs[0].amount) == (22, 20)
    assert (await kept(company)).owned == 4


async def test_a_seller_that_buys_in_another_currency_meanwhile_does_not_deliver(
    company: Company,
) -> None:
    await founded(company)
    await stocked(company, "1", "10")
    await ordered(company, wanted("1"))
    await company.drafts(
        replace(wanted("5"), unit_price=Decimal(1)),
        name="PO-E",
        legal_entity="EAST",
        facility="DEPOT",
        currency="EUR",
    )
    await company.submits("PO-E", case="CASE of PO-E")
    await company.issues("PO-E")
    await company.do(post("GR-E", "5", order="PO-E"))
    with pytest.raises(PurchaseOrderSellerCurrencyDiffers):
        await company.do(post("GR-1", "1"))
