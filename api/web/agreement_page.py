"""The page of a price agreement, and its lists: prices with the day since when they are known."""

from typing import Final

from api.web.columns import STATE, SUPPLIER, Column, figure, leads, text, words
from api.web.document_shape import DocumentPage, Part, those
from api.web.list_shape import list_page

_PRICES: Final = Part(
    table="price_agreement_prices",
    title="Prices",
    columns=(
        figure("version", "Version", "number"),
        leads("item_number", "Item", "catalogue_item", "item_id"),
        text("unit", "Unit"),
        figure("unit_price", "Price"),
        words("tier", "Tier"),
        text("facility", "Facility"),
        figure("starts_on", "From", "day"),
        figure("ends_on", "To", "day"),
        figure("learned_on", "Known since", "day"),
        words("reason_code", "Corrected because of"),
        text("confirmed_by", "Confirmed by"),
    ),
)
_PROPOSALS: Final = Part(
    table="price_agreement_proposals",
    title="Proposals",
    columns=(
        figure("proposal", "Proposal", "number"),
        words("state", "State"),
        figure("price_count", "Prices", "number"),
        Column(name="is_correction", label="Corrects the past", form="flag"),
        text("proposed_by", "Proposed by"),
        text("decided_by", "Decided by"),
    ),
)
_ENROLMENTS: Final = Part(
    table="price_agreement_enrolments",
    title="Tiers of facilities",
    columns=(
        text("facility", "Facility"),
        words("tier", "Tier"),
        words("state", "State"),
        figure("effective_from", "From", "day"),
        figure("lapsed_on", "Lapsed", "day"),
    ),
)
_CLAIMS: Final = Part(
    table="price_agreement_claims",
    title="Claims",
    columns=(
        figure("claim", "Claim", "number"),
        figure("correction", "By correction", "number"),
        figure("line_count", "Lines", "number"),
        figure("amount", "Claimed"),
        text("raised_by", "Raised by"),
    ),
)
AGREEMENT_PAGE: Final = DocumentPage(
    title="Price agreement",
    figures=(
        figure("cap_amount", "Cap"),
        figure("cap_quantity", "Cap", "number"),
        figure("consumed", "Drawn", "number"),
    ),
    facts=(
        SUPPLIER,
        text("description", "About"),
        words("kind", "Kind"),
        text("currency", "Currency"),
        text("legal_entities", "Legal entities"),
        text("facilities", "Facilities"),
        figure("starts_on", "From", "day"),
        figure("ends_on", "To", "day"),
        figure("notice_on", "Notice from", "day"),
        text("renews_number", "Follows"),
        text("renewal_number", "Followed by"),
        figure("renewal_starts_on", "Followed from", "day"),
        words("renewal_state", "Successor"),
        text("cap_unit", "Cap counts"),
        text("drafted_by", "Drafted by"),
        text("signed_by", "Signed off by"),
        figure("changed_at", "Changed", "moment"),
    ),
    parts=(_PRICES, _PROPOSALS, _ENROLMENTS, _CLAIMS),
    related=(
        those("Order lines at its prices", "agreed_order_lines", "agreement_number", "number"),
    ),
)
AGREEMENT_LISTS: Final = (
    list_page(
        "price_agreements",
        "price_agreements",
        "Price agreements",
        leads("number", "Agreement", "price_agreement"),
        SUPPLIER,
        text("description", "About"),
        words("kind", "Kind"),
        STATE,
        figure("starts_on", "From", "day"),
        figure("ends_on", "To", "day"),
        text("renewal_number", "Followed by"),
        figure("proposals_waiting", "Proposals that wait", "number"),
        by_number="Agreement",
    ),
    list_page(
        "price_agreements",
        "agreement_choices",
        "Agreements chosen for lines",
        text("document_number", "Document"),
        words("document_kind", "Kind"),
        figure("line", "Line", "number"),
        text("facility", "Facility"),
        words("choice", "Chosen"),
        text("agreement_number", "Agreement"),
        words("reason_code", "Because of"),
        figure("candidate_count", "Weighed", "number"),
    ),
    list_page(
        "price_agreements",
        "agreed_order_lines",
        "Order lines at agreed prices",
        leads("order_number", "Order", "purchase_order"),
        figure("line", "Line", "number"),
        leads("item_number", "Item", "catalogue_item", "item_id"),
        text("agreement_number", "Agreement"),
        figure("version", "Price version", "number"),
        figure("priced_on", "Priced on", "day"),
        text("unit", "Unit"),
        figure("unit_price", "Price", "number"),
        figure("invoiced_quantity", "Invoiced", "number"),
        words("override_reason", "Overridden because of"),
    ),
)
