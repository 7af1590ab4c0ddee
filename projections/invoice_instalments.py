"""In which parts invoices are due, in the read model of invoices: facts of their capture.

What was settled of an invoice settles its parts in the order of their days, so what is open of a
part follows from what is open of the invoice. What disputes withhold is of the latest parts.
"""

from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.documents import THE_INVOICE
from projections.projection import Documents, Query, Row, Table, Tables

INSTALMENTS: Final = Table(
    name="invoice_instalments",
    kind="fact",
    columns={
        "invoice_id": "text",
        "instalment": "integer",  # from 1, in the order of their days
        "due_on": "date",
        "amount": "numeric",
        "due_in_all": "numeric",  # with the parts before it
        "currency": "text",
        "percent": "numeric",  # as the supplier agreed; null: as the invoice states it
    },
    selectors=("invoice_id",),
)
_DUE: Final = """
        WITH owed AS (
            SELECT invoice_id, number, supplier_id, supplier_name, facility, state, instalment,
                   coalesce(parts.due_on, invoices.due_on) AS due_on, invoices.currency,
                   coalesce(parts.amount, invoices.total) AS part,
                   coalesce(parts.due_in_all, invoices.total)
                       - invoices.total + invoices.open_amount AS open_in_all,
                   greatest(invoices.open_amount - invoices.disputed_amount, 0) AS undisputed
              FROM {invoices} invoices LEFT JOIN {invoice_instalments} parts USING (invoice_id)
             WHERE invoices.accounted_on IS NOT NULL
               AND invoices.state <> 'voided' AND invoices.open_amount > 0
        ), due AS (
            SELECT *, least(part, open_in_all) AS open_amount,
                   greatest(least(open_in_all, undisputed)
                            - greatest(open_in_all - part, 0), 0) AS undisputed_amount
              FROM owed
        )"""
PAYMENTS_DUE: Final = Query(
    name="payments_due",
    why="What is to be paid, by the day on which it is due: whole invoices and their parts.",
    sql=f"""{_DUE}
        SELECT due_on, currency, count(*) AS parts, sum(open_amount) AS amount,
               sum(open_amount - undisputed_amount) AS withheld_amount
          FROM due
         WHERE open_amount > 0
         GROUP BY due_on, currency
         ORDER BY due_on, currency
    """,
    documents=Documents(of="invoice_parts_due", by={"due_on": "due_on", "currency": "currency"}),
)
INVOICE_PARTS_DUE: Final = Query(
    name="invoice_parts_due",
    why="Each invoice, or part of one, that is to be paid, and when; the first to be due first.",
    sql=f"""{_DUE}
        SELECT due_on, invoice_id, number AS invoice_number, instalment, supplier_id, supplier_name,
               facility, state, open_amount,
               open_amount - undisputed_amount AS withheld_amount, currency
          FROM due
         WHERE open_amount > 0 AND due_on = coalesce(%(due_on)s, due_on)
           AND currency = coalesce(%(currency)s, currency)
         ORDER BY due_on, invoice_number, invoice_id, instalment
    """,
    parameters={"due_on": "date", "currency": "text"},
    documents=THE_INVOICE,
)
INSTALMENT_QUESTIONS: Final = (PAYMENTS_DUE, INVOICE_PARTS_DUE)


def add_instalments(event: Recorded, tables: Tables) -> None:
    """The parts that the capture states; none: all is due at once."""
    rows, due = tables.fact(INSTALMENTS.name), Decimal(0)
    for number, part in enumerate(event.data.get("instalments") or (), start=1):
        due += Decimal(part["amount"])
        row: Row = {"invoice_id": event.document_id, "instalment": number}
        row |= {"currency": event.data["currency"], "due_in_all": str(due)}
        rows.add(event, row | {name: part.get(name) for name in ("due_on", "amount", "percent")})
