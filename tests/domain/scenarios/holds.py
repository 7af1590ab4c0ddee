"""Payments that people stop in a scenario, until a day or until somebody releases the hold."""

import re
from datetime import date, timedelta
from typing import Final

from domain.invoices.commands import LengthenInvoiceHold, PlaceInvoiceHold, ReleaseInvoiceHold
from domain.invoices.state import INVOICE, Hold
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios.world import Reader, When, World

FIRST: Final = "INV-1"


async def hold(world: World, _said: re.Match[str]) -> None:
    """A person stops the payment."""
    await stop(world)


async def hold_until_yesterday(world: World, _said: re.Match[str]) -> None:
    """A person stops the payment until a day that has passed."""
    await stop(world, TODAY - timedelta(days=1))


async def stop(world: World, until: date | None = None) -> None:
    """Anna stops the payment."""
    await world.company.do(
        PlaceInvoiceHold(
            now=NOW,
            invoice_id=id_of(FIRST),
            placed_by="anna",
            reason_code="inquiry",
            until=until,
        )
    )


async def release_hold(world: World) -> None:
    """A person lets the payment go."""
    await world.company.do(
        ReleaseInvoiceHold(
            now=NOW,
            invoice_id=id_of(FIRST),
            hold=1,
            released_by="amir",
            roles=world.company.roles,
            reason_code="cleared",
        )
    )


async def change_release_date(world: World, _said: re.Match[str]) -> None:
    """A person lets the hold last longer."""
    await world.company.do(
        LengthenInvoiceHold(
            now=NOW,
            invoice_id=id_of(FIRST),
            hold=1,
            changed_by="anna",
            reason_code="inquiry",
            until=TODAY + timedelta(days=20),
        )
    )


async def release_date(world: World) -> str | None:
    """The last day of the hold by hand."""
    days = (each.until for each in await _standing(world))
    return next((day.isoformat() for day in days if day is not None), None)


async def on_hold(world: World) -> bool:
    """Whether anything stops the payment."""
    return bool(await _standing(world))


async def _standing(world: World) -> tuple[Hold, ...]:
    return (await world.company.state(INVOICE, id_of(world.invoices[-1]))).holds


WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"hold", hold),
    (r"hold until yesterday", hold_until_yesterday),
    (r"change release date", change_release_date),
)
READERS: Final[dict[str, Reader]] = {"on_hold": on_hold, "release_date": release_date}
