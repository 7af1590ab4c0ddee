"""Tying an invoice to the lines of an order: as the document states, or as a person says.

What is wrong with a document becomes a hold (`decide_capture`). Linking by hand is a person's
statement, so mistakes in it are refused.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.invoices.commands import LinkInvoice
from domain.invoices.decide_match import resolve
from domain.invoices.errors import (
    InvoiceBarred,
    InvoiceLineRepeated,
    InvoiceLineUnmatched,
    InvoiceLinkedAlready,
    InvoiceOrderNotIssued,
    InvoiceOtherCurrency,
    InvoiceOtherItem,
    InvoiceOtherLegalEntity,
    InvoiceOtherSupplier,
    InvoiceReceiptOfOtherLine,
    InvoiceUnknownLine,
    InvoiceVoidedAlready,
)
from domain.invoices.events import InvoiceEvent, InvoiceLinked, LineLink, LinkRule
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.holds import BARRIERS, RULES
from domain.invoices.lines import InvoiceLine
from domain.invoices.linking_errors import (
    InvoiceReceiptNamedTwice,
    InvoiceReceiptsNotWhole,
    InvoiceTooManyReceipts,
)
from domain.invoices.order_facts import OrderFacts
from domain.invoices.state import Invoice
from domain.invoices.without_order_errors import InvoicePostedWithoutOrder
from domain.match_sides import OrderSide, Taken, asked_of
from domain.money import EXACT, allocated, plain
from domain.purchase_orders.named_receipts import (
    NAMED_MAX,
    NO_RECEIPTS,
    ZERO,
    Named,
    as_told,
    named_by,
)

# Linking removes these; the others are faults of the document that no link removes.
LINKED_AWAY: Final[frozenset[HoldKind]] = frozenset(
    {
        "unlinked",
        "order_not_approved",
        "supplier_mismatch",
        "legal_entity_mismatch",
        "currency_mismatch",
        "unmatched_line",
        "missing_information",
    }
)


def linkable(
    lines: Sequence[InvoiceLine],
    wanted: Mapping[int, int],
    sides: Mapping[int, OrderSide],
    receipts: Mapping[int, Named],
    currency: str,
    *,
    by_hand: bool = False,
) -> tuple[LineLink, ...]:
    """The links that hold: order lines that exist, of the same item, in a unit of theirs.

    What lines ask of receipts (`receipts`, in their own unit) has to fit it, too. A line that does
    not say what it is for, or in which unit, is tied `by_hand` alone.
    """
    links = []
    taken: dict[int, Taken] = {}  # of each order line, by earlier lines of this very bill
    for line in lines:
        side = sides.get(wanted.get(line.line, 0))
        if side is None or other_item(line, side) or not (line.complete or by_hand):
            continue
        before = taken.get(side.line, Taken())
        named = receipts.get(line.line, NO_RECEIPTS)
        fitted = _in_order_unit(named, line, side, before, currency)
        if fitted is None:
            continue
        quantity, asked = fitted
        taken[side.line] = before.plus(quantity, asked)
        links.append(
            LineLink(
                line=line.line,
                purchase_order_line=side.line,
                quantity=quantity,
                basis="amount" if side.by_amount else None,
                pack=side.packs.get(line.unit or ""),
                **as_told(asked),
            )
        )
    return tuple(links)


def _in_order_unit(
    named: Named, line: InvoiceLine, side: OrderSide, before: Taken, currency: str
) -> tuple[Decimal, Named] | None:
    """What the order's line is asked for as it counts, and what each receipt; none: no unit fits.

    `before` it, by earlier lines of the same bill. What receipts are asked for adds up to the line.
    """
    unit = line.unit or side.pack.unit
    if not named:
        so_far = side.prior + before.of_line
        asked = asked_of(side, line.quantity, unit, line.amount, so_far)
        return None if asked is None else (asked, NO_RECEIPTS)
    amounts = allocated(line.amount, list(named.values()), currency)
    told = {}
    for (receipt, quantity), amount in zip(named.items(), amounts, strict=True):
        so_far = side.named.get(receipt, ZERO) + before.of_receipts.get(receipt, ZERO)
        asked = asked_of(side, quantity, unit, amount, so_far)
        if asked is None:
            return None
        told[receipt] = asked
    total = plain(sum(told.values(), ZERO).normalize(EXACT))
    return (line.amount if side.by_amount else total), told


def stated_receipts(lines: Iterable[InvoiceLine]) -> dict[int, Named]:
    """The receipts that the document names, by line, in the line's own unit."""
    return {line.line: named_by(line) for line in lines if named_by(line)}


def other_item(line: InvoiceLine, side: OrderSide) -> bool:
    """Whether both say which item they are about, and not the same."""
    return None not in (line.item_id, side.item_id) and line.item_id != side.item_id


