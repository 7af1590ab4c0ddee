"""Bills whose lines state rates of tax."""

import re
from decimal import Decimal
from typing import Final

from domain.invoices.state import Invoice
from domain.invoices.taxes import calculated_tax
from tests.domain.scenarios.bills import bill, latest
from tests.domain.scenarios.world import Reader, World


async def post(world: World, _said: re.Match[str]) -> None:
    """The supplier bills every line, with the tax that its rates make."""
    await world.reached()
    ordered = (await world.order()).lines
    quantities = {number: line.ordered for number, line in ordered.items()}
    rates = {
        number: Decimal(str(told["tax_pct"]))
        for number, told in enumerate(world.lines, start=1)
        if "tax_pct" in told
    }
    await bill(world, quantities, rates=rates)


async def net(world: World) -> Decimal:
    """What the lines of the latest bill ask for."""
    return sum((line.amount for line in (await latest(world)).lines), Decimal(0))


async def tax(world: World) -> Decimal | None:
    """What the tax of the latest bill works out to."""
    invoice: Invoice = await latest(world)
    assert invoice.tax_rounding is not None, "its lines state rates"
    works_out = calculated_tax(invoice.lines, invoice.currency, invoice.tax_rounding)
    assert invoice.tax == works_out, "nobody billed another tax"
    return works_out


READERS: Final[dict[str, Reader]] = {"net": net, "tax": tax}
