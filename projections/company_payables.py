"""Payables by company: what was merged is one, and its documents keep the name that they bear.

A merger moves no document: invoices, holds, disputes, payments, prepayments, credits and claims
stay those of the supplier who sent them. Here they are found under whoever he has become by the
asked moment, through mergers in a row.
"""

from typing import Final

from projections.projection import ColumnType, Documents, Query

MERGERS_MAX: Final = 100  # in a row
ALSO: Final = ("suppliers", "prepayments", "credit_memos", "recoveries")
CHOSEN: Final[dict[str, ColumnType]] = {"supplier_id": "text", "currency": "text"}

_COMPANIES: Final = f"""
        WITH RECURSIVE become AS (
            SELECT supplier_id, supplier_id AS company_id, 0 AS mergers
              FROM {{suppliers}} suppliers
            UNION ALL
            SELECT become.supplier_id, suppliers.survivor_id, mergers + 1
              FROM become JOIN {{suppliers}} suppliers
                ON suppliers.supplier_id = become.company_id
             WHERE suppliers.survivor_id IS NOT NULL AND mergers < {MERGERS_MAX}
        ), companies AS (
            SELECT DISTINCT ON (become.supplier_id) become.supplier_id, company_id,
                   suppliers.number AS company_number, suppliers.name AS company_name
              FROM become JOIN {{suppliers}} suppliers ON suppliers.supplier_id = company_id
             ORDER BY become.supplier_id, mergers DESC
        )"""
_OPEN: Final = """, papers AS (
            SELECT 'invoice' AS kind, invoice_id AS document_id, number, supplier_id,
                   supplier_name AS name, facility, state, due_on, open_amount AS amount, currency
              FROM {invoices} invoices
             WHERE state NOT IN ('voided', 'paid') AND open_amount > 0
            UNION ALL
            SELECT 'hold', invoice_id, holds.number, supplier_id, supplier_name, holds.facility,
                   holds.kind, due_on, exposure, holds.currency
              FROM {invoice_holds} holds JOIN {invoices} invoices USING (invoice_id)
             WHERE holds.state = 'open'
            UNION ALL
            SELECT 'dispute', invoice_id, disputes.number, invoices.supplier_id, supplier_name,
                   disputes.facility, disputes.state, due_on, least(amount, open_amount),
                   disputes.currency
              FROM {invoice_disputes} disputes JOIN {invoices} invoices USING (invoice_id)
             WHERE disputes.state = 'open'
            UNION ALL
            SELECT 'payment', invoice_id, payments.number, invoices.supplier_id, supplier_name,
                   payments.facility, payments.state, pay_on, amount, payments.currency
              FROM {invoice_payments} payments JOIN {invoices} invoices USING (invoice_id)
             WHERE payments.state = 'scheduled'
            UNION ALL
            SELECT 'prepayment', prepayment_id, number, supplier_id, supplier_name, facility, state,
                   due_on, open_amount, currency
              FROM {prepayments} prepayments
             WHERE state IN ('requested', 'paid') AND open_amount > 0
            UNION ALL
            SELECT 'credit_memo', credit_memo_id, number, supplier_id, supplier_name, facility,
                   state, credit_date, open_amount, currency
              FROM {credit_memos} memos WHERE state = 'posted' AND open_amount > 0
            UNION ALL
            SELECT 'recovery', recovery_id, recoveries.number, recoveries.supplier_id,
                   supplier_name, recoveries.facility, recoveries.state, NULL,
                   claim - coalesce(refunded, 0), recoveries.currency
              FROM {recoveries} recoveries JOIN {invoices} invoices USING (invoice_id)
             WHERE recoveries.state = 'open'
        ), every AS (
            SELECT papers.*, coalesce(company_id, papers.supplier_id) AS company_id,
                   coalesce(company_name, papers.name) AS company_name
              FROM papers LEFT JOIN companies USING (supplier_id)
        ), chosen AS (
            SELECT * FROM every
             WHERE (%(supplier_id)s IS NULL OR company_id = coalesce(
                       (SELECT company_id FROM companies WHERE supplier_id = %(supplier_id)s),
                       %(supplier_id)s))
               AND currency = coalesce(%(currency)s, currency)
        )"""


def _sum(kind: str, column: str) -> str:
    return f"coalesce(sum(amount) FILTER (WHERE kind = '{kind}'), 0) AS {column}"


PAYABLES_BY_SUPPLIER: Final = Query(
    name="payables_by_supplier",
    why="What is open with each supplier and those that were merged into him: owed and of it"
    " withheld by disputes, in payment runs; paid ahead, credited and claimed back.",
    sql=f"""{_COMPANIES}{_OPEN}
        SELECT company_id AS supplier_id, max(company_name) AS supplier_name, currency,
               count(DISTINCT supplier_id) AS suppliers,
               {_sum("invoice", "open_amount")}, {_sum("dispute", "withheld_amount")},
               {_sum("payment", "scheduled_amount")}, {_sum("prepayment", "prepaid_amount")},
               {_sum("credit_memo", "credit_amount")}, {_sum("recovery", "claimed_amount")},
               count(*) FILTER (WHERE kind = 'hold') AS holds
          FROM chosen
         GROUP BY company_id, currency
         ORDER BY supplier_name, company_id, currency
    """,
    parameters=CHOSEN,
    also=ALSO,
    documents=Documents(
        of="payable_documents", by={"supplier_id": "supplier_id", "currency": "currency"}
    ),
)
PAYABLE_DOCUMENTS: Final = Query(
    name="payable_documents",
    why="Each open invoice, hold, dispute, scheduled payment, prepayment, credit and claim, with"
    " the supplier that it names, and under whom he goes on; `kind` asks for one of them.",
    sql=f"""{_COMPANIES}{_OPEN}
        SELECT kind, document_id, number, supplier_id AS named_supplier_id,
               name AS named_supplier, company_id AS supplier_id, company_name AS supplier_name,
               facility, state, due_on, amount, currency
          FROM chosen
         WHERE kind = coalesce(%(kind)s, kind)
         ORDER BY supplier_name, company_id, kind, number, document_id, amount
    """,
    parameters={**CHOSEN, "kind": "text"},
    also=ALSO,
    documents=Documents(of="audit_trail", by={"document_id": "document_id"}),
)
COMPANY_PAYABLES: Final = (PAYABLES_BY_SUPPLIER, PAYABLE_DOCUMENTS)
