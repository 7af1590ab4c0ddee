"""Taking a match back: the invoice leaves the order and the books, and waits to be linked again.

Nothing of it may be settled: a payment or credit rests on the match. What people let pass was about
the lines that it was tied to, so it is not remembered.
"""

from domain.invoices.commands import UnlinkInvoice
from domain.invoices.dates import check_done
from domain.invoices.decide import require_unsettled
from domain.invoices.decide_match import place_all, resolve, standing
from domain.invoices.errors import InvoiceUnknownLine, InvoiceVoidedAlready
from domain.invoices.events import InvoiceEvent, InvoiceUnlinked
from domain.invoices.expense_limits import waiting
from domain.invoices.holds import FOUND_AGAIN
from domain.invoices.self_billing_errors import InvoiceSelfBilled
from domain.invoices.settlement_errors import InvoiceNotLinked
from domain.invoices.state import Invoice
from domain.match_sides import WantedHold


def unlink(invoice: Invoice, command: UnlinkInvoice) -> tuple[InvoiceEvent, ...]:
    """Off the order; each line that was tied wrongly, or the whole invoice, waits for a link."""
    if invoice.voided:
        raise InvoiceVoidedAlready(invoice.number)
    if invoice.self_billed:
        raise InvoiceSelfBilled(invoice.number)
    if invoice.purchase_order is None or invoice.accounted is None:
        raise InvoiceNotLinked(invoice.number)
    require_unsettled(invoice)
    check_done("The day of the unlinking", command.unlinked_on, command.now)
    for line in command.lines:
        if line not in invoice.links:
            raise InvoiceUnknownLine(line, invoice.links)
    lines = tuple(sorted(set(command.lines or invoice.links)))
    found = [each for each in invoice.holds if each.kind in FOUND_AGAIN]
    return (
        *(resolve(each, "unlinked") for each in (*found, *waiting(invoice))),
        InvoiceUnlinked(
            purchase_order=invoice.purchase_order,
            lines=lines,
            unlinked_on=command.unlinked_on,
            unlinked_by=command.unlinked_by,
            reason_code=command.reason_code,
            accounted=invoice.accounted,
        ),
        *place_all(invoice, _wanted(invoice, lines)),
    )


def _wanted(invoice: Invoice, lines: tuple[int, ...]) -> list[WantedHold]:
    if len(lines) == len(invoice.links):
        return [standing("unlinked", "an issued order", "a match taken back", invoice.total)]
    amounts = {line.line: line.amount for line in invoice.lines}
    return [
        standing(
            "unmatched_line",
            "a line and unit of the order",
            "a match taken back",
            amounts[line],
            line=line,
        )
        for line in lines
    ]
