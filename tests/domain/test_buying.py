"""What the catalogue says is heard wherever a line is asked for or ordered."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from domain.catalogue.events import CatalogueItemActivated, CatalogueItemRequested
from domain.catalogue.lifecycle_errors import CatalogueItemPhasedOut, CatalogueItemRestrictedHere
from domain.catalogue.lifecycle_events import (
    CatalogueItemPhaseOutStarted,
    CatalogueItemRestricted,
)
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.errors import Rejected
from domain.event import Event
from domain.purchase_orders import change_orders
from domain.purchase_orders import decide as orders
from domain.purchase_orders.commands import AddPurchaseOrderLine, CreatePurchaseOrder
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions import decide as requisitions
from domain.requisitions.commands import AddRequisitionLine, ChangeRequisitionLine
from domain.requisitions.state import REQUISITION
from tests.domain import orders as told
from tests.domain import requisition_facts as asked
from tests.domain.scenario import folded, given

REQUESTED: Final = CatalogueItemRequested(
    item_id=asked.GLOVES,
    number="I-1",
    description="Gloves",
    item_class="medical",
    base_unit="EA",
)
NOT_HERE: Final = CatalogueItemRestricted(reason_code="no_room", not_at=("NORTH",))
ENDED: Final = CatalogueItemPhaseOutStarted(last_order_on=date(2026, 2, 28), reason_code="old")
REFUSALS: Final = [(NOT_HERE, CatalogueItemRestrictedHere), (ENDED, CatalogueItemPhasedOut)]
refused = pytest.mark.parametrize(("event", "refusal"), REFUSALS)


def gloves(*events: Event) -> CatalogueItem:
    return folded(CATALOGUE_ITEM, REQUESTED, CatalogueItemActivated(), *events)


@refused
def test_a_requisition_asks_for_nothing_that_its_facility_may_not_buy(
    event: Event, refusal: type[Rejected]
) -> None:
    items = {asked.GLOVES: gloves(event)}
    line = asked.wanted(1, item_id=asked.GLOVES)
    given(REQUISITION).when(requisitions.create, asked.create(line), items).rejected(refusal)
    draft = given(REQUISITION, asked.created(), asked.added())
    add = AddRequisitionLine(now=asked.NOW, requisition_id=asked.ID, line=replace(line, line=2))
    draft.when(requisitions.add_line, add, items).rejected(refusal)
    change = ChangeRequisitionLine(now=asked.NOW, requisition_id=asked.ID, line=line)
    draft.when(requisitions.change_line, change, items).rejected(refusal)


@refused
def test_a_draft_is_not_submitted_once_its_item_is_refused(
    event: Event, refusal: type[Rejected]
) -> None:
    line = asked.wanted(1, item_id=asked.GLOVES)
    (created, added) = requisitions.create(None, asked.create(line), {asked.GLOVES: gloves()})
    draft = given(REQUISITION, created, added)
    draft.when(requisitions.submit, asked.SUBMIT, {asked.GLOVES: gloves(event)}).rejected(refusal)


@refused
def test_an_order_orders_nothing_that_its_facility_may_not_buy(
    event: Event, refusal: type[Rejected]
) -> None:
    items = {asked.GLOVES: gloves(event)}
    line = told.ordered_line(item_id=asked.GLOVES, item_class="medical")
    create = CreatePurchaseOrder(
        now=told.NOW,
        purchase_order_id=told.ORDER.id,
        number=told.ORDER.number,
        supplier_id=told.MEDLINE,
        legal_entity="NHS",
        facility="NORTH",
        currency="USD",
        department="SURGERY",
        buyer_id="bella",
        payment_terms="NET30",
        lines=(line,),
    )
    given(PURCHASE_ORDER).when(orders.create, create, told.medline(), items).rejected(refusal)
    elsewhere = {asked.GLOVES: gloves(NOT_HERE)}
    orders.create(None, replace(create, facility="SOUTH"), told.medline(), elsewhere)
    add = AddPurchaseOrderLine(
        now=told.NOW, purchase_order_id=told.ORDER.id, line=replace(line, line=2)
    )
    given(PURCHASE_ORDER, told.created(), told.added()).when(
        change_orders.add_line, add, items
    ).rejected(refusal)
