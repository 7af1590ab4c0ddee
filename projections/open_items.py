"""Open items in books of another currency, in the read model of the journal: the sub-ledger.

Whoever closes a month asks whether the control accounts are the sums of their documents. Rows come
of what is recorded of each item; the accounts are summed up from the journal's own lines.
"""

from decimal import Decimal
from typing import Final

from domain.event import Recorded
from domain.open_items.moves import FOLLOWED
from domain.postings import RECEIVED
from projections.fold import nothing_left, plus
from projections.projection import Documents, Handle, Key, Query, Row, Table, Tables

OPEN_ITEMS: Final = Table(
    name="open_items",
    kind="entity",
    columns={
        "open_item_id": "text",  # of an order line: that of the order
        "purchase_order_line": "integer",  # 0: it is of a whole document
        "account": "text",
        "document": "text",  # <aggregate>/<id>: whose item it is
        "document_number": "text",
        "legal_entity": "text",
        "facility": "text",
        "currency": "text",  # of the document
        "balance": "numeric",  # debit less credit
        "books_currency": "text",
        "books_balance": "numeric",  # nothing where `balance` is nothing
        "open": "boolean",
    },
    key=("open_item_id", "purchase_order_line"),
    selectors=("open", "document"),
    order=("document_number",),
)
_ACCOUNTS: Final = ", ".join(f"'{account}'" for account in sorted(FOLLOWED | RECEIVED))
OPEN_ITEMS_CONTROL: Final = Query(
    name="open_items_control",
    why="Each account of open items in books of another currency: what its documents come to, what"
    " was booked, and what is booked of documents that are not followed.",
    sql=f"""
        WITH items AS (
            SELECT legal_entity, account, currency, books_currency, sum(balance) AS balance,
                   sum(books_balance) AS books_balance, count(*) FILTER (WHERE open) AS items_open
              FROM {{open_items}} open_items
             GROUP BY legal_entity, account, currency, books_currency
        ), booked AS (
            SELECT legal_entity, account, currency, books_currency,
                   sum(debit) - sum(credit) AS balance,
                   coalesce(sum(books_debit) - sum(books_credit), 0) AS books_balance
              FROM {{journal_lines}} lines
             WHERE books_currency <> currency
               AND account IN ({_ACCOUNTS})
             GROUP BY legal_entity, account, currency, books_currency
        )
        SELECT legal_entity, account, currency, books_currency,
               coalesce(items_open, 0) AS items_open,
               coalesce(items.balance, 0) AS items_balance,
               coalesce(booked.balance, 0) AS booked_balance,
               coalesce(items.books_balance, 0) AS items_books_balance,
               coalesce(booked.books_balance, 0) AS booked_books_balance,
               coalesce(booked.books_balance, 0) - coalesce(items.books_balance, 0) AS not_followed
          FROM booked FULL JOIN items USING (legal_entity, account, currency, books_currency)
         ORDER BY legal_entity, account, currency
    """,
    documents=Documents(
        of="journal_lines",
        by={each: each for each in ("legal_entity", "account", "currency", "books_currency")},
    ),
)


def _moved(event: Recorded, tables: Tables) -> None:
    document = event.data["document"]
    named = {
        "document": f"{document['aggregate']}/{document['id']}",
        "document_number": document["number"],
    }
    _add(event, tables, {**named, "account": event.data["account"]})


def _line_valued(event: Recorded, tables: Tables) -> None:
    """What was recorded before the account was told is of goods received."""
    named = {"document": event.stream, "document_number": event.metadata["number"]}
    _add(event, tables, {**named, "account": event.data.get("account", "grir")})


def _add(event: Recorded, tables: Tables, named: Row) -> None:
    data, items = event.data, tables.entity(OPEN_ITEMS.name)
    key = key_of(event)
    former = items.get(event, *key) or {
        **dict(zip(OPEN_ITEMS.key, key, strict=True)),
        **named,
        **{name: event.metadata.get(name) for name in ("legal_entity", "facility")},
        **{name: data[name] for name in ("currency", "books_currency")},
        **dict.fromkeys(("balance", "books_balance"), "0"),
    }
    balance = plus(former["balance"], Decimal(data["amount"]))
    books_balance = plus(former["books_balance"], Decimal(data["books_amount"]))
    is_open = not nothing_left(balance)
    items.put(
        event, {**former, "balance": balance, "books_balance": books_balance, "open": is_open}
    )


def key_of(event: Recorded) -> Key:
    """The row that the fact moves."""
    if event.type == "open_item.moved":
        return event.document_id, event.data.get("purchase_order_line", 0)
    return event.document_id, event.data["line"]


OPEN_ITEM_HANDLES: Final[dict[str, Handle]] = {
    "open_item.moved": _moved,
    "purchase_order.line_valued": _line_valued,
}
