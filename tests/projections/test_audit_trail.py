"""The auditor's list: every fact, in the order in which it became known, with who and why."""

from projections.audit_trail import AUDIT_TRAIL
from tests.domain.orders import held, in_force
from tests.projections.folding import Story, fold


def test_every_fact_has_a_row_with_its_document_and_who_acted() -> None:
    story = Story().happens("purchase_order/one", *in_force(), number="PO-1")
    rows = fold(AUDIT_TRAIL, story.events).table("audit_trail")
    assert [row["type"] for row in rows] == [event.type for event in story.events]
    assert rows[0] == {
        "event_id": story.events[0].metadata["event_id"],
        "type": "purchase_order.created",
        "document": "purchase_order",
        "document_id": "one",
        "number": "PO-1",
        "version": 1,
        "actor_type": "human",
        "actor_id": "bella",
        "on_behalf_of": None,
        "legal_entity": "NHS",
        "facility": "NORTH",
        "reason_code": None,
        "command_id": "command-1",
        "correlation_id": "story",
        "causation_id": None,
    }


def test_what_a_service_did_tells_for_whom_why_and_what_caused_it() -> None:
    (event,) = Story().happens("purchase_order/one", held()).events
    actor = {"type": "ai", "id": "aide", "on_behalf_of": "bella"}
    told = {"actor": actor, "causation_id": "cause", "reason": {"code": "recall"}}
    (row,) = fold(AUDIT_TRAIL, [event._replace(metadata={**event.metadata, **told})]).table(
        "audit_trail"
    )
    assert (row["actor_type"], row["actor_id"], row["on_behalf_of"]) == ("ai", "aide", "bella")
    assert (row["causation_id"], row["reason_code"]) == ("cause", "recall")
