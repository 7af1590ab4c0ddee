"""Suppliers: who may be ordered from and paid, and what stops it.

The supplier list and every choice of a supplier read it; the work list of credentials asks its
question. Evidence is folded in `supplier_evidence`, the tables are in `supplier_tables`.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import by_stream, change, current
from projections.projection import Key, Projection, Tables
from projections.supplier_evidence import EVIDENCE_HANDLES, evidence_keys
from projections.supplier_tables import EXPIRING_CREDENTIALS, SUPPLIERS_TABLE, TABLES

Handle = Callable[[Recorded, Tables], None]


def _proposed(event: Recorded, tables: Tables) -> None:
    data, parent = event.data, event.data.get("parent", {})
    tables.entity("suppliers").put(
        event,
        {
            **dict.fromkeys(SUPPLIERS_TABLE.columns),
            "supplier_id": data["supplier_id"],
            "number": data["number"],
            "name": data["name"],
            "tax_id": data.get("tax_id"),
            "tier": data.get("tier", "basic"),
            "supplies": ",".join(data.get("supplies", ())),
            "state": "proposed",
            "holds": "",
            "hold_details": [],
            "legal_entities": "",
            "clear_lists": "",
            "open_matches": "",
            "bank_state": "none",
            "bank_details": {},
            "parent_id": parent.get("id"),
            "parent_number": parent.get("number"),
            "changed_at": event.metadata["effective_at"],
        },
    )


def _stands(state: str) -> Handle:
    """The supplier has come to this state."""

    def handle(event: Recorded, tables: Tables) -> None:
        _change(event, tables, state=state)

    return handle


def _activated(event: Recorded, tables: Tables) -> None:
    entities = ",".join(event.data.get("legal_entities", ()))
    _change(event, tables, state="active", legal_entities=entities, **_UNLIMITED)


def _conditionally_activated(event: Recorded, tables: Tables) -> None:
    data = event.data
    _change(
        event,
        tables,
        state="conditional",
        legal_entities=",".join(data.get("legal_entities", ())),
        conditional_until=data["until"],
        cap=data["cap"],
        cap_currency=data["currency"],
        spent="0",
        spent_by_order={},
    )


def _reinstated(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="active", **_UNLIMITED)


def _spend_committed(event: Recorded, tables: Tables) -> None:
    """The event tells what an order takes in all."""
    row = current(event, tables, "suppliers", event.document_id)
    order, amount = event.data["purchase_order"]["id"], event.data["amount"]
    spent = {**row["spent_by_order"], order: amount}
    total = sum((Decimal(each) for each in spent.values()), Decimal(0))
    _change(event, tables, spent=str(total), spent_by_order=spent)


def _classified(event: Recorded, tables: Tables) -> None:
    data = event.data
    _change(event, tables, tier=data["tier"], supplies=",".join(data["supplies"]))


def _legal_entities_changed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, legal_entities=",".join(event.data["legal_entities"]))


def _self_billing(event: Recorded, tables: Tables) -> None:
    """Its terms; none: it bills for itself."""
    _change(event, tables, self_billing_days=event.data.get("due_days"))


def _watch_begun(event: Recorded, tables: Tables) -> None:
    data = event.data
    told = {"watch_score": data.get("score"), "watch_review_on": data.get("review_on")}
    _change(event, tables, watched_for=data["reason_code"], **told)


def _watch_ended(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **dict.fromkeys(("watched_for", "watch_score", "watch_review_on")))


def _merged(event: Recorded, tables: Tables) -> None:
    survivor = event.data["survivor"]
    told = {"survivor_id": survivor["id"], "survivor_number": survivor["number"]}
    _change(event, tables, state="merged", **told)


def _absorbed(event: Recorded, tables: Tables) -> None:
    _change(event, tables)


def _hold_placed(event: Recorded, tables: Tables) -> None:
    data = event.data
    told = {name: data.get(name) for name in ("scope", "legal_entity", "until", "reason_code")}
    _hold(event, tables, [*_other_holds(event, tables), told])


def _hold_released(event: Recorded, tables: Tables) -> None:
    _hold(event, tables, _other_holds(event, tables))


def _other_holds(event: Recorded, tables: Tables) -> list[dict[str, Any]]:
    """Those that stand, without that of the event's scope and legal entity."""
    own = (event.data["scope"], event.data.get("legal_entity"))
    standing = current(event, tables, "suppliers", event.document_id)["hold_details"]
    return [each for each in standing if (each["scope"], each["legal_entity"]) != own]


def _hold(event: Recorded, tables: Tables, holds: list[dict[str, Any]]) -> None:
    named = (
        f"{each['scope']}:{each['legal_entity']}" if each["legal_entity"] else each["scope"]
        for each in holds
    )
    _change(event, tables, holds=",".join(sorted(named)), hold_details=holds)


_UNLIMITED: Final = dict.fromkeys(
    ("conditional_until", "cap", "cap_currency", "spent", "spent_by_order")
)


def _change(event: Recorded, tables: Tables, **values: Any) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "suppliers", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "suppliers", (event.document_id,)
    yield from evidence_keys(event)


SUPPLIERS: Final = Projection(
    name="suppliers",
    version=4,
    why="The supplier list: who may be ordered from, who is on hold, and which credentials end.",
    tables=TABLES,
    handles={
        "supplier.proposed": _proposed,
        "supplier.classified": _classified,
        "supplier.screening_started": _stands("screening"),
        "supplier.credentialing_started": _stands("credentialing"),
        "supplier.activated": _activated,
        "supplier.conditionally_activated": _conditionally_activated,
        "supplier.spend_committed": _spend_committed,
        "supplier.legal_entities_changed": _legal_entities_changed,
        "supplier.self_billing_agreed": _self_billing,
        "supplier.self_billing_ended": _self_billing,
        "supplier.watch_begun": _watch_begun,
        "supplier.watch_ended": _watch_ended,
        "supplier.suspended": _stands("suspended"),
        "supplier.deactivated": _stands("inactive"),
        "supplier.reinstated": _reinstated,
        "supplier.debarred": _stands("debarred"),
        "supplier.debarment_lifted": _stands("screening"),
        "supplier.merged": _merged,
        "supplier.absorbed": _absorbed,
        "supplier.hold_placed": _hold_placed,
        "supplier.hold_released": _hold_released,
        **EVIDENCE_HANDLES,
    },
    keys=_keys,
    partition=by_stream,
    main="suppliers",
    queries=(EXPIRING_CREDENTIALS,),
)
