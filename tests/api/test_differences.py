"""Differences between two moments over HTTP: of any read model, on either clock, page by page."""

from typing import Final

import pytest

from api.tables import QUESTIONS
from projections.index import PROJECTIONS
from tests.api import tour
from tests.api.case import Story
from tests.api.office import Json, Office, refused
from tests.api.openapi import Document

DOCK: Final = {"X-Purvey-Roles": "receiver,stock_keeper"}


def propose(office: Office, *names: str, **fields: str) -> list[Json]:
    return [office.do("suppliers", {"name": name, **fields}, "sam") for name in names]


def test_what_happened_in_between_is_added_gone_or_changed(office: Office) -> None:
    first, second = propose(office, "One", "Two")
    office.do(f"suppliers/{first['id']}/activate", {}, "cleo")
    head = office.see("audit-trail")["position"]
    moments: dict[str, str | int] = {"from": second["position"] - 2, "to": head}
    answer = office.see("differences", of="suppliers", **moments)
    found = {each["key"]["supplier_id"]: each for each in answer["data"]}
    changed, added = found[first["id"]], found[second["id"]]
    assert (changed["change"], "state" in changed["columns"]) == ("changed", True)
    assert changed["before"]["state"] != changed["after"]["state"] == "active"
    assert (added["change"], added["before"], added["columns"]) == ("added", None, [])
    assert added["after"]["name"] == "Two"
    assert (answer["from"], answer["to"]) == (
        {"position": second["position"] - 2},
        {"position": head},
    )
    (model,) = (each for each in PROJECTIONS if each.name == "suppliers")
    assert (answer["read_model"], answer["table"]) == ("suppliers", "suppliers")
    assert (answer["projection_version"], answer["epoch"], answer["parked"]) == (
        model.version,
        1,
        0,
    )
    proposed = office.see("differences", of="suppliers", state="proposed", **moments)["data"]
    assert {each["change"] for each in proposed} <= {"added", "gone"}
    assert changed["key"] in [each["key"] for each in proposed if each["change"] == "gone"]


def test_times_are_read_on_either_clock_and_late_knowledge_is_told(office: Office) -> None:
    propose(office, "Older", effective_at="2012-01-01T00:00:00Z")
    (oldest,) = propose(office, "Oldest", effective_at="2010-01-01T00:00:00Z")
    years: dict[str, str | int] = {"from": "2009-01-01", "to": "2011-06-01", "clock": "effective"}
    documents = office.see("differences", of="suppliers", **years)
    assert {each["after"]["name"] for each in documents["data"]} == {"Older", "Oldest"}
    assert documents["to"]["learned_later_count"] == 2
    assert documents["from"]["position"] == 0
    facts = office.see("differences", of="audit_trail", **years)
    assert {each["after"]["effective_at"][:4] for each in facts["data"]} == {"2010"}
    assert oldest["id"] in {each["after"]["document_id"] for each in facts["data"]}
    assert "learned_later" not in facts["to"]
    recorded: dict[str, str | int] = {**years, "clock": "recorded"}
    assert office.see("differences", of="suppliers", **recorded)["data"] == []


def test_pages_go_on_by_key_and_every_table_is_told_as_described(
    case: Story, document: Document
) -> None:
    head = case.office.see("audit-trail")["position"]
    schema = document.answer("/v1/differences")
    for projection in PROJECTIONS:
        for table in projection.listed:
            ask: dict[str, str | int] = {"of": table.name, "from": head // 2, "to": head}
            answer = case.office.see("differences", **ask, limit=3)
            assert list(document.misfits(schema, answer)) == [], table.name
            if answer["next"]:
                behind = case.office.see("differences", **ask, limit=3, after=answer["next"])
                keys = [[*each["key"].values()] for each in (*answer["data"], *behind["data"])]
                assert keys == sorted(keys)


def test_what_the_answer_to_a_question_says_otherwise_is_told(office: Office) -> None:
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY, tour.RECEIVE_SIX):
        office.do(step.path, step.body, step.actor)
    six = office.see("receipts")["position"]
    last = office.do(tour.RECEIVE_FOUR.path, tour.RECEIVE_FOUR.body, "rosa")["position"]

    def between(former: int, later: int, of: str, **asked: str) -> list[tuple[str, ...]]:
        moments: dict[str, str | int] = {"from": former, "to": later}
        answer = office.see("differences", of=of, **moments, **asked)
        assert (answer["question"], answer["table"], answer["next"]) == (of, None, None)
        assert (answer["from"]["position"], answer["to"]["position"]) == (former, later)
        return [
            (
                each["change"],
                each["key"]["account"],
                *(row["balance"] for row in (each["before"], each["after"]) if row),
            )
            for each in answer["data"]
        ]

    assert between(six, last, "trial_balance") == [
        ("changed", "grir", "-870.00", "-1450.00"),
        ("changed", "inventory", "870.00", "1450.00"),
    ]
    assert between(0, six, "trial_balance") == [
        ("added", "grir", "-870.00"),
        ("added", "inventory", "870.00"),
    ]
    assert between(last, last, "trial_balance") == []
    assert between(0, last, "period_balance", period="1999-01") == []
    refused(
        office.get("differences", of="trial_balance", **{"from": 0, "to": 1}, colour="red"),
        422,
        "query.unknown_column",
    )


