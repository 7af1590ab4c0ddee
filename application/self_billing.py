"""Self-billing: receipts are settled, and returns credited, without a document of the supplier.

Each is one save with all that follows from it, as if the supplier had sent the document.
"""

from typing import Final

from application.accounting_calendars import require_open_period
from application.credit_memos import capture_credit_memo, post_credit_memo
from application.invoices import capture_invoice
from application.suppliers import decided_by
from application.work import Handlers, Work
from domain.credit_memos.commands import PostCreditMemo
from domain.invoices.commands import SelfBill, SelfCredit
from domain.invoices.self_billing import self_bill, self_credit
from domain.invoices.settlement_errors import InvoiceNotLinked
from domain.invoices.state import INVOICE
from domain.purchase_orders.intercompany import require_supplier
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers import self_billing
from domain.suppliers.commands import AgreeSelfBilling, EndSelfBilling
from domain.suppliers.state import SUPPLIER


async def settle_receipts(work: Work, command: SelfBill) -> None:
    """What came and nobody billed; linked, matched and posted, so that no one bills it again.

    Were the books shut it would wait off the order, and what came be settled twice: so it is
    refused.
    """
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    require_supplier(order, "agreed to be billed for it")
    supplier = await work.load(SUPPLIER, order.supplier_id)
    await require_open_period(work, order.legal_entity, work.today)
    await capture_invoice(work, self_bill(order, supplier, command, work.today))
    billed = await work.load(INVOICE, command.invoice_id)
    assert billed.purchase_order is not None, "what is billed by ourselves bars nothing"


async def credit_returns(work: Work, command: SelfCredit) -> None:
    """What went back of what was settled, in the books at once."""
    invoice = await work.load(INVOICE, command.invoice_id)
    if invoice.purchase_order is None:
        raise InvoiceNotLinked(invoice.number)
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    await capture_credit_memo(work, self_credit(order, invoice, command, work.today))
    posted = PostCreditMemo(
        now=command.now, credit_memo_id=command.credit_memo_id, posted_on=work.today
    )
    await post_credit_memo(work, posted)


AGREED: Final[Handlers] = {
    AgreeSelfBilling: decided_by(self_billing.agree),
    EndSelfBilling: decided_by(self_billing.end),
}
HANDLERS: Final[Handlers] = {SelfBill: settle_receipts, SelfCredit: credit_returns}
