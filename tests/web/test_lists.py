"""Lists and documents: what they show, where they lead, and what they never show."""

import re

import httpx2
import pytest

from api.web.document_pages import DOCUMENT_PAGES
from api.web.list_pages import LIST_PAGES
from api.wiring.history import READ_MODELS
from domain.ids import UUID_PATTERN
from projections.index import PROJECTIONS
from projections.projection import Table
from tests.application.company import id_of
from tests.web.conftest import House
from tests.web.markup import Markup, read
from tests.web.network import MONTHS

UUID = re.compile(UUID_PATTERN.strip("^$"))
TABLES: dict[str, Table] = {each.name: each for one in PROJECTIONS for each in one.listed}


def seen(reader: httpx2.Client, address: str) -> Markup:
    answer = reader.get(address)
    assert answer.status_code == 200, answer.text
    return read(answer)


@pytest.mark.parametrize("name", LIST_PAGES)
def test_a_list_shows_names_and_never_ids(reader: httpx2.Client, name: str) -> None:
    page = seen(reader, f"/lists/{name}")
    assert LIST_PAGES[name].title in page.text
    assert UUID.search(page.text) is None


@pytest.mark.parametrize("name", LIST_PAGES)
def test_a_list_is_the_same_now_and_at_the_last_position(
    reader: httpx2.Client, house: House, name: str
) -> None:
    head = seen(reader, "/").json("stops")["days"][-1][1]
    now = seen(reader, f"/lists/{name}").cells
    assert now == seen(reader, f"/lists/{name}?as_of={head}").cells


def test_a_filter_is_shown_and_taken_away(reader: httpx2.Client) -> None:
    page = seen(reader, "/lists/purchase_orders?facility=NORTH&issued_month=2024-03")
    assert "Facility: NORTH" in page.text
    assert "Issued: Mar 2024" in page.text
    assert "/lists/purchase_orders?facility=NORTH" in page.links
    assert "/lists/purchase_orders?issued_month=2024-03" in page.links
    assert "1 rows" in page.text
    assert "PO-2" in page.texts


def test_the_way_back_to_now_keeps_the_filters(reader: httpx2.Client, house: House) -> None:
    page = seen(reader, f"/lists/invoices?state=held&as_of={house.positions[5]}")
    assert "/lists/invoices?state=held" in page.links


def test_a_filter_by_document_is_called_by_its_number(reader: httpx2.Client) -> None:
    page = seen(reader, f"/lists/invoices?purchase_order_id={id_of('PO-3')}")
    assert "Purchase order: PO-3" in page.text
    assert "INV-PO-3" in page.texts


def test_a_held_invoice_leads_to_the_documents_that_it_waits_for(
    reader: httpx2.Client, house: House
) -> None:
    told = reader.get(
        "/v1/invoice-holds?state=open&kind=quantity_received",
        headers={"Authorization": f"Bearer {house.api.token}"},
    ).json()["data"][0]
    page = seen(reader, f"/documents/invoice/{told['invoice_id']}")
    assert "Why it waits" in page.text
    behind = page.text.partition("Why it waits")[2].partition("Its life")[0]
    assert "was placed by" in behind
    assert "position" in behind
    assert [each for each in page.links if each.startswith("/documents/purchase_order/")]


def test_a_document_leads_to_what_it_booked(reader: httpx2.Client) -> None:
    invoice = seen(reader, f"/documents/invoice/{id_of('invoice of PO-3')}")
    (booked,) = [link for link in invoice.links if "document=" in link]
    page = seen(reader, booked)
    assert "Document: INV-PO-3" in page.text
    assert {"Accounts payable", "INV-PO-3", "125.00"} <= set(page.cells)


def test_pages_of_a_list_hold_every_row_once(reader: httpx2.Client) -> None:
    address: str | None = "/lists/audit_trail"
    positions: list[str] = []
    while address is not None:
        page = seen(reader, address)
        positions += [each for each in page.texts if re.fullmatch(r"[0-9,]+", each)]
        address = next((link for link in page.links if "after=" in link), None)
    counted = [int(each.replace(",", "")) for each in positions]
    assert counted == list(range(len(counted), 0, -1))
    assert len(counted) > 100


@pytest.mark.parametrize(
    ("address", "status", "told"),
    [
        ("/lists/nothing", 404, "There is no list"),
        ("/lists/invoices?colour=red", 422, "colour"),
        ("/lists/invoices?due_on=soon", 422, "2026-03-31"),
        ("/lists/invoices?after=x", 422, "not a place"),
        ("/documents/teapot/1", 404, "no documents of kind"),
        ("/documents/invoice/1", 404, "no such invoice"),
    ],
)
def test_what_cannot_be_shown_is_told_in_words(
    reader: httpx2.Client, address: str, status: int, told: str
) -> None:
    answer = reader.get(address)
    page = read(answer)
    assert answer.status_code == status
    assert told in page.text
    assert "/" in page.links


def test_a_document_shows_its_life_in_sentences_up_to_the_moment(
    reader: httpx2.Client, house: House
) -> None:
    address = f"/documents/purchase_order/{id_of('PO-4')}"
    now = seen(reader, address).text
    told = reader.get(
        "/v1/purchase-orders/PO-4/history",
        headers={"Authorization": f"Bearer {house.api.token}"},
    ).json()["steps"]
    assert len(told) > 5
    assert [step["sentence"] for step in told if step["sentence"] not in now] == []
    assert f"/documents/supplier/{id_of('medline')}" in seen(reader, address).links
    then = seen(reader, f"{address}?as_of={told[1]['position']}").text
    assert told[1]["sentence"] in then
    assert told[2]["sentence"] not in then
    ways = seen(reader, f"{address}?as_of={told[1]['position']}")
    assert [f"{address}?as_of={told[n]['position']}" in ways.links for n in (0, 2)] == [True] * 2
    assert "Version 2 is shown Previous version (1) Next version (3)" in ways.text
    before = reader.get(f"{address}?as_of={house.positions[3]}")
    assert (before.status_code, "may have come later" in read(before).text) == (404, True)


def test_amounts_line_up_with_separators_and_currency(reader: httpx2.Client) -> None:
    page = reader.get(f"/documents/purchase_order/{id_of('PO-1')}")
    assert "125.00 <small>USD</small>" in page.text
    assert re.search(r'<td class="right">\s*125\.00', reader.get("/lists/purchase_orders").text)


def test_every_month_of_the_chart_leads_to_its_orders(reader: httpx2.Client) -> None:
    months = seen(reader, "/").json("drawn")["months"]
    shown = [each for each in months if each["orders"]]
    assert len(shown) == len(MONTHS)
    page = seen(reader, shown[5]["orders_link"])
    assert "PO-5" in page.texts
    assert "PO-6" not in page.texts


@pytest.mark.parametrize("name", LIST_PAGES)
def test_the_columns_of_a_list_exist(name: str) -> None:
    from api.web.names import NAMED

    asked = LIST_PAGES[name]
    system = {"position", "recorded_at", "effective_at"} if TABLES[name].kind == "fact" else set()
    known = {*TABLES[name].columns, *system}
    for column in asked.columns:
        assert column.name in known or column.name in NAMED, column
        assert column.by is None or column.by in known, column


def test_every_kind_of_document_that_has_a_life_has_a_page() -> None:
    assert DOCUMENT_PAGES.keys() == READ_MODELS.keys()
    for page in DOCUMENT_PAGES.values():
        for part in page.parts:
            assert part.table in TABLES
        for related in page.related:
            assert related.column in TABLES[related.table].columns
            assert related.table in LIST_PAGES
