"""A consignment order from wish to bill: the shelf is filled, and use is owed for and billed."""

from decimal import Decimal
from typing import Any, Final

import pytest

from domain.invoices.commands import CaptureInvoice, InvoicedLine
from domain.invoices.state import INVOICE
from domain.purchase_orders.consignment_errors import PurchaseOrderReceivedAsConsignment
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.commands import CreateRequisition, RequestedLine, SubmitRequisition
from domain.requisitions.state import REQUISITION
from domain.stock.commands import (
    ConsumeConsignment,
    OpenStockItem,
    PlacedParcel,
    ReceiveConsignment,
    ReturnConsignment,
    Wanted,
)
from domain.stock.state import STOCK_ITEM
from tests.application.company import NOW, TODAY, Company, id_of, line, post
from tests.application.test_blankets import order
from tests.application.test_stock import stock, stock_of

WISH: Final = id_of("R-1")


async def stocked(company: Company) -> None:
    """Ten stents on two orders: six at 40 dollars, asked for by rita, and four at 45."""
    await company.has_item("stent")
    await company.do(
        OpenStockItem(
            now=NOW,
            stock_item_id=stock_of("stent"),
            opened_by="kim",
            legal_entity="NHS",
            facility="NORTH",
            item_id=id_of("stent"),
            base_unit="EA",
        )
    )
    wish = RequestedLine(
        line=1,
        description="Stent",
        item_class="consumable",
        quantity=Decimal(6),
        unit="EA",
        unit_price=Decimal(40),
        item_id=id_of("stent"),
        supplier_id=id_of("medline"),
    )
    await company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=WISH,
            number="R-1",
            kind="stock",
            requester_id="rita",
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            lines=(wish,),
        )
    )
    case_id = id_of("CASE of R-1")
    await company.do(SubmitRequisition(now=NOW, requisition_id=WISH, approval_case_id=case_id))
    requested = {"requisition_id": WISH, "requisition_line": 1}
    await ordered(company, "PO-1", "6", "40", **requested)
    await ordered(company, "PO-2", "4", "45")


async def ordered(company: Company, name: str, quantity: str, price: str, **told: Any) -> None:
    terms = {"item_id": id_of("stent"), "accounting": "consignment", **told}
    await company.do(order(name, line(quantity, price, **terms), order_type="consignment"))
    await company.submits(name, case=f"CASE of {name}")
    await company.issues(name)


def laid(name: str, quantity: str) -> ReceiveConsignment:
    return ReceiveConsignment(
        now=NOW,
        stock_item_id=stock_of("stent"),
        consigned_by="kim",
        consigned_on=TODAY,
        supplier_id=id_of("medline"),
        delivery_note=f"DN of {name}",
        parcels=(PlacedParcel(quantity=Decimal(quantity)),),
        purchase_order_id=id_of(name),
        purchase_order_line=1,
    )


def used(quantity: str, person: str = "kim") -> ConsumeConsignment:
    return ConsumeConsignment(
        now=NOW,
        stock_item_id=stock_of("stent"),
        consumed_by=person,
        consumed_on=TODAY,
        supplier_id=id_of("medline"),
        department="SURGERY",
        wanted=Wanted(quantity=Decimal(quantity)),
    )


def bill(quantity: str, amount: str) -> CaptureInvoice:
    asked = InvoicedLine(
        line=1,
        description="Stent",
        quantity=Decimal(quantity),
        unit="EA",
        unit_price=Decimal(40),
        amount=Decimal(amount),
        purchase_order_line=1,
    )
    return CaptureInvoice(
        now=NOW,
        invoice_id=id_of("I-1"),
        number="I-1",
        supplier_id=id_of("medline"),
        purchase_order_id=id_of("PO-1"),
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        invoice_date=TODAY,
        due_on=TODAY,
        captured_by="carl",
        lines=(asked,),
        tax=Decimal(0),
        freight=Decimal(0),
        total=Decimal(amount),
    )


async def test_use_is_owed_for_by_the_orders_that_filled_the_shelf_and_frees_their_bills(
    company: Company,
) -> None:
    await stocked(company)
    with pytest.raises(PurchaseOrderReceivedAsConsignment):
        await company.do(post("GR-1", "1"))
    await company.do(laid("PO-1", "6"))
    await company.do(laid("PO-2", "4"))
    assert (await company.types(REQUISITION, WISH))[-1] == "line_received"
    await company.do(bill("6", "240"))
    assert (await company.state(INVOICE, id_of("I-1"))).holds
    with pytest.raises(PurchaseOrderOwnBuyer):
        await company.do(used("7", person="bella"))
    await company.do(used("7"))
    kept: Any = await company.events(STOCK_ITEM, stock_of("stent"))
    assert [(each.purchase_order.number, each.amount) for each in kept[-2:]] == [
        ("PO-1", Decimal(240)),
        ("PO-2", Decimal(45)),
    ]
    first, second = await company.order("PO-1"), await company.order("PO-2")
    assert [first.lines[1].received, second.lines[1].received] == [6, 1]
    assert not (await company.state(INVOICE, id_of("I-1"))).holds
    assert first.lines[1].ledger.cleared == 240


async def test_goods_that_the_supplier_takes_away_leave_the_order_that_came_last(
    company: Company,
) -> None:
    await stocked(company)
    await company.do(laid("PO-1", "6"))
    await company.do(laid("PO-2", "4"))
    gone = ReturnConsignment(
        now=NOW,
        stock_item_id=stock_of("stent"),
        returned_by="kim",
        returned_on=TODAY,
        supplier_id=id_of("medline"),
        reason_code="not_used",
        wanted=Wanted(quantity=Decimal(5)),
    )
    await company.do(gone)
    first, second = await company.order("PO-1"), await company.order("PO-2")
    assert [first.lines[1].arrived, second.lines[1].arrived] == [5, 0]
    assert (await company.types(PURCHASE_ORDER, id_of("PO-2")))[-1] == "line_consignment_returned"
    assert (await stock(company, "stent")).on_hand("consigned", id_of("medline")) == 5
