"""Lists and questions: what they answer, their pages and their filters."""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

import pytest

from adapters.system import utc_now
from projections.projection import Cell
from tests.api.case import Story
from tests.api.office import Json, Office, refused
from tests.api.openapi import Document


def shown(case: Story, document: Document, documents: int = 1) -> Iterator[tuple[str, str]]:
    """Every query under `/v1` that a moment is enough for, about documents that the case has."""
    for path in document.queries:
        listed = path.removeprefix("/v1/").partition("/{document}")[0]
        if listed in ("status", "parked") or "{" in listed or document.needed(path):
            continue  # No list tells what else the path names.
        answer = case.office.see(listed)
        if "data" not in answer:
            yield path, listed  # A figure, and what it is made of.
        for row in answer.get("data", [])[:documents]:
            name = str(next(iter(row.values())))
            yield path, document.filled(path, name).removeprefix("/v1/")


def test_every_query_answers_as_it_is_described(case: Story, document: Document) -> None:
    answered = 0
    for path, asked in shown(case, document, documents=2):
        answer = case.office.see(asked)
        assert list(document.misfits(document.answer(path), answer)) == [], path
        answered += 1
    assert answered > len(document.queries), "lists have rows"


def test_every_query_answers_as_of_now_what_it_answers_now(case: Story, document: Document) -> None:
    trail = case.office.see("audit-trail", limit=1)
    head, newest = trail["position"], datetime.fromisoformat(trail["data"][0]["recorded_at"])
    # Ages asked for now go up to the day of the last fact; midnight may have passed since.
    now = min(utc_now(), newest.replace(hour=23, minute=59, second=59))
    moments: list[dict[str, str]] = [
        {"as_of": str(head)},
        {"as_of": now.isoformat()},
        {"as_of": now.isoformat(), "clock": "effective"},
        {"as_of": now.date().isoformat()},
    ]
    for path, asked in shown(case, document):
        answer = case.office.see(asked)
        for moment in moments:
            then = case.office.see(asked, **moment)
            assert list(document.misfits(document.answer(path), then)) == [], (asked, moment)
            # The way on from one version to the next one keeps the moment.
            for part in ("data", "version", "steps", *(["next"] if "data" in answer else [])):
                assert then.get(part) == answer.get(part), (asked, moment)


def test_every_query_refuses_what_is_no_moment(case: Story, document: Document) -> None:
    for _, asked in shown(case, document):
        refused(case.office.get(asked, as_of="yesterday"), 422, "as_of.unknown_moment")
        refused(case.office.get(asked, as_of="2999-01-01"), 422, "as_of.beyond_history")
        refused(case.office.get(asked, min_position="soon"), 422, "request.bad_token")


def pages(office: Office, path: str, limit: int, **filters: str | int) -> Iterator[Json]:
    """Every page of a list, one after the other."""
    after: str | None = ""
    while after is not None:
        place = {"after": after} if after else {}
        page = office.see(path, limit=limit, **place, **filters)
        yield page
        after = page["next"]


def everything(office: Office, path: str, **filters: str | int) -> list[Json]:
    """All rows of a list, however many pages they fill."""
    return [row for page in pages(office, path, 500, **filters) for row in page["data"]]


@pytest.mark.parametrize("limit", [1, 3, 499])
@pytest.mark.parametrize("path", ["suppliers", "requisitions", "purchase-order-lines"])
def test_pages_walk_through_everything_exactly_once(case: Story, path: str, limit: int) -> None:
    whole = everything(case.office, path)
    walked = list(pages(case.office, path, limit))
    assert [row for page in walked for row in page["data"]] == whole
    assert len({str(row) for row in whole}) == len(whole)
    assert all(len(page["data"]) == limit for page in walked[:-1])


@pytest.mark.parametrize("path", ["journal-lines", "audit-trail"])
def test_pages_walk_through_what_is_long(case: Story, path: str) -> None:
    walked = list(pages(case.office, path, 7))
    assert [row for page in walked for row in page["data"]] == everything(case.office, path)


def test_pages_of_the_past_walk_through_that_past(case: Story) -> None:
    head = case.office.see("requisitions")["position"]
    whole = case.office.see("requisitions", as_of=head - 20, limit=500)["data"]
    walked = pages(case.office, "requisitions", 1, as_of=head - 20)
    assert [row for page in walked for row in page["data"]] == whole


@pytest.mark.parametrize("place", ["", "x", "bnVsbA", "WzFd", "WyJzdXBwbGllcnMiXQ", "é"])
def test_a_place_that_was_not_given_out_is_refused(case: Story, place: str) -> None:
    refused(case.office.get("suppliers", after=place), 422, "query.unfit_page")


def test_a_place_in_another_list_is_refused(case: Story) -> None:
    place = case.office.see("audit-trail", limit=1)["next"]
    refused(case.office.get("suppliers", after=place), 422, "query.unfit_page")


@pytest.mark.parametrize("limit", ["0", "-1", "501", "many", "1.5"])
def test_a_page_of_an_unfit_size_is_refused(case: Story, limit: str) -> None:
    refused(case.office.get("suppliers", limit=limit), 422, "request.invalid")


def test_every_column_filters_by_equality(case: Story, document: Document) -> None:
    checked = 0
    for path in document.lists:
        listed = path.removeprefix("/v1/")
        rows = everything(case.office, listed)
        for column, kind in document.filters(path).items():
            value = next((row[column] for row in rows if row[column] is not None), None)
            if value is None:
                continue
            same = [each for each in rows if plain(each[column], kind) == plain(value, kind)]
            text = str(value).lower() if isinstance(value, bool) else value
            assert everything(case.office, listed, **{column: text}) == same, (path, column)
            checked += 1
    assert checked > 100


def plain(value: Cell, kind: Json) -> Cell | Decimal:
    """Decimals are equal by value, not by their digits."""
    is_decimal = "decimal" in kind.get("description", "")
    return Decimal(value) if is_decimal and isinstance(value, str) else value


def test_an_unknown_column_is_refused_with_those_there_are(case: Story) -> None:
    told = refused(case.office.get("suppliers", colour="red"), 422, "query.unknown_column")
    assert told["values"]["column"] == "colour"
    assert {"number", "state"} <= set(told["values"]["allowed"])


def test_a_value_of_another_type_is_refused_with_what_fits(case: Story) -> None:
    told = refused(case.office.get("invoices", due_on="soon"), 422, "query.unfit_value")
    assert told["values"]["expected"].startswith("a date")
    refused(case.office.get("suppliers", number="a\0b"), 422, "query.unfit_value")


def test_a_filter_given_twice_is_refused(case: Story) -> None:
    response = case.office.client.get(
        "/v1/suppliers?state=active&state=held", headers=case.office.headers("developer")
    )
    refused(response, 422, "request.repeated_parameter")


def test_a_question_takes_its_own_parameters_only(case: Story) -> None:
    refused(case.office.get("questions/trial-balance", limit=5), 422, "query.unknown_column")


def test_what_is_parked_is_listed_as_it_is_now(case: Story, document: Document) -> None:
    answer = case.office.get("parked").json()
    assert list(document.misfits(document.answer("/v1/parked"), answer)) == []
    assert answer == {"data": [], "decisions": []}
    refused(case.office.get("parked", as_of="1"), 422, "request.unknown_parameter")
