"""Why nothing is settled or credited without a document of the supplier."""

from domain.errors import Rejected


class InvoiceSelfBillingNotAgreed(Rejected):
    """The supplier bills for itself."""

    code = "invoice.self_billing_not_agreed"

    def __init__(self, supplier: str) -> None:
        super().__init__(
            f"Supplier {supplier} sends its own invoices; record that self-billing was agreed with"
            " it, or capture what it sends.",
            supplier=supplier,
        )


class InvoiceNothingToSettle(Rejected):
    """No receipt of the order waits for a bill."""

    code = "invoice.nothing_to_settle"

    def __init__(self, order: str) -> None:
        super().__init__(
            f"Nothing that came on purchase order {order} is left to be settled; lines that wait"
            " for no receipt are billed by the supplier.",
            purchase_order=order,
        )


class InvoiceNothingToCredit(Rejected):
    """All that the invoice settled is still here."""

    code = "invoice.nothing_to_credit"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Nothing that invoice {number} settled went back since; a credit for anything else is"
            " the supplier's to send.",
            invoice=number,
        )


class InvoiceNotSelfBilled(Rejected):
    """The supplier wrote this invoice, and so he writes its credits."""

    code = "invoice.not_self_billed"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Invoice {number} was sent by the supplier; capture the credit memo that he sends, or"
            " raise a debit note.",
            invoice=number,
        )


class InvoiceSelfBilled(Rejected):
    """What was settled by ourselves is for just what came."""

    code = "invoice.self_billed"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Invoice {number} settles receipts and cannot be taken off them; void it, and what"
            " came is left to be settled again.",
            invoice=number,
        )
