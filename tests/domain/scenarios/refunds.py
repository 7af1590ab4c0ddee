"""Money that is owed back: credits and debit notes, refunds, and what an advance leaves to pay.

Elsewhere a credit counts below zero, as what a supplier owes for it; readers here say it so. A case
with several sums of money takes place in as many companies, one beside the other.
"""

import re
from decimal import Decimal
from typing import Any, Final

from domain.credit_memos.commands import CaptureCreditMemo, PostCreditMemo, RecordSupplierRefund
from domain.credit_memos.events import MemoKind
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.prepayments.state import PREPAYMENT
from domain.receipts.commands import ReceivedLine
from domain.tolerances.commands import ProposeTolerances, PublishTolerances
from domain.tolerances.limits import CHECKS, ToleranceLimit
from tests.application.company import NOW, TODAY, id_of
from tests.domain.bills import strictest
from tests.domain.scenarios import taxes
from tests.domain.scenarios.advances import credit_of, one_line, pay_ahead
from tests.domain.scenarios.bills import bill, latest, pay_all
from tests.domain.scenarios.world import Given, Reader, When, World

_STATES: Final = {"refunded": "paid", "applied": "paid"}  # In the scenarios' words.


async def bought_and_paid(world: World, quantity: Decimal, price: float) -> None:
    """An order that came, was billed with the tax that is told, and was paid."""
    world.wanted_stage = "approved"
    await world.has_order([{"qty": quantity, "unit_price": price}])
    await world.reached()
    await world.receive(ReceivedLine(purchase_order_line=1, quantity=quantity))
    rate = world.facts.get("tax_pct")
    await bill(world, {1: quantity}, rates={1: Decimal(str(rate))} if rate else None)
    await pay_all(world)


async def claim(world: World, kind: MemoKind = "credit_memo") -> None:
    """All of the latest invoice is given back, by a document that is not posted yet."""
    name, invoice = f"CM-{len(world.memos) + 1}", await latest(world)
    await world.company.do(
        CaptureCreditMemo(
            now=NOW,
            credit_memo_id=id_of(name),
            number=name,
            basis="reversal",
            supplier_id=invoice.supplier_id,
            legal_entity=invoice.legal_entity,
            facility=invoice.facility,
            currency=invoice.currency,
            credit_date=TODAY,
            lines=(),
            tax=invoice.tax,
            total=invoice.total,
            invoice_id=invoice.id,
            kind=kind,
        )
    )
    world.memos.append(name)


async def given_back(world: World, quantity: Decimal, price: float) -> None:
    """A credit over so much that was bought and paid."""
    await bought_and_paid(world, quantity, price)
    await claim(world)


