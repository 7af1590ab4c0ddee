"""What suppliers ask: invoices, their holds and payments, and documents that bill and receive.

Elsewhere a receiving-invoice is one document; here it is a receipt and an invoice, and whoever
cancels it takes both back. An invoice is put on file whatever is wrong with it: where a scenario
speaks of an error, Purvey refuses the step or holds the invoice.
"""

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from domain.invoices.commands import (
    CaptureInvoice,
    InvoicedLine,
    RecordPayment,
    VoidInvoice,
)
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.taxes import calculated_tax
from domain.money import extended
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import ReceivedLine, ReverseReceipt
from tests.application.company import NOW, TODAY, id_of
from tests.domain.scenarios import holds
from tests.domain.scenarios.holds import stop
from tests.domain.scenarios.over_receipts import receive_taking_over
from tests.domain.scenarios.world import ORDER, PRICE, Booked, Given, Reader, When, World


async def bill(
    world: World,
    quantities: Mapping[int, Decimal],
    number: str = "",
    rates: Mapping[int, Decimal] | None = None,
    **header: Any,
) -> str:
    """The order's supplier asks for these quantities of its lines, at its prices and tax rates."""
    order = await world.order()
    lines = [
        billed_line(order, place, line, quantity, tax_percent=(rates or {}).get(line))
        for place, (line, quantity) in enumerate(quantities.items(), start=1)
    ]
    return await put_on_file(world, lines, number, **header)


def billed_line(
    order: PurchaseOrder, place: int, line: int, quantity: Decimal, **stated: Any
) -> InvoicedLine:
    """So much of one line of the order, at its price."""
    terms = order.lines[line].terms
    return InvoicedLine(
        line=place,
        description=terms.description,
        quantity=quantity,
        unit=terms.pack.unit,
        unit_price=terms.unit_price,
        amount=extended(quantity, terms.unit_price, order.currency),
        purchase_order_line=line,
        **stated,
    )


async def put_on_file(
    world: World,
    lines: Sequence[InvoicedLine],
    number: str = "",
    order: str = ORDER,
    **header: Any,
) -> str:
    """An invoice of the order's supplier over these lines, with their tax; its name."""
    billed = await world.company.order(order)
    tax = calculated_tax(lines, billed.currency, "line") or Decimal(0)
    name = f"INV-{len(world.invoices) + 1}"
    values = {
        "supplier_id": billed.supplier_id,
        "purchase_order_id": billed.id,
        "currency": billed.currency,
        "tax": tax,
        "freight": Decimal(0),
        **world.header,
        **header,
    }
    values.setdefault("total", sum((line.amount for line in lines), tax + values["freight"]))
    await world.company.do(
        CaptureInvoice(
            now=NOW,
            invoice_id=id_of(name),
            number=number or name,
            legal_entity="NHS",
            facility="NORTH",
            invoice_date=TODAY,
            due_on=TODAY + timedelta(days=30),
            lines=tuple(lines),
            captured_by="carl",
            **values,
        )
    )
    world.invoices.append(name)
    world.booked.append(Booked(INVOICE, id_of(name)))
    return name


async def receive_and_bill(world: World, quantity: Decimal) -> None:
    """A receiving-invoice for so much of the first line."""
    await receive_taking_over(world, quantity)
    world.receiving[await bill(world, {1: quantity})] = world.receipts[-1]


async def pay_all(world: World) -> None:
    """Whatever is open of the latest invoice."""
    name = world.invoices[-1]
    await world.company.do(
        RecordPayment(
            now=NOW,
            invoice_id=id_of(name),
            paid_by="theo",
            payment=f"PAY of {name}",
            paid_on=TODAY,
            amount=(await latest(world)).open_amount,
        )
    )


async def latest(world: World) -> Invoice:
    """The latest invoice as the log has it."""
    return await world.company.state(INVOICE, id_of(world.invoices[-1]))


async def receiving_invoice_posted(world: World, told: Any) -> None:  # noqa: ANN401 - JSON.
    """The order was received and billed by one document."""
    await world.reached()
    await receive_and_bill(world, Decimal(str(told)))


async def invoice(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An invoice that agrees with order and receipt, held until a day where that is told.

    One of which its reference is told is put on file by the step.
    """
    if "po_ref" in told:
        return
    quantity = told.get("qty", 1)
    world.wanted_stage = "approved"
    await world.has_order([{"qty": quantity, "unit_price": told.get("unit_price", PRICE)}])
    await world.reached()
    await receive_and_bill(world, Decimal(quantity))
    if "hold_until_offset_days" in told:
        await stop(world, TODAY + timedelta(days=told["hold_until_offset_days"]))


async def invoice_state(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """A posted invoice; a draft is one that nobody has put on file yet."""
    if told != "draft":
        await invoice(world, {})


async def outstanding(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An invoice that is paid in full."""
    assert told == 0, told
    await invoice(world, {})
    await pay_all(world)


async def reference(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An invoice of ten pieces that came, with the supplier's reference; it asks for one."""
    world.wanted_stage = "approved"
    await world.has_order([{"qty": 10}])
    await world.reached()
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=Decimal(10)))
    await bill(world, {1: Decimal(1)}, told)


