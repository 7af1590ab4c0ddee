"""Tables and questions of the invoice read model; `invoices.py` fills them.

Amounts are in the invoice's currency.
"""

from typing import Final

from projections.projection import Documents, Query, Table

HEADERS: Final = Table(
    name="invoices",
    kind="entity",
    columns={
        "invoice_id": "text",
        "number": "text",
        "kind": "text",  # invoice | subsequent_debit
        "self_billed": "boolean",  # for what came, as agreed: the supplier sent nothing
        "state": "text",  # captured | held | short_paid | matched | partially_paid | paid | voided
        "supplier_id": "text",
        "supplier_name": "text",
        "legal_entity": "text",
        "facility": "text",
        "purchase_order_id": "text",  # once linked
        "purchase_order_number": "text",
        "approved_without_order_by": "text",  # a person; null: it has an order, or waits for one
        "purchase_order_proposed": "text",  # number of the order that only some lines fit
        "currency": "text",
        "total": "numeric",
        "credited_amount": "numeric",  # what credit memos gave back, paid or not
        "open_amount": "numeric",  # total less payments, prepayments and credits that were applied
        "disputed_amount": "numeric",  # withheld until disputes are resolved
        "invoice_date": "date",
        "due_on": "date",
        "discount_amount": "numeric",  # off the total when paid early; null: none
        "discount_until": "date",
        "discount_taken": "numeric",
        "holds_open": "integer",
        "holds_covered": "integer",  # of these: what they cost is withheld, and the rest is paid
        "verdict": "text",  # pass | pass_with_small_difference | warn | hold; null: never judged
        "tolerance_version": "integer",  # that the verdict rests on
        "touched": "boolean",  # a person linked it, cleared, held or disputed it, after its capture
        "touchless": "boolean",  # matched without that and a release; null: not matched yet
        "accounted_on": "date",
        "captured_at": "timestamptz",
        "captured_month": "text",  # YYYY-MM, UTC
        "matched_at": "timestamptz",  # since when it may be paid; null: it may not
        "settled_at": "timestamptz",  # when nothing was left to pay
        "changed_at": "timestamptz",
    },
    key=("invoice_id",),
    selectors=("state", "facility", "supplier_id", "number", "purchase_order_id", "verdict"),
    order=("captured_at",),
    descending=True,
)
HOLDS: Final = Table(
    name="invoice_holds",
    kind="entity",
    columns={
        "invoice_id": "text",
        "hold": "integer",
        "number": "text",  # of the invoice
        "kind": "text",
        "state": "text",  # open | released
        "line": "integer",  # null: the whole invoice
        "owner_role": "text",
        "accounting_allowed": "boolean",  # false: not in the books while it stands; null: unsaid
        "facility": "text",
        "expected": "text",
        "actual": "text",
        "exposure": "numeric",  # what would be paid too much
        "currency": "text",
        "reason_code": "text",  # why a person placed it
        "placed_by": "text",  # a person; null: a rule
        "until": "date",  # its last day; null: none
        "dispute": "integer",  # that withholds what it costs; null: it stops the payment
        "placed_at": "timestamptz",
        "released_at": "timestamptz",
        "how": "text",  # resolved | manual | voided
        "released_by": "text",  # a person; null: the cause was gone
        "release_reason_code": "text",
    },
    key=("invoice_id", "hold"),
    selectors=("state", "kind", "owner_role", "facility", "invoice_id"),
    order=("placed_at",),
)
PAYMENTS: Final = Table(
    name="invoice_payments",
    kind="entity",
    columns={
        "invoice_id": "text",
        "payment": "text",
        "number": "text",  # of the invoice
        "state": "text",  # scheduled | withdrawn | failed | paid | voided
        "supplier_id": "text",
        "facility": "text",
        "amount": "numeric",
        "discount": "numeric",  # kept back beside it
        "currency": "text",
        "pay_on": "date",  # as scheduled
        "paid_on": "date",
        "ended_on": "date",  # when it failed or was voided
        "scheduled_by": "text",
        "paid_by": "text",
        "reason_code": "text",  # why it was withdrawn, failed or was voided
        "changed_at": "timestamptz",
    },
    key=("invoice_id", "payment"),
    selectors=("state", "invoice_id", "supplier_id", "facility"),
    order=("changed_at",),
)
DUPLICATES: Final = Table(
    name="invoice_duplicates",
    kind="entity",
    columns={
        "invoice_id": "text",
        "other_id": "text",
        "number": "text",
        "other_number": "text",
        "state": "text",  # suspected | cleared
        "rule": "text",  # why it may be the other one
        "facility": "text",
        "total": "numeric",  # what would be paid twice
        "currency": "text",
        "suspected_at": "timestamptz",
        "cleared_at": "timestamptz",
        "cleared_by": "text",  # a person; null: the other one was voided
        "reason_code": "text",
    },
    key=("invoice_id", "other_id"),
    selectors=("state", "invoice_id", "rule", "facility"),
    order=("suspected_at",),
)
INVOICES_BY_MONTH: Final = Query(
    name="invoices_by_month",
    why="Invoices captured and not voided, and what they ask for, by month and currency.",
    sql="""
        SELECT captured_month AS month, currency,
               count(*) AS invoices, sum(total) AS amount
          FROM {invoices} invoices
         WHERE state <> 'voided'
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    documents=Documents(of="invoices_in_figures", by={"month": "month", "currency": "currency"}),
)
PAYMENTS_TO_MAKE: Final = Query(
    name="payments_to_make",
    why="What is in the payment runs, by day and currency.",
    sql="""
        SELECT pay_on, currency, count(*) AS payments, sum(amount) AS amount,
               sum(discount) AS discount
          FROM {invoice_payments} payments
         WHERE state = 'scheduled'
         GROUP BY pay_on, currency
         ORDER BY pay_on, currency
    """,
    documents=Documents(
        of="invoice_payments",
        by={"pay_on": "pay_on", "currency": "currency"},
        where={"state": "scheduled"},
    ),
)
HOLDS_BY_KIND: Final = Query(
    name="holds_by_kind",
    why="What stands between invoices and their payment, by cause, owner and currency.",
    sql="""
        SELECT kind, owner_role, currency, count(*) AS holds, sum(exposure) AS exposure
          FROM {invoice_holds} holds
         WHERE state = 'open'
         GROUP BY kind, owner_role, currency
         ORDER BY holds DESC, kind, owner_role, currency
    """,
    documents=Documents(
        of="invoice_holds",
        by={"kind": "kind", "owner_role": "owner_role", "currency": "currency"},
        where={"state": "open"},
    ),
)
