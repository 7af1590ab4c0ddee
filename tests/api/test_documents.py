"""One document with its parts, and its history."""

from decimal import Decimal
from typing import Final

import pytest

from adapters.system import utc_now
from api import examples
from api.answers import part_name, parts_of
from projections.index import PROJECTIONS
from projections.projection import Projection
from tests.api.case import Story
from tests.api.office import Office, refused

ORDER: Final = f"purchase-orders/{examples.PURCHASE_ORDER}"


@pytest.mark.parametrize("path", [ORDER, f"{ORDER}/history"])
def test_a_misspelt_moment_of_a_document_is_refused(case: Story, path: str) -> None:
    told = refused(case.office.get(path, asof="5"), 422, "request.unknown_parameter")
    assert told["values"] == {"parameter": "asof"}


def test_a_document_is_found_by_id_and_by_number(case: Story) -> None:
    by_id = case.office.see(ORDER)
    by_number = case.office.see("purchase-orders/PO-4001")
    assert by_id == by_number
    assert by_id["data"]["number"] == "PO-4001"
    assert [line["line"] for line in by_id["data"]["lines"]] == [1, 2]


def test_the_match_of_an_invoice_is_explained_as_it_stood_at_any_moment(case: Story) -> None:
    path = f"invoices/{examples.INVOICE}"
    told = case.office.see(f"{path}/match")
    assert (told["id"], told["status"]) == (examples.INVOICE, "paid")
    assert told["verdict"] == "pass"
    assert told["compared"][0]["purchase_order_line"] == 1
    assert told["sentences"][-1] == "Nothing stands against its payment."
    steps = case.office.see(f"{path}/history")["steps"]
    held = next(each for each in steps if each["type"] == "invoice.hold_placed")
    (cause,) = case.office.see(f"{path}/match", as_of=held["position"])["causes"]
    assert (cause["placed"]["position"], cause["kind"]) == (held["position"], "manual")
    refused(case.office.get(f"{path}/match", as_of=1), 404, "document.not_found")
    refused(case.office.get(f"{path}/match", asof="5"), 422, "request.unknown_parameter")


def test_a_document_is_stepped_through_version_by_version(case: Story) -> None:
    path = "purchase-orders/PO-4001/history"
    steps = case.office.see(path)["steps"]
    newest = case.office.see(f"{path}/last")
    assert (newest["version"], newest["last"], newest["next"]) == (len(steps), len(steps), None)
    seen, following = [], f"/v1/{ORDER}/history/1"
    while following is not None:
        told = case.office.see(following.removeprefix("/v1/"))
        seen.append(told)
        following = told["next"]
    assert [each["step"] for each in seen] == steps
    assert seen[0]["previous"] is None
    assert [each["previous"] for each in seen[1:]] == [
        f"/v1/{ORDER}/history/{each['version']}" for each in steps[:-1]
    ]
    former: set[tuple[str, str]] = set()
    for each in seen:
        values = {(one["field"], one["value"]) for one in each["state"]}
        for change in each["step"]["differences"]:
            for told, value in ((values, change["after"]), (former, change["before"])):
                assert value is None or (change["field"], value) in told
        former = values
    at = steps[2]["position"]
    then = case.office.see(f"{path}/last", as_of=at)
    assert (then["version"], then["last"]) == (3, 3)
    assert then["previous"] == f"/v1/{ORDER}/history/2?as_of={at}"
    beyond = refused(case.office.get(f"{path}/4", as_of=at), 404, "document.not_found")
    assert beyond["values"]["last"] == 3
    refused(case.office.get(f"{path}/0"), 422, "request.invalid")
    refused(case.office.get(f"{path}/1", asof="5"), 422, "request.unknown_parameter")