def test_every_question_can_be_compared(case: Story, document: Document) -> None:
    head = case.office.see("audit-trail")["position"]
    schema = document.answer("/v1/differences")
    for name in QUESTIONS:
        ask: dict[str, str | int] = {"of": name, "from": head // 2, "to": head}
        assert list(document.misfits(schema, case.office.see("differences", **ask))) == [], name


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"of": "suppliers", "from": "2", "to": "1"}, 422, "as_of.moments_reversed"),
        (
            {"of": "suppliers", "from": "2012-01-02", "to": "2012-01-01"},
            422,
            "as_of.moments_reversed",
        ),
        ({"of": "suppliers", "from": "soon", "to": "1"}, 422, "as_of.unknown_moment"),
        ({"of": "suppliers", "from": "1", "to": "soon"}, 422, "as_of.unknown_moment"),
        ({"of": "suppliers", "from": "0", "to": "999999"}, 422, "as_of.beyond_history"),
        ({"of": "suppliers", "from": "999999", "to": "1"}, 422, "as_of.beyond_history"),
        ({"of": "spaceships", "from": "0", "to": "1"}, 404, "query.unknown_read_model"),
        ({"of": "suppliers", "from": "0", "to": "1", "colour": "red"}, 422, "query.unknown_column"),
        ({"of": "suppliers", "from": "0", "to": "1", "as_of": "1"}, 422, None),
        ({"of": "suppliers", "from": "0", "to": "1", "effective_at": "2026-03-31"}, 422, None),
        ({"of": "suppliers", "from": "0", "to": "1", "after": "W10"}, 422, "query.unfit_page"),
        ({"of": "suppliers", "from": "0", "to": "1", "limit": "0"}, 422, "request.invalid"),
        ({"of": "suppliers", "from": "0", "to": "1", "clock": "wall"}, 422, "request.invalid"),
        ({"of": "suppliers", "from": "0"}, 422, "request.invalid"),
        ({"from": "0", "to": "1"}, 422, "request.invalid"),
        ({"of": "s" * 65, "from": "0", "to": "1"}, 422, "request.invalid"),
    ],
)
def test_what_cannot_be_compared_is_refused(
    case: Story, asked: dict[str, str | int], status: int, code: str | None
) -> None:
    refused(case.office.get("differences", **asked), status, code or "request.unknown_parameter")


def test_a_receiver_who_counts_blind_is_refused(office: Office) -> None:
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY):
        office.do(step.path, step.body, step.actor)
    order = office.see("purchase-orders")["data"][0]
    entity = {"legal_entity": order["legal_entity"], "name": "North", "currency": "USD"}
    office.do("legal-entities", entity)
    path = f"legal-entities/{order['legal_entity']}"
    office.do(f"{path}/facilities", {"facility": order["facility"], "name": "North"})
    receiving = {"desktop_goods": False, "reason_code": "audit", "blind": True}
    office.do(f"{path}/receiving", {**receiving, "facility": order["facility"]})
    asked = {"of": "purchase_orders", "from": "0", "to": "5", "min_position": office.last_token}
    response = office.client.get(
        "/v1/differences", params=asked, headers={**office.headers("rosa"), **DOCK}
    )
    refused(response, 403, "access.forbidden")
