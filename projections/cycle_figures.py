"""Cycle times in hours, by the calendar and in business hours, leg by leg.

Questions to the tables of requisitions, approvals, orders and the steps of order lines; nothing is
kept for them. Legs:

- `request_to_order`: a requisition was submitted; the order of its line was issued first. A line
  that several orders share counts with the last that took some of it. Emergencies are told apart
- `approval_step`: a step of a route was reached (the route was planned, or the step before was
  decided); somebody decided it. By role; by approver and version of the policy in
  `approval_times`, Σ (decided - reached)
- `order_to_answer`: an order was issued; the supplier answered the line for the first time
- `order_to_first_receipt`, `order_to_last_receipt`: an order was issued; goods of the line came for
  the first time; what was ordered of it and not given up had come whole

Orders of goods that are used already, blanket and inter-company orders are out. What ended before
it began (an order after the fact) took no time: 0. `month` is that of the end, UTC. Business hours
leave out the holidays of the facility, as they are known at the moment that is asked of.
"""

from typing import Final

from projections.business_hours import (
    CALENDARS,
    OFFICE,
    OFFICE_PARAMETERS,
    business_hours,
    calendars_of,
    holiday_hours,
)
from projections.projection import ColumnType, Documents, Query

_CHOSEN: Final[dict[str, ColumnType]] = {
    **dict.fromkeys(("leg", "month", "facility", "role", "approver_id"), "text"),
    "policy_version": "integer",
    "emergency": "boolean",
    **OFFICE_PARAMETERS,
}
_NOBODY: Final = "NULL AS approver_id, NULL::integer AS policy_version"
_ENDED: Final = f"""
        WITH {OFFICE}, {CALENDARS}, steps AS MATERIALIZED (
            SELECT purchase_order_id, line, step, effective_at, quantity, position
              FROM {{order_line_steps}} steps
        ), ordered AS (
            SELECT lines.purchase_order_id, lines.line, lines.number, orders.facility,
                   orders.legal_entity, orders.issued_at,
                   orders.order_type = 'emergency' AS emergency,
                   lines.ordered - lines.cancelled AS wanted, lines.received
              FROM {{purchase_order_lines}} lines
              JOIN {{purchase_orders}} orders USING (purchase_order_id)
             WHERE orders.issued_at IS NOT NULL
               AND orders.order_type NOT IN ('bill_only', 'blanket', 'intercompany')
        ), came AS (
            SELECT purchase_order_id, line,
                   min(effective_at) FILTER (WHERE step = 'answered') AS answered_at,
                   min(effective_at) FILTER (WHERE step = 'received' AND quantity > 0) AS first_at,
                   max(effective_at) FILTER (WHERE step = 'received' AND quantity > 0) AS last_at
              FROM steps GROUP BY purchase_order_id, line
        ), of_orders AS (
            SELECT ended.leg, 'purchase_order' AS document, purchase_order_id AS document_id,
                   number, line, legal_entity, facility, emergency, NULL AS role,
                   {_NOBODY}, issued_at AS started_at, ended.ended_at
              FROM ordered JOIN came USING (purchase_order_id, line)
             CROSS JOIN LATERAL (VALUES
                   ('order_to_answer', answered_at), ('order_to_first_receipt', first_at),
                   ('order_to_last_receipt',
                    CASE WHEN wanted > 0 AND received >= wanted THEN last_at END)
                   ) AS ended (leg, ended_at)
        ), of_requests AS (
            SELECT 'request_to_order' AS leg, 'requisition' AS document,
                   requisitions.requisition_id AS document_id, requisitions.number, lines.line,
                   requisitions.legal_entity, requisitions.facility,
                   requisitions.kind = 'emergency' AS emergency, NULL AS role,
                   {_NOBODY}, requisitions.submitted_at AS started_at,
                   orders.issued_at AS ended_at
              FROM {{requisition_lines}} lines
              JOIN {{requisitions}} requisitions USING (requisition_id)
              JOIN {{purchase_orders}} orders
                ON orders.purchase_order_id = lines.purchase_order_id
             WHERE lines.ordered > 0
        ), of_approvals AS (
            SELECT 'approval_step' AS leg, 'approval_case' AS document,
                   approval_case_id AS document_id, cases.number, decisions.step AS line,
                   cases.legal_entity, cases.facility, false AS emergency, decisions.role,
                   decisions.approver_id, cases.policy_version,
                   lag(decisions.effective_at, 1, planned_at) OVER (
                       PARTITION BY approval_case_id ORDER BY decisions.position) AS started_at,
                   decisions.effective_at AS ended_at
              FROM {{approval_decisions}} decisions
              JOIN {{approval_cases}} cases USING (approval_case_id)
        ), ended AS (
            SELECT every.*, to_char(ended_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
                   greatest(extract(epoch FROM ended_at - started_at) / 3600, 0) AS hours,
                   greatest({business_hours("started_at", "ended_at")}
                       - {holiday_hours("started_at", "ended_at")}, 0) AS business_hours
              FROM (SELECT * FROM of_orders UNION ALL SELECT * FROM of_requests
                    UNION ALL SELECT * FROM of_approvals) every
             CROSS JOIN office {calendars_of("every")}
             WHERE started_at IS NOT NULL AND ended_at IS NOT NULL
        ), chosen AS (
            SELECT * FROM ended
             WHERE (%(leg)s IS NULL OR leg = %(leg)s) AND (%(month)s IS NULL OR month = %(month)s)
               AND (%(facility)s IS NULL OR facility = %(facility)s)
               AND (%(role)s IS NULL OR role = %(role)s)
               AND (%(emergency)s IS NULL OR emergency = %(emergency)s)
               AND (%(approver_id)s IS NULL OR approver_id = %(approver_id)s)
               AND (%(policy_version)s IS NULL OR policy_version = %(policy_version)s)
        )"""
