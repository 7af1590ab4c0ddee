"""Audit trail: one row for every event, whatever its kind: who, what, when, why.

The auditor's list and the time slider read it. When is in the columns of every fact: `recorded_at`,
`effective_at` and `position`.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream
from projections.projection import Key, Projection, Query, Table, Tables

_TRAIL: Final = Table(
    name="audit_trail",
    kind="fact",
    columns={
        "event_id": "text",
        "type": "text",
        "document": "text",  # aggregate
        "document_id": "text",
        "number": "text",
        "version": "integer",
        "actor_type": "text",
        "actor_id": "text",
        "on_behalf_of": "text",
        "legal_entity": "text",
        "facility": "text",
        "reason_code": "text",
        "command_id": "text",
        "correlation_id": "text",
        "causation_id": "text",
    },
    selectors=("document_id", "number", "actor_id", "type"),
    descending=True,
)


def _recorded(event: Recorded, tables: Tables) -> None:
    metadata = event.metadata
    actor, reason = metadata["actor"], metadata.get("reason")
    document, _, document_id = event.stream.partition("/")
    tables.fact("audit_trail").add(
        event,
        {
            "event_id": metadata["event_id"],
            "type": event.type,
            "document": document,
            "document_id": document_id,
            "number": metadata["number"],
            "version": event.version,
            "actor_type": actor["type"],
            "actor_id": actor["id"],
            "on_behalf_of": actor.get("on_behalf_of"),
            "legal_entity": metadata.get("legal_entity"),
            "facility": metadata.get("facility"),
            "reason_code": reason["code"] if reason else None,
            "command_id": metadata["command_id"],
            "correlation_id": metadata["correlation_id"],
            "causation_id": metadata.get("causation_id"),
        },
    )


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return ()


_ACTIVE_DAYS: Final = Query(
    name="active_days",
    why="The days that history has come to, each with its last position; a late fact counts on"
    " the day on which it was learned. `behind` leaves out what is known already.",
    sql="""
        SELECT day, max(position) AS position, count(*) AS events
          FROM (SELECT position,
                       (max(effective_at) OVER (ORDER BY position) AT TIME ZONE 'UTC')::date AS day
                  FROM {audit_trail} trail
                 WHERE position > coalesce(%(behind)s, 0)) days
         GROUP BY day
         ORDER BY day
    """,
    parameters={"behind": "bigint"},
)

AUDIT_TRAIL: Final = Projection(
    name="audit_trail",
    version=1,
    why="The auditor's list: every fact of the tenant in the order in which it became known.",
    tables=(_TRAIL,),
    handles={},
    others=_recorded,
    keys=_keys,
    partition=by_stream,
    main="audit_trail",
    queries=(_ACTIVE_DAYS,),
)
