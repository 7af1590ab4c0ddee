"""What people did, summed up: by person, by kind of fact, by document; read off the audit trail.

Questions to the trail, whose rows are the log's own: nothing is kept for them, and as all facts
they answer on both clocks. An *act* is one command that was carried out; it may record several
*facts*, of several documents. A month or day is that of the effective clock, UTC: when it happened.
With `by_recorded` it is that of the recorded clock: when the person told the system. `by_day` asks
for days in place of months.

- *Facts* = events by that actor; *acts* = distinct commands among them; *documents* = distinct
  documents that they changed; *kinds* = distinct types of facts; *active days* = distinct days.
- *On behalf* = facts that the actor recorded in somebody else's name.

Services and payment runs are actors, too (`actor_type`). What was refused is no fact: nothing is
recorded of it, so nobody's refusals can be counted.
"""

from typing import Final

from projections.projection import ColumnType, Documents, Query

_CHOSEN: Final[dict[str, ColumnType]] = {
    "actor_type": "text",
    "actor_id": "text",
    "month": "text",
    "day": "date",
    "by_day": "boolean",
    "by_recorded": "boolean",
}
_WHOSE: Final = ("actor_type", "actor_id", "month", "day", "by_recorded")
_ACTED: Final = """
        WITH facts AS (
            SELECT position, actor_type, actor_id, on_behalf_of, document, document_id, number,
                   type, command_id, coalesce(%(by_recorded)s, false) AS by_recorded,
                   CASE WHEN %(by_recorded)s THEN recorded_at ELSE effective_at END AS acted_at
              FROM {audit_trail} e
             WHERE (%(actor_type)s IS NULL OR actor_type = %(actor_type)s)
               AND (%(actor_id)s IS NULL OR actor_id = %(actor_id)s)
        ), dated AS (
            SELECT *, (acted_at AT TIME ZONE 'UTC')::date AS acted_on,
                   to_char(acted_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
                   CASE WHEN %(by_day)s OR %(day)s IS NOT NULL
                        THEN (acted_at AT TIME ZONE 'UTC')::date END AS day
              FROM facts
        ), acted AS MATERIALIZED (
            SELECT * FROM dated
             WHERE month = coalesce(%(month)s, month)
               AND (%(day)s IS NULL OR day = %(day)s)
        )"""
USER_ACTIVITY: Final = Query(
    name="user_activity",
    why="What each person or service did in a month, or on a day: how many acts, facts, documents"
    " and kinds of facts, and the first and the last of them; whoever did most first.",
    sql=f"""{_ACTED}
        SELECT actor_type, actor_id, month, day, by_recorded,
               count(DISTINCT command_id) AS acts, count(*) AS facts,
               count(DISTINCT (document, document_id)) AS documents,
               count(DISTINCT type) AS kinds, count(DISTINCT acted_on) AS active_days,
               count(on_behalf_of) AS on_behalf,
               min(acted_at) AS first_at, max(acted_at) AS last_at
          FROM acted
         GROUP BY actor_type, actor_id, month, day, by_recorded
         ORDER BY month, day, facts DESC, actor_type, actor_id
    """,
    parameters=_CHOSEN,
    documents=Documents(of="activity_by_kind", by={each: each for each in _WHOSE}),
)
BY_KIND: Final = Query(
    name="activity_by_kind",
    why="What each person or service did, by kind of document and of fact.",
    sql=f"""{_ACTED}
        SELECT actor_type, actor_id, month, day, by_recorded, document, type,
               count(DISTINCT command_id) AS acts, count(*) AS facts,
               count(DISTINCT document_id) AS documents, count(on_behalf_of) AS on_behalf,
               min(acted_at) AS first_at, max(acted_at) AS last_at
          FROM acted
         WHERE (%(document)s IS NULL OR document = %(document)s)
           AND (%(type)s IS NULL OR type = %(type)s)
         GROUP BY actor_type, actor_id, month, day, by_recorded, document, type
         ORDER BY month, day, actor_type, actor_id, facts DESC, document, type
    """,
    parameters={**_CHOSEN, "document": "text", "type": "text"},
    documents=Documents(
        of="documents_acted_on",
        by={each: each for each in (*_WHOSE, "document", "type")},
    ),
)
DOCUMENTS_ACTED_ON: Final = Query(
    name="documents_acted_on",
    why="Each document that a person or service changed, with how many facts of which kind, in the"
    " order of the first.",
    sql=f"""{_ACTED}
        SELECT actor_type, actor_id, month, day, by_recorded, document, document_id,
               max(number) AS number, type, count(*) AS facts,
               min(position) AS first_position, max(position) AS last_position,
               min(acted_at) AS first_at, max(acted_at) AS last_at
          FROM acted
         WHERE (%(document)s IS NULL OR document = %(document)s)
           AND (%(type)s IS NULL OR type = %(type)s)
         GROUP BY actor_type, actor_id, month, day, by_recorded, document, document_id, type
         ORDER BY first_position, document, document_id, type, actor_type, actor_id, month, day
    """,
    parameters={**_CHOSEN, "document": "text", "type": "text"},
    documents=Documents(
        of="audit_trail",
        by={each: each for each in ("document_id", "actor_id", "type")},
    ),
)
ACTIVITY_FIGURES: Final = (USER_ACTIVITY, BY_KIND, DOCUMENTS_ACTED_ON)
