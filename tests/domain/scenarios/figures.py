"""Key figures, answered by the questions that the dashboard asks, over the scenario's own log."""

import re
from decimal import Decimal
from typing import Final, NamedTuple

import psycopg

from adapters.postgres.log_reader import read, recorded
from domain.event import Recorded
from domain.purchase_orders.commands import CancelPurchaseOrderLine
from projections.supplier_performance import SUPPLIER_PERFORMANCE
from tests.application.company import NOW, id_of
from tests.domain.scenarios.world import ORDER, Reader, When, World
from tests.projections.by_hand import answered

EVENTS_MAX: Final = 100_000


class Told(NamedTuple):
    """What happened in a scenario."""

    events: list[Recorded]


async def close_rest(world: World, _said: re.Match[str]) -> None:
    """What has not come is not wanted any more."""
    for number, line in (await world.order()).lines.items():
        if line.uncommitted:
            await world.company.do(
                CancelPurchaseOrderLine(
                    now=NOW,
                    purchase_order_id=id_of(ORDER),
                    line=number,
                    reason_code="not-needed",
                )
            )


async def on_time(world: World) -> Decimal:
    """How much of what was due came in time, by unit, as the supplier's scorecard says."""
    with psycopg.connect(world.database_url) as connection:
        rows = read(connection, 0, EVENTS_MAX, world.company.tenant)
    told = Told([recorded(row) for row in rows])
    (card,) = answered(world.database_url, SUPPLIER_PERFORMANCE, told, "supplier_scorecard")
    return Decimal(card["on_time_units_pct"])


WHEN: Final[tuple[tuple[str, When], ...]] = ((r"close without backorder", close_rest),)
READERS: Final[dict[str, Reader]] = {"on_time_rate_pct": on_time}