def test_the_next_bill_of_an_order_is_proposed_as_it_stood_at_any_moment(case: Story) -> None:
    steps = case.office.see(f"{ORDER}/history")["steps"]
    invoiced = next(each for each in steps if each["type"].endswith("line_invoiced"))
    before = case.office.see(f"{ORDER}/proposed-bill", as_of=invoiced["position"] - 1)
    (line,) = before["lines"]
    assert (before["number"], before["total"]) == ("PO-4001", "1312.50")
    assert (line["quantity"], line["unit"], line["unit_price"]) == ("21", "BX", "62.50")
    assert [each["left"] for each in line["receipts"]] == ["10", "10", "1"]
    assert case.office.see(f"{ORDER}/proposed-bill")["lines"] == []
    refused(case.office.get(f"{ORDER}/proposed-bill", as_of=1), 404, "document.not_found")
    francs = case.office.get(f"{ORDER}/proposed-bill", currency="CHF", on="2026-03-01")
    refused(francs, 422, "exchange_rate.unknown")
    refused(case.office.get(f"{ORDER}/proposed-bill", asof="5"), 422, "request.unknown_parameter")


def test_each_figure_that_a_document_posted_is_traced_to_its_fact(case: Story) -> None:
    path = f"postings/invoice/{examples.INVOICE}"
    told = case.office.see(path)
    assert told["id"] == examples.INVOICE
    accounted = next(each for each in told["entries"] if each["type"] == "invoice.accounted")
    steps = case.office.see(f"invoices/{examples.INVOICE}/history")["steps"]
    (step,) = [each for each in steps if each["position"] == accounted["position"]]
    assert (step["sentence"], step["command_id"]) == (
        accounted["sentence"],
        accounted["command_id"],
    )
    assert {"grir", "accounts_payable"} <= {line["account"] for line in accounted["lines"]}
    assert case.office.see(path, as_of=1)["entries"] == []
    assert case.office.see("postings/invoice/INV-88120") == told
    refused(case.office.get(path, asof="5"), 422, "request.unknown_parameter")


def test_each_balance_of_the_books_is_traced_to_the_facts_behind_it(case: Story) -> None:
    rows = case.office.see("questions/period-balance")["data"]
    assert len(rows) > 1
    for row in rows:
        chosen = {name: row[name] for name in ("legal_entity", "period", "currency", "account")}
        told = case.office.see("postings", **chosen, limit=500)
        (total,) = told["sums"]
        assert [total[name] for name in ("debit", "credit", "balance")] == [
            row[name] for name in ("debit", "credit", "balance")
        ]
        lines = [line for each in told["entries"] for line in each["entry"]["lines"]]
        assert told["lines"] == told["lines_told"] == len(lines) == total["lines"]
        assert sum(Decimal(line["debit"]) for line in lines) == Decimal(row["debit"])
        assert all(each["entry"]["sentence"] for each in told["entries"])
    whole = case.office.see("postings", account="grir", limit=500)
    first = case.office.see("postings", account="grir", limit=1)
    assert (first["lines"], first["lines_told"]) == (whole["lines"], 1)
    after = case.office.see("postings", account="grir", limit=500, after=first["next"])
    assert [*first["entries"], *after["entries"]] == whole["entries"]
    none = {"lines": 0, "lines_told": 0, "sums": [], "entries": [], "next": None}
    assert case.office.see("postings", account="grir", as_of=1) == none
    refused(case.office.get("postings", acount="grir"), 422, "query.unknown_column")


def test_an_invoice_is_offered_the_order_lines_that_it_may_be_for(case: Story) -> None:
    offered = case.office.see("invoices/INV-88121/candidates")
    (line,) = offered["lines"]
    best = line["candidates"][0]
    assert (best["purchase_order_number"], best["purchase_order_line"]) == ("PO-4003", 1)
    assert (best["asked"], best["left"], best["same_item"], best["same_price"]) == (
        *("1", "17"),
        *(True, True),
    )
    refused(case.office.get("invoices/INV-88121/candidates", as_of=1), 404, "document.not_found")


@pytest.mark.parametrize("name", ["PO-9", examples.SUPPLIER, "a%20b", "'"])
def test_a_document_that_is_not_there_is_not_found(case: Story, name: str) -> None:
    refused(case.office.get(f"purchase-orders/{name}"), 404, "document.not_found")


