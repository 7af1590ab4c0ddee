"""Two answers to one question, and what the later one says otherwise."""

from typing import Any

from replay.answer_differences import answer_differences


def told(by: list[str], former: list[dict[str, Any]], later: list[dict[str, Any]]) -> list[Any]:
    return [
        (each["change"], *each["key"].values(), each["columns"])
        for each in answer_differences(by, former, later)
    ]


def test_figures_are_matched_by_what_they_are_told_by_and_numbers_by_their_value() -> None:
    former = [
        {"account": "grir", "currency": "USD", "balance": "-435.00"},
        {"account": "inventory", "currency": "USD", "balance": "435.00"},
        {"account": "advance", "currency": "USD", "balance": "1.00"},
    ]
    later = [
        {"account": "grir", "currency": "USD", "balance": "-435"},
        {"account": "inventory", "currency": "USD", "balance": "870.00"},
        {"account": "payables", "currency": "USD", "balance": "-9.00"},
    ]
    assert told(["account", "currency"], former, later) == [
        ("changed", "inventory", "USD", ["balance"]),
        ("added", "payables", "USD", []),
        ("gone", "advance", "USD", []),
    ]
    _, added, gone = answer_differences(["account", "currency"], former, later)
    assert (added["before"], added["after"]) == (None, later[2])
    assert (gone["before"], gone["after"]) == (former[2], None)


def test_rows_that_cannot_be_told_apart_are_gone_or_added() -> None:
    former = [{"item": "a", "lot": "1", "left": "5"}, {"item": "a", "lot": "2", "left": "3"}]
    later = [{"item": "a", "lot": "1", "left": "5.0"}, {"item": "a", "lot": "2", "left": "4"}]
    assert told(["item"], former, later) == [("gone", "a", []), ("added", "a", [])]
    assert told(["item"], former, former[::-1]) == []
    twice = [former[0], former[0]]
    assert told(["item"], twice, former[:1]) == [("gone", "a", [])]
