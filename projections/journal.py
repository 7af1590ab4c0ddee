"""The journal, the balance of each account by facility, and GR/IR by order line.

Finance and the dashboard read it. Entries come from `domain/accounting.py`, line by line, under ids
that never change. GR/IR is what was received and not yet invoiced, per order line: a credit balance
of the account, shown positive; it is negative while an invoice was posted for goods that are still
on their way. Amounts are in the order's currency, debit and credit are never negative.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.accounting import BOOKED, JournalLine, journal_entries
from domain.event import Recorded
from projections.accrual_figures import ACCRUAL_FIGURES
from projections.fold import nothing_left, plus
from projections.grir_figures import GRIR_FIGURES
from projections.inspection_figures import GOODS_IN_INSPECTION
from projections.intercompany_questions import BALANCES
from projections.journal_sums import JOURNAL_SUMS
from projections.open_items import OPEN_ITEM_HANDLES, OPEN_ITEMS, OPEN_ITEMS_CONTROL, key_of
from projections.projection import Documents, Key, Projection, Query, Row, Sums, Table, Tables
from projections.residue_questions import RESIDUES, WRITTEN_OFF

_LINES: Final = Table(
    name="journal_lines",
    kind="fact",
    columns={
        "entry": "text",
        "line": "integer",
        "account": "text",
        "debit": "numeric",
        "credit": "numeric",
        "currency": "text",
        "posted_on": "date",
        "period": "text",  # 2026-03
        "relates_to_period": "text",  # that of the fact, where it came late into a closed one
        "legal_entity": "text",
        "facility": "text",
        "supplier_id": "text",
        "document": "text",  # <aggregate>/<id>
        "document_number": "text",
        "purchase_order_id": "text",
        "purchase_order_line": "integer",
        "department": "text",  # that took goods from stock
        "books_currency": "text",
        "books_debit": "numeric",  # null: no rate of the day was known
        "books_credit": "numeric",
        "charge": "text",  # freight, customs, a tax and the like, by name
        "cost_centre": "text",  # who bears it, as the order's line says
        "cost_account": "text",
        "project": "text",
        "grant_code": "text",
        "grir_figure": "text",  # which of the balance of its order line it moves; none: no balance
    },
    selectors=("purchase_order_id", "document", "period"),
    descending=True,
)
# Goods lie where they were received last; until then, where they were billed first.
_OF_PLACE: Final = """ORDER BY grir_figure = 'received_amount' DESC,
                CASE WHEN grir_figure = 'received_amount' THEN -position ELSE position END,
                CASE WHEN grir_figure = 'received_amount' THEN -fact ELSE fact END"""
_GRIR_SUMS: Final = f"""
    SELECT *, balance <> 0 AS open
      FROM (SELECT purchase_order_id, coalesce(purchase_order_line, 0) AS purchase_order_line,
                   currency,
                   (array_agg(supplier_id {_OF_PLACE}))[1] AS supplier_id,
                   (array_agg(legal_entity {_OF_PLACE}))[1] AS legal_entity,
                   (array_agg(facility {_OF_PLACE}))[1] AS facility,
                   coalesce(sum(credit - debit) FILTER (WHERE grir_figure = 'received_amount'), 0)
                       AS received_amount,
                   coalesce(sum(debit - credit) FILTER (WHERE grir_figure = 'cleared_amount'), 0)
                       AS cleared_amount,
                   coalesce(sum(debit - credit)
                       FILTER (WHERE grir_figure = 'written_off_amount'), 0) AS written_off_amount,
                   sum(credit - debit) AS balance,
                   (array_agg(posted_on ORDER BY position DESC, fact DESC))[1] AS moved_on,
                   max(position) AS valid_from
              FROM {{facts}} lines
             WHERE grir_figure IS NOT NULL
             GROUP BY purchase_order_id, coalesce(purchase_order_line, 0), currency) balances
