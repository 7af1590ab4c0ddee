"""Key figures: each has a page, and each of its rows leads to the documents that it is made of."""

import re

import httpx2
import pytest

from api.tables import QUESTIONS
from api.web.question_pages import KEY_FIGURES
from domain.ids import UUID_PATTERN
from tests.application.company import id_of
from tests.web.conftest import House
from tests.web.markup import Markup, read
from tests.web.network import MONTHS, PRICE, RECEIVED

NONE = re.compile("Nothing (fits|here|to tell)")
UUID = re.compile(UUID_PATTERN.strip("^$"))


def seen(reader: httpx2.Client, address: str) -> Markup:
    answer = reader.get(address)
    assert answer.status_code == 200, answer.text
    return read(answer)


def test_the_key_figures_lead_to_their_pages(reader: httpx2.Client, house: House) -> None:
    page = seen(reader, "/questions")
    for _, figures in KEY_FIGURES:
        for name, title in figures:
            assert title in page.text
            assert f"/questions/{name}" in page.links
    then = seen(reader, f"/questions?as_of={house.positions[3]}")
    assert f"/questions/maverick_spend?as_of={house.positions[3]}" in then.links


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_shows_names_and_never_ids(reader: httpx2.Client, name: str) -> None:
    page = seen(reader, f"/questions/{name}")
    assert QUESTIONS[name][1].why.partition("`")[0] in page.text
    assert UUID.search(page.text) is None


@pytest.mark.parametrize("name", QUESTIONS)
def test_every_row_leads_to_something(reader: httpx2.Client, house: House, name: str) -> None:
    position = house.positions[11]
    page = seen(reader, f"/questions/{name}?as_of={position}")
    behind = QUESTIONS[name][1].documents
    led = [link for link in page.links if f"/{behind.of}?" in link and link.count("=") > 1]
    if not led:  # But for the navigation's: each row is of one document.
        led = [link for link in page.links if "/documents/" in link]
    assert bool(led) == ("Show" in page.cells)
    for link in led[:3]:
        assert f"as_of={position}" in link
        assert not NONE.search(seen(reader, link).text)


def test_a_figure_of_a_month_leads_to_each_document_in_it(
    reader: httpx2.Client, house: House
) -> None:
    month = f"{MONTHS[4]:%Y-%m}"
    page = seen(reader, "/questions/maverick_spend?month=" + month)
    (behind,) = [link for link in page.links if "/questions/spend_documents" in link]
    assert f"month={month}" in behind
    documents = seen(reader, behind)
    assert f"{RECEIVED * PRICE:,.2f}" in documents.cells
    assert f"/documents/purchase_order/{id_of('PO-4')}" in documents.links


def test_what_was_asked_for_is_kept_on_the_way_to_the_documents(reader: httpx2.Client) -> None:
    page = seen(reader, "/questions/spend_under_management?facility=SOUTH")
    links = [link for link in page.links if "/questions/spend_documents" in link]
    assert links
    assert all("facility=SOUTH" in link for link in links)


def test_a_figure_of_the_past_knows_nothing_of_what_came_later(
    reader: httpx2.Client, house: House
) -> None:
    for month in (0, 7, 23):
        page = seen(reader, f"/questions/orders_by_month?as_of={house.positions[month]}")
        assert page.cells.count("USD") == month + 1


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/questions/nothing", 404, "There is no question"),
        ("/questions/maverick_spend?colour=red", 422, "colour"),
        ("/questions/stock_out_risk?day=soon", 422, "2026-03-31"),
        ("/questions/cycle_times_in_hours?zone=Mars/North", 422, "America/New_York"),
    ],
)
def test_what_cannot_be_answered_is_told_in_words(
    reader: httpx2.Client, address: str, status: int, told: str
) -> None:
    answer = reader.get(address)
    assert (answer.status_code, told in read(answer).text) == (status, True)
