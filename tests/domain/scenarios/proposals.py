"""Bills that are proposed, and what happens before and after; `proposed` reads what is."""

import re
from decimal import Decimal
from typing import Any, Final

from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from domain.purchase_orders.amount_lines import BY_AMOUNT, ONE
from domain.purchase_orders.billing import proposed_bill, to_bill
from domain.purchase_orders.commands import AddPurchaseOrderLine, OrderedLine
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import CorrectReceipt, ReceivedLine, RecountedLine
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios.bills import bill, billed_line, latest, put_on_file
from tests.domain.scenarios.world import ORDER, Given, When, World


async def method(_world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """What bills rest on; the lines of the order are made so."""
    assert told in ("order", "receipt", "received"), told


async def received_lines(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of these lines that came at once."""
    world.wanted_stage = "approved"
    await world.has_order(told)
    await world.reached()
    await world.receive(*_whole(await world.order()))


async def shipped(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order that came whole."""
    await received_lines(world, [{"qty": told}])


async def adjustment(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order of adjustments: lines that count money, one for each bill of it."""
    lines = [
        OrderedLine(
            line=number,
            description="Adjustment",
            item_class="service",
            quantity=Decimal(told),
            pack=BY_AMOUNT,
            unit_price=ONE,
            match="two_way",
            delivery="service",
            accounting="expense",
            basis="amount",
        )
        for number, _ in enumerate(world.facts["invoiced"], start=1)
    ]
    await world.company.has_supplier()
    await world.company.orders(*lines, name=ORDER)


async def invoiced(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """So much of each line was billed."""
    quantities = told if isinstance(told, list) else [told]
    await bill(world, {line: Decimal(each) for line, each in enumerate(quantities, start=1)})


async def not_cancelled(_world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """Whatever is ordered is wanted."""
    assert told is False, told


async def counts(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order for each delivery: of two pieces, one of which came where part is here already."""
    await world.company.has_supplier()
    for place, each in enumerate(told, start=1):
        await world.company.orders(world.line(1, {"qty": 3}), name=f"PO-{place}")
        if each["before"] == "partial":
            await _receive(world, f"PO-{place}", Decimal(1))


async def post_bill(world: World, _said: re.Match[str]) -> None:
    """The supplier asks for all that he may ask for."""
    lines = proposed_bill(await world.order())
    await bill(world, {each.line: each.quantity for each in lines})


async def bill_each(world: World, said: re.Match[str]) -> None:
    """So much of each line is billed."""
    told = (said["first"], said["second"])
    await bill(world, {line: Decimal(each) for line, each in enumerate(told, start=1)})


async def bill_of_line(world: World, said: re.Match[str]) -> None:
    """So much of one line is billed."""
    await bill(world, {int(said["line"]): Decimal(said["quantity"])})


async def return_of_line(world: World, said: re.Match[str]) -> None:
    """So much of one line goes back."""
    await world.send_back(Decimal(said["quantity"]), world.receipts[-1], line=int(said["line"]))


async def bill_receipt(world: World, said: re.Match[str]) -> None:
    """The supplier bills one delivery by its name."""
    order, quantity = await world.order(), Decimal(said["quantity"])
    receipt = id_of(world.receipts[int(said["receipt"]) - 1])
    await put_on_file(world, [billed_line(order, 1, 1, quantity, receipt_id=receipt)])


async def bill_another_line(world: World, _said: re.Match[str]) -> None:
    """What the order asks for beside that line comes too, and it alone is billed."""
    await world.reached()
    line = world.line(2, {"qty": 1})
    await world.company.do(AddPurchaseOrderLine(now=NOW, purchase_order_id=id_of(ORDER), line=line))
    await world.approve_all()
    await world.receive(*_whole(await world.order()))
    await bill(world, {2: Decimal(1)})


async def correct(world: World, said: re.Match[str]) -> None:
    """Each line of the receipt was counted wrong."""
    quantity = Decimal(said["quantity"])
    lines = (await world.receipt()).lines
    await world.company.do(
        CorrectReceipt(
            now=NOW,
            receipt_id=id_of(world.receipts[-1]),
            receiver_id="rico",
            corrected_on=TODAY,
            reason_code="miscounted",
            lines=tuple(RecountedLine(line=line, quantity=quantity) for line in lines),
        )
    )


async def credit_note(world: World, _said: re.Match[str]) -> None:
    """The supplier gives back what he billed and nobody has."""
    order, asked = await world.order(), await latest(world)
    lines = tuple(
        CreditedLine(
            line=number,
            description=line.terms.description,
            quantity=-to_bill(line),
            amount=-to_bill(line) * line.terms.unit_price,
            purchase_order_line=number,
        )
        for number, line in order.lines.items()
    )
    await world.company.do(
        CaptureCreditMemo(
            now=NOW,
            credit_memo_id=id_of("CN-1"),
            number="CN-1",
            basis="quantity",
            supplier_id=order.supplier_id,
            legal_entity="NHS",
            facility="NORTH",
            currency=order.currency,
            credit_date=TODAY,
            lines=lines,
            tax=Decimal(0),
            total=sum((each.amount for each in lines), Decimal(0)),
            invoice_id=asked.id,
        ),
        person="carl",
    )
    posted = PostCreditMemo(now=NOW, credit_memo_id=id_of("CN-1"), posted_on=TODAY)
    await world.company.do(posted, person="anna")


async def save_receipts(world: World) -> None:
    """Each order gets its delivery: all that is open, or one piece of it."""
    for place, each in enumerate(world.facts["cases"], start=1):
        left = (await world.company.order(f"PO-{place}")).lines[1].open_for_receiving
        await _receive(world, f"PO-{place}", left if each["fully"] else Decimal(1))


def _whole(order: PurchaseOrder) -> list[ReceivedLine]:
    return [
        ReceivedLine(purchase_order_line=number, quantity=line.open_for_receiving)
        for number, line in order.lines.items()
    ]


async def _receive(world: World, order: str, quantity: Decimal) -> None:
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=quantity), order=order)


_QUANTITY: Final = r"(?P<quantity>[0-9.]+)"
GIVEN: Final[dict[str, Given]] = {
    "billing_policy": method,
    "invoice_method": method,
    "receipt_lines": received_lines,
    "shipped": shipped,
    "adjustment_total": adjustment,
    "invoiced": invoiced,
    "cancelled": not_cancelled,
    "cases": counts,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"post invoice|(create )?bill|invoice the remainder", post_bill),
    (r"post invoice with (?P<first>[0-9.]+) and (?P<second>[0-9.]+)", bill_each),
    (r"post invoice without that line", bill_another_line),
    (rf"invoice {_QUANTITY} of line (?P<line>[0-9]+)", bill_of_line),
    (rf"return {_QUANTITY} of line (?P<line>[0-9]+)", return_of_line),
    (rf"invoice R(?P<receipt>[0-9]+) \({_QUANTITY}\)", bill_receipt),
    (rf"correct received to {_QUANTITY}", correct),
    (r"create credit note", credit_note),
)
