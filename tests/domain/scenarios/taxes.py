"""Bills whose lines state rates of tax, and what they put into the books."""

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from domain.accounting import journal_entries
from domain.event import Event, Recorded
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.taxes import calculated_tax
from domain.postings import Account
from tests.application.company import id_of
from tests.domain.scenarios.bills import bill, latest
from tests.domain.scenarios.world import Reader, World

_ACCOUNTS: Final[dict[Account, str]] = {
    "accounts_payable": "payable",
    "expense": "expense",
    "input_tax": "tax",
}


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


async def ledger(world: World) -> dict[str, dict[str, Decimal]]:
    """What the latest bill put on each account and side, under the scenarios' names."""
    found: dict[str, dict[str, Decimal]] = {}
    document = id_of(world.invoices[-1])
    for event in await world.company.events(INVOICE, document):
        for line in journal_entries(_recorded(world, event, document)):
            side = "debit" if Decimal(line.debit) else "credit"
            sums = found.setdefault(_ACCOUNTS[line.account], {})
            sums[side] = sums.get(side, Decimal(0)) + Decimal(line.debit) + Decimal(line.credit)
    return found


def _recorded(world: World, event: Event, document: str) -> Recorded:
    """The fact as the books read it; where it stands in the log is of no matter to them."""
    return Recorded(
        epoch=1,
        offset=1,
        tenant=world.company.tenant,
        position=1,
        stream=INVOICE.stream(document),
        version=1,
        type=event.TYPE,
        recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
        metadata={"event_id": document, "number": world.invoices[-1]},
        data=event.model_dump(mode="json", exclude_none=True),
    )


READERS: Final[dict[str, Reader]] = {"net": net, "tax": tax, "ledger": ledger}
