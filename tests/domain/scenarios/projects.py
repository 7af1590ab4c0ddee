"""Several currencies: what projects cost in that of the books, and bills of orders in another."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.state import EXCHANGE_RATE, exchange_rate_id, rate_between
from domain.invoices.commands import VoidInvoice
from domain.legal_entities.commands import AddLegalEntityFacility, RegisterLegalEntity
from domain.purchase_orders.billing import in_currency, proposed_bill
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.lines import CostShare
from tests.application.company import EACH, NOW, TODAY, id_of
from tests.domain.scenarios.bills import billed_line, put_on_file
from tests.domain.scenarios.ledgers import journal_lines
from tests.domain.scenarios.world import Given, Reader, When, World

BASE: Final = "INR"  # The books' currency, where a scenario calls it base.
PROJECT: Final = CostShare(
    cost_centre="RESEARCH", account="6100", project="TRIAL", weight=Decimal(1)
)


async def project_cost(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """Books in the base currency, on which nobody has charged anything to the project yet."""
    assert told == 0, told
    await world.company.has_supplier()
    await world.company.do(
        RegisterLegalEntity(now=NOW, legal_entity="NHS", name="NHS", currency=BASE)
    )
    await world.company.do(
        AddLegalEntityFacility(now=NOW, legal_entity="NHS", facility="NORTH", name="NORTH")
    )


async def invoice(world: World, said: re.Match[str]) -> None:
    """So many at a price are ordered for the project and billed; the rate is known by then."""
    currency = BASE if said["currency"] == "base" else said["currency"]
    if said["rate"] is not None:
        await record_rate(world, currency, BASE, Decimal(said["rate"]))
    name, quantity = f"PO-{len(world.invoices) + 1}", Decimal(said["quantity"])
    line = OrderedLine(
        line=1,
        description="Reagents",
        item_class="consumable",
        quantity=quantity,
        pack=EACH,
        unit_price=Decimal(said["price"]),
        match="two_way",
        accounting="expense",
        shares=(PROJECT,),
    )
    await in_force(world, name, line, currency)
    billed = billed_line(await world.company.order(name), 1, 1, quantity)
    await put_on_file(world, [billed], order=name)


async def in_force(world: World, name: str, line: OrderedLine, currency: str) -> None:
    """An order of this line, agreed to by who has to and issued."""
    await world.company.drafts(line, name=name, currency=currency)
    await world.company.submits(name, case=f"CASE of {name}")
    if (await world.company.order(name)).stage == "pending_approval":
        await world.company.agrees("mona", id_of(f"CASE of {name}"))
    await world.company.issues(name)


async def record_rate(world: World, source: str, target: str, rate: Decimal) -> None:
    """What one counts in the other from today on, as it was known the day before."""
    await world.company.do(
        RecordExchangeRate(
            now=NOW - timedelta(days=1),
            from_currency=source,
            to_currency=target,
            rate=rate,
            starts_on=TODAY,
            source="bank",
            recorded_by="fina",
        )
    )


async def cancel(world: World, said: re.Match[str]) -> None:
    """One of the bills was an error."""
    name = world.invoices[{"first": 0, "second": 1}[said["which"]]]
    await world.company.do(
        VoidInvoice(now=NOW, invoice_id=id_of(name), voided_on=TODAY, reason_code="wrong"),
        person="anna",
    )


async def cost(world: World) -> Decimal:
    """What the books charge to the project."""
    lines = [line async for line in journal_lines(world) if line.project == PROJECT.project]
    return sum(
        (Decimal(line.books_debit or 0) - Decimal(line.books_credit or 0) for line in lines),
        Decimal(0),
    )


async def orders(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order over each of these amounts, paid by its bill, and what its currency counts.

    A currency of which there is one for each base unit is the base.
    """
    rates = world.facts["rates_per_base_unit"]
    base = next(currency for currency, rate in rates.items() if rate == 1)
    await world.company.has_supplier()
    for number, each in enumerate(told, start=1):
        name, currency = f"PO-{number}", each["currency"]
        if currency != base:
            await record_rate(world, base, currency, Decimal(rates[currency]))
        line = world.line(1, {"qty": 1, "unit_price": each["amount"]})
        await in_force(world, name, replace(line, match="two_way"), currency)


async def stated_with_the_orders(_world: World, _told: Any) -> None:  # noqa: ANN401 - JSON.
    """The rates of the orders' currencies."""


async def bill_in(world: World, said: re.Match[str]) -> None:
    """The next bill of each order is proposed in that currency."""
    tenant, target = world.company.tenant, said["currency"]
    for number, each in enumerate(world.facts["pos"], start=1):
        order = await world.company.order(f"PO-{number}")
        lines = proposed_bill(order)
        if order.currency != target:
            pair = exchange_rate_id(tenant, target, each["currency"])
            rate = rate_between(None, await world.company.state(EXCHANGE_RATE, pair), TODAY)
            assert rate is not None, "it was recorded"
            lines = in_currency(lines, target, rate)
        world.proposed += lines


async def line_amounts(world: World) -> list[Decimal]:
    """What is proposed, the least first."""
    return sorted(line.amount for line in world.proposed)


async def proposed_total(world: World) -> Decimal:
    """What is proposed in all."""
    return sum(await line_amounts(world), Decimal(0))


_FIGURE: Final = r"[0-9.]+"
_INVOICE: Final = (
    rf"invoice (?P<quantity>{_FIGURE}) x (?P<price>{_FIGURE}) (?P<currency>\w+)"
    rf"( at (?P<rate>{_FIGURE}))?"
)
GIVEN: Final[dict[str, Given]] = {
    "project_cost": project_cost,
    "rates_per_base_unit": stated_with_the_orders,
    "pos": orders,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (_INVOICE, invoice),
    (r"bill both in (?P<currency>[A-Z]{3})", bill_in),
    (r"cancel (?P<which>first|second)", cancel),
)
READERS: Final[dict[str, Reader]] = {
    "project_cost": cost,
    "line_amounts_usd_sorted": line_amounts,
    "total_usd": proposed_total,
}
