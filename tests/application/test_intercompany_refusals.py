"""What an inter-company order does not take: another's prices, suppliers' acts, unsafe goods."""

from decimal import Decimal
from typing import Any

import pytest

from domain.errors import Rejected
from domain.invoices.commands import CaptureInvoice, InvoicedLine, SelfBill
from domain.invoices.state import INVOICE
from domain.legal_entities.errors import LegalEntityForeignFacility, LegalEntityUnregistered
from domain.prepayments.commands import RequestPrepayment
from domain.purchase_orders.billing import proposed_bill
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
    RecordTransmission,
    SellingPlace,
)
from domain.purchase_orders.intercompany_errors import (
    PurchaseOrderHasNoSupplier,
    PurchaseOrderIntercompanyFixed,
    PurchaseOrderLineNotIntercompany,
    PurchaseOrderNotKeptBySeller,
    PurchaseOrderSellerCurrencyDiffers,
    PurchaseOrderSellerIsBuyer,
    PurchaseOrderTransferPriceStated,
)
from domain.purchase_orders.lines import AcknowledgedLine
from domain.purchase_orders.supplier_commands import RecordAcknowledgement
from tests.application.company import NOW, TENANT, TODAY, Company, id_of, post
from tests.application.sisters import (
    between,
    founded,
    ordered,
    stocked,
    wanted,
)

CHANGES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"unit_price": Decimal(1)}, {}),
    ({"item_id": id_of("other")}, {}),
    ({"agreement": "PA-1"}, {}),
    ({}, {"supplier_id": id_of("medline")}),
    ({}, {"currency": "EUR"}),
]


@pytest.mark.parametrize(
    ("told", "refusal"),
    [
        (
            {"seller": SellingPlace(legal_entity="NHS", facility="NORTH")},
            PurchaseOrderSellerIsBuyer,
        ),
        ({"seller": SellingPlace(legal_entity="WEST", facility="W")}, LegalEntityUnregistered),
        ({"seller": SellingPlace(legal_entity="EAST", facility="W")}, LegalEntityForeignFacility),
        ({"lines": (wanted("1", item="bed"),)}, PurchaseOrderNotKeptBySeller),
        ({"lines": (wanted("1", unit_price=Decimal(1)),)}, PurchaseOrderTransferPriceStated),
        ({"lines": (wanted("1", item_id=None),)}, PurchaseOrderLineNotIntercompany),
        ({"lines": (wanted("1", match="two_way"),)}, PurchaseOrderLineNotIntercompany),
        ({"lines": (wanted("1", delivery="service"),)}, PurchaseOrderLineNotIntercompany),
        ({"lines": (wanted("1", accounting="consignment"),)}, PurchaseOrderLineNotIntercompany),
        ({"lines": (wanted("1", agreement="PA-1"),)}, PurchaseOrderLineNotIntercompany),
        ({"currency": "EUR"}, PurchaseOrderSellerCurrencyDiffers),
    ],
)
async def test_only_what_another_entity_of_ours_keeps_is_ordered_of_it_and_at_its_cost(
    company: Company, told: dict[str, Any], refusal: type[Rejected]
) -> None:
    await founded(company)
    await company.has_item("bed")
    await stocked(company, "6", "10")
    with pytest.raises(refusal):
        await company.do(between("PO-1", *told.get("lines", (wanted("1"),)), **_header(told)))


def _header(told: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != "lines"}


async def test_a_seller_of_another_tenant_is_nobody(company: Company) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    company.tenant = "foreign"
    await company.has_item("pump")
    with pytest.raises(LegalEntityUnregistered):
        await company.do(between("PO-1", wanted("1")))
    company.tenant = TENANT
    await company.do(between("PO-1", wanted("1")))


@pytest.mark.parametrize(("line", "header"), CHANGES)
async def test_goods_price_and_parties_of_such_an_order_stay(
    company: Company, line: dict[str, Any], header: dict[str, Any]
) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await ordered(company, wanted("3"))
    lines = (ChangedLine(line=1, **line),) if line else ()
    with pytest.raises(PurchaseOrderIntercompanyFixed):
        await company.do(
            ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=lines, **header)
        )


async def test_quantities_and_lines_may_change_at_the_seller_s_cost_of_that_day(
    company: Company,
) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await stocked_more(company)
    await ordered(company, wanted("3"))
    more = ChangedLine(line=1, quantity=Decimal(4))
    await company.do(ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(more,)))
    added = AddPurchaseOrderLine(
        now=NOW, purchase_order_id=id_of("PO-1"), line=wanted("1", 2, item="bed")
    )
    await company.do(added)
    order = await company.order()
    assert [line.ordered for line in order.lines.values()] == [4, 1]
    assert [line.terms.unit_price for line in order.lines.values()] == [10, 7]
    rest = CancelPurchaseOrderLine(
        now=NOW, purchase_order_id=order.id, line=1, reason_code="not_needed"
    )
    await company.do(post("GR-1", "1"))
    await company.do(rest)
    assert (await company.order()).lines[1].ordered == 1


async def stocked_more(company: Company) -> None:
    await company.has_item("bed")
    await stocked(company, "2", "7", item="bed")


async def test_no_supplier_is_told_asked_paid_or_credited(company: Company) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await ordered(company, wanted("3"))
    order = id_of("PO-1")
    answer = AcknowledgedLine(line=1, code="IA")
    acts = (
        RecordTransmission(now=NOW, purchase_order_id=order, channel="edi"),
        RecordAcknowledgement(now=NOW, purchase_order_id=order, lines=(answer,)),
        RequestPrepayment(
            now=NOW,
            prepayment_id=id_of("PF-1"),
            number="PF-1",
            purchase_order_id=order,
            due_on=TODAY,
            requested_by="carl",
            amount=Decimal(1),
        ),
        SelfBill(
            now=NOW,
            invoice_id=id_of("SB-1"),
            number="SB-1",
            purchase_order_id=order,
            captured_by="carl",
        ),
    )
    for act in acts:
        with pytest.raises(PurchaseOrderHasNoSupplier):
            await company.do(act)
    await company.do(post("GR-1", "1"))
    after = await company.order()
    assert (after.acknowledge_by, proposed_bill(after)) == (None, ())


async def test_an_invoice_for_it_is_put_on_file_and_held_and_owes_nothing(company: Company) -> None:
    await founded(company)
    await stocked(company, "6", "10")
    await ordered(company, wanted("3"))
    await company.do(post("GR-1", "3"))
    asked = InvoicedLine(
        line=1,
        description="pump",
        quantity=Decimal(3),
        unit="EA",
        unit_price=Decimal(10),
        amount=Decimal(30),
        purchase_order_line=1,
    )
    invoice = CaptureInvoice(
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
        total=Decimal(30),
    )
    await company.do(invoice)
    captured = await company.state(INVOICE, id_of("I-1"))
    assert [hold.kind for hold in captured.holds] == ["supplier_mismatch"]
    assert "accounted" not in await company.types(INVOICE, id_of("I-1"))
    assert (await company.order()).lines[1].invoiced == 0
