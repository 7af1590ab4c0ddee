"""Capturing: a document is put on file whatever its faults, and the faults are held.

What makes a command unreadable is refused (`errors`). What is wrong with the document becomes a
hold: a barrier where the invoice cannot stand against an order yet (see `linking`).
"""

from collections.abc import Sequence
from decimal import Decimal

from domain.ids import LINES_MAX
from domain.invoices.book_barriers import OPEN, Books, book_barrier
from domain.invoices.commands import CaptureInvoice, InvoicedLine
from domain.invoices.dates import check_document
from domain.invoices.decide_duplicates import doubts, suspect
from domain.invoices.decide_match import (
    bill_of,
    place_all,
    standing,
)
from domain.invoices.duplicates import Suspicion
from domain.invoices.errors import (
    InvoiceDebitWithQuantity,
    InvoiceExists,
    InvoiceLineRepeated,
    InvoiceNegative,
    InvoiceNoLines,
    InvoiceNothingWithheld,
    InvoiceTaxContradicts,
)
from domain.invoices.events import (
    InvoiceCaptured,
    InvoiceEvent,
    LineLink,
)
from domain.invoices.holds import BARRIERS
from domain.invoices.instalments import instalments
from domain.invoices.lines import InvoiceLine
from domain.invoices.linking import linkable, require_whole, stated_receipts
from domain.invoices.order_facts import OrderFacts
from domain.invoices.parts import InvoicePart, parts_of
from domain.invoices.payment_errors import InvoiceDiscountIncomplete, InvoiceDiscountOutOfRange
from domain.invoices.state import Invoice, evolve
from domain.invoices.taxes import ZERO, TaxRounding, calculated_tax, withheld_tax
from domain.invoices.verdicts import verdicts
from domain.match_checks import balance
from domain.match_findings import Judge
from domain.match_sides import WantedHold
from domain.matching import match
from domain.money import exact
from domain.purchase_orders.named_receipts import NamedReceipt
from domain.suppliers.payment_terms import TermShare
from domain.tolerance import TolerancePolicy


def capture(
    invoice: Invoice | None,
    command: CaptureInvoice,
    *,
    supplier_name: str,
    supplier_obstacle: str | None,
    suspicions: Sequence[Suspicion],
    order: OrderFacts | None,
    policy: TolerancePolicy,
    books: Books = OPEN,
    payment_terms: Sequence[TermShare] = (),
) -> tuple[InvoiceEvent, ...]:
    """The document is on file. `order` is the one it names, `payment_terms` its supplier agreed to.

    `books` are those of the day.
    """
    if invoice is not None:
        raise InvoiceExists(command.invoice_id)
    _check(command)
    captured = _on_file(command, supplier_name, payment_terms)
    fresh = evolve(None, captured)
    verdict, found = barriers(fresh, order, policy, books)
    wanted = [*doubts(fresh, suspicions), *found]
    wanted += _stopped(wanted, supplier_obstacle)
    return (captured, *suspect(suspicions), *verdict, *place_all(fresh, wanted))


def _stopped(wanted: Sequence[WantedHold], supplier_obstacle: str | None) -> list[WantedHold]:
    """What stands against the supplier. An invoice that nothing bars is told by its match."""
    if supplier_obstacle is None or not any(each.kind in BARRIERS for each in wanted):
        return []
    return [standing("supplier_on_hold", "cleared", supplier_obstacle)]