"""
_GRIR: Final = Table(
    name="grir_balances",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "purchase_order_line": "integer",
        "currency": "text",
        "supplier_id": "text",
        "legal_entity": "text",
        "facility": "text",  # where it was received; until then, where it was billed
        "received_amount": "numeric",  # what receipts put in, net of returns
        "cleared_amount": "numeric",  # what invoices took out, net of credits, and differences
        "written_off_amount": "numeric",  # what was given up once the order was closed for good
        "balance": "numeric",
        "open": "boolean",  # whether the balance is not zero
        "moved_on": "date",
    },
    key=("purchase_order_id", "purchase_order_line", "currency"),
    selectors=("open",),
    order=("moved_on",),
    sums=Sums(facts=_LINES, sql=_GRIR_SUMS),
)
# The order tells of what was used, stock of what was used of consigned goods.
_BROUGHT: Final = frozenset({"receipt", "purchase_order", "stock_item"})
# What an order tells beside that, and where it counts.
_FIGURE_OF: Final = {
    "purchase_order.line_intercompany_billed": "cleared_amount",
    "purchase_order.line_written_off": "written_off_amount",
    "purchase_order.line_write_off_taken_back": "written_off_amount",
    "purchase_order.line_difference_cleared": "cleared_amount",
}
_RECEIVED_NOT_INVOICED: Final = frozenset({"grir", "grir_consignment"})
_FIGURES: Final = ("received_amount", "cleared_amount", "written_off_amount", "balance")


def _booked(event: Recorded, tables: Tables) -> None:
    facts = tables.fact("journal_lines")
    for line in journal_entries(event):
        figure = _figure(event) if _moves_grir(line) else None
        facts.add(event, {**line._asdict(), "grir_figure": figure})
        if figure is not None:
            _move(event, tables, line, figure)


def _figure(event: Recorded) -> str:
    """Which column of a balance the event moves."""
    came_of = event.data.get("source", {}).get("aggregate", event.aggregate)
    column = "received_amount" if came_of in _BROUGHT else "cleared_amount"
    return _FIGURE_OF.get(event.data.get("source_type", event.type), column)


def _move(event: Recorded, tables: Tables, line: JournalLine, column: str) -> None:
    key = _key(line)
    balances = tables.entity("grir_balances")
    former = balances.get(event, *key)
    received = column == "received_amount"
    if former is None:
        row: Row = dict(zip(_GRIR.key, key, strict=True)) | dict.fromkeys(_FIGURES, "0")
    else:
        row = dict(former)
    if former is None or received:
        # Goods lie where they were received, even if another facility was billed first.
        row |= {"supplier_id": line.supplier_id, "legal_entity": line.legal_entity}
        row["facility"] = line.facility
    moved = Decimal(line.credit) - Decimal(line.debit)
    row[column] = plus(row[column], moved if received else -moved)
    row["balance"] = plus(row["balance"], moved)
    row["open"] = not nothing_left(row["balance"])
    row["moved_on"] = line.posted_on
    balances.put(event, row)


def _moves_grir(line: JournalLine) -> bool:
    return line.account in _RECEIVED_NOT_INVOICED and line.purchase_order_id is not None


def _key(line: JournalLine) -> Key:
    return line.purchase_order_id, line.purchase_order_line or 0, line.currency


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    if event.type in OPEN_ITEM_HANDLES:
        return [(OPEN_ITEMS.name, key_of(event))]
    return [("grir_balances", _key(line)) for line in journal_entries(event) if _moves_grir(line)]


def _partition(event: Recorded) -> str:
    """GR/IR of one order is moved by its receipts, invoices and credit memos alike."""
    facts = event.data.get("accounted") or event.data  # A void repeats what it reverses.
    order = facts.get("purchase_order")
    return str(order["id"]) if order else event.stream


_GRIR_BY_FACILITY: Final = Query(
    name="grir_by_facility",
    why="What was received and not yet invoiced, by facility and currency.",
    sql="""
        SELECT facility, currency, sum(balance) AS balance, count(*) AS order_lines
          FROM {grir_balances} balances
         WHERE open
         GROUP BY facility, currency
         ORDER BY facility, currency
    """,
    documents=Documents(
        of="grir_balances",
        by={"facility": "facility", "currency": "currency"},
        where={"open": "true"},
    ),
)
_ACCOUNT: Final = {each: each for each in ("legal_entity", "currency", "account")}
_TRIAL_BALANCE: Final = Query(
    name="trial_balance",
    why="Debits and credits of each account, by legal entity and currency; they sum to zero.",
    sql="""
        SELECT legal_entity, currency, account, sum(debit) AS debit, sum(credit) AS credit,
               sum(debit) - sum(credit) AS balance
          FROM {journal_lines} lines
         GROUP BY legal_entity, currency, account
         ORDER BY legal_entity, currency, account
    """,
    documents=Documents(of="journal_lines", by=_ACCOUNT),
)
_PERIOD_BALANCE: Final = Query(
    name="period_balance",
    why="Debits and credits of each account in each period of the books; they sum to zero.",
    sql="""
        SELECT legal_entity, period, currency, account, sum(debit) AS debit, sum(credit) AS credit,
               sum(debit) - sum(credit) AS balance,
               sum(CASE WHEN relates_to_period < period THEN debit - credit ELSE 0 END)
                 AS of_earlier_periods
          FROM {journal_lines} lines
         WHERE legal_entity = coalesce(%(legal_entity)s, legal_entity)
           AND period = coalesce(%(period)s, period)
         GROUP BY legal_entity, period, currency, account
         ORDER BY legal_entity, period, currency, account
    """,
    documents=Documents(of="journal_lines", by={**_ACCOUNT, "period": "period"}),
    parameters={"legal_entity": "text", "period": "text"},
)
_BOOKS_BALANCE: Final = Query(
    name="books_balance",
    why="The balance of each account in the currency of the books, and what no rate valued yet.",
    sql="""
        SELECT legal_entity, books_currency, account,
               coalesce(sum(books_debit), 0) AS debit, coalesce(sum(books_credit), 0) AS credit,
               coalesce(sum(books_debit) - sum(books_credit), 0) AS balance,
               count(*) FILTER (WHERE books_debit IS NULL) AS lines_unvalued
          FROM {journal_lines} lines
         GROUP BY legal_entity, books_currency, account
         ORDER BY legal_entity, books_currency, account
    """,
    documents=Documents(
        of="journal_lines",
        by={each: each for each in ("legal_entity", "books_currency", "account")},
    ),
)

_PROJECT_COSTS: Final = Query(
    name="project_costs",
    why="What each project has cost, by cost centre and account, in the currency of the books.",
    sql="""
        SELECT legal_entity, project, cost_centre, cost_account, books_currency,
               coalesce(sum(books_debit - books_credit), 0) AS cost,
               count(*) FILTER (WHERE books_debit IS NULL) AS lines_unvalued
          FROM {journal_lines} lines
         WHERE project IS NOT NULL
           AND project = coalesce(%(project)s, project)
         GROUP BY legal_entity, project, cost_centre, cost_account, books_currency
         ORDER BY legal_entity, project, cost_centre, cost_account, books_currency
    """,
    parameters={"project": "text"},
    documents=Documents(
        of="journal_lines",
        by={
            each: each
            for each in (
                *("legal_entity", "project", "cost_centre", "cost_account"),
                "books_currency",
            )
        },
    ),
)

JOURNAL: Final = Projection(
    name="journal",
    version=16,
    why="Finance: every posting with its source, and what was received but not yet invoiced.",
    tables=(_LINES, _GRIR, OPEN_ITEMS),
    handles={**dict.fromkeys(sorted(BOOKED), _booked), **OPEN_ITEM_HANDLES},
    keys=_keys,
    partition=_partition,
    main="journal_lines",
    queries=(
        _GRIR_BY_FACILITY,
        _TRIAL_BALANCE,
        _PERIOD_BALANCE,
        _BOOKS_BALANCE,
        JOURNAL_SUMS,
        OPEN_ITEMS_CONTROL,
        _PROJECT_COSTS,
        *GRIR_FIGURES,
        *ACCRUAL_FIGURES,
        GOODS_IN_INSPECTION,
        BALANCES,
        *(RESIDUES, WRITTEN_OFF),
    ),
)