async def bill_quantity(world: World, said: re.Match[str]) -> None:
    """So much of the first line is billed."""
    await world.reached()
    await bill(world, {1: Decimal(said["quantity"])})


async def bill_all(world: World, _said: re.Match[str]) -> None:
    """Every line is billed as it was ordered."""
    lines = (await world.order()).lines
    await bill(world, {number: line.ordered for number, line in lines.items()})


async def receive_all(world: World, _said: re.Match[str]) -> None:
    """Whatever is open of every line arrives."""
    for number, line in (await world.order()).lines.items():
        await world.receive(
            ReceivedLine(purchase_order_line=number, quantity=line.open_for_receiving)
        )


async def receiving_invoice(world: World, said: re.Match[str]) -> None:
    """So much of the first line, or all that is open, is received and billed."""
    await world.reached()
    line = (await world.order()).lines[1]
    told = said["quantity"]
    await receive_and_bill(world, line.open_for_receiving if told == "all" else Decimal(told))


async def post_with(world: World, said: re.Match[str]) -> None:
    """More is billed under this reference than before, so that only the number may be a double."""
    await bill(world, {1: Decimal(len(world.invoices) + 1)}, said["reference"])


async def cancel_invoice(world: World, _said: re.Match[str]) -> None:
    """The latest invoice was an error, and so what it received."""
    name = world.invoices[-1]
    await world.company.do(
        VoidInvoice(now=NOW, invoice_id=id_of(name), voided_on=TODAY, reason_code="wrong"),
        person="anna",
    )
    if name in world.receiving:
        await world.company.do(
            ReverseReceipt(
                now=NOW,
                receipt_id=id_of(world.receiving[name]),
                receiver_id="rico",
                reversed_on=TODAY,
                reason_code="wrong-order",
            )
        )


async def send_back_against(world: World, said: re.Match[str]) -> None:
    """So much goes back of the receipt, or of what the receiving-invoice brought."""
    billed = said["what"] == "receiving-invoice"
    names = [name for name in world.receipts if (name in world.receiving.values()) == billed]
    await world.send_back(Decimal(said["quantity"]), names[-1])


async def pay(world: World, _said: re.Match[str]) -> None:
    """The bank pays what is open."""
    await pay_all(world)


async def pay_for_order(world: World, _said: re.Match[str]) -> None:
    """The order is received, billed, and paid: only the payment can fail."""
    await receive_and_bill(world, (await world.order()).lines[1].open_for_receiving)
    kinds = {each.kind for each in (await latest(world)).holds}
    assert kinds <= {"supplier_on_hold"}, "nothing of the bill stops it, only whom it would pay"
    await pay_all(world)


async def actor_roles(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """From a posted invoice on, whoever acts has these roles alone."""
    await invoice(world, {})
    world.company.roles = frozenset(told)


async def invoiced(world: World) -> Decimal | list[Decimal]:
    """What was billed of each line."""
    return world.each_line([line.invoiced for line in (await world.order()).lines.values()])


async def receipt_percent_billed(world: World) -> Decimal:
    """How much of what came of the first line is billed: Purvey keeps that by order line."""
    (line,) = (await world.order()).lines.values()
    return 100 * line.invoiced / line.received


GIVEN: Final[dict[str, Given]] = {
    "receiving_invoice_posted": receiving_invoice_posted,
    "invoice": invoice,
    "invoice_state": invoice_state,
    "actor_roles": actor_roles,
    "invoice_outstanding": outstanding,
    "posted_reference": reference,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    *holds.WHEN,
    (r"invoice (?P<quantity>[0-9.]+)( from the PO)?", bill_quantity),
    (r"bill all", bill_all),
    (r"receive all", receive_all),
    (r"receiving-invoice (?P<quantity>[0-9.]+|all)", receiving_invoice),
    (r"post with (?P<reference>\w+)", post_with),
    (r"cancel the invoice", cancel_invoice),
    (
        r"return (?P<quantity>[0-9.]+) against the (?P<what>receipt|receiving-invoice)",
        send_back_against,
    ),
    (r"pay", pay),
    (r"create payment", pay_for_order),
)
READERS: Final[dict[str, Reader]] = {
    **holds.READERS,
    "invoiced": invoiced,
    "receipt_percent_billed": receipt_percent_billed,
}
