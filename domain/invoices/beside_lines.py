"""An invoice beside its lines, against what its order carries: compared, posted, taken back.

What of a tax the state does not give back the order knows, and most documents do not say. So a tax
that the document does not name is split as the order's rates make it, and so is one that it names
and says nothing more of.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from domain.event import DocumentRef
from domain.invoices.events import InvoiceAccounted, LineLink
from domain.invoices.expected_parts import (
    Asked,
    BilledLine,
    due_parts,
    matched_parts,
    plan_of,
    tax_rows,
)
from domain.invoices.lines import MatchedParts
from domain.invoices.order_facts import OrderFacts, before_linking
from domain.invoices.parts import TAXES, InvoicePart, StatedPart
from domain.invoices.state import NOTHING, Invoice
from domain.invoices.taxes import withheld_tax
from domain.money import allocated
from domain.purchase_orders.in_force import in_force
from domain.purchase_orders.order import NOT_BILLED, PurchaseOrder
from domain.purchase_orders.part_events import BilledPart, PurchaseOrderPartsBilled
from domain.purchase_orders.parts import ZERO, RowKind
from domain.purchase_orders.totals import Row

TAX_ROWS: Final[tuple[RowKind, RowKind]] = ("tax", "tax_in_cost")


def beside_lines(
    invoice: Invoice, links: Mapping[int, LineLink], order: OrderFacts | None
) -> MatchedParts | None:
    """What it asks for and what it should; none: the order says nothing of it."""
    if order is None or order.plan is None:
        return None
    lines = _billed(invoice, links, order)
    return matched_parts(order.plan, lines, order.sides, _asked(invoice))


def proposed_parts(order: PurchaseOrder, lines: Sequence[BilledLine]) -> tuple[StatedPart, ...]:
    """What is due beside these lines, of which none is billed yet."""
    order = in_force(order)
    plan = plan_of(order)
    if plan is None:
        return ()
    return due_parts(plan, lines, before_linking(order, order.lines, None).sides)


def posted_parts(invoice: Invoice, order: OrderFacts) -> tuple[InvoicePart, ...]:
    """Its parts by name; taxes are given back, or cost, as the order's rates make them."""
    if order.plan is None or not invoice.tax:
        return invoice.parts
    asked = _asked(invoice)
    rows = tax_rows(order.plan, _billed(invoice, invoice.links, order), order.sides, asked)
    if not any(row.kind == "tax_in_cost" for row in rows):
        return invoice.parts
    if any(part.kind in TAXES for part in invoice.parts):
        return tuple(_split(invoice, rows))
    shares = allocated(asked.tax, [row.amount for row in rows], invoice.currency)
    named = (
        InvoicePart(charge=row.charge, kind=row.kind, amount=share)
        for row, share in zip(rows, shares, strict=True)
        if row.kind in TAXES and share
    )
    return (*invoice.parts, *named)


def _split(invoice: Invoice, rows: Sequence[Row]) -> Iterator[InvoicePart]:
    """A tax that the document states as one sum; what it says is cost, it has split itself."""
    in_cost = {part.charge for part in invoice.parts if part.kind == "tax_in_cost"}
    for part in invoice.parts:
        own = [row for row in rows if row.charge == part.charge and row.kind in TAXES]
        if part.kind != "tax" or part.charge in in_cost or not own:
            yield part
            continue
        shares = allocated(part.amount, [row.amount for row in own], invoice.currency)
        for row, share in zip(own, shares, strict=True):
            if share:
                yield InvoicePart(charge=row.charge, kind=row.kind, amount=share)


def bill_parts(
    order: PurchaseOrder, accounted: InvoiceAccounted, invoice: DocumentRef
) -> tuple[PurchaseOrderPartsBilled, ...]:
    """What the posted invoice takes of what the order carries; nothing where it only has lines."""
    if not order.carries:
        return ()
    sums: dict[RowKind, Decimal] = {"tax": accounted.tax, "freight": accounted.freight}
    for part in accounted.parts or ():
        if part.kind == "tax_in_cost":
            sums["tax"] -= part.amount
        if part.kind in ("tax_in_cost", "discount"):
            sums[part.kind] = sums.get(part.kind, ZERO) + part.amount
    tied = (line.amount for line in accounted.lines if line.purchase_order_line is not None)
    return _moved(order, sum(tied, ZERO), sums, invoice)


def unbill_parts(
    order: PurchaseOrder, invoice: DocumentRef
) -> tuple[PurchaseOrderPartsBilled, ...]:
    """The invoice is taken back, and with it what is left of what it took."""
    own = order.parts_billed.get(invoice.id, NOT_BILLED)
    sums = {kind: -amount for kind, amount in own.parts.items()}
    return _moved(order, -own.goods, sums, invoice)


def credit_parts(
    order: PurchaseOrder, goods: Decimal, tax: Decimal, freight: Decimal, invoice: DocumentRef
) -> tuple[PurchaseOrderPartsBilled, ...]:
    """So much of it is given back: of taxes in cost and others as they were posted."""
    own = order.parts_billed.get(invoice.id)
    if own is None:
        return ()
    had = [max(own.parts.get(kind, ZERO), ZERO) for kind in TAX_ROWS]
    taxes = allocated(tax, had, order.currency) if any(had) else (tax, ZERO)
    sums: dict[RowKind, Decimal] = {"freight": -freight}
    sums |= {kind: -amount for kind, amount in zip(TAX_ROWS, taxes, strict=True)}
    return _moved(order, -goods, sums, invoice)


def _moved(
    order: PurchaseOrder, goods: Decimal, sums: Mapping[RowKind, Decimal], invoice: DocumentRef
) -> tuple[PurchaseOrderPartsBilled, ...]:
    parts = tuple(BilledPart(kind=kind, amount=each) for kind, each in sums.items() if each)
    if not (goods or parts):
        return ()
    return (
        PurchaseOrderPartsBilled(
            goods=goods, parts=parts, currency=order.currency, invoice=invoice
        ),
    )


def _billed(
    invoice: Invoice, links: Mapping[int, LineLink], order: OrderFacts
) -> tuple[BilledLine, ...]:
    """Its lines that are tied to the order, net of credits."""
    return tuple(billed_lines(invoice, links, order).values())


def billed_lines(
    invoice: Invoice, links: Mapping[int, LineLink], order: OrderFacts
) -> dict[int, BilledLine]:
    """The same by the numbers of the invoice's own lines."""
    found = {}
    for line in invoice.lines:
        tie = links.get(line.line)
        if tie is not None and tie.purchase_order_line in order.sides:
            credit = invoice.credits.get(line.line, NOTHING)
            quantity, amount = tie.quantity - credit.quantity, line.amount - credit.amount
            found[line.line] = BilledLine(tie.purchase_order_line, quantity, amount)
    return found


def _asked(invoice: Invoice) -> Asked:
    """As the document says; what is withheld of its tax is no less tax."""
    tax = invoice.tax
    if invoice.tax_rounding is not None:
        tax += withheld_tax(invoice.lines, invoice.currency, invoice.tax_rounding)
    discount = (part.amount for part in invoice.parts if part.kind == "discount")
    return Asked(tax, invoice.freight, sum(discount, ZERO))
