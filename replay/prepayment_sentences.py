"""The sentences of what is paid ahead, and of charges that goods bear before they are billed.

How they are filled is told in `sentences.py`.
"""

from typing import Final

PREPAYMENT_SENTENCES: Final[dict[str, str]] = {
    "purchase_order.prepayment_recorded": "Prepayment {prepayment[number]} asks for {amount:money}"
    " ahead",
    "purchase_order.charges_accrued": "Receipt {receipt[number]} {charges_moved}",
    "purchase_order.charges_billed": "Invoice {invoice[number]} {charges_moved}",
    "purchase_order.totalled": "{totalled}",
    "purchase_order.parts_billed": "{parts_billed}",
    "prepayment.requested": "{requested_by} put on file that {supplier_name} asks for {total:money}"
    "{prepaid_parts} ahead of order {purchase_order[number]}, due {due_on}",
    "prepayment.paid": "{paid_by} recorded payment {payment} of {amount:money} on {paid_on}",
    "prepayment.credited": "{recorded_by} recorded credit {credit} of {amount:money} on"
    " {credited_on}; {refunded:money} of it came back",
    "prepayment.applied": "{amount:money} of it settled invoice {invoice[number]} on {applied_on};"
    " {left_unused}",
    "invoice.prepayment_applied": "Prepayment {prepayment[number]} settled {amount:money};"
    " {left_open}",
}
