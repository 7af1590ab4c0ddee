"""The sentences of the dock and the store: receipts, overrides, custody, stock, shipments.

How they are filled is told in `sentences.py`.
"""

from typing import Final

STORE_SENTENCES: Final[dict[str, str]] = {
    "receipt.started": "{who} opened {kind} receipt {number} for order {purchase_order[number]}"
    "{at_a_desk}",
    "receipt.service_entry_recorded": "{who} entered {quantity:counted} {unit} of {description},"
    " performed on {performed_on}, for order line {purchase_order_line} (entry {entry})",
    "receipt.posted": "{who} {received_or_accepted} on {received_on} for order"
    " {purchase_order[number]}{delivery_told}{at_a_desk}{counted_how}: {goods}",
    "receipt.reversed": "{who} took the whole receipt back on {reversed_on}: {goods}",
    "receipt.goods_returned": "{who} sent goods back on {returned_on}{under_authorization}:"
    " {goods}",
    "receipt.return_requested": "{asked_by} asked that {goods_settled} go back to the supplier"
    " ({reason_code}): return request {return_request}",
    "receipt.return_authorized": "The supplier takes the goods of return request {return_request}"
    " back under {authorization}",
    "receipt.return_request_withdrawn": "{withdrawn_by} took return request {return_request} back",
    "receipt.inspected": "{inspected_by} inspected on {inspected_on}: {verdicts_told}",
    "receipt.acceptance_valued": "Out of inspection, or back into it: {values_told}",
    "receipt.quarantined": "{quarantined_by} held goods back on {quarantined_on}: {doubts_told}",
    "receipt.witnessed": "{witness_id} counted {lines_witnessed} as well on {witnessed_on}",
    "receipt.recount_asked": "{asked_by} asked for another count of {lines_witnessed}",
    "receipt.recounted": "{recounted_by} counted again on {recounted_on}: {counts_again}",
    "receipt.corrected": "{corrected_by} corrected the count on {corrected_on}: {corrections_told}",
    "receipt.labels_corrected": "{corrected_by} corrected labels on {corrected_on}"
    " ({reason_code:words}): {labels_told}",
    "unordered_delivery.recorded": "{received_by} put delivery {number} without an order aside at"
    " {facility} on {received_on}: {goods_found}",
    "unordered_delivery.matched": "{matched_by} received {goods_settled} as receipt"
    " {receipt[number]} for order {purchase_order[number]}",
    "unordered_delivery.sent_back": "{sent_by} sent {goods_settled} away again on"
    " {sent_on}{under_authorization}",
    "duty_override.granted": "{granted_by} let {person} break rule {rule:words} on"
    " {document[number]} once, until {expires_on}",
    "duty_override.revoked": "{revoked_by} took the override back, unused",
    "duty_override.used": "{used_by} broke rule {rule:words} on {document[number]} by"
    " {used_in[aggregate]:words} {used_in[number]} on {used_on}; it waits for a review",
    "duty_override.reviewed": "{reviewed_by} reviewed the use of the override: {outcome}",
    "stock_item.opened": "{who} began to keep stock of {description} ({item_number}) at {facility},"
    " counted in {base_unit}",
    "stock_item.received": "Receipt {receipt[number]} brought {parcels_told} on {received_on},"
    " worth {received_at}",
    "stock_item.taken_back": "Receipt {receipt[number]} {why_taken} on {taken_on} and took"
    " {parcels_told}, worth {received_at}{written_off_too}",
    "stock_item.issued": "{issued_by} issued {parcels_told} to department {department} on"
    " {issued_on}{costs_told}{for_requisition}",
    "stock_item.issue_returned": "{returned_by} took {parcels_told} back from department"
    " {department} on {returned_on}{costs_told}{for_requisition}",
    "stock_item.counted": "{counted_by} counted on {counted_on}: {counts_told}{costs_told}",
    "stock_item.scrapped": "{scrapped_by} scrapped {parcels_told} on {scrapped_on}{costs_told}",
    "stock_item.moved": "{moved_by} moved {moves_told}",
    "stock_item.relabelled": "{relabelled_by} corrected the label of what receipt {receipt[number]}"
    " brought on {relabelled_on}: {labels_here}",
    "stock_item.transferred_out": "{transferred_by} sent {parcels_told} to {to_facility} on"
    " {transferred_on}{costs_told}",
    "stock_item.transferred_in": "{parcels_told} came from {from_facility} on"
    " {transferred_on}{costs_told}",
    "stock_item.delivered": "{parcels_told} went to {to_facility} of {to_legal_entity} on"
    " {delivered_on}{costs_told}, for {amount:money} (order {purchase_order[number]})",
    "stock_item.delivery_returned": "{parcels_told} came back from {from_facility} of"
    " {from_legal_entity} on {returned_on}{costs_told} (order {purchase_order[number]})",
    "stock_item.shipped": "{shipped_by} sent {parcels_told} to {to_facility} on {shipped_on} with"
    " shipment {shipment[number]}{costs_told}",
    "stock_item.arrived": "{parcels_told} came from {from_facility} on {arrived_on} with shipment"
    " {shipment[number]}{costs_told}, taken in by {received_by}",
    "stock_item.shipment_taken_back": "{taken_back_by} took {parcels_told} of shipment"
    " {shipment[number]} back on {taken_back_on}{costs_told}",
    "shipment.dispatched": "{dispatched_by} dispatched shipment {number} from {facility} to"
    " {to_facility} on {dispatched_on}{on_which_waybill}: {goods_shipped}",
    "shipment.received": "{received_by} received at {to_facility} on {received_on}:"
    " {goods_shipped}",
    "shipment.loss_written_off": "{written_off_by} wrote off as lost on the way on"
    " {written_off_on}: {goods_shipped}",
    "shipment.taken_back": "{taken_back_by} took back on {taken_back_on}: {goods_shipped}",
    "stock_item.revalued": "Line {purchase_order_line} of order {purchase_order[number]} came to"
    " {differs_by} than it came at, by {source[aggregate]:words} {source[number]}: {covered_here}",
    "stock_item.consigned": "{consigned_by} took in {parcels_told} on consignment on"
    " {consigned_on}, delivery note {delivery_note}, at {unit_price} {currency} a unit once used",
    "stock_item.consumed": "{consumed_by} used {parcels_told} in department {department}{in_case}"
    " on {consumed_on}{as_consumption}: {amount:money} are owed",
    "stock_item.consumption_reversed": "{reversed_by} took consumption {consumption} back on"
    " {reversed_on}: {parcels_told} were not used, and {amount:money} are not owed",
    "stock_item.consignment_returned": "{returned_by} gave {parcels_told} back to their owner on"
    " {returned_on}",
}