def barriers(
    invoice: Invoice,
    order: OrderFacts | None,
    policy: TolerancePolicy,
    books: Books = OPEN,
) -> tuple[tuple[InvoiceEvent, ...], list[WantedHold]]:
    """What keeps the invoice off the order it names: the verdict, where one could be compared, and
    the holds. None: it can be linked by the links that it states.
    """
    if order is None or order.revision == 0 or not _same_parties(invoice, order):
        bill = bill_of(invoice, {}, None)
        found = balance(bill, Judge(bill, policy))
        holds = [each.hold for each in found if each.hold is not None]
        return (), [_unlinkable(invoice, order), *holds]
    links = {link.line: link for link in stated_links(invoice, order)}
    bill = bill_of(invoice, links, order)
    result = match(bill, order.currency, policy)
    holds = [each for each in result.holds if each.kind in BARRIERS]
    shut = book_barrier(invoice, books) if not holds else None
    if shut is not None:
        return (), [shut]
    return (verdicts(order, bill, result, policy) if holds else ()), holds


def stated_links(invoice: Invoice, order: OrderFacts) -> tuple[LineLink, ...]:
    """The links that the document itself states, as far as they fit the order.

    Of a match that a person took back in part, what was left of it.
    """
    wanted = {
        line.line: line.purchase_order_line
        for line in invoice.lines
        if line.purchase_order_line is not None
    }
    if invoice.unlinked_from is not None:
        is_same = order.purchase_order.id == invoice.unlinked_from
        wanted = {n: tie.purchase_order_line for n, tie in invoice.links.items() if is_same}
    named, by_hand = stated_receipts(invoice.lines), invoice.unlinked_from is not None
    return linkable(invoice.lines, wanted, order.sides, named, invoice.currency, by_hand=by_hand)


def _on_file(
    command: CaptureInvoice, supplier_name: str, payment_terms: Sequence[TermShare]
) -> InvoiceCaptured:
    """The document as it states itself, and what follows from that."""
    lines = tuple(_line(line, command.currency) for line in command.lines)
    works_out, rounding = _works_out(command, lines)
    return InvoiceCaptured(
        invoice_id=command.invoice_id,
        number=command.number,
        kind=command.kind,
        supplier_id=command.supplier_id,
        supplier_name=supplier_name,
        legal_entity=command.legal_entity,
        facility=command.facility,
        currency=command.currency,
        invoice_date=command.invoice_date,
        due_on=command.due_on,
        lines=lines,
        tax=exact(command.tax, command.currency),
        freight=exact(command.freight, command.currency),
        total=exact(command.total, command.currency),
        captured_by=command.captured_by,
        purchase_order_id=command.purchase_order_id,
        calculated_tax=works_out,
        tax_rounding=rounding,
        document_hash=command.document_hash,
        discount_amount=_stated(command.discount_amount, command.currency),
        discount_until=command.discount_until,
        parts=_parts(command),
        self_billed=command.self_billed or None,
        number_as_copied=command.number_as_copied,
        instalments=instalments(
            command.instalments,
            payment_terms,
            command.invoice_date,
            exact(command.total, command.currency),
            command.currency,
        ),
    )


def _check(command: CaptureInvoice) -> None:
    if not 1 <= len(command.lines) <= LINES_MAX:
        raise InvoiceNoLines(len(command.lines))
    seen: set[int] = set()
    for line in command.lines:
        if line.line in seen:
            raise InvoiceLineRepeated(line.line)
        seen.add(line.line)
        _not_negative(f"The quantity of line {line.line}", line.quantity)
        _not_negative(f"The amount of line {line.line}", line.amount)
        if line.receipts:
            require_whole(line.line, line.quantity, _all_named(line))
        if command.kind == "subsequent_debit" and line.quantity != 0:
            raise InvoiceDebitWithQuantity(line.line, line.quantity)
    check_document(command)
    _check_discount(command)
    if not any((line.tax_percent or 0) < 0 for line in command.lines):  # else it is withheld
        _not_negative("The tax", command.tax)
        _not_negative("The calculated tax", command.calculated_tax or Decimal(0))
    _not_negative("The freight", command.freight)
    _not_negative("The total", command.total)


def _all_named(line: InvoicedLine) -> list[tuple[str, Decimal]]:
    """One that is named beside those with quantities would be for all of the line, too."""
    alone = [(line.receipt_id, line.quantity)] if line.receipt_id is not None else []
    return [*alone, *line.receipts]


