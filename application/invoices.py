"""Invoices: what each command needs to know, and what it saves.

Linking is one save: invoice, match, order ledger and books. Whatever moves an order's ledger calls
`rematch` in its own save, so that no hold outlives its cause and no payment its reason.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from application.accounting_calendars import require_open_period
from application.invoice_books import books_of
from application.invoice_duplicates import enter, suspected
from application.invoice_surroundings import account_hands, order_before, with_surroundings
from application.legal_entities import require_place
from application.numbers import claim, claimed_by
from application.prepaid import use_up_prepaid
from application.price_differences import bear_bill
from application.small_differences import write_off
from application.supplier_standing import standing_obstacle
from application.tolerances import tolerances_in_force
from application.work import Handlers, Work
from domain.event import DocumentRef, Event
from domain.invoices import decide
from domain.invoices.beside_lines import bill_parts, posted_parts
from domain.invoices.commands import (
    CaptureInvoice,
    LengthenInvoiceHold,
    PlaceInvoiceHold,
    ReleaseInvoiceHold,
)
from domain.invoices.decide_capture import barriers, capture, stated_links
from domain.invoices.decide_match import (
    PostedLine,
    account,
    evaluate,
    lapsed,
    matched,
    place_all,
)
from domain.invoices.duplicates import claim_key
from domain.invoices.events import InvoiceEvent, LineLink
from domain.invoices.expense_limits import await_limits, facts_beside_order, steps_beyond
from domain.invoices.linking import link
from domain.invoices.order_facts import OrderFacts, once_linked, priced_by
from domain.invoices.participants import require_capturer
from domain.invoices.parts import named_charges
from domain.invoices.payments import pulled
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.waiting import Waiting, Walk, moved_receipts
from domain.purchase_orders.accrued_charges import bill
from domain.purchase_orders.cost_bearers import bearers_of_bill
from domain.purchase_orders.ledger import invoice_line, settle_invoice
from domain.purchase_orders.ledger_events import PurchaseOrderLineInvoiced
from domain.purchase_orders.named_receipts import named_by
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import Purpose


async def capture_invoice(work: Work, command: CaptureInvoice) -> None:
    """On file whatever its faults; linked, matched and posted when nothing bars it."""
    invoice = await work.find_or_assume_new(INVOICE, command.invoice_id)
    supplier = await work.load(SUPPLIER, command.supplier_id)
    require_capturer(supplier, command.captured_by)
    key = claim_key(command.supplier_id, command.number)
    other = await claimed_by(work, INVOICE.name, key)
    order = await named_order(work, command.purchase_order_id)
    await _require_place(work, command, order)
    entity = command.legal_entity
    stopped = await standing_obstacle(work, command.supplier_id, "invoice", entity)
    billed = {
        line.purchase_order_line
        for line in command.lines
        if line.purchase_order_line is not None and line.quantity > 0
    }
    found = (
        ()
        if command.self_billed
        else await suspected(
            work, command.invoice_id, command, holder=other, order=order, order_lines=billed
        )
    )
    named = {line.purchase_order_line or 0 for line in command.lines}
    facts = None
    if order is not None:
        before = await order_before(work, order, named, stopped, command.lines)
        facts = await with_surroundings(work, before, command)
    events = capture(
        invoice,
        command,
        supplier_name=supplier.name,
        supplier_obstacle=stopped,
        payment_terms=supplier.payment_terms,
        suspicions=found,
        order=facts,
        policy=await tolerances_in_force(work),
        books=await books_of(work, command),
    )
    captured = await _record(work, command.invoice_id, events)
    if other is None or command.self_billed:
        told = f"{command.number} of supplier {supplier.name}"
        await claim(work, INVOICE.name, key, captured.ref, told)
    await enter(work, captured, command.purchase_order_id)
    if order is not None and facts is not None and not captured.barred:
        linking = link(facts, stated_links(captured, facts))
        await post(work, captured, order, facts, linking, command.now.date())


async def _require_place(work: Work, command: CaptureInvoice, order: PurchaseOrder | None) -> None:
    """The books and the facility of its order, or others that are there."""
    place = (command.legal_entity, command.facility)
    if order is None or (order.legal_entity, order.facility) != place:
        await require_place(work, *place)


async def place_invoice_hold(work: Work, command: PlaceInvoiceHold) -> None:
    """A person stops the payment."""
    invoice = await work.load(INVOICE, command.invoice_id)
    held = await _record(work, invoice.id, decide.place_hold(invoice, command))
    await work.record(INVOICE, invoice.id, pulled(held))


async def lengthen_invoice_hold(work: Work, command: LengthenInvoiceHold) -> None:
    """A hold by hand lasts longer."""
    invoice = await work.load(INVOICE, command.invoice_id)
    await work.record(INVOICE, invoice.id, decide.lengthen_hold(invoice, command))


async def release_invoice_hold(work: Work, command: ReleaseInvoiceHold) -> None:
    """Lets the invoice pass; with the last barrier gone it is linked as it states."""
    invoice = await work.load(INVOICE, command.invoice_id)
    priced = None
    if invoice.purchase_order is not None:
        order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
        priced = priced_by(order, invoice, command.hold)
    stopped = await supplier_obstacle(work, invoice, "invoice")
    hands = await account_hands(work, invoice, command.hold)
    events = decide.release_hold(
        invoice, command, priced_by=priced, supplier_obstacle=stopped, banked=hands
    )
    if any(each.hold == command.hold and each.kind == "period_closed" for each in invoice.holds):
        await require_open_period(work, invoice.legal_entity, work.today)
    released = await _record(work, invoice.id, events)
    await freed(work, invoice, released)


async def freed(work: Work, before: Invoice, after: Invoice) -> None:
    """With the last barrier gone it is linked as it states."""
    if any(each.kind == "duplicate_suspected" for each in before.holds):
        await _claim_freed(work, after)
    if before.barred and not after.barred:
        stopped = await supplier_obstacle(work, after, "invoice")
        await take_up(work, after, stopped)
    else:
        await settle(work, after)


async def rematch(work: Work, purchase_order_id: str) -> None:
    """Judges the waiting invoices that what this work recorded on the order can touch.

    A change of verdict is recorded with its holds; nothing is posted again.
    """
    order = await work.load(PURCHASE_ORDER, purchase_order_id)
    if not order.waiting_invoices:
        return
    policy = await tolerances_in_force(work)
    walk = Walk(order, moved_receipts(order, _recorded(work, order)), policy)
    touched: list[Waiting] = []
    for invoice_id in reversed(order.waiting_invoices):
        if walk.done():
            break
        touched += walk.step(await work.load(INVOICE, invoice_id))
    for invoice, prior, named in reversed(touched):
        stopped = await supplier_obstacle(work, invoice, "invoice")
        linked = once_linked(order, invoice, prior, stopped, named)
        facts = await with_surroundings(work, linked, invoice)
        events = evaluate(invoice, facts, policy)
        if events:
            work.policies.add(policy.version)
        await settle(work, await _record(work, invoice.id, events))


async def settle(work: Work, invoice: Invoice) -> None:
    """Says what an invoice without holds has come to; the order forgets one that is all paid."""
    invoice = await _record(work, invoice.id, lapsed(invoice, work.today))
    ready = await _record(work, invoice.id, (*matched(invoice), *pulled(invoice)))
    invoice = await use_up_prepaid(work, ready)
    if invoice.settled_whole and not invoice.holds and invoice.purchase_order is not None:
        order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
        await work.record(PURCHASE_ORDER, order.id, settle_invoice(order, invoice.ref))


async def post(
    work: Work,
    invoice: Invoice,
    order: PurchaseOrder,
    facts: OrderFacts,
    linking: tuple[InvoiceEvent, ...],
    posted_on: date,
) -> None:
    """Links, judges against the ledgers as they stand before, enters them, and posts: once."""
    policy = await tolerances_in_force(work)
    work.policies.add(policy.version)
    linked = await _record(work, invoice.id, linking)
    judged = await _record(work, invoice.id, evaluate(linked, facts, policy))
    amounts = {line.line: line.amount for line in judged.lines}
    posted = {
        tie.line: await _enter(work, judged.ref, order.id, tie, amounts[tie.line], posted_on)
        for tie in judged.links.values()
    }
    named = posted_parts(judged, facts)
    ledger = await work.load(PURCHASE_ORDER, order.id)
    billed = bill(ledger, judged.freight, judged.ref, named_charges(named))
    await work.record(PURCHASE_ORDER, order.id, billed)
    charges = tuple(charge for each in billed for charge in each.charges)
    accounted = account(judged, posted, posted_on, charges, named)
    await write_off(work, judged, accounted)
    await work.record(PURCHASE_ORDER, order.id, bill_parts(order, accounted, judged.ref))
    booked = await _record(work, invoice.id, (accounted,))
    steps = steps_beyond(facts_beside_order(booked, order.department))
    await settle(work, await _record(work, invoice.id, await_limits(booked, steps)))


async def _enter(
    work: Work, invoice: DocumentRef, order_id: str, tie: LineLink, amount: Decimal, day: date
) -> PostedLine:
    """Writes one line into the order's ledger; tells what it clears, and puts on stock, there."""
    order = await work.load(PURCHASE_ORDER, order_id)
    number = tie.purchase_order_line
    entered = invoice_line(order, number, tie.quantity, amount, invoice, named_by(tie))
    await work.record(PURCHASE_ORDER, order_id, entered)
    terms = order.lines[number].terms
    accounting = "expense" if terms.match == "two_way" else terms.accounting
    cleared = next(e.cleared for e in entered if isinstance(e, PurchaseOrderLineInvoiced))
    return PostedLine(
        cleared=cleared,
        accounting=accounting,
        shares=bearers_of_bill(order, number, tie.quantity, named_by(tie))
        if accounting == "expense"
        else None,
        on_stock=await bear_bill(work, invoice, order, tie, amount - cleared, day),
    )


