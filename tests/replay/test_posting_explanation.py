"""Each figure of the journal is told with the fact that made it."""

from datetime import UTC, datetime
from typing import Any

from replay.figure_trace import TracedFigure, figure_sentences, trace_entries
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


def test_what_lines_in_another_currency_come_to_in_the_books_is_told() -> None:
    books = {"currency": "CHF", "books_currency": "USD"}
    rows = [
        row(7, 1, "grir", "330", "0", books_debit="396", books_credit="0", **books),
        row(7, 2, "realised_fx", "0", "0", books_debit="16.5", books_credit="0", **books),
        row(7, 3, "accounts_payable", "0", "330", books_debit="0", books_credit="412.5", **books),
        row(7, 4, "freight", "1", "0", books_debit=None, books_credit=None, **books),
        row(7, 5, "realised_fx", "0", "0", books_debit="0", books_credit="2", **books),
    ]
    (entry,) = explain_postings(rows, [step(7, "Billed")])
    assert sentences(entry)[1:] == (
        "    debit 330 CHF grir, in the books 396 USD",
        "    debit 0 CHF realised_fx, in the books 16.5 USD",
        "    credit 330 CHF accounts_payable, in the books 412.5 USD",
        "    debit 1 CHF freight, in the books not valued: no rate of the day was known",
        "    credit 0 CHF realised_fx, in the books 2 USD",
    )


def test_a_figure_is_told_with_the_facts_of_its_documents_the_latest_first() -> None:
    named: dict[str, Any] = {"account": "grir", "document_number": None}
    rows = [
        row(7, 2, debit="0", credit="10.00", **{**named, "document": "receipt/a"}),
        row(9, 1, debit="4.00", credit="0", **{**named, "document": "invoice/b"})
        | {"document_number": "INV-1"},
    ]
    histories = {"receipt/a": [step(7, "Rico received")], "invoice/b": [step(9, "Billed")]}
    total = {"legal_entity": "LE-1", "currency": "CHF", "books_currency": "USD", "lines": 3}
    total |= {"documents": 2, "debit": "4.00", "credit": "10.00", "balance": "-6.00"}
    total |= {"books_balance": "-7.20", "lines_unvalued": 1}
    figure = TracedFigure(sums=[total], entries=trace_entries(rows, histories), next=None)
    assert (figure.lines, figure.lines_told) == (3, 2)
    comes_to = "debit 4.00 less credit 10.00 is -6.00 CHF, in the books -7.20 USD"
    assert figure_sentences(figure) == (
        f"LE-1: {comes_to}, 3 lines of 2 documents, 1 not valued",
        "2026-03-01  invoice/INV-1: Billed (position 9)",
        "    debit 4.00 USD grir",
        "2026-03-01  receipt/a: Rico received (position 7)",
        "    credit 10.00 USD grir",
        "1 more lines are not told; choose fewer, or raise --limit.",
    )
