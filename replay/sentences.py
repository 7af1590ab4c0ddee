"""Each fact as a sentence that a person reads without knowing the code.

A sentence names the event's own values in braces (`{purchase_order[number]}`), with a form where
needed (`{amount:money}`), and passages that a function tells: the `..._details.py` beside this.
Every event type has one. The reason ends it.
"""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import Final

from domain.event import Recorded
from replay.agreement_details import AGREEMENT_DETAILS
from replay.answer_details import ANSWER_DETAILS
from replay.bill_sentences import BILL_SENTENCES
from replay.budget_details import BUDGET_DETAILS
from replay.budget_sentences import BUDGET_SENTENCES
from replay.carried_details import CARRIED_DETAILS
from replay.catalogue_details import CATALOGUE_DETAILS
from replay.dealing_details import DEALING_DETAILS
from replay.ending_sentences import ENDING_DETAILS, ENDING_SENTENCES
from replay.intercompany_sentences import INTERCOMPANY_SENTENCES
from replay.invoice_details import INVOICE_DETAILS
from replay.order_details import ORDER_DETAILS
from replay.prepayment_sentences import PREPAYMENT_SENTENCES
from replay.rebate_sentences import REBATE_DETAILS, REBATE_SENTENCES
from replay.receipt_details import RECEIPT_DETAILS
from replay.recovery_sentences import RECOVERY_SENTENCES
from replay.request_details import REQUEST_DETAILS
from replay.shared_cost_sentences import SHARED_COST_DETAILS, SHARED_COST_SENTENCES
from replay.stock_details import STOCK_DETAILS
from replay.store_sentences import STORE_SENTENCES
from replay.supplier_sentences import SUPPLIER_DETAILS, SUPPLIER_SENTENCES
from replay.tolerance_sentences import TOLERANCE_DETAILS, TOLERANCE_SENTENCES
from replay.wording import Told, counted, words


def sentence(event: Recorded, before: object = None) -> str:
    """What happened, who did it, and why, in one sentence.

    `before` is the document's state before the event; known, the sentence tells former values too.
    """
    told = Told(event, before)
    text = _Sentence(told).format(SENTENCES[event.type])
    reason = event.data.get("reason_code") or (event.metadata.get("reason") or {}).get("code")
    return f"{text}; reason: {words(reason)}." if reason else f"{text}."


