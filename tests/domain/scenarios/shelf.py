"""Figures of the shelf, which decide how much a store room asks for."""

from decimal import Decimal
from typing import Final

from domain.quantity import Pack, in_base
from domain.requisitions import replenishment
from tests.domain.scenarios.world import Reader, World


async def stock_on_hand(world: World) -> Decimal:
    """What has to be on the shelf."""
    return replenishment.stock_on_hand(
        *_numbers(world, "beginning", "received", "adjustments", "consumed")
    )


async def consumed(world: World) -> Decimal:
    """What must have been used."""
    return replenishment.consumption(
        *_numbers(world, "beginning", "received", "adjustments", "stock_on_hand")
    )


async def adjusted_consumption(world: World) -> Decimal:
    """What would have been used with stock on every day."""
    used, days, months = _numbers(world, "consumed", "stockout_days", "months")
    return replenishment.adjusted_consumption(used, int(days), int(months))


async def stockout_days(world: World) -> int:
    """Days without stock, no more than the period has."""
    reported, months = _numbers(world, "reported_stockout_days", "months")
    return replenishment.capped_stockout_days(int(reported), int(months))


async def max_stock(world: World) -> Decimal:
    """The par level."""
    return replenishment.max_stock(*_numbers(world, "average", "max_periods"))


async def order_quantity(world: World) -> Decimal:
    """What brings the shelf to its par level."""
    (on_hand,) = _numbers(world, "stock_on_hand")
    return replenishment.order_quantity(await max_stock(world), on_hand)


async def total_cost(world: World) -> str:
    """What the packs cost."""
    (price,) = _numbers(world, "price_per_pack")
    return str(replenishment.total_cost(world.facts["packs"], price, "USD"))


async def packed(world: World) -> list[Decimal]:
    """Packs in base units; a pack that says nothing holds one."""
    totals = []
    for quantity, size in world.facts["qty_pack"]:
        pack = Pack(unit="PK", base_unit="EA", **({"numerator": size} if size else {}))
        totals.append(in_base(Decimal(quantity or 0), pack))
    return totals


def _numbers(world: World, *names: str) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(world.facts[name])) for name in names)


READERS: Final[dict[str, Reader]] = {
    "stock_on_hand": stock_on_hand,
    "consumed": consumed,
    "adjusted_consumption": adjusted_consumption,
    "stockout_days": stockout_days,
    "max_stock": max_stock,
    "order_qty": order_quantity,
    "total_cost": total_cost,
}
