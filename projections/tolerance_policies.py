"""Tolerances by version: how far an invoice may deviate, since when, and who agreed to it."""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change
from projections.projection import Cell, Key, Projection, Table, Tables

_POLICIES: Final = Table(
    name="tolerance_policies",
    kind="entity",
    columns={
        "tolerance_policy_id": "text",
        "number": "text",
        "last_version": "integer",  # that was proposed; 1 is built in
        "published_version": "integer",  # that takes, or took, over last; null: the built-in one
        "effective_from": "date",  # of that one
        "changed_at": "timestamptz",
    },
    key=("tolerance_policy_id",),
    selectors=("number",),
    order=("number",),
)
_VERSIONS: Final = Table(
    name="tolerance_versions",
    kind="entity",
    columns={
        "tolerance_policy_id": "text",
        "version": "integer",
        "state": "text",  # proposed | published | declined
        "effective_from": "date",
        "reason_code": "text",  # why it was proposed
        "proposed_by": "text",
        "decided_by": "text",  # who published or declined it
        "proposed_at": "timestamptz",
        "decided_at": "timestamptz",
    },
    key=("tolerance_policy_id", "version"),
    selectors=("tolerance_policy_id", "state"),
    order=("version",),
)
_LIMITS: Final = Table(
    name="tolerance_limits",
    kind="fact",
    columns={
        "tolerance_policy_id": "text",
        "version": "integer",
        "scope": "text",  # order_line | item | item_class | supplier | legal_entity | tenant
        "scope_key": "text",  # which one; null: the tenant
        "check_name": "text",
        "abs_over": "numeric",  # null: not checked
        "pct_over": "numeric",
        "abs_under": "numeric",
        "pct_under": "numeric",
        "combinator": "text",  # strict: any broken limit; lenient: all of one side
    },
    selectors=("tolerance_policy_id",),
)
_BOUNDS: Final = ("abs_over", "pct_over", "abs_under", "pct_under")


def _proposed(event: Recorded, tables: Tables) -> None:
    data, moment, key = event.data, event.metadata["effective_at"], event.document_id
    standing = tables.entity("tolerance_policies").get(event, key)
    row: dict[str, Cell] = {
        "tolerance_policy_id": key,
        "number": event.metadata["number"],
        "published_version": standing["published_version"] if standing else None,
        "effective_from": standing["effective_from"] if standing else None,
    }
    row |= {"last_version": data["version"], "changed_at": moment}
    tables.entity("tolerance_policies").put(event, row)
    version: dict[str, Cell] = {"tolerance_policy_id": key, "version": data["version"]}
    tables.entity("tolerance_versions").put(
        event,
        {
            **version,
            "state": "proposed",
            "effective_from": None,
            "reason_code": data["reason_code"],
            "proposed_by": data["proposed_by"],
            "decided_by": None,
            "proposed_at": moment,
            "decided_at": None,
        },
    )
    for limit in data["limits"]:
        stated: dict[str, Cell] = {name: limit.get(name) for name in _BOUNDS}
        stated |= {"scope": limit["scope"], "scope_key": limit.get("key")}
        stated |= {"check_name": limit["check"], "combinator": limit["combinator"]}
        tables.fact("tolerance_limits").add(event, {**version, **stated})


def _published(event: Recorded, tables: Tables) -> None:
    data, key = event.data, (event.document_id,)
    day = data["effective_from"]
    _decided(event, tables, "published", data["published_by"], effective_from=day)
    taken_over: dict[str, Cell] = {"published_version": data["version"], "effective_from": day}
    change(event, tables, "tolerance_policies", key, **taken_over)


def _declined(event: Recorded, tables: Tables) -> None:
    _decided(event, tables, "declined", event.data["declined_by"])


def _decided(event: Recorded, tables: Tables, state: str, decided_by: str, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    version = (event.document_id, event.data["version"])
    values |= {"state": state, "decided_by": decided_by, "decided_at": moment}
    change(event, tables, "tolerance_versions", version, **values)
    change(event, tables, "tolerance_policies", (event.document_id,), changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "tolerance_policies", (event.document_id,)
    yield "tolerance_versions", (event.document_id, event.data["version"])


TOLERANCE_POLICIES: Final = Projection(
    name="tolerance_policies",
    version=1,
    why="How far an invoice may deviate before somebody looks at it, by version and scope.",
    tables=(_POLICIES, _VERSIONS, _LIMITS),
    handles={
        "tolerance_policy.proposed": _proposed,
        "tolerance_policy.published": _published,
        "tolerance_policy.declined": _declined,
    },
    keys=_keys,
    partition=by_stream,
    main="tolerance_policies",
)