async def quantity(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order over so many; below zero, a credit over what was bought and paid before."""
    if told < 0:
        await given_back(world, Decimal(-told), world.facts["unit_price"])
    else:
        await one_line(world, told)


async def post(world: World, said: re.Match[str]) -> None:
    """The credit of the scenario goes into the books or, where it has none, a bill does."""
    if world.memos:
        memo_id = id_of(world.memos[-1])
        await world.company.do(PostCreditMemo(now=NOW, credit_memo_id=memo_id, posted_on=TODAY))
        return
    await taxes.post(world, said)


async def post_debit_note(world: World, said: re.Match[str]) -> None:
    """We claim the whole invoice back, which was paid: else the note would settle it."""
    await pay_all(world)
    await claim(world, "debit_note")
    await post(world, said)


async def settle(world: World, said: re.Match[str]) -> None:
    """The supplier pays so much back."""
    await pay_back(world, Decimal(said["amount"]))


async def pay_back(world: World, amount: Decimal) -> None:
    """A refund under a number of its own."""
    memo = await posted(world)
    await world.company.do(
        RecordSupplierRefund(
            now=NOW,
            credit_memo_id=memo.id,
            refund=f"REFUND-{len(memo.refunds) + 1}",
            refunded_on=TODAY,
            amount=amount,
            recorded_by="theo",
        )
    )


async def posted(world: World) -> CreditMemo:
    """The latest credit as the log has it."""
    return await world.company.state(CREDIT_MEMO, id_of(world.memos[-1]))


async def reversals(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """Sums paid ahead, of which so much came back; below zero, credits that were settled so far."""
    for moved, undone in told:
        other = world.beside()
        if moved > 0:
            await other.orders_for(Decimal(moved))
            await pay_ahead(other, Decimal(moved))
            if undone:
                await credit_of(other, Decimal(undone))
        else:
            await given_back(other, Decimal(1), -moved)
            await post(other, re.fullmatch("post", "post"))  # type: ignore[arg-type]  # it matches
            await pay_back(other, Decimal(-undone))


async def advanced(world: World, told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """An order over the total, and so much paid ahead: once as it adds up, once to be rounded."""
    for other in (world.beside(), world.beside()):
        await other.orders_for(Decimal(str(world.facts["invoice_total"])))
        await pay_ahead(other, Decimal(str(told)))


async def save_invoice(world: World, _said: re.Match[str]) -> None:
    """The supplier bills what came: one total as it adds up, one rounded to whole units."""
    for other in world.others:
        line = (await other.order()).lines[1]
        await other.receive(ReceivedLine(purchase_order_line=1, quantity=line.ordered))
    adds_up, rounds = world.others
    await bill(adds_up, {1: Decimal(1)})
    await let_totals_be_rounded(rounds)
    await bill(rounds, {1: Decimal(1)}, total=(await rounds.order()).amount.quantize(Decimal(1)))


async def let_totals_be_rounded(world: World) -> None:
    """Nothing is tolerated but a total that misses its parts by half a unit."""
    half = Decimal("0.5")
    stated = tuple(
        ToleranceLimit(scope="tenant", check=check, abs_over=half, abs_under=half)
        if check == "header_total"
        else strictest(check)
        for check in CHECKS
    )
    await world.company.do(
        ProposeTolerances(now=NOW, limits=stated, reason_code="rounding", proposed_by="pia")
    )
    await world.company.do(PublishTolerances(now=NOW, version=2, published_by="paul"))


async def nothing_to_do(_world: World, _told: Any) -> None:  # noqa: ANN401 - any JSON value.
    """The step itself looks it up."""


async def balance(world: World) -> Decimal:
    """What a credit, or what was paid ahead, still stands for; a credit counts below zero."""
    if world.memos:
        return -(await posted(world)).open_amount
    state = await world.company.state(PREPAYMENT, id_of(world.prepayments[-1]))
    return state.available


async def balances(world: World) -> list[Decimal]:
    """The same of each company, in their order."""
    return [await balance(other) for other in world.others]


async def sign(world: World) -> int:
    """Which way the money goes that is outstanding."""
    left = await balance(world)
    return 0 if left == 0 else 1 if left > 0 else -1


def outstanding_of(place: int) -> Reader:
    """What one of the companies still has to pay."""

    async def read(world: World) -> Decimal:
        return (await latest(world.others[place])).open_amount

    return read


async def total(world: World) -> Decimal:
    """What the latest credit gives back, below zero."""
    return -(await posted(world)).total


async def state(world: World) -> str:
    """Where the latest credit stands."""
    status = (await posted(world)).status
    return _STATES.get(status, status)


GIVEN: Final[dict[str, Given]] = {
    "qty": quantity,
    "tax_pct": nothing_to_do,
    "prepaid_vs_reversed": reversals,
    "invoice_total": nothing_to_do,
    "advance_allocated": advanced,
}
WHEN: Final[tuple[tuple[str, When], ...]] = (
    (r"post", post),
    (r"post full debit note", post_debit_note),
    (r"settle -(?P<amount>[0-9.]+)", settle),
    (r"save invoice", save_invoice),
)
READERS: Final[dict[str, Reader]] = {
    "left": balance,
    "outstanding_sign": sign,
    "outstanding": outstanding_of(0),
    "outstanding_when_rounded": outstanding_of(1),
}
