"""Questions on the command line: answers as of a moment, and the documents behind a row."""

from decimal import Decimal

import pytest

from tests.cli.program import Home

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.


def test_a_question_answers_as_of_a_moment_and_leads_to_its_documents(running: Home) -> None:
    day = ("2020-12-31", "--clock", "effective", "--json")
    told = running.here("as-of", *day[:1], "maverick_spend", *day[1:]).report
    row = max(told["data"], key=lambda each: Decimal(each["spend"]))
    assert told["documents"]["path"] == "/v1/questions/spend-documents"
    by = [f"{name}={row[column]}" for name, column in told["documents"]["by"].items()]
    behind = running.here("as-of", *day[:1], "spend_documents", *by, *day[1:]).report["data"]
    assert sum(Decimal(each["amount"]) for each in behind) == Decimal(row["spend"])
    assert {each["month"] for each in behind} == {row["month"]}
    shown = running.here("as-of", *day[:1], "maverick_spend", *day[1:3]).out
    assert "spend_documents month=<month> currency=<currency>" in shown
    wrong = running.here("as-of", *day[:1], "maverick_spend", "colour=red")
    assert (wrong.code, "legal_entity" in wrong.said) == (2, True)
