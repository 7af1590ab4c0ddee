"""The sentences of purchase orders, their suppliers' answers included.

How they are filled is told in `sentences.py`.
"""

from typing import Final

ORDER_SENTENCES: Final = {
    "purchase_order.created": "{who} drafted order {number} to {supplier_name}{for_buyer}"
    "{out_of_stock}: department {department}, facility {facility}, in {currency}, payment terms"
    " {payment_terms}{carrying}",
    "purchase_order.line_added": "Line {line[line]} orders {line_ordered}",
    "purchase_order.line_priced": "{line_pricing}",
    "purchase_order.agreement_chosen": "{agreement_choice}",
    "purchase_order.submitted": "{who} submitted the order over {amount:money}{asked_approval}",
    "purchase_order.approved": "The order was approved at {amount:money}{approved_how}",
    "purchase_order.rejected": "{refusal}",
    "purchase_order.issued": "{issue}",
    "purchase_order.transmitted": "Revision {revision} reached the supplier by {channel:words}"
    " (attempt {attempt})",
    "purchase_order.transmission_failed": "Revision {revision} did not reach the supplier by"
    " {channel:words} (attempt {attempt}): {error_code:words}",
    "purchase_order.acknowledged": "The supplier answered to revision {revision}: {answers}",
    "purchase_order.acknowledgement_overdue": "The supplier did not answer to revision {revision}"
    " by {due_on}",
    "purchase_order.supplier_change_proposed": "Change {change}: the supplier offers"
    " {supplier_offer}",
    "purchase_order.substitution_approved": "{approver_id} judged the substitute for line {line}"
    " (change {change}) {judged}",
    "purchase_order.supplier_change_accepted": "{change_taken}",
    "purchase_order.supplier_change_rejected": "{rejected_by} refused change {change}"
    " ({kind:words} of line {line})",
    "purchase_order.backorder_recorded": "{part_of_line} comes later{expected_when}",
    "purchase_order.backorder_released": "The supplier ships {part_of_line} of the back-order",
    "purchase_order.backorder_cancelled": "The supplier gave up the back-order of {part_of_line}",
    "purchase_order.line_substituted": "{part_of_line} is replaced by {substitute_taken}"
    "{clinically_judged}",
    "purchase_order.change_order_implemented": "{who} changed the {revision_made}: {changes}",
    "purchase_order.submission_recalled": "{recalled_by} took the request for approval back"
    "{recalled}",
    "purchase_order.over_receipt_accepted": "{accepted_by} takes up to {percent:counted} % more of"
    " line {line} than was ordered",
    "purchase_order.shipment_taken_in": "Receipt {receipt[number]} tells of shipment {shipment}:"
    " {taken_in_of_it}",
    "purchase_order.asn_recorded": "Shipment {shipment} is announced for {expected_on}: {shipped}",
    "purchase_order.delivery_overdue": "{part_of_line} should have come by {due_on}",
    "purchase_order.blanket_drawn": "Release {release[number]} stands at {amount:money} of the"
    " blanket",
    "purchase_order.ratified": "{ratified_by} stands for what was ordered in an emergency",
    "purchase_order.ratification_overdue": "Nobody stood for the emergency order by {due_on}",
    "purchase_order.ratification_asked": "It orders for {requests} before anybody agreed to that,"
    " which is due by {ratify_by}",
    "purchase_order.ratification_refused": "{refused_by} refused {request[number]}, which this"
    " orders for: {reason_code:words}",
    "purchase_order.order_form_recorded": "{signed_by} signed order form {reference} for"
    " {part_of_line}, under registration {registration}",
    "purchase_order.usage_recorded": "Usage {usage}: {recorded_by} recorded {part_of_line} in case"
    " {case_reference} on {used_on}{usage_traced}",
    "purchase_order.usage_withdrawn": "{withdrawn_by} withdrew usage {usage} of {part_of_line}",
    "purchase_order.line_used": "Usage {usage} counts as receipt of {part_of_line}, worth"
    " {amount:money}",
    "purchase_order.line_use_reversed": "Usage {usage} no longer counts as receipt of"
    " {part_of_line}, worth {amount:money}",
    "purchase_order.line_consigned": "{part_of_line} came on consignment on {consigned_on}"
    " (delivery note {delivery_note}); nothing is owed for it yet",
    "purchase_order.line_consignment_returned": "The supplier took {part_of_line} back unused on"
    " {returned_on}",
    "purchase_order.line_consumed": "{part_of_line} was used on {consumed_on} (consumption"
    " {consumption}): {amount:money} are owed",
    "purchase_order.line_consumption_reversed": "{part_of_line} of consumption {consumption} was"
    " not used after all: {amount:money} are owed no more",
    "purchase_order.discarded": "{who} gave the draft up before it had a line",
    "purchase_order.hold_placed": "{who} put the order on hold",
    "purchase_order.hold_released": "{who} released the order's hold",
    "purchase_order.line_cancelled": "{who} cancelled {part_of_line}, worth {amount:money}"
    "{dealt_from}",
    "purchase_order.line_closed": "{line_closing}",
    "purchase_order.line_reopened": "{who} {reopened}{dealt}",
    "purchase_order.invoice_settled": "Invoice {invoice[number]} is settled and needs no more"
    " matching",
    "purchase_order.invoice_reopened": "A payment of invoice {invoice[number]} came back, so it is"
    " matched again",
    "purchase_order.line_received": "Receipt {receipt[number]} brought {part_of_line}, worth"
    " {amount:money}{dealt}",
    "purchase_order.line_valued": "{source[number]} left {amount:money} of goods received of line"
    " {line} in the books at {books_amount} {books_currency}",
    "purchase_order.line_receipt_reversed": "Receipt {receipt[number]} was taken back with"
    " {part_of_line}, worth {amount:money}{dealt_from}",
    "purchase_order.line_returned": "{part_of_line}, worth {amount:money}, went back to the"
    " supplier (receipt {receipt[number]}){authorized}{dealt_from}",
    "purchase_order.line_receipt_corrected": "Receipt {receipt[number]} was counted wrong by"
    " {part_of_line}, worth {amount:money}{dealt}",
    "purchase_order.line_inspected": "What stands of receipt {receipt[number]} on line {line}"
    " changed by {accepted:counted} accepted and {rejected:counted} rejected",
    "purchase_order.line_invoiced": "Invoice {invoice[number]} asks {amount:money} for"
    " {part_of_line}{clearing}",
    "purchase_order.line_invoice_reversed": "Invoice {invoice[number]} no longer asks"
    " {amount:money} for {part_of_line}",
    "purchase_order.line_credited": "{giver} gives back {amount:money}"
    " {credited_for}, answering invoice {invoice[number]}",
}
