"""What was known when, on the command line: moments on both clocks, and what is between two."""

from datetime import UTC, datetime

import pytest

from tests.cli.imported import ORDER, first_order, last_position
from tests.cli.program import Home

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.


def test_a_moment_is_a_position_a_day_or_a_time_on_either_clock(running: Home) -> None:
    head = last_position(running)
    today = datetime.now(UTC).date().isoformat()
    now = datetime.now(UTC).isoformat()
    for asked, words, clock in (
        (running.purvey, str(head), "recorded"),
        (running.here, today, "recorded"),
        (running.here, now, "effective"),
    ):
        answer = asked("as-of", words, ORDER, "--clock", clock, "--json")
        assert (answer.code, answer.said) == (0, "")
        assert answer.report["position"] == head
        assert answer.report["data"]
    before = running.here("as-of", "1995-01-01", ORDER, "--clock", "effective", "--json").report
    assert (before["position"], before["data"]) == (0, [])
    middle = running.here("as-of", str(head // 2), ORDER, "--json").report
    assert middle["position"] == head // 2
    assert "beyond_history" in running.here("as-of", str(head + 1), ORDER).said


def test_facts_answer_on_both_clocks(running: Home) -> None:
    head = last_position(running)
    both = ["stock_movements", "--effective-at", "2018-06-30", "--limit", "500", "--json"]
    known = running.here("as-of", str(head), *both).report["data"]
    assert {row["effective_at"] < "2018-07-01" for row in known} == {True}
    before = running.here("as-of", str(head // 2), *both).report["data"]
    assert before == [row for row in known if row["position"] <= head // 2]


def test_a_filter_picks_rows_and_a_limit_says_that_there_are_more(running: Home) -> None:
    head = last_position(running)
    order = first_order(running)
    one = running.here("as-of", str(head), ORDER, f"number={order['number']}", "--json").report
    assert [each["number"] for each in one["data"]] == [order["number"]]
    assert one["next"] is None
    cut = running.here("as-of", str(head), ORDER, "--limit", "2", "--json").report
    assert (len(cut["data"]), cut["next"] is None) == (2, False)
    shown = running.here("as-of", str(head), ORDER, "--limit", "2").out
    assert "more than 2" in shown
    assert all(each["purchase_order_id"] in shown for each in cut["data"])
    nothing = running.here("as-of", str(head), ORDER, "number=NONE")
    assert (nothing.code, "no rows" in nothing.out) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["yesterday", ORDER], 2, "as_of.unknown_moment"),
        (["2020-12-31T12:00:00", ORDER], 2, "offset"),
        (["1", "spaceships"], 2, "purchase_order_lines"),
        (["1", ORDER, "colour=red"], 2, "supplier_id"),
        (["1", ORDER, "amount=much"], 2, "query.unfit_value"),
        (["1", ORDER, "colour"], 2, "column=value"),
        (["1", ORDER, "--clock", "sundial"], 2, "recorded"),
        (["1", ORDER, "--limit", "0"], 2, "limit"),
        (["1", ORDER, "--effective-at", "2018-06-30"], 2, "as_of.one_clock_only"),
        (["99999999", ORDER], 1, "as_of.beyond_history"),
        (["9999-01-01", ORDER], 1, "as_of.beyond_history"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused_with_what_to_do(
    running: Home, arguments: list[str], code: int, words: str
) -> None:
    answer = running.here("as-of", *arguments, "--json")
    assert (answer.code, answer.out) == (code, "")
    assert words in answer.said


def test_differences_between_two_moments_name_rows_and_columns(running: Home) -> None:
    head = last_position(running)
    ends = ("diff", "--from", str(head // 2), "--to", str(head), ORDER)
    answer = running.purvey(*ends, "--limit", "500", "--json")
    assert (answer.code, answer.said) == (0, "")
    told = answer.report
    assert (told["query"], told["from"]["position"], told["to"]["position"]) == (
        *(ORDER, head // 2, head),
    )
    changes = {each["change"] for each in told["data"]}
    assert {"added", "changed"} <= changes
    shown = running.here(*ends, "--limit", "500").out
    for each in told["data"]:
        assert each["key"]["purchase_order_id"] in shown
    added = running.here("diff", "--from", "0", "--to", str(head), "trial_balance").out
    assert all(each in added for each in ("added", "balance", "inventory"))
    nothing = running.here("diff", "--from", str(head), "--to", str(head), ORDER)
    assert (nothing.code, "no differences" in nothing.out) == (0, True)
    stock = running.here("diff", "--from", "0", "--to", "1", "stock").out
    assert "Compared: stock_items. Not compared: stock_levels, " in stock
    reversed_ = running.here("diff", "--from", "2", "--to", "1", ORDER, "--json")
    assert (reversed_.code, reversed_.out) == (2, "")
    assert "as_of.moments_reversed" in reversed_.said
