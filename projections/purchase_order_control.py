"""What steers an order beside its lines, as its rows tell it: kind, shipments, ratification, ends.

The rules are those of `domain/purchase_orders/control_state.py`, told with the cells of rows.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import plus
from projections.projection import Row, Tables
from projections.purchase_order_headers import change, header_row, line_row

_STAGES: Final = {
    "purchase_order.submission_recalled": "draft",
    "purchase_order.discarded": "cancelled",
    "purchase_order.finally_closed": "finally_closed",
    "purchase_order.final_close_removed": "issued",
}


def kind_of(created: Mapping[str, Any]) -> Row:
    """What kind of order it is, from the fact that created it."""
    row: Row = {"order_type": created.get("order_type", "standard")}
    row["blanket_id"] = created["blanket"]["id"] if "blanket" in created else None
    row |= {"cap_amount": created.get("cap_amount"), "blanket_from": created.get("valid_from")}
    row["blanket_until"] = created.get("valid_until")
    row |= {"drawn_amount": "0", "draws": {}, "ratify_by": created.get("ratify_by")}
    seller = created.get("seller", {})
    row["seller_legal_entity"] = seller.get("legal_entity")
    row["seller_facility"] = seller.get("facility")
    row["markup_percent"] = seller.get("markup_percent")
    row |= {"ratified_by": None, "ratification_missed": False, "refused_afterwards": None}
    return row | {"watched_for": None}


def _stage(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"stage": _STAGES[event.type]})


def _drawn(event: Recorded, tables: Tables) -> None:
    """The release stands at this much now, in place of what it stood at before."""
    header, data = header_row(event, tables), event.data
    release, amount = data["release"]["id"], data["amount"]
    moved = Decimal(amount) - Decimal(header["draws"].get(release, "0"))
    draws = {**header["draws"], release: amount}
    drawn = plus(header["drawn_amount"], moved)
    change(event, tables, [], {"draws": draws, "drawn_amount": drawn})


def _ratified(event: Recorded, tables: Tables) -> None:
    change(
        event, tables, [], {"ratified_by": event.data["ratified_by"], "refused_afterwards": None}
    )


def _ratification_asked(event: Recorded, tables: Tables) -> None:
    """Of an order that was ratified before, too: it orders for another request."""
    told = {"ratify_by": event.data["ratify_by"], "ratified_by": None}
    change(event, tables, [], {**told, "ratification_missed": False})


def _ratification_refused(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"refused_afterwards": event.data["reason_code"]})


def _ratification_missed(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"ratification_missed": True})


def _on_watch(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"watched_for": event.data["reason_code"]})


def _over_receipt(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    percent = event.data["percent"]
    change(event, tables, [(former, {**former, "over_receipt_percent": percent})], {})


def _announced(event: Recorded, tables: Tables) -> None:
    expected = {"expected_on": event.data["expected_on"]}
    numbers = sorted({each["line"] for each in event.data["lines"]})
    former = [line_row(event, tables, number) for number in numbers]
    change(event, tables, [(each, {**each, **expected}) for each in former], {})


def _overdue(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    change(event, tables, [(former, {**former, "overdue_on": event.data["due_on"]})], {})


def _order_form(event: Recorded, tables: Tables) -> None:
    former = line_row(event, tables, event.data["line"])
    line = {**former, "order_form": event.data["reference"]}
    change(event, tables, [(former, line)], {})


def _held(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"held": event.type == "purchase_order.hold_placed"})


CONTROL: Final[Mapping[str, Callable[[Recorded, Tables], None]]] = {
    **dict.fromkeys(_STAGES, _stage),
    "purchase_order.blanket_drawn": _drawn,
    "purchase_order.ratified": _ratified,
    "purchase_order.ratification_overdue": _ratification_missed,
    "purchase_order.ratification_asked": _ratification_asked,
    "purchase_order.ratification_refused": _ratification_refused,
    "purchase_order.issued_on_watch": _on_watch,
    "purchase_order.over_receipt_accepted": _over_receipt,
    "purchase_order.asn_recorded": _announced,
    "purchase_order.delivery_overdue": _overdue,
    "purchase_order.order_form_recorded": _order_form,
    "purchase_order.hold_placed": _held,
    "purchase_order.hold_released": _held,
}
