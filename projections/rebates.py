"""Rebates: what was bought under them, what that earned, what was claimed and what came.

The contract master's statement with the supplier, and what finance asks of a receivable. Purchases
and entries are facts: the statement of any day is their sum by then.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current, plus
from projections.projection import Cell, Documents, Key, Projection, Query, Row, Table, Tables

_REBATES: Final = Table(
    name="rebates",
    kind="entity",
    columns={
        "rebate_id": "text",
        "number": "text",
        "state": "text",  # proposed | agreed | declined
        "price_agreement_id": "text",
        "agreement_number": "text",
        "supplier_id": "text",
        "legal_entity": "text",
        "currency": "text",
        "kind": "text",  # percent | volume | growth
        "method": "text",  # retroactive | incremental
        "steps": "jsonb",  # from which amount on, and per cent
        "baseline": "numeric",
        "starts_on": "date",
        "ends_on": "date",
        "item_ids": "jsonb",  # empty: all that is bought under the agreement
        "purchases": "numeric",  # counted, net of credits
        "earned": "numeric",  # and booked
        "claimed": "numeric",
        "given": "numeric",  # credited or paid
        "owed": "numeric",  # claimed, and not given yet
        "proposed_by": "text",
        "confirmed_by": "text",
        "changed_at": "timestamptz",
    },
    key=("rebate_id",),
    selectors=("state", "supplier_id", "number"),
    order=("number",),
)
_PURCHASES: Final = Table(
    name="rebate_purchases",
    kind="fact",
    columns={
        "rebate_id": "text",
        "rebate_number": "text",
        "purchase_order_id": "text",
        "order_number": "text",
        "line": "integer",
        "invoice_id": "text",
        "invoice_number": "text",
        "invoice_date": "date",
        "amount": "numeric",  # negative: credited, voided or unlinked
    },
    selectors=("rebate_id", "invoice_id"),
)
_ENTRIES: Final = Table(
    name="rebate_entries",
    kind="fact",
    columns={
        "rebate_id": "text",
        "rebate_number": "text",
        "supplier_id": "text",
        "entry": "text",  # earned | claimed | credited | received
        "day": "date",
        "amount": "numeric",
        "currency": "text",
        "purchases": "numeric",  # that what is earned rests on
        "reference": "text",  # the claim, credit memo or payment
    },
    selectors=("rebate_id", "entry"),
)
_TERMS: Final = ("kind", "method", "steps", "starts_on", "ends_on")
_NOTHING: Final = dict.fromkeys(("purchases", "earned", "claimed", "given", "owed"), "0")
_DAYS: Final = {
    "rebate.earned": "earned_on",
    "rebate.claimed": "claimed_on",
    "rebate.credited": "posted_on",
    "rebate.received": "received_on",
}


def _proposed(event: Recorded, tables: Tables) -> None:
    data, terms = event.data, event.data["terms"]
    copied = ("rebate_id", "number", "supplier_id", "legal_entity", "currency", "proposed_by")
    row: Row = {name: data[name] for name in copied}
    row |= {name: terms[name] for name in _TERMS} | _NOTHING
    row |= {"baseline": terms.get("baseline"), "item_ids": terms["item_ids"]}
    row |= {"price_agreement_id": data["price_agreement"]["id"], "state": "proposed"}
    row |= {"agreement_number": data["price_agreement"]["number"], "confirmed_by": None}
    row["changed_at"] = event.metadata["effective_at"]
    tables.entity("rebates").put(event, row)


def _confirmed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="agreed", confirmed_by=event.data["confirmed_by"])


def _declined(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="declined")


def _counted(event: Recorded, tables: Tables) -> None:
    data, header = event.data, current(event, tables, "rebates", event.document_id)
    order, invoice = data["purchase_order"], data["invoice"]
    row: Row = {"rebate_id": event.document_id, "rebate_number": header["number"]}
    row |= {"purchase_order_id": order["id"], "order_number": order["number"]}
    row |= {"invoice_id": invoice["id"], "invoice_number": invoice["number"]}
    row |= {name: data[name] for name in ("line", "invoice_date", "amount")}
    tables.fact("rebate_purchases").add(event, row)
    _change(event, tables, purchases=plus(header["purchases"], data["amount"]))


def _entered(event: Recorded, tables: Tables) -> None:
    data, header = event.data, current(event, tables, "rebates", event.document_id)
    kind = event.type.partition(".")[2]
    memo: Row = data.get("credit_memo") or {}
    reference = memo.get("number") or data.get("payment") or data.get("claim")
    row: Row = {"rebate_id": event.document_id, "rebate_number": header["number"], "entry": kind}
    row |= {name: data[name] for name in ("supplier_id", "amount", "currency")}
    row |= {"day": data[_DAYS[event.type]], "purchases": data.get("purchases")}
    row["reference"] = None if reference is None else str(reference)
    tables.fact("rebate_entries").add(event, row)
    if kind == "earned":
        _change(event, tables, earned=data["earned"])
    elif kind == "claimed":
        owed = plus(header["owed"], data["amount"])
        _change(event, tables, claimed=plus(header["claimed"], data["amount"]), owed=owed)
    else:
        owed = plus(header["owed"], f"-{data['amount']}")
        _change(event, tables, given=plus(header["given"], data["amount"]), owed=owed)


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "rebates", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("rebates", (event.document_id,)),)


BY_SUPPLIER: Final = Query(
    name="rebates_by_supplier",
    why="What each supplier's rebates earned, and what of it is unclaimed or owed.",
    sql="""
        SELECT supplier_id, currency, count(*) AS rebates, sum(purchases) AS purchases,
               sum(earned) AS earned, sum(earned - claimed) AS unclaimed, sum(owed) AS owed
          FROM {rebates} rebates
         WHERE state = 'agreed'
         GROUP BY supplier_id, currency
         ORDER BY supplier_id, currency
    """,
    documents=Documents(
        of="rebates",
        by={"supplier_id": "supplier_id", "currency": "currency"},
        where={"state": "agreed"},
    ),
)
REBATES: Final = Projection(
    name="rebates",
    version=1,
    why="What suppliers give back of what was bought, what of it was claimed, and what came.",
    tables=(_REBATES, _PURCHASES, _ENTRIES),
    handles={
        "rebate.proposed": _proposed,
        "rebate.confirmed": _confirmed,
        "rebate.declined": _declined,
        "rebate.purchase_counted": _counted,
        **dict.fromkeys(_DAYS, _entered),
    },
    keys=_keys,
    partition=by_stream,
    main="rebates",
    queries=(BY_SUPPLIER,),
)
