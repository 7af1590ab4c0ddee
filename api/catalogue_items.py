"""HTTP for catalogue items: request, activate, retire, recall. Rules are in `domain/catalogue`."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import ITEM, example
from api.reads import add_reads
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    AssignCatalogueItemGtin,
    DefineCatalogueItemHandling,
    LiftCatalogueItemRecall,
    PackageGtin,
    PlaceCatalogueItemRecall,
    RequestCatalogueItem,
    RetireCatalogueItem,
    WithdrawCatalogueItemGtin,
)
from domain.catalogue.events import Control, Handling, RecallClass
from domain.ids import Code, Id, Number, Text
from domain.quantity import Pack, Unit
from projections.catalogue_items import CATALOGUE_ITEMS

router: Final = command_router("/v1/catalogue-items", "catalogue items")


class RequestCatalogueItemBody(CommandBody):
    """An item as its maker describes it."""

    model_config = example(
        id=ITEM,
        number="ITEM-2001",
        description="Nitrile examination gloves, medium",
        item_class="medical_supplies",
        base_unit="EA",
        packs=[{"unit": "BX", "base_unit": "EA", "numerator": 100}],
        gtin="09506000134352",
        manufacturer="Northside Medical",
        manufacturer_number="NM-GLV-M",
        package_gtins=[{"unit": "BX", "gtin": "19506000134359"}],
        handling={
            "controls": ["lot", "expiry"],
            "shelf_life_days_min": 180,
            "udi_required": True,
        },
    )

    id: Id | None = None
    number: Number | None = None
    description: Text
    item_class: Code
    base_unit: Unit
    packs: tuple[Pack, ...] = ()
    gtin: Number | None = None
    manufacturer: Text | None = None
    manufacturer_number: Text | None = None
    controls: tuple[Control, ...] = ()
    package_gtins: tuple[PackageGtin, ...] = ()
    handling: Handling | None = None


class DefineHandlingBody(CommandBody):
    """How units are handled; it replaces all that was said before, controls too."""

    model_config = example(
        handling={
            "controls": ["lot", "expiry"],
            "shelf_life_days_min": 90,
            "udi_required": True,
        }
    )

    handling: Handling


class AssignGtinBody(CommandBody):
    """The label of one packaging level."""

    model_config = example(unit="BX", gtin="29506000134356")

    unit: Unit
    gtin: Number


class WithdrawGtinBody(CommandBody):
    """Which label is no longer the item's, and why."""

    model_config = example(gtin="29506000134356", reason_code="label-replaced")

    gtin: Number
    reason_code: Code


class RetireCatalogueItemBody(CommandBody):
    """Why nothing more of it is bought."""

    model_config = example(reason_code="replaced")

    reason_code: Code


class PlaceRecallBody(CommandBody):
    """Which units are unsafe, and who says so. Without lots and serials: every unit."""

    model_config = example(
        recall="Z-2104-2026",
        recall_class="II",
        source="fda",
        lots=["LOT-0731", "LOT-0732"],
        reason_code="sterility",
    )

    recall: Number
    recall_class: RecallClass
    source: Code
    reason_code: Code
    lots: tuple[Number, ...] = ()
    serials: tuple[Number, ...] = ()


class LiftRecallBody(CommandBody):
    """Which recall is over, and why."""

    model_config = example(recall="Z-2104-2026", reason_code="lots-replaced")

    recall: Number
    reason_code: Code


@router.post("", status_code=201)
async def request_catalogue_item(
    body: RequestCatalogueItemBody, conversation: ConversationOfRequest
) -> Accepted:
    """Describes an item; it can be ordered once it is activated."""
    return await conversation.send(
        RequestCatalogueItem(
            item_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "ITEM"),
            description=body.description,
            item_class=body.item_class,
            base_unit=body.base_unit,
            packs=body.packs,
            gtin=body.gtin,
            manufacturer=body.manufacturer,
            manufacturer_number=body.manufacturer_number,
            controls=body.controls,
            package_gtins=body.package_gtins,
            handling=body.handling,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/handling")
async def define_catalogue_item_handling(
    item_id: Id, body: DefineHandlingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says what is recorded of each unit, how cold it stays, what is special about it."""
    return await conversation.send(
        DefineCatalogueItemHandling(
            item_id=item_id, handling=body.handling, now=conversation.moment(body)
        )
    )


@router.post("/{item_id}/gtins")
async def assign_catalogue_item_gtin(
    item_id: Id, body: AssignGtinBody, conversation: ConversationOfRequest
) -> Accepted:
    """Names one packaging level by the GTIN on its label; a GTIN names one level of one item."""
    return await conversation.send(
        AssignCatalogueItemGtin(
            item_id=item_id, unit=body.unit, gtin=body.gtin, now=conversation.moment(body)
        )
    )


@router.post("/{item_id}/gtins/withdraw")
async def withdraw_catalogue_item_gtin(
    item_id: Id, body: WithdrawGtinBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes a GTIN off the item; another may bear it then."""
    return await conversation.send(
        WithdrawCatalogueItemGtin(
            item_id=item_id,
            gtin=body.gtin,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/activate")
async def activate_catalogue_item(
    item_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Opens the item for requisitions and orders."""
    return await conversation.send(
        ActivateCatalogueItem(item_id=item_id, now=conversation.moment(body))
    )


@router.post("/{item_id}/retire")
async def retire_catalogue_item(
    item_id: Id, body: RetireCatalogueItemBody, conversation: ConversationOfRequest
) -> Accepted:
    """Closes the item for new orders; old ones stand."""
    return await conversation.send(
        RetireCatalogueItem(
            item_id=item_id, reason_code=body.reason_code, now=conversation.moment(body)
        )
    )


@router.post("/{item_id}/recalls")
async def place_catalogue_item_recall(
    item_id: Id, body: PlaceRecallBody, conversation: ConversationOfRequest
) -> Accepted:
    """Marks units as unsafe. What was received of them: `/v1/questions/recall-exposure`."""
    return await conversation.send(
        PlaceCatalogueItemRecall(
            item_id=item_id,
            recall=body.recall,
            recall_class=body.recall_class,
            source=body.source,
            placed_by=conversation.actor_id,
            reason_code=body.reason_code,
            lots=body.lots,
            serials=body.serials,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/recalls/lift")
async def lift_catalogue_item_recall(
    item_id: Id, body: LiftRecallBody, conversation: ConversationOfRequest
) -> Accepted:
    """Declares the units of a recall safe again, by somebody else than who placed it."""
    return await conversation.send(
        LiftCatalogueItemRecall(
            item_id=item_id,
            recall=body.recall,
            lifted_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


add_reads(router, CATALOGUE_ITEMS, "catalogue_item")
