"""How an invoice says no to being captured and linked; `settlement_errors` holds the rest.

Faults of the document itself are held, not refused: see `holds`.
"""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.errors import Rejected, listed
from domain.ids import LINES_MAX


class InvoiceExists(Rejected):
    """The id names an invoice already."""

    code = "invoice.exists"

    def __init__(self, invoice_id: str) -> None:
        super().__init__(
            f"Invoice {invoice_id} exists already; give the new one its own id.",
            invoice_id=invoice_id,
        )


class InvoiceNoLines(Rejected):
    """Nothing is asked for, or by more lines than one document takes."""

    code = "invoice.lines_out_of_range"

    def __init__(self, lines: int) -> None:
        super().__init__(
            f"The invoice has {lines} lines; send from 1 to {LINES_MAX}.",
            lines=lines,
            lines_max=LINES_MAX,
        )


class InvoiceTaxContradicts(Rejected):
    """The tax that was worked out is not what the rates of the lines make."""

    code = "invoice.tax_contradicts"

    def __init__(self, stated: Decimal, by_rates: Decimal, rounding: str) -> None:
        super().__init__(
            f"The tax is said to work out to {stated}, but the rates of the lines make {by_rates},"
            f" rounded by {rounding}; leave out one of them, or say how it is rounded.",
            stated=str(stated),
            by_rates=str(by_rates),
        )


class InvoiceNothingWithheld(Rejected):
    """A rate below zero is tax that is withheld, and the document asks for all of its total."""

    code = "invoice.nothing_withheld"

    def __init__(self, tax: Decimal, withheld: Decimal, taxed: Decimal) -> None:
        super().__init__(
            f"Lines with a `tax_percent` below 0 withhold {withheld}, but the tax is stated as"
            f" {tax}; state it less what is withheld ({taxed - withheld}), and the total with it,"
            " or give those lines a rate of 0 or above.",
            tax=str(tax),
            withheld=str(withheld),
        )


class InvoiceLineRepeated(Rejected):
    """Two lines bear the same number, or one line is linked twice."""

    code = "invoice.line_repeated"

    def __init__(self, line: int) -> None:
        super().__init__(f"Line {line} is stated twice; number each line once.", line=line)


class InvoiceNegative(Rejected):
    """A bill asks for money; what gives it back is a credit memo."""

    code = "invoice.negative"

    def __init__(self, what: str, value: Decimal) -> None:
        super().__init__(
            f"{what} is {value}; capture the bill without it, at the total that is left, and what"
            " the supplier gives back as a credit memo.",
            what=what,
            value=str(value),
        )


class InvoiceDateOutOfRange(Rejected):
    """A day that the document or the deed cannot have."""

    code = "invoice.date_out_of_range"

    def __init__(self, what: str, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{what} is {day}; give one from {first} to {last}.",
            what=what,
            day=day.isoformat(),
            first=first.isoformat(),
            last=last.isoformat(),
        )


class InvoiceDebitWithQuantity(Rejected):
    """A subsequent debit raises a price, it bills no quantity."""

    code = "invoice.debit_with_quantity"

    def __init__(self, line: int, quantity: Decimal) -> None:
        super().__init__(
            f"Line {line} of a subsequent debit bills a quantity of {quantity};"
            " state zero, or capture an invoice.",
            line=line,
            quantity=str(quantity),
        )


class InvoiceVoidedAlready(Rejected):
    """The invoice was taken back."""

    code = "invoice.voided"

    def __init__(self, number: str) -> None:
        super().__init__(f"Invoice {number} is voided; capture it anew if it is due after all.")


class InvoiceReceiptOfOtherLine(Rejected):
    """The receipt brought nothing of the order line that is billed."""

    code = "invoice.receipt_of_other_line"

    def __init__(self, line: int, receipt_id: str, order_line: int, known: Iterable[str]) -> None:
        named = ", ".join(known) or "none"
        super().__init__(
            f"Line {line} cannot be for receipt {receipt_id}: nothing of it stands on order line"
            f" {order_line}, whose receipts are {named}.",
            line=line,
            receipt_id=receipt_id,
        )


class InvoiceLinkedAlready(Rejected):
    """The invoice stands in an order's ledger."""

    code = "invoice.linked_already"

    def __init__(self, number: str, order: str) -> None:
        super().__init__(
            f"Invoice {number} is linked to purchase order {order}; void it to link it elsewhere.",
            purchase_order=order,
        )


class InvoiceBarred(Rejected):
    """A fault must be cleared before the invoice can be linked."""

    code = "invoice.barred"

    def __init__(self, number: str, kind: str, remedy: str) -> None:
        super().__init__(
            f"Invoice {number} cannot be linked yet ({kind.replace('_', ' ')}): {remedy}.",
            kind=kind,
        )


class InvoiceOrderNotIssued(Rejected):
    """The supplier has no order yet that could be billed."""

    code = "invoice.order_not_issued"

    def __init__(self, order: str) -> None:
        super().__init__(
            f"Purchase order {order} was never issued; issue it first, or link another order.",
            purchase_order=order,
        )


class InvoiceOtherSupplier(Rejected):
    """The order was placed with somebody else."""

    code = "invoice.supplier_mismatch"

    def __init__(self, order: str, ordered_from: str, billed_by: str) -> None:
        super().__init__(
            f"Purchase order {order} went to supplier {ordered_from}, the invoice is from"
            f" {billed_by}; link an order of that supplier.",
            purchase_order=order,
            ordered_from=ordered_from,
            billed_by=billed_by,
        )


class InvoiceOtherLegalEntity(Rejected):
    """The books of one legal entity do not pay for what another one ordered."""

    code = "invoice.legal_entity_mismatch"

    def __init__(self, order: str, ordered_by: str, billed_to: str) -> None:
        super().__init__(
            f"Purchase order {order} is of legal entity {ordered_by}, the invoice was captured for"
            f" {billed_to}; link an order of that entity, or capture the invoice for {ordered_by}.",
            purchase_order=order,
            ordered_by=ordered_by,
            billed_to=billed_to,
        )


class InvoiceOtherCurrency(Rejected):
    """Amounts of two currencies cannot be compared."""

    code = "invoice.currency_mismatch"

    def __init__(self, order: str, expected: str, actual: str) -> None:
        super().__init__(
            f"Purchase order {order} is in {expected}, the invoice in {actual};"
            " change the order's currency, or void the invoice.",
            expected=expected,
            actual=actual,
        )


class InvoiceOtherItem(Rejected):
    """Two items are not the same, whoever says so."""

    code = "invoice.other_item"

    def __init__(self, line: int, order_line: int) -> None:
        super().__init__(
            f"Line {line} bills another item than order line {order_line} orders; link it to a line"
            " of its own item, or have the order changed to that item first.",
            line=line,
            purchase_order_line=order_line,
        )


class InvoiceUnknownLine(Rejected):
    """The invoice has no such line."""

    code = "invoice.unknown_line"

    def __init__(self, line: int, lines: Iterable[int]) -> None:
        super().__init__(
            f"The invoice has no line {line}; its lines are: {listed(lines)}.", line=line
        )


class InvoiceLineUnmatched(Rejected):
    """A line finds no order line that it could bill."""

    code = "invoice.line_unmatched"

    def __init__(self, line: int, unit: str | None, order_line: int | None) -> None:
        place = f"order line {order_line}" if order_line is not None else "any order line"
        super().__init__(
            f"Line {line} (in {unit or 'no unit'}) does not fit {place}; link it to a line that the"
            " order has, in its unit or base unit, or have a manager release the hold on it.",
            line=line,
            unit=unit,
            purchase_order_line=order_line,
        )
