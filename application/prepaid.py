"""What was paid ahead is used up before cash leaves the bank: settled with the order's invoices.

No commands: whatever makes an invoice ready to be paid calls this in its own save.
"""

from application.work import Work
from domain.invoices.payments import settle_prepaid
from domain.invoices.state import INVOICE, Invoice
from domain.prepayments.decide import use_up
from domain.prepayments.events import PrepaymentApplied, PrepaymentEvent
from domain.prepayments.state import PREPAYMENT
from domain.purchase_orders.state import PURCHASE_ORDER


async def use_up_prepaid(work: Work, invoice: Invoice) -> Invoice:
    """The invoice, settled as far as its order was prepaid."""
    if invoice.purchase_order is None:
        return invoice
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    for prepayment_id in order.prepayments:
        prepayment = await work.load(PREPAYMENT, prepayment_id)
        events = use_up(prepayment, invoice, work.today)
        invoice = await _settled(work, prepayment_id, invoice, events)
    return invoice


async def _settled(
    work: Work, prepayment_id: str, invoice: Invoice, events: tuple[PrepaymentEvent, ...]
) -> Invoice:
    """Records on both sides what the prepayment settles of the invoice."""
    prepayment = await work.record(PREPAYMENT, prepayment_id, events)
    assert prepayment is not None, "a prepayment was asked for"
    for event in events:
        if isinstance(event, PrepaymentApplied):
            settled = settle_prepaid(invoice, prepayment.ref, event.amount)
            after = await work.record(INVOICE, invoice.id, settled)
            assert after is not None, "a captured invoice has events"
            invoice = after
    return invoice