@pytest.mark.parametrize("name", ["%00", "PO-4001%0A"])
def test_a_name_that_not_everybody_reads_alike_is_none(case: Story, name: str) -> None:
    refused(case.office.get(f"purchase-orders/{name}"), 400, "request.unreadable_path")


def test_a_document_is_not_found_before_it_was_there(case: Story) -> None:
    refused(case.office.get(ORDER, as_of=1), 404, "document.not_found")
    refused(case.office.get(f"{ORDER}/history", as_of=1), 404, "document.not_found")


def test_a_number_of_several_documents_is_answered_with_their_ids(office: Office) -> None:
    one, two = (office.do("suppliers", {"name": name}, "sam")["id"] for name in ("One", "Two"))
    for supplier in (one, two):
        office.do(f"suppliers/{supplier}/activate", {}, "cleo")
    bill = {
        **examples.PLACE,
        "number": "INV-1",
        "invoice_date": "2026-03-03",
        "due_on": "2026-04-02",
        "lines": [{**examples.GLOVES, "unit": "BX", "amount": "1250.00"}],
        "total": "1250.00",
    }
    bills = [
        office.do("invoices", {**bill, "supplier_id": each}, "ana")["id"] for each in (one, two)
    ]
    assert len(office.see("invoices", number="INV-1")["data"]) == 2
    told = refused(office.get("invoices/INV-1"), 409, "document.ambiguous_number")
    assert sorted(told["values"]["candidates"]) == sorted(bills)


def test_the_version_of_a_document_is_that_of_the_moment(case: Story) -> None:
    steps = case.office.see(f"{ORDER}/history")["steps"]
    third = steps[2]
    then = case.office.get(ORDER, as_of=third["position"])
    assert (then.json()["version"], then.headers["etag"]) == (3, '"3"')
    assert case.office.see(ORDER)["version"] == steps[-1]["version"]


def test_a_history_tells_every_fact_as_a_sentence_with_what_it_changed(case: Story) -> None:
    steps = case.office.see("purchase-orders/PO-4001/history")["steps"]
    assert [step["version"] for step in steps] == list(range(1, len(steps) + 1))
    assert all(step["sentence"] and step["actor"]["id"] for step in steps)
    assert steps[0]["type"] == "purchase_order.created"
    assert any(step["differences"] for step in steps)


def test_a_history_ends_at_the_moment_asked_for(case: Story) -> None:
    steps = case.office.see(f"{ORDER}/history")["steps"]
    then = case.office.see(f"{ORDER}/history", as_of=steps[3]["position"])["steps"]
    assert then == steps[:4]


OF_DOCUMENTS: Final = [each for each in PROJECTIONS if each.table(each.main).key]


@pytest.mark.parametrize("projection", OF_DOCUMENTS, ids=lambda each: each.name)
def test_each_kind_of_parts_of_a_document_has_a_name_of_its_own(projection: Projection) -> None:
    names = [part_name(table) for table in parts_of(projection)]
    assert len(set(names)) == len(names), names


def test_the_parts_of_a_document_belong_to_the_moment_of_the_document(office: Office) -> None:
    supplier = office.do("suppliers", {"name": "One"}, "sam")["id"]
    office.do(f"suppliers/{supplier}/activate", {}, "cleo")
    bill = {
        **examples.PLACE,
        "number": "INV-1",
        "supplier_id": supplier,
        "invoice_date": "2012-05-05",
        "due_on": "2012-06-04",
        "lines": [{**examples.GLOVES, "unit": "BX", "amount": "1250.00"}],
        "total": "1250.00",
        "effective_at": "2012-05-05T12:00:00Z",
    }
    office.do("invoices", bill, "ana")
    for clock in ("recorded", "effective"):
        moment = "2012-05-06" if clock == "effective" else utc_now().isoformat()
        shown = office.see("invoices/INV-1", as_of=moment, clock=clock)["data"]
        assert [line["quantity"] for line in shown["lines"]] == ["20"]
