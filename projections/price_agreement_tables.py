"""Tables of the price agreement read model; `price_agreements.py` fills them."""

from typing import Final

from projections.projection import Documents, Query, Table

AGREEMENTS: Final = Table(
    name="price_agreements",
    kind="entity",
    columns={
        "price_agreement_id": "text",
        "number": "text",
        "kind": "text",  # gpo | local | blanket | consignment | rate_card | rebate
        "state": "text",  # draft | signed | active | expiring | expired | terminated
        "supplier_id": "text",
        "description": "text",
        "currency": "text",
        "legal_entities": "text",  # comma separated; empty: all
        "facilities": "text",  # comma separated; empty: all
        "tiers": "text",  # comma separated
        "starts_on": "date",
        "ends_on": "date",  # the last day, or the day of its termination; null: open
        "notice_days": "integer",  # null: as the policy says
        "notice_on": "date",  # from when on a successor is due; null: open
        "renews_number": "text",  # the agreement that it follows
        "renewal_number": "text",  # the one that is to follow it
        "renewal_starts_on": "date",
        "renewal_state": "text",  # drafted | in_force
        "cap_amount": "numeric",
        "cap_quantity": "numeric",
        "cap_unit": "text",
        "cap_allowance_percent": "numeric",
        "consumed": "numeric",  # in the cap's measure; null: no cap
        "cap_reached": "boolean",
        "proposals_waiting": "integer",
        "drafted_by": "text",
        "signed_by": "text",
        "changed_at": "timestamptz",
    },
    key=("price_agreement_id",),
    selectors=("state", "supplier_id", "number"),
    order=("number",),
)
PRICES: Final = Table(
    name="price_agreement_prices",
    kind="fact",
    columns={
        "price_agreement_id": "text",
        "agreement_number": "text",
        "supplier_id": "text",
        "version": "integer",
        "item_id": "text",
        "unit": "text",
        "pack": "jsonb",
        "unit_price": "numeric",
        "currency": "text",
        "breaks": "jsonb",  # quantity from which, and unit price
        "tier": "text",
        "facility": "text",
        "starts_on": "date",
        "ends_on": "date",
        "learned_on": "date",
        "correction": "integer",  # null: an ordinary price
        "reason_code": "text",
        "proposed_by": "text",
        "confirmed_by": "text",
    },
    selectors=("price_agreement_id", "item_id"),
)
PROPOSALS: Final = Table(
    name="price_agreement_proposals",
    kind="entity",
    columns={
        "price_agreement_id": "text",
        "proposal": "integer",
        "agreement_number": "text",
        "state": "text",  # waiting | confirmed | declined
        "is_correction": "boolean",
        "reason_code": "text",
        "prices": "jsonb",
        "price_count": "integer",
        "proposed_by": "text",
        "decided_by": "text",
        "changed_at": "timestamptz",
    },
    key=("price_agreement_id", "proposal"),
    selectors=("price_agreement_id", "state"),
    order=("agreement_number",),
)
CLAIMS: Final = Table(
    name="price_agreement_claims",
    kind="fact",
    columns={
        "price_agreement_id": "text",
        "agreement_number": "text",
        "claim": "integer",
        "correction": "integer",
        "supplier_id": "text",
        "currency": "text",
        "amount": "numeric",
        "lines": "jsonb",  # order, line, quantity, amount paid and amount claimed of each
        "line_count": "integer",
        "raised_by": "text",
    },
    selectors=("price_agreement_id", "supplier_id"),
)
ORDER_LINES: Final = Table(
    name="agreed_order_lines",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "line": "integer",
        "order_number": "text",
        "agreement_number": "text",
        "legal_entity": "text",
        "facility": "text",
        "item_id": "text",
        "pack": "jsonb",
        "unit": "text",
        "price_source": "text",  # agreement; another one once the buyer overrode the price
        "override_reason": "text",
        "version": "integer",  # of the price; null: recorded before versions were told
        "tier": "text",
        "priced_on": "date",
        "unit_price": "numeric",
        "ordered": "numeric",  # before cancellations
        "cancelled": "numeric",
        "invoiced_quantity": "numeric",  # net of voids and credits
        "invoiced_amount": "numeric",
        "credited_on_price": "numeric",  # by credits that take nothing but money
        "given_back_quantity": "numeric",  # voided, or credited with its goods
        "given_back_amount": "numeric",  # of that quantity
    },
    key=("purchase_order_id", "line"),
    selectors=("agreement_number", "item_id"),
    order=("order_number", "line"),
)
ENROLMENTS: Final = Table(
    name="price_agreement_enrolments",
    kind="entity",
    columns={
        "price_agreement_id": "text",
        "facility": "text",
        "tier": "text",
        "agreement_number": "text",
        "state": "text",  # requested | confirmed | lapsed
        "requested_by": "text",
        "confirmed_by": "text",
        "effective_from": "date",
        "lapsed_on": "date",
        "changed_at": "timestamptz",
    },
    key=("price_agreement_id", "facility", "tier"),
    selectors=("price_agreement_id", "facility"),
    order=("agreement_number",),
)

EXPIRING_AGREEMENTS: Final = Query(
    name="expiring_agreements",
    why="Which agreements end by a day or are due for notice on it, and what follows them if any.",
    sql="""
        SELECT a.price_agreement_id, a.number, a.kind, a.state, a.supplier_id, a.description,
               a.ends_on, a.notice_on, a.renewal_number, a.renewal_starts_on, a.renewal_state
        FROM {price_agreements} a
        WHERE a.state IN ('active', 'expiring', 'expired') AND a.ends_on IS NOT NULL
          AND (%(by)s IS NULL OR a.notice_on <= %(by)s)
          AND a.renewal_state IS DISTINCT FROM 'in_force'
        ORDER BY a.ends_on, a.number, a.price_agreement_id
    """,
    parameters={"by": "date"},
    documents=Documents(of="price_agreements", by={"price_agreement_id": "price_agreement_id"}),
)
