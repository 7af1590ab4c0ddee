"""What happened to a supplier, as sentences, and the passages that they tell at length."""

from collections.abc import Callable, Sequence
from typing import Final

from replay.wording import Told, in_turn, words

_SCOPES: Final = {"order": "orders", "invoice": "invoices", "payment": "payments", "all": "all use"}
_LISTS: Final = {
    "oig_leie": "the OIG list of exclusions",
    "sam": "the SAM list of debarments",
    "ofac": "the OFAC list of sanctions",
    "state_medicaid": "the state's Medicaid list",
}
_RESULTS: Final = {
    "clear": "it is clear",
    "potential_match": "it may be the one in it",
    "match": "it is in it",
}
_OUTCOMES: Final = {"cleared": "is not the one", "confirmed": "is the one"}
_DOCUMENTS: Final = {
    "w9": "form W-9",
    "coi": "certificate of insurance",
    "baa": "business associate agreement",
    "licence": "licence",
    "dea": "DEA registration",
    "state_registration": "state registration",
}
_SCHEMES: Final = {"tax_id": "tax id", "gln": "GLN", "duns": "DUNS number", "dea": "DEA number"}

SUPPLIER_SENTENCES: Final[dict[str, str]] = {
    "supplier.proposed": "{who} proposed {name} as supplier {number}{with_tax_id}{as_tier}"
    "{of_parent}",
    "supplier.classified": "{classified_by} classified the supplier as {tier}{supplying}",
    "supplier.screening_started": "It is being screened against the lists of excluded companies",
    "supplier.credentialing_started": "Every list is clear: its documents are looked at",
    "supplier.activated": "{who} cleared the supplier for orders{for_entities}",
    "supplier.conditionally_activated": "{activated_by} opened the supplier conditionally"
    " ({kind:words}) for up to {cap:money} through {until}{for_entities}",
    "supplier.spend_committed": "Order {purchase_order[number]} takes {amount:money} of its cap",
    "supplier.legal_entities_changed": "{changed_by} opened the supplier{for_entities_or_all}",
    "supplier.self_billing_agreed": "{recorded_by} recorded that its deliveries are billed by"
    " ourselves, due {due_days} days after each bill",
    "supplier.self_billing_ended": "{recorded_by} recorded that it bills for itself again"
    " ({reason_code:words})",
    "supplier.watch_begun": "{begun_by} put the supplier on watch{watch_in_words}",
    "supplier.watch_ended": "{ended_by} took the supplier off the watch",
    "purchase_order.issued_on_watch": "The supplier was on watch as the order was issued"
    "{watch_in_words}",
    "supplier.suspended": "{suspended_by} suspended the supplier",
    "supplier.deactivated": "{deactivated_by} closed the supplier to new orders",
    "supplier.reinstated": "{reinstated_by} reinstated the supplier",
    "supplier.debarred": "{debarred_by} debarred the supplier",
    "supplier.debarment_lifted": "{lifted_by} lifted the debarment: it is screened again",
    "supplier.merged": "{merged_by} merged it into supplier {survivor[number]}",
    "supplier.rebate_listed": "Rebate {rebate[number]} under agreement {agreement} stands",
    "supplier.agreement_listed": "Price agreement {agreement[number]} with it is in force",
    "supplier.absorbed": "Supplier {merged[number]} was merged into it",
    "supplier.hold_placed": "{who} put the supplier on hold for {scope_in_words}{where_and_until}",
    "supplier.hold_released": "{who} lifted the supplier's hold for {scope_in_words}{at_entity}",
    "supplier.identifier_recorded": "{recorded_by} recorded {identifier_in_words}",
    "supplier.identifier_removed": "{removed_by} removed {identifier_in_words}",
    "supplier.site_recorded": "{recorded_by} recorded the remit-to site {site} in {country}",
    "supplier.payment_terms_agreed": "{agreed_by} agreed that invoices are due {terms_in_words}",
    "supplier.site_closed": "{closed_by} closed the remit-to site {site}",
    "supplier.screening_recorded": "{screened_by} looked into {list_in_words} of {list_date}:"
    " {result_in_words}",
    "supplier.match_adjudicated": "{adjudicated_by} judged that the supplier {outcome_in_words} in"
    " {list_in_words} of {list_date}",
    "supplier.document_submitted": "{submitted_by} submitted document {document},"
    " {document_in_words}{reference_and_dates}",
    "supplier.document_verified": "{verified_by} verified document {document}",
    "supplier.document_rejected": "{rejected_by} rejected document {document}",
    "supplier.credential_expiring": "Document {document}, {document_in_words}, expires on"
    " {expires_on}",
    "supplier.credential_expired": "Document {document}, {document_in_words}, expired on"
    " {expires_on}",
    "supplier.bank_details_proposed": "{proposed_by} proposed bank details {bank_details}: account"
    " {masked} at bank {bank}, in {currency}{shared_account}",
    "supplier.bank_details_verified": "{verified_by} verified bank details {bank_details} by a call"
    " on {called_on}, at a number from {contact_in_words}; they are paid to from {in_force_from}"
    " on",
    "supplier.bank_details_rejected": "{rejected_by} rejected bank details {bank_details}",
    "supplier.risk_recorded": "{recorded_by} recorded a risk score of {score} of 100 by"
    " {source:words}, assessed on {assessed_on}",
}


