"""The sentences of requisitions and their approval.

How they are filled is told in `sentences.py`.
"""

from typing import Final

REQUEST_SENTENCES: Final = {
    "requisition.created": "{who} drafted {kind:words} requisition {number}{for_requester}:"
    " department {department}, facility {facility}{needed_by}{terms_beyond}",
    "requisition.changed": "{who} changed what the requisition says as a whole{terms_stated}",
    "requisition.agreement_chosen": "{agreement_choice}",
    "requisition.line_added": "{who} asked for {line_requested} (line {line[line]})",
    "requisition.line_changed": "{who} changed line {line[line]} to {line_requested}{instead_of}",
    "requisition.line_removed": "{who} took {line_removed} off the requisition",
    "requisition.submitted": "{who} submitted the requisition over {amount:money} for approval"
    "{ratified_later}",
    "requisition.approved": "The requisition was approved at {amount:money}",
    "requisition.rejected": "The requisition was rejected",
    "requisition.returned": "The requisition came back with a question: it is a draft again",
    "requisition.withdrawn": "{who} withdrew the requisition",
    "requisition.cancelled": "{who} cancelled the requisition",
    "requisition.expired": "Nobody ordered it by {expired_on}: the requisition expired",
    "requisition.ratification_missed": "Nobody agreed to the emergency by {ratify_by}: nothing more"
    " may be ordered",
    "requisition.line_ordered": "{line_taken}",
    "requisition.line_unordered": "Order {purchase_order[number]} gave back {part_of_line}",
    "requisition.line_received": "{brought_by} brought {part_of_line} (order"
    " {purchase_order[number]})",
    "requisition.line_receipt_taken_back": "{part_of_line} of {taken_back_of} was taken"
    " back (order {purchase_order[number]})",
    "requisition.line_cancelled": "{who} gave up {part_of_line}",
    "requisition.line_picked": "{picked_by} picked {part_of_line}",
    "requisition.line_pick_released": "{who} put {part_of_line} back on the shelf",
    "requisition.line_issued": "{issued_by} issued {part_of_line} from stock on {issued_on}"
    "{picked_before}",
    "requisition.line_issue_returned": "{returned_by} took {part_of_line} back into stock on"
    " {returned_on}",
    "requisition.validation_recorded": "{checked_by} looked at it: {checks_told}",
    "requisition.duplicate_suspected": "Line {line} may be asked for twice: {other[number]} wants"
    " {quantity:counted} {unit} {alike} since {asked_on} (its line {other_line})",
    "demand.stated": "{requester_id} asked for {items_counted} with requisition"
    " {requisition[number]}",
    "requisition.released_without_order": "The need was only reported: nothing of it is ordered",
    "requisition.closed": "Nothing is left to order: the requisition is closed",
    "requisition.reopened": "It may be ordered again: the requisition is open",
    "approval_case.route_planned": "{document_named} over {amount_at_stake}"
    " {route}, under version {policy[version]} of policy {policy[id]}",
    "approval_case.step_approved": "{approver_id} agreed as {role:words} ({step_of_all})",
    "approval_case.step_rejected": "{approver_id} refused as {role:words} ({step_of_all})",
    "approval_case.step_returned": "{approver_id} asked first as {role:words} ({step_of_all})",
    "approval_case.approved": "{all_agreed}",
    "approval_case.rejected": "One step refused: it is rejected",
    "approval_case.superseded": "It no longer counts",
}