def link(
    order: OrderFacts,
    links: tuple[LineLink, ...],
    linked_by: str | None = None,
    reason_code: str | None = None,
    rule: LinkRule | None = None,
) -> tuple[InvoiceEvent, ...]:
    """The invoice now asks for these lines of the order, as it states or as a person says."""
    return (
        InvoiceLinked(
            purchase_order=order.purchase_order,
            links=links,
            linked_by=linked_by,
            reason_code=reason_code,
            rule=rule,
        ),
    )


def link_by_hand(
    invoice: Invoice, command: LinkInvoice, order: OrderFacts
) -> tuple[InvoiceEvent, ...]:
    """A person says which order lines are billed; each invoice line must find one."""
    require_linkable(invoice)
    _check_order(invoice, order)
    links = _links(invoice, command, order)
    cleared = (each for each in invoice.holds if each.kind in LINKED_AWAY)
    return (
        *(resolve(hold, "linked") for hold in cleared),
        *link(order, links, command.linked_by, command.reason_code),
    )


def require_linkable(invoice: Invoice) -> None:
    """Raises where the invoice is tied or posted already, or no order would make it whole."""
    if invoice.voided:
        raise InvoiceVoidedAlready(invoice.number)
    if invoice.purchase_order is not None:
        raise InvoiceLinkedAlready(invoice.number, invoice.purchase_order.number)
    if invoice.accounted is not None:
        raise InvoicePostedWithoutOrder(invoice.number)
    for hold in invoice.holds:
        if hold.kind in BARRIERS - LINKED_AWAY:
            raise InvoiceBarred(invoice.number, hold.kind, RULES[hold.kind].remedy)


def _check_order(invoice: Invoice, order: OrderFacts) -> None:
    number = order.purchase_order.number
    if order.revision == 0:
        raise InvoiceOrderNotIssued(number)
    if not order.is_of(invoice.supplier_id):
        raise InvoiceOtherSupplier(number, order.supplier_id, invoice.supplier_id)
    if order.legal_entity != invoice.legal_entity:
        raise InvoiceOtherLegalEntity(number, order.legal_entity, invoice.legal_entity)
    if order.currency != invoice.currency:
        raise InvoiceOtherCurrency(number, order.currency, invoice.currency)


def _links(invoice: Invoice, command: LinkInvoice, order: OrderFacts) -> tuple[LineLink, ...]:
    lines = {line.line: line for line in invoice.lines}
    wanted: dict[int, int] = {}
    for line, order_line in command.links:
        if line not in lines:
            raise InvoiceUnknownLine(line, lines)
        if line in wanted:
            raise InvoiceLineRepeated(line)
        wanted[line] = order_line
    if invoice.unlinked_from == command.purchase_order_id:
        kept = {line: tie.purchase_order_line for line, tie in invoice.links.items()}
        wanted = {**kept, **wanted}
    named = _named(invoice, command, wanted, order)
    links = linkable(invoice.lines, wanted, order.sides, named, invoice.currency, by_hand=True)
    tied = {each.line for each in links}
    accepted = invoice.accepted
    for line in lines:
        side = order.sides.get(wanted.get(line, 0))
        if side is not None and other_item(lines[line], side):
            raise InvoiceOtherItem(line, side.line)
        if line not in tied and (line in wanted or ("unmatched_line", line) not in accepted):
            raise InvoiceLineUnmatched(line, lines[line].unit, wanted.get(line))
    return links


def _named(
    invoice: Invoice, command: LinkInvoice, wanted: Mapping[int, int], order: OrderFacts
) -> dict[int, Named]:
    """The receipts that lines are for: as the document says, and as the person corrects it."""
    stated = {line.line: line for line in invoice.lines}
    corrected: dict[int, list[tuple[str, Decimal]]] = {}
    for line, receipt_id, quantity in command.receipts:
        if line not in wanted:
            raise InvoiceUnknownLine(line, wanted)
        side = order.sides.get(wanted[line])
        if side is not None and receipt_id not in side.receipts:
            raise InvoiceReceiptOfOtherLine(line, receipt_id, side.line, side.receipts)
        asked = stated[line].quantity if quantity is None else quantity
        corrected.setdefault(line, []).append((receipt_id, asked))
    for line, parts in corrected.items():
        require_whole(line, stated[line].quantity, parts)
    return {**stated_receipts(invoice.lines), **{n: dict(each) for n, each in corrected.items()}}


def require_whole(line: int, quantity: Decimal, parts: Sequence[tuple[str, Decimal]]) -> None:
    """Raises where a line names a receipt twice, or other quantities than its own."""
    if len(parts) > NAMED_MAX:
        raise InvoiceTooManyReceipts(line, len(parts), NAMED_MAX)
    receipts, asked = [receipt for receipt, _ in parts], [each for _, each in parts]
    twice = next((each for each in receipts if receipts.count(each) > 1), None)
    if twice is not None:
        raise InvoiceReceiptNamedTwice(line, twice)
    is_nothing = quantity != 0 and min(asked) <= 0
    if is_nothing or sum(asked, Decimal(0)) != quantity:
        raise InvoiceReceiptsNotWhole(line, quantity, asked)
