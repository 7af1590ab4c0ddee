"""Receipts: what arrived or was performed, against which order, and what was taken back.

The dock's list reads it. A receipt's amount is what still stands of it: its lines at order prices,
corrected, less returns, nothing once it is reversed, in the order's currency. Quantities and
amounts of `receipt_lines` are not signed: `movement` says which way they went, but for corrections,
which are differences. `receipt_standings` is the inspector's list: where goods of a line stand.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.event import Recorded
from projections import receipt_returns as returns
from projections import receipt_standings as standings
from projections.fold import by_stream, change, current, landed, plus, total
from projections.projection import Key, Projection, Row, Table, Tables
from projections.receipt_standings import STANDINGS

_RECEIPTS: Final = Table(
    name="receipts",
    kind="entity",
    columns={
        "receipt_id": "text",
        "number": "text",
        "kind": "text",  # goods | service
        "state": "text",  # entering | confirmed (waits for a second person) | posted | reversed
        "purchase_order_id": "text",
        "purchase_order_number": "text",
        "supplier_id": "text",
        "legal_entity": "text",
        "facility": "text",
        "currency": "text",
        "amount": "numeric",
        "entries": "integer",  # of service, waiting for acceptance or accepted
        "received_on": "date",
        "confirmed_by": "text",  # the requester, at his desk
        "confirmed": "text",  # what he said it was
        "performed_from": "date",
        "performed_until": "date",
        "blind": "boolean",  # counted without knowing what was ordered
        "lines_differing": "integer",  # of a blind count, from what was open on the order
        "lines_to_recount": "integer",  # by another person
        "changed_at": "timestamptz",
    },
    key=("receipt_id",),
    selectors=("state", "facility", "purchase_order_id", "number"),
    order=("changed_at",),
    descending=True,
)
_LINES: Final = Table(
    name="receipt_lines",
    kind="fact",
    columns={
        "receipt_id": "text",
        # posted | corrected | reversed | returned | relabelled: all that is left of it
        "movement": "text",
        "line": "integer",
        "purchase_order_id": "text",
        "purchase_order_line": "integer",
        "item_id": "text",
        "description": "text",
        "quantity": "numeric",
        "unit": "text",
        "amount": "numeric",
        "landed": "numeric",  # what it bears of freight and other charges, beside the amount
        "currency": "text",
        "lot": "text",
        "expires_on": "date",
        "disposition": "text",  # quarantined | rejected, of goods that came so
        "disposition_reason": "text",
        "advised": "numeric",  # what the delivery note said, where it said another
        "excess": "numeric",  # beyond the order, within the tolerance
        "bucket": "text",  # of goods that left: where they stood
        "expected": "numeric",  # of a blind count: what was open, where that is another quantity
    },
    selectors=("receipt_id", "purchase_order_id"),
)


def _started(event: Recorded, tables: Tables) -> None:
    state = "confirmed" if "desktop" in event.data else "entering"
    tables.entity("receipts").put(event, {**_header(event, state), "kind": event.data["kind"]})


def _entered(event: Recorded, tables: Tables) -> None:
    row = current(event, tables, "receipts", event.document_id)
    entries = int(row["entries"] or 0) + 1
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), entries=entries, changed_at=moment)


def _posted(event: Recorded, tables: Tables) -> None:
    data = event.data
    standings.posted(event, tables)
    row = _header(event, "posted")
    former = tables.entity("receipts").get(event, event.document_id)
    row["entries"] = former["entries"] if former else 0
    if former:
        row |= {name: former[name] for name in _CONFIRMED}
    row["kind"] = data["kind"]
    row["currency"] = data["currency"]
    row["received_on"] = data["received_on"]
    row["amount"] = str(total(data["lines"]))
    tables.entity("receipts").put(event, row)
    _lines(event, tables, "posted")


def _reversed(event: Recorded, tables: Tables) -> None:
    standings.reversed_whole(event, tables)
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), state="reversed", amount="0", changed_at=moment)
    _lines(event, tables, "reversed")


def _returned(event: Recorded, tables: Tables) -> None:
    standings.returned(event, tables)
    if "return_request" in event.data:
        returns.decided(event, tables)
    row = current(event, tables, "receipts", event.document_id)
    amount = plus(row["amount"], -total(event.data["lines"]))
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), amount=amount, changed_at=moment)
    _lines(event, tables, "returned")


def _corrected(event: Recorded, tables: Tables) -> None:
    standings.corrected(event, tables)
    row = current(event, tables, "receipts", event.document_id)
    amount = plus(row["amount"], total(event.data["lines"]))
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), amount=amount, changed_at=moment)
    _lines(event, tables, "corrected")


def _relabelled(event: Recorded, tables: Tables) -> None:
    """What the goods bear; how many they are, and what they are worth, did not change."""
    standings.relabelled(event, tables)
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), changed_at=moment)
    lines = ({**line, **line["becomes"], "amount": "0"} for line in event.data["lines"])
    _add_lines(event, tables, "relabelled", lines, None)


def _recount_asked(event: Recorded, tables: Tables) -> None:
    row = current(event, tables, "receipts", event.document_id)
    waiting = int(row["lines_to_recount"] or 0) + len(event.data["lines"])
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), lines_to_recount=waiting, changed_at=moment)


def _recounted(event: Recorded, tables: Tables) -> None:
    row = current(event, tables, "receipts", event.document_id)
    waiting = max(int(row["lines_to_recount"] or 0) - len(event.data["lines"]), 0)
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), lines_to_recount=waiting, changed_at=moment)


def _judged(event: Recorded, tables: Tables) -> None:
    """Goods stand otherwise; what the receipt is worth did not change."""
    standings.judged(event, tables)
    moment = event.metadata["effective_at"]
    change(event, tables, "receipts", _key(event), changed_at=moment)


_CONFIRMED: Final = ("confirmed_by", "confirmed", "performed_from", "performed_until")


def _header(event: Recorded, state: str) -> Row:
    data = event.data
    desktop = data.get("desktop", {})
    return {
        "receipt_id": event.document_id,
        "number": data["number"],
        "state": state,
        "purchase_order_id": data["purchase_order"]["id"],
        "purchase_order_number": data["purchase_order"]["number"],
        "supplier_id": data["supplier_id"],
        "legal_entity": data["legal_entity"],
        "facility": data["facility"],
        "currency": None,
        "amount": "0",
        "entries": 0,
        "received_on": None,
        "confirmed_by": desktop.get("confirmed_by"),
        "confirmed": desktop.get("description"),
        "performed_from": desktop.get("performed_from"),
        "performed_until": desktop.get("performed_until"),
        "blind": "blind" in data,
        "lines_differing": sum("expected" in line for line in data.get("lines", ())),
        "lines_to_recount": 0,
        "changed_at": event.metadata["effective_at"],
    }


def _lines(event: Recorded, tables: Tables, movement: str) -> None:
    _add_lines(event, tables, movement, event.data["lines"], event.data["currency"])


def _add_lines(
    event: Recorded,
    tables: Tables,
    movement: str,
    lines: Iterable[Mapping[str, Any]],
    currency: str | None,
) -> None:
    facts = tables.fact("receipt_lines")
    for line in lines:
        facts.add(
            event,
            {
                "receipt_id": event.document_id,
                "movement": movement,
                "line": line["line"],
                "purchase_order_id": event.data["purchase_order"]["id"],
                "purchase_order_line": line["purchase_order_line"],
                "item_id": line.get("item_id"),
                "description": line["description"],
                "quantity": line["quantity"],
                "unit": line["unit"],
                "amount": line["amount"],
                "landed": str(landed(line)),
                "currency": currency,
                "lot": line.get("lot"),
                "expires_on": line.get("expires_on"),
                "disposition": line.get("disposition"),
                "disposition_reason": line.get("disposition_reason"),
                "advised": line.get("advised"),
                "excess": line.get("excess"),
                "bucket": line.get("bucket"),
                "expected": line.get("expected"),
            },
        )


def _key(event: Recorded) -> Key:
    return (event.document_id,)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "receipts", _key(event)
    if "return_request" in event.data:
        yield "receipt_returns", returns.key_of(event)
    if event.type.startswith(("receipt.recount", "receipt.return_")):
        return
    for line in event.data.get("lines", ()):
        yield "receipt_standings", standings.key_of(event, line)


RECEIPTS: Final = Projection(
    name="receipts",
    version=5,
    why="The dock's list: what arrived for which order, where it stands, and what waits for whom.",
    tables=(_RECEIPTS, _LINES, STANDINGS, returns.RETURNS),
    handles={
        "receipt.started": _started,
        "receipt.service_entry_recorded": _entered,
        "receipt.posted": _posted,
        "receipt.reversed": _reversed,
        "receipt.goods_returned": _returned,
        "receipt.corrected": _corrected,
        "receipt.labels_corrected": _relabelled,
        "receipt.inspected": _judged,
        "receipt.quarantined": _judged,
        "receipt.witnessed": _judged,
        "receipt.recount_asked": _recount_asked,
        "receipt.recounted": _recounted,
        "receipt.return_requested": returns.asked,
        "receipt.return_authorized": returns.decided,
        "receipt.return_request_withdrawn": returns.decided,
    },
    keys=_keys,
    partition=by_stream,
    main="receipts",
    queries=(standings.QUALITY, standings.GOODS_RETURNED, returns.WAITING),
)
