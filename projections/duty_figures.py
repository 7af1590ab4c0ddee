"""Segregation of duties: where one person did two duties that a rule keeps apart.

Questions to the acts that documents' own histories tell (`duty_acts.py`), by the rules in
`domain/duty_rules.py`; as facts they answer on both clocks. A *finding* is a person who took a part
in a document and did afterwards, on the same document or what hangs on it, what the rule bars him
from for that part: of an order also on its receipts, of a supplier on his invoices. Each act is one
finding for each rule that it breaks, with the first fact by which the person took the part.

What came of it (`outcome`): `overridden` waits for a review of the override that let it through,
`accepted` and `objected` are what the reviewer said, and `not_overridden` is what no override
covers. Commands refuse the last, so there should be none: what is there was recorded before the
rule stood, or past it. The rule of today is asked of all that is known.

Rules that ask which price or bank account it was, or for whose requests an order is, are not judged
(`UNJUDGED`): the acts do not tell. An editor is whoever changed lines, amounts or supplier; who is
its buyer or requester is none, for he has a rule of his own.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from domain.duty_rules import RULES, Act, DutyRule, Part
from projections.projection import ColumnType, Documents, Query

PARTS: Final[Mapping[Part, tuple[str, ...]]] = {
    "requester": ("requester", "asker", "buyer"),
    "buyer": ("buyer",),
    "editor": ("editor", "unapproved_editor", "submitter"),
    "unapproved_editor": ("unapproved_editor",),
    "submitter": ("submitter",),
    "decider": ("decider",),
    "receiver": ("receiver",),
    "witness": ("witness",),
    "confirmer": ("confirmer",),
    "return_asker": ("return_asker",),
    "supplier_proposer": ("supplier_proposer",),
    "bank_details_proposer": ("bank_details_proposer",),
    "override_granter": ("override_granter",),
    "override_user": ("override_user",),
    "capturer": ("capturer",),
    "hold_placer": ("hold_placer",),
    "pricer": (),
    "hold_releaser": ("hold_releaser",),
    "payment_scheduler": ("payment_scheduler",),
    "payer": ("payer",),
    "bank_details_verifier": ("bank_details_verifier",),
    "closer": ("closer",),
    "dispatcher": ("dispatcher",),
}
"""By which duties of `duty_acts` somebody takes a part."""
ACTS: Final[Mapping[Act, tuple[str, ...]]] = {
    "approve": ("decider",),
    "receive": ("receiver", "taker", "sender"),
    "send_return": ("sender",),
    "issue": ("issuer",),
    "witness": ("witness",),
    "inspect": ("inspector",),
    "recount": ("recounter",),
    "accept": ("receiver",),
    "ratify": ("ratifier",),
    "verify_bank_details": ("bank_details_verifier",),
    "grant_override": ("override_granter",),
    "review_override": ("override_reviewer",),
    "release_hold": ("hold_releaser", "expense_approver", "dispute_resolver"),
    "schedule_payment": ("payment_scheduler",),
    "pay": ("payer",),
    "void_payment": ("payment_voider",),
    "write_off": ("writer_off",),
    "bill": ("biller",),
    "capture": ("capturer",),
}
"""By which of them he does what rules bar from."""
UNJUDGED: Final = frozenset(
    {
        *("release_own_price", "release_own_bank_details", "release_bank_details_verified"),
        *("pay_to_own_bank_details", "pay_to_bank_details_verified", "ratify_own_request"),
    }
)
# Of one hold, payment, return, account or override of the document, and of no other.
SAME_PLACE: Final = frozenset(
    {
        *("release_own_hold", "pay_own_schedule", "void_own_payment", "send_own_return"),
        *("verify_own_bank_details", "approve_twice", "review_override_as_override_user"),
        "review_override_as_override_granter",
    }
)
# What ends a part: who agreed to the edits, who submitted anew, who voided that payment.
_ENDED_BY: Final[Mapping[Part, str]] = {
    "unapproved_editor": "agreed",
    "submitter": "submitter",
    "payer": "payment_voider",
}
_OVERRIDABLE: Final = ("requisition", "purchase_order", "receipt", "shipment")
_ALSO_ON: Final = {"invoice": ("invoice", "prepayment"), "duty_override": _OVERRIDABLE}
# Of an override, who had a hand in the document itself: an order's receipts have their own people.
_NO_HANDS: Final[Mapping[str, tuple[Part, ...]]] = {
    "purchase_order": ("receiver", "witness", "confirmer", "return_asker"),
    "requisition": ("editor",),
}


def _told() -> Iterator[tuple[DutyRule, str, str, str]]:
    """Each rule with a kind of document, and the duties of its part and of its act."""
    for rule in RULES:
        for kind in (each for of in rule.documents for each in _ALSO_ON.get(of, (of,))):
            is_of_override = rule.documents == ("duty_override",)
            if rule.name in UNJUDGED or (is_of_override and rule.part in _NO_HANDS.get(kind, ())):
                continue
            for part in PARTS[rule.part]:
                yield from ((rule, kind, part, act) for act in ACTS[rule.act])


_RULES: Final = ",\n                   ".join(
    f"('{rule.name}', {rule.is_absolute}, '{kind}', '{part}', '{act}',"
    f" {rule.name in SAME_PLACE}, '{_ENDED_BY.get(rule.part, '')}',"
    f" {rule.part in ('editor', 'submitter')})"
    for rule, kind, part, act in _told()
)
_FOUND: Final = f"""
        WITH rules(rule, absolute, kind, part, act, same_place, ended_by, not_his_own) AS (
            VALUES {_RULES}
        ), acts AS MATERIALIZED (
            SELECT *, CASE WHEN document IN ('duty_override', 'approval_case') THEN document_id
                           ELSE place END AS spot
              FROM {{duty_acts}} told
        ), leads AS MATERIALIZED (
            SELECT DISTINCT document_id AS from_id, of_document AS kind, of_document_id AS id,
                   of_number AS number
              FROM acts WHERE duty IN ('asker', 'override_granter')
            UNION
            SELECT DISTINCT of_document_id, document, document_id, number
              FROM acts WHERE document = 'receipt' AND of_document = 'purchase_order'
        ), counted AS MATERIALIZED (
            SELECT acts.*, document AS kind, document_id AS id, number AS on_number FROM acts
            UNION ALL
            SELECT acts.*, of_document, of_document_id, of_number FROM acts
             WHERE of_document IS NOT NULL
            UNION ALL
            SELECT acts.*, leads.kind, leads.id, leads.number
              FROM acts JOIN leads ON leads.from_id = acts.document_id
             WHERE duty IN ('decider', 'override_reviewer', 'buyer', 'editor',
                            'unapproved_editor', 'submitter')
        ), pairs AS (
            SELECT DISTINCT ON (rules.rule, act.kind, act.id, act.position, act.fact)
                   rules.rule, rules.absolute, act.person, act.kind, act.id, act.on_number,
                   part.duty AS part, part.document AS part_document,
                   part.document_id AS part_document_id, part.number AS part_number,
                   part.effective_at AS part_at, act.duty AS act, act.document AS act_document,
                   act.document_id AS act_document_id, act.number AS act_number,
                   act.effective_at AS act_at, act.position, act.fact, act.command_id,
                   act.legal_entity, act.facility
              FROM rules
              JOIN counted act ON act.duty = rules.act AND act.kind = rules.kind
              JOIN counted part ON part.duty = rules.part AND part.kind = rules.kind
                   AND part.id = act.id AND part.person = act.person
                   AND part.position < act.position
                   AND (NOT rules.same_place OR part.spot = act.spot)
              LEFT JOIN counted ended ON ended.duty = rules.ended_by AND ended.kind = act.kind
                   AND ended.id = act.id AND ended.spot IS NOT DISTINCT FROM part.spot
                   AND ended.position > part.position AND ended.position < act.position
              LEFT JOIN counted own ON rules.not_his_own AND own.duty IN ('buyer', 'requester')
                   AND own.kind = act.kind AND own.id = act.id AND own.person = act.person
             WHERE ended.id IS NULL AND own.id IS NULL
             ORDER BY rules.rule, act.kind, act.id, act.position, act.fact, part.position,
                      part.fact, part.duty
        ), found AS MATERIALIZED (
            SELECT pairs.*, used.document_id AS duty_override_id,
                   granted.person AS granted_by, reviewed.person AS reviewed_by,
                   to_char(act_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month,
                   CASE WHEN used.document_id IS NULL THEN 'not_overridden'
                        ELSE coalesce(reviewed.outcome, 'overridden') END AS outcome
              FROM pairs
              LEFT JOIN acts used ON used.duty = 'override_user' AND used.rule = pairs.rule
                   AND used.command_id = pairs.command_id AND used.person = pairs.person
                   AND used.of_document_id = pairs.id
              LEFT JOIN acts granted ON granted.duty = 'override_granter'
                   AND granted.document_id = used.document_id
              LEFT JOIN acts reviewed ON reviewed.duty = 'override_reviewer'
                   AND reviewed.document_id = used.document_id
        ), asked AS (
            SELECT * FROM found
             WHERE rule = coalesce(%(rule)s, rule) AND person = coalesce(%(person)s, person)
               AND outcome = coalesce(%(outcome)s, outcome) AND month = coalesce(%(month)s, month)
               AND (%(legal_entity)s IS NULL OR legal_entity = %(legal_entity)s)
               AND (%(facility)s IS NULL OR facility = %(facility)s)
        )"""
_CHOSEN: Final[dict[str, ColumnType]] = {
    "rule": "text",
    "person": "text",
    "outcome": "text",
    "month": "text",
    "legal_entity": "text",
    "facility": "text",
}
FINDINGS: Final = Query(
    name="duty_findings",
    why="Where one person did two duties on the same documents that a rule keeps apart, with the"
    " override that let it through, who reviewed it and what he said; what none covers first.",
    sql=f"""{_FOUND}
        SELECT rule, absolute, person, month, kind, id AS on_document_id, on_number, part,
               part_document, part_document_id, part_number, part_at, act, act_document,
               act_document_id, act_number, act_at, outcome, duty_override_id, granted_by,
               reviewed_by, legal_entity, facility
          FROM asked
         ORDER BY outcome <> 'not_overridden', position DESC, fact, rule, kind, id
    """,
    parameters=_CHOSEN,
    documents=Documents(of="audit_trail", by={"document_id": "act_document_id"}),
)
BY_RULE: Final = Query(
    name="duty_findings_by_rule",
    why="How often each rule on duties was broken by how many people: with an override, whose"
    " review came to what, and without one; the most without one first.",
    sql=f"""{_FOUND}
        SELECT rule, absolute, count(*) AS findings, count(DISTINCT person) AS people,
               count(*) FILTER (WHERE outcome = 'not_overridden') AS not_overridden,
               count(*) FILTER (WHERE outcome = 'overridden') AS waiting_for_review,
               count(*) FILTER (WHERE outcome = 'accepted') AS accepted,
               count(*) FILTER (WHERE outcome = 'objected') AS objected
          FROM asked
         GROUP BY rule, absolute
         ORDER BY not_overridden DESC, findings DESC, rule
    """,
    parameters=_CHOSEN,
    documents=Documents(of="duty_findings", by={"rule": "rule"}),
)
DUTY_FIGURES: Final = (BY_RULE, FINDINGS)