_ALSO: Final = (
    *("supplier_performance", "purchase_orders", "requisitions", "approvals"),
    "legal_entities",
)
_SHARES: Final = ",\n               ".join(
    f"round((percentile_disc({share}) WITHIN GROUP (ORDER BY {column}))::numeric, 2)"
    f" AS {column}_{name}"
    for column in ("hours", "business_hours")
    for share, name in (("0.5", "p50"), ("0.9", "p90"))
)
CYCLES_IN_HOURS: Final = Query(
    name="cycle_times_in_hours",
    why="How many hours each leg takes, by the calendar and in business hours (`opens`, `closes`,"
    " `zone`): half of all, and nine of ten, are done within; emergencies apart.",
    sql=f"""{_ENDED}
        SELECT leg, role, emergency, count(*) AS ended,
               {_SHARES}
          FROM chosen
         GROUP BY leg, role, emergency
         ORDER BY leg, role, emergency
    """,
    parameters=_CHOSEN,
    also=_ALSO,
    documents=Documents(
        of="cycles_ended", by={"leg": "leg", "role": "role", "emergency": "emergency"}
    ),
)
APPROVAL_TIMES: Final = Query(
    name="approval_times",
    why="How many hours each approver took for the steps of each role, by the version of the policy"
    " that asked for them: in all, and half and nine of ten are done within.",
    sql=f"""{_ENDED}
        SELECT role, approver_id, policy_version, count(*) AS steps,
               round(sum(hours), 2) AS hours, round(sum(business_hours)::numeric, 2)
                   AS business_hours,
               {_SHARES}
          FROM chosen WHERE leg = 'approval_step'
         GROUP BY role, approver_id, policy_version
         ORDER BY role, approver_id, policy_version
    """,
    parameters=_CHOSEN,
    also=_ALSO,
    documents=Documents(
        of="cycles_ended",
        by={"role": "role", "approver_id": "approver_id", "policy_version": "policy_version"},
        where={"leg": "approval_step"},
    ),
)
CYCLES_ENDED: Final = Query(
    name="cycles_ended",
    why="Each leg of each document line that ended, from when to when, and how many hours it took;"
    " the longest first.",
    sql=f"""{_ENDED}
        SELECT leg, document, document_id, number, line, facility, role, approver_id,
               policy_version, emergency, started_at, ended_at, round(hours, 2) AS hours,
               round(business_hours::numeric, 2) AS business_hours
          FROM chosen
         ORDER BY hours DESC, leg, number, line, document_id
    """,
    parameters=_CHOSEN,
    also=_ALSO,
    documents=Documents(of="audit_trail", by={"document_id": "document_id"}),
)
CYCLE_FIGURES: Final = (CYCLES_IN_HOURS, APPROVAL_TIMES, CYCLES_ENDED)
