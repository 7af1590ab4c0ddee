"""Two legal entities of one network: EAST keeps stock, and NHS orders of it.

Documents are named as in `company`; goods of EAST are counted in, at a cost that the test states.
"""

from decimal import Decimal
from typing import Any, Final

from domain.intercompany_bills.commands import IssueIntercompanyBill
from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RegisterLegalEntity,
    SetTransferPricing,
)
from domain.purchase_orders.commands import CreatePurchaseOrder, OrderedLine, SellingPlace
from domain.stock.commands import CountedBin, CountStock, OpenStockItem
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id
from tests.application.company import EACH, NOW, TENANT, TODAY, Company, id_of

SELLER: Final = SellingPlace(legal_entity="EAST", facility="DEPOT")
PLACES: Final = (("NHS", "NORTH"), ("EAST", "DEPOT"))


def kept_at(entity: str, facility: str, item: str = "pump", tenant: str = TENANT) -> str:
    return stock_item_id(tenant, entity, facility, id_of(item), "EA")


async def founded(
    company: Company, markup: str = "0", item: str = "pump", buyer_books: str = "USD"
) -> None:
    """Both are registered, and the catalogue has what they keep."""
    for entity, facility in PLACES:
        currency = buyer_books if entity == "NHS" else "USD"
        await company.do(
            RegisterLegalEntity(now=NOW, legal_entity=entity, name=entity, currency=currency)
        )
        await company.do(
            AddLegalEntityFacility(now=NOW, legal_entity=entity, facility=facility, name=facility)
        )
    if Decimal(markup):
        percent = Decimal(markup)
        pricing = SetTransferPricing(
            now=NOW, legal_entity="EAST", markup_percent=percent, reason_code="policy"
        )
        await company.do(pricing)
    await company.has_item(item)


async def stocked(
    company: Company,
    quantity: str,
    cost: str,
    item: str = "pump",
    currency: str = "USD",
    **place: Any,
) -> None:
    """EAST has so much of it, at this cost a unit."""
    await company.do(
        OpenStockItem(
            now=NOW,
            stock_item_id=kept_at("EAST", "DEPOT", item, company.tenant),
            opened_by="kim",
            legal_entity="EAST",
            facility="DEPOT",
            item_id=id_of(item),
            base_unit="EA",
        )
    )
    told: dict[str, Any] = {"unit_cost": Decimal(cost), "currency": currency}
    told["tenant"] = company.tenant
    await company.do(counted(quantity, item, **told, **place))


def counted(
    quantity: str,
    item: str = "pump",
    unit_cost: Decimal | None = None,
    currency: str | None = None,
    tenant: str = TENANT,
    **place: Any,
) -> CountStock:
    return CountStock(
        now=NOW,
        stock_item_id=kept_at("EAST", "DEPOT", item, tenant),
        counted_by="cole",
        counted_on=TODAY,
        reason_code="opening",
        bins=(CountedBin(quantity=Decimal(quantity), **place),),
        unit_cost=unit_cost,
        currency=currency,
    )


def wanted(quantity: str, number: int = 1, item: str = "pump", **told: Any) -> OrderedLine:
    """A line without a price: the seller's cost says it."""
    values: dict[str, Any] = {
        "description": item,
        "item_class": "consumable",
        "pack": EACH,
        "item_id": id_of(item),
    }
    return OrderedLine(line=number, quantity=Decimal(quantity), **{**values, **told})


def between(name: str, *lines: OrderedLine, **told: Any) -> CreatePurchaseOrder:
    """An order of NHS out of the stock of EAST."""
    values: dict[str, Any] = {
        "now": NOW,
        "purchase_order_id": id_of(name),
        "number": name,
        "legal_entity": "NHS",
        "facility": "NORTH",
        "department": "SURGERY",
        "currency": "USD",
        "buyer_id": "bella",
        "payment_terms": "NET30",
        "order_type": "intercompany",
        "seller": SELLER,
        "lines": lines,
    }
    return CreatePurchaseOrder(**values | told)


async def ordered(company: Company, *lines: OrderedLine, name: str = "PO-1") -> None:
    """Such an order, issued; nobody has to agree to so little."""
    await company.do(between(name, *lines))
    await company.submits(name, case=f"CASE of {name}")
    await company.issues(name)


def bill(name: str, order: str = "PO-1", person: str = "carl") -> IssueIntercompanyBill:
    return IssueIntercompanyBill(
        now=NOW,
        intercompany_bill_id=id_of(name),
        number=name,
        purchase_order_id=id_of(order),
        billed_by=person,
    )


async def kept(company: Company, *place: str, item: str = "pump") -> StockItem:
    """What lies at this entity and facility."""
    told = {"item": item, "tenant": company.tenant}
    return await company.state(STOCK_ITEM, kept_at(*(place or PLACES[1]), **told))
