"""Invoices that are due in parts, as their supplier agreed."""

import re
from decimal import Decimal
from typing import Any, Final

from domain.invoices.events import InvoiceCaptured
from domain.invoices.state import INVOICE
from domain.suppliers.commands import AgreeSupplierPaymentTerms
from tests.application.company import NOW, id_of
from tests.domain.scenarios.bills import bill
from tests.domain.scenarios.world import Given, Reader, When, World

_PER_CENT: Final = Decimal("0.01")  # Elsewhere a part is a fraction.


async def terms(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """When the supplier of the order is paid."""
    order = await world.order()
    await world.company.do(
        AgreeSupplierPaymentTerms(
            now=NOW,
            supplier_id=order.supplier_id,
            instalments=tuple((Decimal(str(each["pct"])), each["days"]) for each in told),
            agreed_by="cora",
        )
    )


async def bill_receipt(world: World, _said: re.Match[str]) -> None:
    """What came is billed."""
    lines = (await world.order()).lines
    await bill(world, {number: line.received for number, line in lines.items()})


async def fractions(world: World) -> list[Decimal]:
    """Which part of the latest invoice is due on each of its days."""
    captured = (await world.company.events(INVOICE, id_of(world.invoices[-1])))[0]
    assert isinstance(captured, InvoiceCaptured), "an invoice begins with its capture"
    return [(each.percent or Decimal(0)) * _PER_CENT for each in captured.instalments or ()]


GIVEN: Final[dict[str, Given]] = {"supplier_terms": terms}
WHEN: Final[tuple[tuple[str, When], ...]] = ((r"invoice from receipt", bill_receipt),)
READERS: Final[dict[str, Reader]] = {"schedule_fractions": fractions}
