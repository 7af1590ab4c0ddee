"""Each figure of the journal is told with the fact that made it."""

from datetime import UTC, datetime
from typing import Any

from replay.history import Step
from replay.posting_explanation import explain_postings, sentences


def step(position: int, sentence: str) -> Step:
    return Step(
        position=position,
        version=position,
        type="receipt.posted",
        sentence=sentence,
        recorded_at=datetime(2026, 3, 1, 9, tzinfo=UTC),
        effective_at="2026-03-01T09:00:00Z",
        actor={"type": "human", "id": "rico"},
        command_id=f"c-{position}",
        causation_id=None,
        correlation_id=None,
        reason=None,
        policies=(),
        beside=(),
        differences=(),
    )


def row(
    position: int, line: int, account: str, debit: str, credit: str, **more: Any
) -> dict[str, Any]:
    told = {"entry": f"e-{position}/1", "position": position, "line": line, "account": account}
    told |= {"debit": debit, "credit": credit, "currency": "USD", "posted_on": "2026-03-01"}
    names = ("facility", "department", "charge", "cost_centre", "cost_account", "project")
    return {**dict.fromkeys((*names, "grant_code", "purchase_order_line")), **told, **more}


def test_entries_stand_in_the_order_of_their_facts_with_their_lines_in_order() -> None:
    rows = [
        row(7, 2, "grir", "0", "10.00", purchase_order_line=1),
        row(9, 1, "grir", "10.00", "0"),
        row(7, 1, "inventory", "10.00", "0", charge="freight", facility="NORTH"),
    ]
    first, second = explain_postings(rows, [step(7, "Rico received gloves"), step(9, "Gone")])
    assert (first.position, first.command_id, second.sentence) == (7, "c-7", "Gone")
    assert sentences(first) == (
        "2026-03-01  Rico received gloves (position 7)",
        "    debit 10.00 USD inventory (facility NORTH, charge freight)",
        "    credit 10.00 USD grir (order line 1)",
    )
    assert explain_postings([], [step(7, "Rico received gloves")]) == ()
