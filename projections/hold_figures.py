"""Holds from their placing to the payment: whom each was put to, how it ended, what came after.

Questions to the tables of the invoice read model; nothing is kept for them. Invoices that were
voided count here: their holds were placed, and ended with them.

- *outcome* of a hold: `open`; `manual`, released by a person; `resolved`, its cause was gone;
  `voided`, the invoice was
- *people*: how many different ones released such holds
- *paid*: what payments settled that stand; *credited*: what credit memos gave back, paid or not
"""

from typing import Final

from projections.documents import THE_INVOICE
from projections.projection import Documents, Query

_OUTCOME: Final = "coalesce(how, state)"
HOLDS_BY_OUTCOME: Final = Query(
    name="holds_by_outcome",
    why="Every hold that was placed, by whom it was put to, its cause, how it ended and why; the"
    " most frequent first.",
    sql=f"""
        SELECT owner_role, kind, {_OUTCOME} AS outcome, release_reason_code AS reason,
               count(*) AS holds, count(DISTINCT invoice_id) AS invoices,
               count(DISTINCT released_by) AS people
          FROM {{invoice_holds}} holds
         GROUP BY owner_role, kind, outcome, reason
         ORDER BY holds DESC, owner_role, kind, outcome, reason
    """,
    documents=Documents(
        of="holds_placed",
        by={"owner_role": "owner_role", "kind": "kind", "outcome": "outcome", "reason": "reason"},
    ),
)
HOLDS_PLACED: Final = Query(
    name="holds_placed",
    why="Each hold with its invoice: whom it was put to and why, what it would cost, who let it go,"
    " when and for which reason; the dearest first.",
    sql=f"""
        SELECT owner_role, kind, {_OUTCOME} AS outcome, release_reason_code AS reason,
               invoice_id, number AS invoice_number, hold, line, facility, expected, actual,
               exposure, currency, placed_by, placed_at, released_by, released_at
          FROM {{invoice_holds}} holds
         WHERE owner_role = coalesce(%(owner_role)s, owner_role)
           AND kind = coalesce(%(kind)s, kind)
           AND {_OUTCOME} = coalesce(%(outcome)s, {_OUTCOME})
           AND (%(reason)s IS NULL OR release_reason_code = %(reason)s)
         ORDER BY exposure DESC NULLS LAST, number, invoice_id, hold
    """,
    parameters={"owner_role": "text", "kind": "text", "outcome": "text", "reason": "text"},
    documents=THE_INVOICE,
)
_HELD: Final = """
        WITH stopped AS (
            SELECT invoice_id, count(*) AS holds, count(*) FILTER (WHERE state = 'open') AS open,
                   count(*) FILTER (WHERE how = 'manual') AS by_people
              FROM {invoice_holds} holds
             GROUP BY invoice_id
        ), payments AS (
            SELECT invoice_id, sum(amount) AS paid_amount
              FROM {invoice_payments} payments
             WHERE state = 'paid'
             GROUP BY invoice_id
        ), held AS (
            SELECT invoice_id, number, supplier_id, supplier_name, facility, state, holds, open,
                   by_people, credited_amount, coalesce(paid_amount, 0) AS paid_amount, total,
                   currency
              FROM {invoices} invoices
              JOIN stopped USING (invoice_id)
              LEFT JOIN payments USING (invoice_id)
        )"""
HELD_INVOICES: Final = Query(
    name="held_invoices",
    why="How far invoices have come that a hold ever stopped: how many a person let go, were"
    " credited and paid; by state and currency.",
    sql=f"""{_HELD}
        SELECT state, currency, count(*) AS invoices, sum(holds)::bigint AS holds,
               sum(open)::bigint AS open, count(*) FILTER (WHERE by_people > 0) AS released,
               count(*) FILTER (WHERE credited_amount > 0) AS credited,
               count(*) FILTER (WHERE paid_amount > 0) AS paid,
               sum(credited_amount) AS credited_amount, sum(paid_amount) AS paid_amount
          FROM held
         GROUP BY state, currency
         ORDER BY invoices DESC, state, currency
    """,
    documents=Documents(of="invoices_held", by={"state": "state", "currency": "currency"}),
)
INVOICES_HELD: Final = Query(
    name="invoices_held",
    why="Each invoice that a hold ever stopped: how many holds, how many a person let go, what was"
    " credited and paid since; those with the most holds first. `released`, `credited` and `paid`"
    " ask for those that were, or were not.",
    sql=f"""{_HELD}
        SELECT state, invoice_id, number AS invoice_number, supplier_id, supplier_name, facility,
               holds, open, by_people, credited_amount, paid_amount, total, currency
          FROM held
         WHERE state = coalesce(%(state)s, state) AND currency = coalesce(%(currency)s, currency)
           AND (%(released)s IS NULL OR (by_people > 0) = %(released)s)
           AND (%(credited)s IS NULL OR (credited_amount > 0) = %(credited)s)
           AND (%(paid)s IS NULL OR (paid_amount > 0) = %(paid)s)
         ORDER BY holds DESC, number, invoice_id
    """,
    parameters={
        "state": "text",
        "currency": "text",
        "released": "boolean",
        "credited": "boolean",
        "paid": "boolean",
    },
    documents=THE_INVOICE,
)
HOLD_FIGURES: Final = (HOLDS_BY_OUTCOME, HOLDS_PLACED, HELD_INVOICES, INVOICES_HELD)
