"""Money that a supplier gets ahead of his bills: pro formas, down-payments, and what is left."""

import re
from decimal import Decimal
from typing import Any, Final

from domain.prepayments.commands import PayPrepayment, RecordPrepaymentCredit, RequestPrepayment
from domain.prepayments.events import PrepaymentRequested
from domain.prepayments.state import PREPAYMENT
from domain.purchase_orders.commands import AddPurchaseOrderLine
from domain.receipts.commands import ReceivedLine
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios.bills import bill, latest
from tests.domain.scenarios.world import ORDER, Given, Reader, When, World


async def one_line(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order in force of so many, at the price that is told."""
    world.wanted_stage = "approved"
    await world.has_order([{"qty": told, "unit_price": world.facts["unit_price"]}])
    await world.reached()


async def worth(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order in force that is worth so much."""
    await world.orders_for(told)


async def down_payment(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order that is paid ahead whole."""
    await worth(world, told)
    await pay_ahead(world, Decimal(str(told)))


async def nothing_to_do(_world: World, _told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The step itself looks it up."""


async def ask(world: World, **share: Decimal) -> str:
    """The supplier asks for a part of the order ahead."""
    name = f"PF-{len(world.prepayments) + 1}"
    await world.company.do(
        RequestPrepayment(
            now=NOW,
            prepayment_id=id_of(name),
            number=name,
            purchase_order_id=id_of(ORDER),
            due_on=TODAY,
            requested_by="carl",
            **share,
        )
    )
    world.prepayments.append(name)
    return name


async def pay_ahead(world: World, amount: Decimal) -> None:
    """Asked for and paid."""
    name = await ask(world, amount=amount)
    await world.company.do(
        PayPrepayment(
            now=NOW,
            prepayment_id=id_of(name),
            payment=f"PAY of {name}",
            paid_on=TODAY,
            paid_by="theo",
        )
    )


async def generate(world: World, _said: re.Match[str]) -> None:
    """The percentage that is told is asked for."""
    await ask(world, percent=Decimal(str(world.facts["prepayment_pct"])))


async def pay_down(world: World, said: re.Match[str]) -> None:
    """So much is asked for and paid."""
    await pay_ahead(world, Decimal(said["amount"]))


async def final_bill(world: World, _said: re.Match[str]) -> None:
    """All comes and is billed."""
    for number, line in (await world.order()).lines.items():
        await world.receive(
            ReceivedLine(purchase_order_line=number, quantity=line.open_for_receiving)
        )
    lines = (await world.order()).lines
    await bill(world, {number: line.ordered for number, line in lines.items()})


async def credit_note(world: World, said: re.Match[str]) -> None:
    """So much of the down-payment comes back."""
    await credit_of(world, Decimal(said["amount"]))


async def credit_of(world: World, amount: Decimal) -> None:
    """The supplier sends so much of the latest advance back."""
    await world.company.do(
        RecordPrepaymentCredit(
            now=NOW,
            prepayment_id=id_of(world.prepayments[-1]),
            credit="CN-1",
            credited_on=TODAY,
            amount=amount,
            recorded_by="carl",
        )
    )


async def without_lines(world: World, _said: re.Match[str]) -> None:
    """Nothing is ordered yet."""
    await world.has_order([])
    await ask(world, percent=Decimal(100))


async def with_billed_line(world: World, said: re.Match[str]) -> None:
    """The order gets a line, which comes and is billed."""
    line = world.line(1, {"qty": 1})
    await world.company.do(AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of(ORDER), line=line))
    await world.in_force()
    await final_bill(world, said)
    await ask(world, percent=Decimal(100))


async def asked_quantity(world: World) -> Decimal | list[Decimal]:
    """What the latest pro forma is about."""
    return world.each_line([line.quantity for line in (await _asked(world)).lines])


async def asked_amount(world: World) -> Decimal:
    """What the latest pro forma asks for."""
    return (await _asked(world)).total


async def bills(world: World) -> int:
    """How often the supplier asked for money."""
    return len(world.prepayments) + len(world.invoices)


async def still_asked(world: World) -> Decimal:
    """What the latest bill asks for beside what was paid ahead."""
    return (await latest(world)).open_amount


async def left(world: World) -> Decimal:
    """What of the latest pro forma no bill has used up."""
    state = await world.company.state(PREPAYMENT, id_of(world.prepayments[-1]))
    return state.open_amount


async def _asked(world: World) -> PrepaymentRequested:
    events = await world.company.events(PREPAYMENT, id_of(world.prepayments[-1]))
    return next(each for each in events if isinstance(each, PrepaymentRequested))


GIVEN: Final[dict[str, Given]] = {
    "unit_price": nothing_to_do,
    "prepayment_pct": nothing_to_do,
    "po_total": worth,
    "downpayment": down_payment,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"generate prepayment invoice", generate),
    (r"down-payment (?P<amount>[0-9.]+)", pay_down),
    (r"final bill", final_bill),
    (r"credit note (?P<amount>[0-9.]+)", credit_note),
    (r"order without lines", without_lines),
    (r"order with invoiced line", with_billed_line),
)
READERS: Final[dict[str, Reader]] = {
    "amount": asked_amount,
    "final_bill_total": still_asked,
    "downpayment_left": left,
}
