"""Orders on the day on which the supplier is told: what no longer may be ordered is refused."""

from decimal import Decimal
from typing import Any

import pytest

from domain.catalogue.commands import PlaceCatalogueItemRecall
from domain.catalogue.errors import CatalogueItemRecalled
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.control_commands import RatifyEmergencyOrder
from domain.purchase_orders.control_errors import PurchaseOrderRatifiedByParticipant
from domain.purchase_orders.errors import PurchaseOrderRequisitionCancelled
from domain.requisitions.commands import CancelRequisition
from domain.suppliers.commands import ReinstateSupplier, SuspendSupplier
from domain.suppliers.errors import SupplierNotEligible
from tests.application.company import NOW, Company, id_of, line, post
from tests.application.test_blankets import order
from tests.application.test_purchase_orders import WISH, change_to, wish


async def recall(company: Company) -> None:
    await company.do(
        PlaceCatalogueItemRecall(
            now=NOW,
            item_id=id_of("gloves"),
            recall="F-1",
            recall_class="I",
            source="fda",
            placed_by="rex",
            reason_code="unsterile",
        )
    )


async def test_an_approved_order_is_not_issued_once_its_item_is_recalled(company: Company) -> None:
    await company.has_item("gloves")
    await company.drafts(line("5", "10", item_id=id_of("gloves")))
    await company.submits()
    await recall(company)
    with pytest.raises(CatalogueItemRecalled):
        await company.issues()


async def test_an_issued_order_shrinks_but_does_not_grow_in_what_was_recalled(
    company: Company,
) -> None:
    await company.has_item("gloves")
    await company.orders(line("5", "10", item_id=id_of("gloves")))
    await recall(company)
    with pytest.raises(CatalogueItemRecalled):
        await company.do(change_to("6"))
    await company.do(change_to("4"))
    assert (await company.order()).amount == 40


async def test_an_issued_order_with_a_suspended_supplier_shrinks_but_does_not_grow(
    company: Company,
) -> None:
    await company.orders(line("5", "10"))
    await company.do(
        SuspendSupplier(
            now=NOW, supplier_id=id_of("medline"), suspended_by="carla", reason_code="fraud"
        )
    )
    with pytest.raises(SupplierNotEligible):
        await company.do(change_to("6"))
    dearer = ChangedLine(line=1, unit_price=Decimal(11))
    with pytest.raises(SupplierNotEligible):
        await company.do(
            ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(dearer,))
        )
    await company.do(change_to("4"))
    assert (await company.order()).amount == 40


async def test_a_line_stays_cancelled_once_its_requisition_is_too(company: Company) -> None:
    await wish(company, "80", "10")
    await company.drafts(line("80", "10", requisition_id=WISH, requisition_line=1))
    about: dict[str, Any] = {"now": NOW, "purchase_order_id": id_of("PO-1"), "line": 1}
    await company.do(CancelPurchaseOrderLine(**about, reason_code="not_needed"))
    await company.do(CancelRequisition(now=NOW, requisition_id=WISH, reason_code="not_needed"))
    with pytest.raises(PurchaseOrderRequisitionCancelled):
        await company.do(ReopenPurchaseOrderLine(**about, undo="cancelled"))


async def test_who_took_the_goods_of_an_emergency_in_does_not_ratify_it(company: Company) -> None:
    await company.do(order("PO-1", line("5", "10"), order_type="emergency"))
    await company.submits()
    await company.issues()
    await company.do(post("GR-1", "5"))
    stand: dict[str, Any] = {"now": NOW, "purchase_order_id": id_of("PO-1")}
    with pytest.raises(PurchaseOrderRatifiedByParticipant, match="receiver"):
        await company.do(RatifyEmergencyOrder(**stand, ratified_by="rico"))
    await company.do(RatifyEmergencyOrder(**stand, ratified_by="mona"))
    assert (await company.order()).ratified_by == "mona"


async def test_growth_is_judged_again_on_the_day_on_which_it_is_agreed_to(
    company: Company,
) -> None:
    await company.has_item("gloves")
    other = line("5", "10", number=2)
    await company.orders(line("5", "10", item_id=id_of("gloves")), other)
    grown = ChangedLine(line=2, quantity=Decimal(100))
    change = ImplementChangeOrder(now=NOW, purchase_order_id=id_of("PO-1"), lines=(grown,))
    await company.do(change)
    case = (await company.order()).approval_case_id
    assert case is not None
    suspended = SuspendSupplier(
        now=NOW, supplier_id=id_of("medline"), suspended_by="carla", reason_code="fraud"
    )
    await company.do(suspended)
    with pytest.raises(SupplierNotEligible):
        await company.agrees("mona", case)
    cleared = ReinstateSupplier(
        now=NOW, supplier_id=id_of("medline"), reinstated_by="cora", reason_code="cleared"
    )
    await company.do(cleared)
    await recall(company)  # Of what the change does not touch: it was agreed to before.
    await company.agrees("mona", case)
    assert (await company.order()).stage == "issued"
