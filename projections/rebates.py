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
        "pool": "text",  # whose steps it shares with others; null: they are its own
        "starts_on": "date",
        "ends_on": "date",
        "item_ids": "jsonb",  # empty: all that is bought under the agreement
        "purchases": "numeric",  # counted, net of credits
        "earned": "numeric",  # and booked
        "claimed": "numeric",
        "given": "numeric",  # credited or paid
        "conceded": "numeric",  # of claims, and asked for no more
        "owed": "numeric",  # claimed, not conceded, and not given yet
        "disputed": "numeric",  # of that, by disputes that run
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
        "entry": "text",  # earned | claimed | credited | received | conceded
        "day": "date",
        "amount": "numeric",
        "currency": "text",
        "purchases": "numeric",  # that what is earned rests on
        "reference": "text",  # the claim, credit memo, payment or dispute
    },
    selectors=("rebate_id", "entry"),
)
_TERMS: Final = ("kind", "method", "steps", "starts_on", "ends_on")
_DISPUTES: Final = Table(
    name="rebate_disputes",
    kind="entity",
    columns={
        "rebate_id": "text",
        "dispute": "integer",
        "rebate_number": "text",
        "supplier_id": "text",
        "state": "text",  # open | settled
        "claim": "integer",
        "disputed_on": "date",
        "amount": "numeric",
        "currency": "text",
        "reason_code": "text",
        "recorded_by": "text",
        "conceded": "numeric",
        "settled_on": "date",
        "settled_reason": "text",
        "resolved_by": "text",
    },
    key=("rebate_id", "dispute"),
    selectors=("state", "supplier_id", "rebate_id"),
    order=("rebate_number", "dispute"),
)
_NOTHING: Final = dict.fromkeys(
    ("purchases", "earned", "claimed", "given", "conceded", "owed", "disputed"), "0"
)
_DAYS: Final = {
    "rebate.earned": "earned_on",
    "rebate.claimed": "claimed_on",
    "rebate.credited": "posted_on",
    "rebate.received": "received_on",
    "rebate.conceded": "conceded_on",
}


def _proposed(event: Recorded, tables: Tables) -> None:
    data, terms = event.data, event.data["terms"]
    copied = ("rebate_id", "number", "supplier_id", "legal_entity", "currency", "proposed_by")
    row: Row = {name: data[name] for name in copied}
    row |= {name: terms[name] for name in _TERMS} | _NOTHING
    row |= {"baseline": terms.get("baseline"), "item_ids": terms["item_ids"]}
    row["pool"] = data.get("pool")
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
    reference = (
        memo.get("number") or data.get("payment") or data.get("claim") or data.get("dispute")
    )
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
        column = "conceded" if kind == "conceded" else "given"
        _change(event, tables, **{column: plus(header[column], data["amount"])}, owed=owed)


def _disputed(event: Recorded, tables: Tables) -> None:
    data, header = event.data, current(event, tables, "rebates", event.document_id)
    row: Row = {name: data.get(name) for name in _DISPUTES.columns}
    row |= {"rebate_id": event.document_id, "rebate_number": header["number"]}
    row |= {"state": "open", "conceded": "0"}
    tables.entity("rebate_disputes").put(event, row)
    _change(event, tables, disputed=plus(header["disputed"], data["amount"]))


def _settled(event: Recorded, tables: Tables) -> None:
    data, header = event.data, current(event, tables, "rebates", event.document_id)
    row = current(event, tables, "rebate_disputes", event.document_id, data["dispute"])
    ended: Row = {name: data[name] for name in ("conceded", "settled_on", "resolved_by")}
    ended |= {"state": "settled", "settled_reason": data["reason_code"]}
    tables.entity("rebate_disputes").put(event, {**row, **ended})
    _change(event, tables, disputed=plus(header["disputed"], f"-{data['amount']}"))


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "rebates", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "rebates", (event.document_id,)
    if event.type in ("rebate.disputed", "rebate.dispute_settled"):
        yield "rebate_disputes", (event.document_id, event.data["dispute"])


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
DISPUTES_OPEN: Final = Query(
    name="rebate_disputes_open",
    why="What suppliers deny of claims, until somebody settles it, the oldest first.",
    sql="""
        SELECT rebate_id, rebate_number, supplier_id, dispute, claim, disputed_on, amount, currency,
               reason_code, recorded_by
          FROM {rebate_disputes} disputes
         WHERE state = 'open'
         ORDER BY disputed_on, rebate_number, rebate_id, dispute
    """,
    documents=Documents(of="rebates", by={"rebate_id": "rebate_id"}),
)
REBATES: Final = Projection(
    name="rebates",
    version=3,
    why="What suppliers give back of what was bought, what of it was claimed, and what came.",
    tables=(_REBATES, _PURCHASES, _ENTRIES, _DISPUTES),
    handles={
        "rebate.proposed": _proposed,
        "rebate.confirmed": _confirmed,
        "rebate.declined": _declined,
        "rebate.purchase_counted": _counted,
        **dict.fromkeys(_DAYS, _entered),
        "rebate.disputed": _disputed,
        "rebate.dispute_settled": _settled,
    },
    keys=_keys,
    partition=by_stream,
    main="rebates",
    queries=(BY_SUPPLIER, DISPUTES_OPEN),
)
