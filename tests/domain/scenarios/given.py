"""What a scenario starts from: one function for each key of `given`, in the order of the table."""

from datetime import timedelta
from decimal import Decimal
from typing import Any, Final, Literal

from domain.catalogue.events import Control
from domain.legal_entities.commands import AddLegalEntityFacility, RegisterLegalEntity
from domain.purchase_orders.commands import PlacePurchaseOrderHold
from domain.receipts.commands import ReceivedLine
from domain.requisitions.commands import CreateRequisition, RequestedLine, SubmitRequisition
from domain.suppliers.commands import PlaceSupplierHold
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios import (
    advances,
    agreements,
    amendments,
    asking,
    bills,
    carried,
    found,
    grouped,
    instalments,
    ledgers,
    matches,
    over_receipts,
    projects,
    proposals,
    refunds,
    wishes,
)
from tests.domain.scenarios.world import ORDER, Given, World


async def requisition(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An approved wish, which the order's lines of the same item take up."""
    await world.has_item(told["item"])
    line = RequestedLine(
        line=1,
        description=told["item"],
        item_class="consumable",
        quantity=Decimal(str(told["qty"])),
        unit="EA",
        unit_price=Decimal(1),
        item_id=id_of(told["item"]),
    )
    await world.company.do(
        CreateRequisition(
            now=NOW,
            requisition_id=id_of("R-1"),
            number="R-1",
            kind="stock",
            requester_id="rita",
            legal_entity="NHS",
            facility="NORTH",
            department="SURGERY",
            currency="USD",
            deliver_to="STORE",
            lines=(line,),
        )
    )
    case = id_of("CASE of R-1")
    await world.company.do(
        SubmitRequisition(now=NOW, requisition_id=id_of("R-1"), approval_case_id=case)
    )


async def purchase_order(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A draft; whoever needs it further brings it into the state that is told."""
    if "entity" in told:
        await _entities(world, told)
    lines = [dict(each) for each in found.lines_told(told.get("lines", [told]))]
    wish = world.facts.get("requisition")
    for each in lines:
        if wish is not None and each.get("item") == wish["item"]:
            each |= {"requisition_id": id_of("R-1"), "requisition_line": 1, "unit_price": 1}
    world.wanted_stage = told.get("state", "draft")
    world.lines = lines
    if "entity" not in told:
        await world.has_order(lines)


async def one_line(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of one line that is in force."""
    world.wanted_stage = "approved"
    await world.has_order([told])


async def received(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """What has arrived of the order: a quantity of line 1, or quantities by line."""
    if isinstance(told, list) and "po_lines" in world.facts:
        return  # It comes once the lines stand.
    if isinstance(told, list):
        await proposals.received_lines(world, [{"qty": each} for each in told])
        return
    if not {"po", "po_line"} & world.facts.keys():
        return  # A figure of the shelf.
    await world.reached()
    by_line = told if isinstance(told, dict) else {"1": told}
    for line, quantity in by_line.items():
        await world.receive(
            ReceivedLine(purchase_order_line=int(line), quantity=Decimal(str(quantity)))
        )


async def several_lines(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A draft of these lines, or an order in force of which so much of each has come."""
    await world.has_order(found.lines_told(told))
    if "received" in world.facts:
        await world.in_force()
        came = enumerate(world.facts["received"], start=1)
        await world.receive(
            *(ReceivedLine(purchase_order_line=line, quantity=Decimal(each)) for line, each in came)
        )


async def receipts(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """These quantities of the first line arrived, one after the other; a named one is a piece."""
    quantities = [Decimal(1 if isinstance(each, str) else str(each)) for each in told]
    if not {"po", "po_line"} & world.facts.keys():
        world.wanted_stage = "approved"
        await world.has_order([{"qty": sum(quantities)}])
    await world.reached()
    for quantity in quantities:
        await world.receive(ReceivedLine(purchase_order_line=1, quantity=quantity))


async def returned(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """What has gone back of the first receipt."""
    await world.send_back(Decimal(str(told)), world.receipts[0])


async def receipt(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """Goods of one order that have arrived, by lot or serial where that is told."""
    quantity = Decimal(str(told["qty"]))
    known: tuple[Control, ...] = ("lot", "serial")
    controls = tuple(each for each in known if each in told)
    line = {"item": "A", "qty": told["qty"], "unit_price": told.get("unit_price", 10)}
    world.wanted_stage = "approved"
    await world.has_order([line], controls=controls)
    expired = world.facts.get("lot_expiry") == "yesterday"
    world.issued_at = NOW - timedelta(days=30) if expired else NOW
    await world.reached()
    await world.receive(
        ReceivedLine(
            purchase_order_line=1,
            quantity=quantity,
            lot=told.get("lot"),
            expires_on=TODAY - timedelta(days=1) if expired else None,
            serials=(told["serial"],) if "serial" in told else (),
        ),
        on=TODAY - timedelta(days=30) if expired else TODAY,
    )


async def receipt_line(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """What the receiver found; it is counted at the step."""
    world.wanted_stage = "approved"
    await world.has_order([{"item": "A", "qty": told["received"]}], controls=("serial",))
    await world.reached()


async def order_status(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The order stands still, after one piece of it has come: so only the hold stops its bill."""
    assert told == "on hold", told
    await world.reached()
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=Decimal(1)))
    await world.company.do(
        PlacePurchaseOrderHold(now=NOW, purchase_order_id=id_of(ORDER), reason_code="audit")
    )


async def order_state(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order that nobody approved yet, asked for or not."""
    await world.has_order([{"item": "A", "qty": 10, "unit_price": 500}])
    if told == "pending approval":
        await world.company.submits(ORDER)


async def chain(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order so dear that as many people have to agree."""
    steps = len(told) - 1  # The requester does not decide.
    assert steps == 2, told
    await world.has_order([{"item": "A", "qty": 10, "unit_price": 5000}])


async def supplier(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A supplier of whom somebody wants nothing more, of one kind."""
    if isinstance(told, str):
        return  # Who supplies the order of the scenario.
    await world.company.has_supplier()
    scope: Literal["invoice", "payment"] = "invoice" if told["hold"] == "invoices" else "payment"
    await world.company.do(
        PlaceSupplierHold(
            now=NOW,
            supplier_id=id_of("medline"),
            scope=scope,
            reason_code="audit",
            until=TODAY if told.get("release_date") == "today" else None,
        )
    )


async def nothing_to_do(_world: World, _told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The step itself, or what is read in the end, looks it up."""


async def _entities(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    await world.company.has_supplier()
    for entity in (told["entity"], told["ship_to_entity"]):
        await world.company.do(
            RegisterLegalEntity(now=NOW, legal_entity=entity, name=entity, currency="USD")
        )
        await world.company.do(
            AddLegalEntityFacility(
                now=NOW, legal_entity=entity, facility=f"{entity}-SITE", name=entity
            )
        )


GIVEN: Final[dict[str, Given]] = {
    "requisition": requisition,
    "po": purchase_order,
    "po_line": one_line,
    "received": received,
    "receipt": receipt,
    "returned": returned,
    "receipt_line": receipt_line,
    "po_status": order_status,
    "po_state": order_state,
    "chain": chain,
    "supplier": supplier,
    **wishes.GIVEN,
    **grouped.GIVEN,
    **advances.GIVEN,
    **agreements.GIVEN,
    **asking.GIVEN,
    **over_receipts.GIVEN,
    **bills.GIVEN,
    **instalments.GIVEN,
    **refunds.GIVEN,
    **matches.GIVEN,
    **amendments.GIVEN,
    **proposals.GIVEN,
    **ledgers.GIVEN,
    **projects.GIVEN,
    **found.GIVEN,
    **carried.GIVEN,
    "po_lines": several_lines,
    "receipts": receipts,
    **found.OF_THE_ORDER,
    **dict.fromkeys(
        (
            *("open_on_order_before", "open_on_order_before_po", "lot_expiry"),
            *("beginning", "adjustments", "consumed", "stock_on_hand", "average"),
            *("max_periods", "months", "stockout_days", "reported_stockout_days"),
            *("packs", "price_per_pack", "qty_pack", "requested", "approved"),
            *("skip_authorisation", "received_qty", "previously_invoiced_qty"),
            *("remaining_to_invoice_R", "invoiceable_J"),
            *("po_lines_suppliers", "invoice_line_po_line"),
        ),
        nothing_to_do,
    ),
}
