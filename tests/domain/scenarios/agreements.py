"""Price agreements: what is left of them, their quantity breaks, and prices by another unit."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from domain.agreements.commands import (
    ActivatePriceAgreement,
    ConfirmPrices,
    DraftPriceAgreement,
    ProposePrices,
    SignPriceAgreement,
    StatedPrice,
)
from domain.agreements.terms import Cap, PriceBreak
from domain.catalogue.commands import ActivateCatalogueItem, RequestCatalogueItem
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, OrderedLine
from domain.quantity import Pack
from tests.application.company import EACH, NOW, TODAY, id_of
from tests.domain.scenarios.bills import bill_all
from tests.domain.scenarios.world import ORDER, Given, Reader, When, World

AGREEMENT: Final = "PA-1"
GRAMS_OF_KILO: Final = 1_000


async def remaining(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An agreement of which so many units are left."""
    await world.has_item("A")
    await _agree(world, Cap(quantity=Decimal(told), unit="EA"))


async def breaks(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """Prices by quantity; the first is the price of one."""
    await world.has_item("A")
    first, *others = told
    await _agree(world)
    await _price(
        world,
        StatedPrice(
            item_id=id_of("A"),
            unit="EA",
            unit_price=Decimal(first["price"]),
            starts_on=TODAY,
            breaks=tuple(
                PriceBreak(quantity=each["min_qty"], unit_price=each["price"]) for each in others
            ),
        ),
    )


async def grams_per_unit(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An item kept in grams, ordered by the piece and priced by the kilogram."""
    packs = (
        Pack(unit="EA", base_unit="GRM", numerator=told),
        Pack(unit="KGM", base_unit="GRM", numerator=GRAMS_OF_KILO),
    )
    await _item_by(world, "A", "GRM", *packs)
    await _agree(world)


async def other_unit(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A product by weight only; the agreement prices pieces."""
    assert told == "kg", told
    await _item_by(world, "B", "KGM")
    await _agree(world)


async def order(world: World, said: re.Match[str]) -> None:
    """So many under the agreement, at its price where it has one; else price is another matter."""
    is_priced = "price_breaks" in world.facts
    await _order(
        world,
        Decimal(said["quantity"]),
        EACH,
        unit_price=None if is_priced else Decimal(1),
    )


async def change(world: World, said: re.Match[str]) -> None:
    """Approved or billed first where that is said, the line then wants another quantity."""
    if said["first"] == "approve, ":
        await world.in_force()
    if said["first"] == "bill, ":
        await bill_all(world, said)
    changed = ChangedLine(line=1, quantity=Decimal(said["quantity"]))
    await world.company.do(
        ImplementChangeOrder(now=NOW, purchase_order_id=id_of(ORDER), lines=(changed,))
    )


async def price_by_kilo(world: World, said: re.Match[str]) -> None:
    """The agreement gets a price by the kilogram; one piece is ordered at it."""
    await _price(
        world,
        StatedPrice(
            item_id=id_of("A"), unit="KGM", unit_price=Decimal(said["price"]), starts_on=TODAY
        ),
    )
    grams = world.facts["factor_g_per_unit"]
    pack = Pack(unit="EA", base_unit="GRM", numerator=grams)
    await _order(world, Decimal(1), pack, unit_price=None)


async def change_product(world: World, _said: re.Match[str]) -> None:
    """The price of a piece is stated for the product that is sold by weight."""
    await _price(
        world,
        StatedPrice(item_id=id_of("B"), unit="EA", unit_price=Decimal(1), starts_on=TODAY),
    )


async def unit_price(world: World) -> Decimal:
    """What one of the first line costs."""
    return (await world.order()).lines[1].terms.unit_price


async def _order(
    world: World, quantity: Decimal, pack: Pack, *, unit_price: Decimal | None
) -> None:
    line = OrderedLine(
        line=1,
        description="A",
        item_class="consumable",
        quantity=quantity,
        pack=pack,
        unit_price=unit_price,
        item_id=id_of("A"),
        agreement=AGREEMENT,
    )
    await world.company.drafts(line, name=f"PO-{len(world.steps) + 1}")


async def _agree(world: World, cap: Cap | None = None) -> None:
    await world.company.has_supplier()
    agreement_id = id_of(AGREEMENT)
    await world.company.do(
        DraftPriceAgreement(
            now=NOW,
            price_agreement_id=agreement_id,
            number=AGREEMENT,
            kind="blanket" if cap else "local",
            supplier_id=id_of("medline"),
            description="Gloves",
            currency="USD",
            starts_on=TODAY,
            ends_on=TODAY + timedelta(days=365),
            cap=cap,
            drafted_by="dora",
        )
    )
    await world.company.do(
        SignPriceAgreement(
            now=NOW, price_agreement_id=agreement_id, signed_on=TODAY, signed_by="sven"
        )
    )
    await world.company.do(
        ActivatePriceAgreement(now=NOW, price_agreement_id=agreement_id), person="sven"
    )


async def _price(world: World, price: StatedPrice) -> None:
    await world.company.do(
        ProposePrices(
            now=NOW, price_agreement_id=id_of(AGREEMENT), prices=(price,), proposed_by="dora"
        )
    )
    await world.company.do(
        ConfirmPrices(now=NOW, price_agreement_id=id_of(AGREEMENT), proposal=1, confirmed_by="sven")
    )


async def _item_by(world: World, name: str, base_unit: str, *packs: Pack) -> None:
    await world.company.do(
        RequestCatalogueItem(
            now=NOW,
            item_id=id_of(name),
            number=name,
            description=name,
            item_class="consumable",
            base_unit=base_unit,
            packs=packs,
        )
    )
    await world.company.do(ActivateCatalogueItem(now=NOW, item_id=id_of(name)))


async def _nothing(_world: World, _told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """Pieces are what the agreement prices."""


GIVEN: Final[dict[str, Given]] = {
    "agreement_remaining": remaining,
    "price_breaks": breaks,
    "factor_g_per_unit": grams_per_unit,
    "agreement_uom": _nothing,
    "new_product_uom": other_unit,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"order (?P<quantity>[0-9.]+)", order),
    (r"(?P<first>approve, |bill, |)change to (?P<quantity>[0-9.]+)", change),
    (r"set price (?P<price>[0-9.]+) per kg", price_by_kilo),
    (r"change product", change_product),
)
READERS: Final[dict[str, Reader]] = {"unit_price": unit_price}
