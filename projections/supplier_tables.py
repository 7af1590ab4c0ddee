"""The tables of the supplier list, and the question that its work list asks.

What is folded into them is in `suppliers` and `supplier_evidence`.
"""

from typing import Final

from projections.projection import Documents, Query, Table

SUPPLIERS_TABLE: Final = Table(
    name="suppliers",
    kind="entity",
    columns={
        "supplier_id": "text",
        "number": "text",
        "name": "text",
        "tax_id": "text",
        "tier": "text",  # basic | standard | critical
        "supplies": "text",  # comma separated, sorted
        # proposed | screening | credentialing | active | conditional | suspended | inactive
        # | debarred | merged
        "state": "text",
        "holds": "text",  # that stand: scopes, with a colon and the legal entity where it is one's
        "hold_details": "jsonb",  # of each: scope, legal_entity, until, reason_code
        "legal_entities": "text",  # for which it is open, comma separated; empty: for all
        "clear_lists": "text",  # lists that it was last found clear of, comma separated
        "open_matches": "text",  # lists that it is, or may be, in
        "bank_state": "text",  # none | proposed | verified
        "bank_in_force_from": "date",  # of the details verified last
        "bank_details": "jsonb",  # of each by its number: state, in_force_from
        "conditional_until": "date",
        "cap": "numeric",
        "spent": "numeric",
        "cap_currency": "text",
        "spent_by_order": "jsonb",  # amounts by the order's id
        "risk_score": "integer",
        "watched_for": "text",  # why whoever orders from it is warned; null: it is not on watch
        "watch_score": "integer",  # of 100, that gave rise to it
        "watch_review_on": "date",
        "self_billing_days": "integer",  # until we pay what we bill ourselves; null: it bills
        "payment_terms": "text",  # 50 % after 0 days, 50 % after 30 days; null: none agreed
        "parent_id": "text",
        "parent_number": "text",
        "survivor_id": "text",
        "survivor_number": "text",
        "changed_at": "timestamptz",
    },
    key=("supplier_id",),
    selectors=("state", "number", "tier"),
    order=("number",),
)
SCREENINGS: Final = Table(
    name="supplier_screenings",
    kind="entity",
    columns={
        "supplier_id": "text",
        "exclusion_list": "text",
        "number": "text",  # of the supplier
        "name": "text",
        "state": "text",  # clear | potential_match | match | cleared | confirmed
        "list_date": "date",
        "evidence_hash": "text",
        "screened_by": "text",
        "adjudicated_by": "text",
        "reason_code": "text",
        "changed_at": "timestamptz",
    },
    key=("supplier_id", "exclusion_list"),
    selectors=("supplier_id", "state", "exclusion_list"),
    order=("number", "exclusion_list"),
)
CREDENTIALS: Final = Table(
    name="supplier_credentials",
    kind="entity",
    columns={
        "supplier_id": "text",
        "document": "integer",
        "number": "text",  # of the supplier
        "name": "text",
        "document_type": "text",
        "reference": "text",
        "state": "text",  # submitted | verified | expiring | expired | rejected
        "begins_on": "date",
        "expires_on": "date",
        "content_hash": "text",
        "submitted_by": "text",
        "verified_by": "text",
        "reason_code": "text",  # why it was rejected
        "changed_at": "timestamptz",
    },
    key=("supplier_id", "document"),
    selectors=("supplier_id", "state", "document_type"),
    order=("number", "document"),
)
ACCOUNTS: Final = Table(
    name="supplier_accounts",
    kind="entity",
    columns={
        "supplier_id": "text",
        "bank_details": "integer",
        "number": "text",  # of the supplier
        "name": "text",
        "state": "text",  # proposed | verified | rejected
        "scheme": "text",
        "bank": "text",
        "masked": "text",
        "currency": "text",
        "in_force_from": "date",
        "proposed_by": "text",
        "verified_by": "text",
        "contact_source": "text",
        "called_on": "date",
        "shared_with_number": "text",  # a supplier that gave the same account first
        "reason_code": "text",  # why they were rejected
        "changed_at": "timestamptz",
    },
    key=("supplier_id", "bank_details"),
    selectors=("supplier_id", "state"),
    order=("number", "bank_details"),
)
IDENTIFIERS: Final = Table(
    name="supplier_identifiers",
    kind="entity",
    columns={
        "supplier_id": "text",
        "scheme": "text",
        "value": "text",
        "number": "text",  # of the supplier
    },
    key=("supplier_id", "scheme", "value"),
    selectors=("supplier_id", "value"),
    order=("number", "scheme", "value"),
)
SITES: Final = Table(
    name="supplier_sites",
    kind="entity",
    columns={
        "supplier_id": "text",
        "site": "text",
        "number": "text",  # of the supplier
        "country": "text",
        "changed_at": "timestamptz",
    },
    key=("supplier_id", "site"),
    selectors=("supplier_id",),
    order=("number", "site"),
)
TABLES: Final = (SUPPLIERS_TABLE, SCREENINGS, CREDENTIALS, ACCOUNTS, IDENTIFIERS, SITES)

EXPIRING_CREDENTIALS: Final = Query(
    name="expiring_credentials",
    why="Which verified documents end by a day, the first to end first, and none follows them.",
    sql="""
        SELECT c.supplier_id, c.number, c.name, c.document, c.document_type, c.reference,
               c.expires_on, c.state
        FROM {supplier_credentials} c
        WHERE c.state IN ('verified', 'expiring', 'expired') AND c.expires_on IS NOT NULL
          AND (%(by)s IS NULL OR c.expires_on <= %(by)s)
          AND NOT EXISTS (
            SELECT FROM {supplier_credentials} later
            WHERE later.supplier_id = c.supplier_id AND later.document_type = c.document_type
              AND later.state IN ('verified', 'expiring')
              AND (later.expires_on IS NULL OR later.expires_on > c.expires_on)
              AND (later.begins_on IS NULL OR later.begins_on <= c.expires_on + 1))
        ORDER BY c.expires_on, c.number, c.document
    """,
    parameters={"by": "date"},
    documents=Documents(of="suppliers", by={"supplier_id": "supplier_id"}),
)
