"""Overrides of duties: who may break which rule, who did, and what a reviewer said of it.

The reviewer's work list is `state=used`; the auditor's is all of it. An override that is over and
was never used stays `granted`: its last day says so.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change
from projections.projection import Key, Projection, Row, Table, Tables

_OVERRIDES: Final = Table(
    name="duty_overrides",
    kind="entity",
    columns={
        "duty_override_id": "text",
        "number": "text",  # of the document
        "state": "text",  # granted | revoked | used | accepted | objected
        "rule": "text",
        "person": "text",
        "document_kind": "text",
        "document_id": "text",
        "legal_entity": "text",
        "facility": "text",
        "granted_by": "text",
        "granted_on": "date",
        "expires_on": "date",
        "reason_code": "text",
        "used_on": "date",
        "used_in_kind": "text",
        "used_in_id": "text",
        "used_in_number": "text",
        "reviewed_by": "text",
        "review_reason_code": "text",
        "changed_at": "timestamptz",
    },
    key=("duty_override_id",),
    selectors=("state", "person", "document_id", "facility"),
    order=("changed_at",),
    descending=True,
)
_TOLD: Final = (
    "rule",
    "person",
    "legal_entity",
    "facility",
    "granted_by",
    "granted_on",
    "expires_on",
    "reason_code",
)
_LATER: Final = (
    "used_on",
    "used_in_kind",
    "used_in_id",
    "used_in_number",
    "reviewed_by",
    "review_reason_code",
)


def _granted(event: Recorded, tables: Tables) -> None:
    document = event.data["document"]
    row: Row = {name: event.data[name] for name in _TOLD} | dict.fromkeys(_LATER)
    row |= {"duty_override_id": event.document_id, "state": "granted"}
    row |= {"number": document["number"], "document_kind": document["aggregate"]}
    row |= {"document_id": document["id"], "changed_at": event.metadata["effective_at"]}
    tables.entity("duty_overrides").put(event, row)


def _revoked(event: Recorded, tables: Tables) -> None:
    _changed(event, tables, {"state": "revoked"})


def _used(event: Recorded, tables: Tables) -> None:
    used_in = event.data["used_in"]
    row: Row = {"state": "used", "used_on": event.data["used_on"]}
    row |= {"used_in_kind": used_in["aggregate"], "used_in_id": used_in["id"]}
    _changed(event, tables, row | {"used_in_number": used_in["number"]})


def _reviewed(event: Recorded, tables: Tables) -> None:
    row: Row = {"state": event.data["outcome"], "reviewed_by": event.data["reviewed_by"]}
    _changed(event, tables, row | {"review_reason_code": event.data.get("reason_code")})


def _changed(event: Recorded, tables: Tables, row: Row) -> None:
    moment = event.metadata["effective_at"]
    key = (event.document_id,)
    change(event, tables, "duty_overrides", key, **row, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "duty_overrides", (event.document_id,)


DUTY_OVERRIDES: Final = Projection(
    name="duty_overrides",
    version=1,
    why="Who may break a rule on duties once, who did, and who judged it; `used` ones wait for it.",
    tables=(_OVERRIDES,),
    handles={
        "duty_override.granted": _granted,
        "duty_override.revoked": _revoked,
        "duty_override.used": _used,
        "duty_override.reviewed": _reviewed,
    },
    keys=_keys,
    partition=by_stream,
    main="duty_overrides",
)