async def take_up(work: Work, invoice: Invoice, stopped: str | None) -> None:
    """What the capture would have done, had nothing barred it."""
    order = await named_order(work, invoice.unlinked_from or invoice.named_order_id)
    named = {line.purchase_order_line or 0 for line in invoice.lines}
    named |= {tie.purchase_order_line for tie in invoice.links.values()}
    facts = None
    if order is not None:
        before = await order_before(work, order, named, stopped, invoice.lines)
        facts = await with_surroundings(work, before, invoice)
    policy = await tolerances_in_force(work)
    verdict, found = barriers(invoice, facts, policy, await books_of(work, invoice))
    if order is None or facts is None or found:
        await work.record(INVOICE, invoice.id, (*verdict, *place_all(invoice, found)))
        return
    await post(work, invoice, order, facts, link(facts, stated_links(invoice, facts)), work.today)


async def _claim_freed(work: Work, invoice: Invoice) -> None:
    """A cleared duplicate takes the number over when its first holder was voided."""
    key = claim_key(invoice.supplier_id, invoice.number)
    if await claimed_by(work, INVOICE.name, key) is None:
        await claim(work, INVOICE.name, key, invoice.ref)


async def named_order(work: Work, purchase_order_id: str | None) -> PurchaseOrder | None:
    """The order that a document names, where there is one."""
    if purchase_order_id is None:
        return None
    return await work.find(PURCHASE_ORDER, purchase_order_id)


async def supplier_obstacle(work: Work, invoice: Invoice, purpose: Purpose) -> str | None:
    """What stands against the supplier today."""
    return await standing_obstacle(work, invoice.supplier_id, purpose, invoice.legal_entity)


async def _record(work: Work, invoice_id: str, events: tuple[InvoiceEvent, ...]) -> Invoice:
    invoice = await work.record(INVOICE, invoice_id, events)
    assert invoice is not None, "a captured invoice has events"
    return invoice


def _recorded(work: Work, order: PurchaseOrder) -> tuple[Event, ...]:
    """What this work has recorded on the order so far."""
    return tuple(dict(work.recorded()).get(PURCHASE_ORDER.stream(order.id), ()))


HANDLERS: Final[Handlers] = {
    CaptureInvoice: capture_invoice,
    PlaceInvoiceHold: place_invoice_hold,
    LengthenInvoiceHold: lengthen_invoice_hold,
    ReleaseInvoiceHold: release_invoice_hold,
}
