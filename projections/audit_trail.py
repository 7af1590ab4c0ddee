"""Audit trail: one row for every event, whatever its kind: who, what, when, why.

The auditor's list and the time slider read it. When is in the columns of every fact: `recorded_at`,
`effective_at` and `position`. The rows are the log's own: a copy could only lag or differ. What is
folded is where in the history to look for them, by kind of fact, by who acted and by number, in
runs of positions; a document's events the log finds by itself (DECISIONS 83). A run is long where
the value came often of late, and short where it did not (DECISIONS 95).
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.event import Recorded
from projections.activity_figures import ACTIVITY_FIGURES
from projections.projection import Documents, Key, LogTable, Projection, Query, Table, Tables

SHORT_RUN, LONG_RUN = 16, 128  # positions
OFTEN: Final = 256  # A value is frequent that begins a run so soon after it began its last one.
RUN_CHARACTERS: Final = 100  # Whole values are compared with the events; runs lead to them.

_RUNS: Final = Table(
    name="audit_runs",
    kind="entity",
    columns={"selector": "text", "value": "text", "first": "bigint", "span": "integer"},
    key=("selector", "value"),
)
_TRAIL: Final = LogTable(
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
    expressions={
        "event_id": "told ->> 'event_id'",
        "type": "e.type",
        "document": "split_part(e.stream, '/', 1)",
        "document_id": "coalesce(substr(e.stream, nullif(strpos(e.stream, '/'), 0) + 1), '')",
        "number": "told ->> 'number'",
        "version": "e.version",
        "actor_type": "told #>> '{actor,type}'",
        "actor_id": "told #>> '{actor,id}'",
        "on_behalf_of": "told #>> '{actor,on_behalf_of}'",
        "legal_entity": "told ->> 'legal_entity'",
        "facility": "told ->> 'facility'",
        "reason_code": "told #>> '{reason,code}'",
        "command_id": "told ->> 'command_id'",
        "correlation_id": "told ->> 'correlation_id'",
        "causation_id": "told ->> 'causation_id'",
    },
    selectors=("document_id", "number", "actor_id", "type"),
    descending=True,
    runs="audit_runs",
    run_characters=RUN_CHARACTERS,
)


def _noted(event: Recorded, tables: Tables) -> None:
    runs, position = tables.entity("audit_runs"), event.position
    for selector, value in _named(event):
        run, span = runs.get(event, selector, value), SHORT_RUN
        if run is not None:
            since = position - run["first"]
            if since < run["span"]:
                continue
            span = LONG_RUN if since < OFTEN else SHORT_RUN
        row = {"selector": selector, "value": value, "first": position, "span": span}
        runs.put(event, row)


def _named(event: Recorded) -> Iterable[tuple[str, str]]:
    """What the event can be found by, as far as its metadata tell."""
    metadata: Mapping[str, Any] = event.metadata
    actor, number = metadata.get("actor"), metadata.get("number")
    acted: Any = actor.get("id") if type(actor) is dict else None
    named: tuple[tuple[str, Any], ...] = (
        ("type", event.type),
        ("number", number),
        ("actor_id", acted),
    )
    both = number + acted if type(number) is type(acted) is str else None
    if both is not None and len(both) <= RUN_CHARACTERS and "\0" not in both:
        return named
    return [(name, _short(value)) for name, value in named if type(value) is str]


def _short(value: str) -> str:
    """As much of it as an index can hold."""
    return value[:RUN_CHARACTERS].replace("\0", "")


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return ((_RUNS.name, named) for named in _named(event))


def _partition(event: Recorded) -> str:
    """One for the whole history: people and kinds of facts are met in all documents."""
    del event
    return ""


_DAYS: Final = """
               (SELECT e.*, (max(effective_at) OVER (ORDER BY position) AT TIME ZONE 'UTC')::date
                       AS day
                  FROM {audit_trail} e
                 WHERE position > coalesce(%(behind)s, 0)) days"""
_ACTIVE_DAYS: Final = Query(
    name="active_days",
    why="The days that history has come to, each with its last position; a late fact counts on"
    " the day on which it was learned. `behind` leaves out what is known already.",
    sql=f"""
        SELECT day, max(position) AS position, count(*) AS events
          FROM{_DAYS}
         GROUP BY day
         ORDER BY day
    """,
    parameters={"behind": "bigint"},
    documents=Documents(of="documents_of_day", by={"day": "day"}),
)

_DOCUMENTS_OF_DAY: Final = Query(
    name="documents_of_day",
    why="The documents of which something was learned on a `day` of `active_days`, each with how"
    " many facts and with the last; in the order in which they were touched first.",
    sql=f"""
        SELECT day, document, document_id, max(number) AS number, count(*) AS events,
               min(position) AS first_position, max(position) AS last_position
          FROM{_DAYS}
         WHERE day = coalesce(%(day)s, day)
         GROUP BY day, document, document_id
         ORDER BY first_position
    """,
    parameters={"behind": "bigint", "day": "date"},
    documents=Documents(of="audit_trail", by={"document_id": "document_id"}),
)

AUDIT_TRAIL: Final = Projection(
    name="audit_trail",
    version=3,
    why="The auditor's list: every fact of the tenant in the order in which it became known.",
    tables=(_RUNS,),
    handles={},
    others=_noted,
    keys=_keys,
    partition=_partition,
    main="audit_trail",
    queries=(_ACTIVE_DAYS, _DOCUMENTS_OF_DAY, *ACTIVITY_FIGURES),
    by_metadata=True,
    from_log=_TRAIL,
)
