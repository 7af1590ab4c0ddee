"""The sentences of payables: invoices, their registers, and credit memos.

How they are filled is told in `sentences.py`.
"""

from typing import Final

BILL_SENTENCES: Final[dict[str, str]] = {
    "invoice.captured": "{who} captured {kind:words} {number} of {supplier_name} over"
    " {total:money}, dated {invoice_date} and due {due_on}{due_in_parts}, with {billed}",
    "small_difference.written_off": "{difference_written_off}",
    "small_difference.taken_back": "Invoice {invoice[number]} left the books, and its small"
    " difference with it",
    "open_item.moved": "{moved_by[number]} moved {document[number]} on {account:words} by"
    " {amount:money}, in the books by {books_amount} {books_currency}",
    "invoice_register.entered": "Invoice {invoice[number]} was entered under its {trait}",
    "invoice_register.removed": "Invoice {invoice[number]} was voided and left the register",
    "invoice.duplicate_suspected": "It may be a duplicate: invoice {other[number]} {likeness}",
    "invoice.duplicate_cleared": "It is not invoice {other[number]}{cleared_how}",
    "invoice.linked": "{tied} to order {purchase_order[number]}: {line_links}",
    "invoice.links_proposed": "Some of its lines fit order {purchase_order[number]}"
    " ({rule:words}): {line_links}; the others wait for a person",
    "invoice.approved_without_order": "{approved_by} approved it without an order"
    " ({reason_code:words}): {lines_charged}",
    "invoice.unlinked": "{unlinked_by} took it off order {purchase_order[number]}{lines_untied}",
    "invoice.match_evaluated": "Matched against revision {purchase_order_revision} of order"
    " {purchase_order[number]}{part_told}: {verdict_in_words}{variances_found}",
    "invoice.hold_placed": "{hold_placed}",
    "invoice.hold_lengthened": "{changed_by} let hold {hold} last until {hold_until}",
    "invoice.hold_released": "{hold_released}",
    "invoice.matched": "Nothing stands against its payment; {touch}",
    "invoice.accounted": "Posted to accounts payable on {posted_on}: {total:money}{posting}",
    "invoice.dispute_raised": "{raised_by} disputed {amount:money}, which is withheld (dispute"
    " {dispute}){withheld}",
    "invoice.dispute_resolved": "Dispute {dispute} is over: {outcome:words}{dispute_ended}",
    "invoice.payment_scheduled": "{scheduled_by} scheduled payment {payment} of {amount:money} for"
    " {pay_on}{kept_back}",
    "invoice.payment_withdrawn": "Payment {payment} was taken out of its run {withdrawn_how}",
    "invoice.payment_failed": "{recorded_by} recorded that payment {payment} failed on {failed_on}",
    "invoice.payment_voided": "{voided_by} voided payment {payment} of {amount:money} on"
    " {voided_on}{kept_back}; {left_open}",
    "invoice.payment_recorded": "{who} recorded payment {payment} of {amount:money} on"
    " {paid_on}{kept_back}; {left_open}",
    "invoice.credited": "{giver} gives back {amount:money}",
    "invoice.credit_applied": "{giver} settled {amount:money}; {left_open}",
    "invoice.voided": "{who} voided the invoice on {voided_on}{posting_undone}",
    "credit_memo.captured": "{who} captured {memo_kind} {number} of {supplier_name} over"
    " {total:money}, dated {credit_date}, {basis_in_words}, answering {invoice_answered}",
    "credit_memo.held": "It waits{memo_owner} until somebody {memo_awaits}",
    "credit_memo.accounted": "Posted against accounts payable on {posted_on}: {total:money}"
    " for invoice {invoice[number]}{for_elsewhere}{posting}",
    "credit_memo.posted_for_rebate": "Posted on {posted_on} for rebate {rebate[number]}:"
    " {total:money}",
    "credit_memo.applied": "{amount:money} of it settled invoice {invoice[number]}; {left_unused}",
    "credit_memo.refunded": "{recorded_by} recorded that refund {refund} of {amount:money} came"
    " back on {refunded_on}; {left_unused}",
}