def _watch(told: Told) -> str:
    score, review = told.data.get("score"), told.data.get("review_on")
    by = "" if score is None else f", with a score of {score} of 100"
    return by if review is None else f"{by}, to be looked at again on {review}"


def _tax(told: Told) -> str:
    return f" (tax id {told.data['tax_id']})" if "tax_id" in told.data else ""


def _tier(told: Told) -> str:
    tier = f", tier {told.data['tier']}" if "tier" in told.data else ""
    return tier + _supplying(told)


def _supplying(told: Told) -> str:
    supplies: Sequence[str] = told.data.get("supplies", ())
    return f", supplying {in_turn([words(each) for each in supplies])}" if supplies else ""


def _parent(told: Told) -> str:
    if "parent" not in told.data:
        return ""
    why = told.data.get("parent_reason_code")
    because = f" ({words(why)})" if why else ""
    return f", a part of supplier {told.data['parent']['number']}{because}"


def _entities(told: Told) -> str:
    named: Sequence[str] = told.data.get("legal_entities", ())
    return f", for {in_turn(named)} only" if named else ""


def _entities_or_all(told: Told) -> str:
    named: Sequence[str] = told.data["legal_entities"]
    return f" for {in_turn(named)} only" if named else " for all legal entities"


def _where(told: Told) -> str:
    return f" at {told.data['legal_entity']}" if "legal_entity" in told.data else ""


def _where_and_until(told: Told) -> str:
    until = f" through {told.data['until']}" if "until" in told.data else ""
    return _where(told) + until


def _identifier(told: Told) -> str:
    return f"the {_SCHEMES[told.data['scheme']]} {told.data['value']}"


def _reference_and_dates(told: Told) -> str:
    data = told.data
    reference = f" {data['reference']}" if "reference" in data else ""
    begins = f", beginning on {data['begins_on']}" if "begins_on" in data else ""
    ends = f", through {data['expires_on']}" if "expires_on" in data else ""
    return reference + begins + ends


def _shared(told: Told) -> str:
    if "shared_with" not in told.data:
        return ""
    return f"; supplier {told.data['shared_with']['number']} gave the same account before"


def _terms(told: Told) -> str:
    shares = told.data["instalments"]
    parts = [f"{share['percent']} % after {share['days']} days" for share in shares]
    return in_turn(parts) if parts else "on the day that they state"


SUPPLIER_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "watch_in_words": _watch,
    "with_tax_id": _tax,
    "as_tier": _tier,
    "supplying": _supplying,
    "of_parent": _parent,
    "for_entities": _entities,
    "for_entities_or_all": _entities_or_all,
    "scope_in_words": lambda told: _SCOPES[told.data["scope"]],
    "at_entity": _where,
    "where_and_until": _where_and_until,
    "identifier_in_words": _identifier,
    "list_in_words": lambda told: _LISTS[told.data["exclusion_list"]],
    "result_in_words": lambda told: _RESULTS[told.data["result"]],
    "outcome_in_words": lambda told: _OUTCOMES[told.data["outcome"]],
    "document_in_words": lambda told: _DOCUMENTS[told.data["document_type"]],
    "reference_and_dates": _reference_and_dates,
    "contact_in_words": lambda told: f"the {words(told.data['contact_source'])}",
    "shared_account": _shared,
    "terms_in_words": _terms,
}