def _stated(amount: Decimal | None, currency: str) -> Decimal | None:
    return None if amount is None else exact(amount, currency)


def _check_discount(command: CaptureInvoice) -> None:
    """Kept back when paid early: less than the total, and until a day."""
    discount = command.discount_amount
    if (discount is None) != (command.discount_until is None):
        raise InvoiceDiscountIncomplete
    if discount is not None and not 0 < discount < command.total:
        raise InvoiceDiscountOutOfRange(discount, command.total)


def _not_negative(what: str, value: Decimal) -> None:
    if value < 0:
        raise InvoiceNegative(what, value)


def _line(line: InvoicedLine, currency: str) -> InvoiceLine:
    return InvoiceLine(
        line=line.line,
        description=line.description,
        quantity=line.quantity,
        unit=line.unit,
        unit_price=line.unit_price,
        amount=exact(line.amount, currency),
        purchase_order_line=line.purchase_order_line,
        receipt_id=line.receipt_id,
        receipts=_receipts(line),
        tax_percent=line.tax_percent,
        item_id=line.item_id,
    )


def _receipts(line: InvoicedLine) -> tuple[NamedReceipt, ...] | None:
    if not line.receipts:
        return None
    named = line.receipts
    return tuple(NamedReceipt(receipt_id=each, quantity=asked) for each, asked in named)


def _parts(command: CaptureInvoice) -> tuple[InvoicePart, ...] | None:
    sums = (command.tax, command.freight, command.total)
    return parts_of(command.parts, *sums, command.currency) or None


def _works_out(
    command: CaptureInvoice, lines: tuple[InvoiceLine, ...]
) -> tuple[Decimal | None, TaxRounding | None]:
    """The tax as it is stated to be, or as the lines' rates make it, and how these are rounded."""
    by_rates = calculated_tax(lines, command.currency, command.tax_rounding)
    _require_withheld(command, lines)
    if command.calculated_tax is None:
        return by_rates, None if by_rates is None else command.tax_rounding
    stated = exact(command.calculated_tax, command.currency)
    if by_rates is None:
        return stated, None
    if by_rates != stated:
        raise InvoiceTaxContradicts(stated, by_rates, command.tax_rounding)
    return stated, command.tax_rounding


def _require_withheld(command: CaptureInvoice, lines: tuple[InvoiceLine, ...]) -> None:
    """What lines withhold, the document's tax and total are less by."""
    withheld = withheld_tax(lines, command.currency, command.tax_rounding)
    if withheld == 0:
        return
    taxed = (calculated_tax(lines, command.currency, command.tax_rounding) or ZERO) + withheld
    if command.tax >= taxed:
        raise InvoiceNothingWithheld(command.tax, withheld, taxed)
    _not_negative("The tax before what is withheld", command.tax + withheld)


def _unlinkable(invoice: Invoice, order: OrderFacts | None) -> WantedHold:
    if order is None:
        named = invoice.named_order_id
        actual = f"unknown order {named}" if named else "no order"
        return standing("unlinked", "an issued order", actual, invoice.total)
    if not order.is_of(invoice.supplier_id):
        actual = invoice.supplier_id
        return standing("supplier_mismatch", order.supplier_id, actual, invoice.total)
    if order.legal_entity != invoice.legal_entity:
        actual = invoice.legal_entity
        return standing("legal_entity_mismatch", order.legal_entity, actual, invoice.total)
    if order.stage in ("draft", "pending_approval"):
        actual = order.stage.replace("_", " ")
        return standing("order_not_approved", "an approved order", actual, invoice.total)
    return standing("unlinked", "an issued order", "an order never issued", invoice.total)


def _same_parties(invoice: Invoice, order: OrderFacts) -> bool:
    """Whether the one who bills delivered, and the one who is to pay ordered."""
    return order.is_of(invoice.supplier_id) and order.legal_entity == invoice.legal_entity