class _Sentence(Formatter):
    """Fills braces with the event's values, or with the passage of that name."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def get_value(
        self, key: int | str, args: Sequence[object], kwargs: Mapping[str, object]
    ) -> object:
        name = str(key)
        return _DETAILS[name](self._told) if name in _DETAILS else self._told.data[name]

    def format_field(self, value: object, format_spec: str) -> str:
        match format_spec:
            case "":
                return str(value)
            case "money":
                return self._told.money(str(value))
            case "counted":
                return counted(str(value))
            case "words":
                return words(str(value))
            case _:
                raise ValueError(f"no form of a value is called {format_spec!r}")


_DETAILS: Final = {
    **REQUEST_DETAILS,
    **CATALOGUE_DETAILS,
    **AGREEMENT_DETAILS,
    **DEALING_DETAILS,
    **ENDING_DETAILS,
    **REBATE_DETAILS,
    **ORDER_DETAILS,
    **CARRIED_DETAILS,
    **RECEIPT_DETAILS,
    **STOCK_DETAILS,
    **SUPPLIER_DETAILS,
    **ANSWER_DETAILS,
    **BUDGET_DETAILS,
    **TOLERANCE_DETAILS,
    **REQUEST_DETAILS,
    **SHARED_COST_DETAILS,
    **INVOICE_DETAILS,
}

SENTENCES: Final[dict[str, str]] = {
    **SUPPLIER_SENTENCES,
    **BUDGET_SENTENCES,
    **TOLERANCE_SENTENCES,
    "catalogue_item.requested": "{who} asked for item {number} in the catalogue: {description},"
    " {packs_and_controls}",
    "catalogue_item.handling_defined": "{who} laid down how the item is handled: {handling_rules}",
    "catalogue_item.gtin_assigned": "{who} named unit {unit} by GTIN {gtin}",
    "catalogue_item.gtin_withdrawn": "{who} took GTIN {gtin} off the item",
    "catalogue_item.activated": "{who} opened the item for orders",
    "catalogue_item.retired": "{who} retired the item",
    "catalogue_item.analysis_started": "{who} brought the item before the committee"
    " {committee:words}",
    "catalogue_item.committee_decided": "The committee {committee:words} {outcome} the item"
    " {votes}{conditions_and_trial}; recorded by {decided_by}",
    "catalogue_item.restricted": "{who} restricted the item: bought {where_bought}",
    "catalogue_item.restriction_lifted": "{who} opened the item for every facility",
    "catalogue_item.phase_out_started": "{who} announced that the item is ordered until"
    " {last_order_on}{then_successor}",
    "catalogue_item.conversion_changed": "{who} laid down that from {starts_on} on one"
    " {pack[unit]} holds {units_held}",
    "catalogue_item.standard_cost_set": "{decided_by} set the standard cost of one base unit for"
    " {legal_entity} from {starts_on} on: {unit_cost} {currency}",
    "catalogue_item.supplier_mapped": "{who} noted that supplier {supplier[number]} sells"
    " unit {unit} as {part_number}{under_gtin}",
    "catalogue_item.supplier_unmapped": "{who} noted that {part_number} of supplier"
    " {supplier[number]} no longer means the item",
    "catalogue_item.substitute_declared": "{who} named {substitute[number]} as a substitute,"
    " {how_equivalent}",
    "catalogue_item.substitute_approved": "{who} approved {substitute[number]} as a substitute",
    "catalogue_item.substitute_withdrawn": "{who} took back {substitute[number]} as a substitute",
    "catalogue_item.recall_placed": "{who} placed recall {recall} of class {recall_class} on"
    " {units_recalled}, by word of {source:words}",
    "catalogue_item.recall_lifted": "{who} lifted recall {recall}",
    "number.claimed": "{number_holder} took the {kind:words} number {number_claimed}",
    "number.released": "{number_holder} gave the number back",
    "price_agreement.drafted": "{who} drafted {kind:words} price agreement {number}"
    " ({description}) in {currency}, from {starts_on}{lasting}{capped}{following}",
    "price_agreement.signed": "{signed_by} recorded that both sides signed on {signed_on}",
    "price_agreement.activated": "{who} opened the agreement for orders",
    "price_agreement.expiring": "The agreement ends on {ends_on}: a successor is due",
    "price_agreement.expired": "The agreement ended on {ends_on}",
    "price_agreement.terminated": "{terminated_by} ended the agreement as of {terminated_on}",
    "price_agreement.renewal_drafted": "{drafted_by} drafted {successor[number]} to follow the"
    " agreement from {starts_on} on",
    "price_agreement.renewal_dropped": "{successor[number]} came to nothing and does not follow"
    " the agreement",
    "price_agreement.renewed": "From {succeeded_on} on {successor[number]} follows the agreement",
    "price_agreement.prices_proposed": "{proposed_by} proposed {prices_told} (proposal {proposal})",
    "price_agreement.prices_confirmed": "{confirmed_by} confirmed proposal {proposal}:"
    " {versions_told}",
    "price_agreement.prices_declined": "{declined_by} declined proposal {proposal}",
    "price_agreement.price_correction_published": "{confirmed_by} published correction"
    " {correction} of past prices: {versions_told}; orders keep the price that they had",
    "price_agreement.price_claim_raised": "{raised_by} claimed {amount:money} back for"
    " {lines_claimed}, by correction {correction} (claim {claim})",
    "price_agreement.tier_requested": "{requested_by} asked for tier {tier:words} for {facility}",
    "price_agreement.tier_confirmed": "{confirmed_by} confirmed tier {tier:words} for {facility}"
    " from {effective_from}",
    "price_agreement.tier_lapsed": "{facility} has no prices of tier {tier:words} from {lapsed_on}"
    " on",
    "price_agreement.consumption_recorded": "Order {purchase_order[number]} {drawn}",
    "price_agreement.cap_reached": "With order {purchase_order[number]} the cap is reached",
    "price_agreement.cap_exceeded": "Order {purchase_order[number]} goes beyond the cap and its"
    " allowance",
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
    " {quantity:counted} {unit} of the same item since {asked_on} (its line {other_line})",
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
    "purchase_order.asn_recorded": "Shipment {shipment} is announced for {expected_on}: {shipped}",
    "purchase_order.delivery_overdue": "{part_of_line} should have come by {due_on}",
    "purchase_order.blanket_drawn": "Release {release[number]} stands at {amount:money} of the"
    " blanket",
    "purchase_order.ratified": "{ratified_by} stands for what was ordered in an emergency",
    "purchase_order.ratification_overdue": "Nobody stood for the emergency order by {due_on}",
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
    **STORE_SENTENCES,
    **BILL_SENTENCES,
    **PREPAYMENT_SENTENCES,
    **RECOVERY_SENTENCES,
    **INTERCOMPANY_SENTENCES,
    **ENDING_SENTENCES,
    **SHARED_COST_SENTENCES,
    **REBATE_SENTENCES,
}
