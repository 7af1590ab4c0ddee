"""The moment of a query: now, after a command, or any moment of the past on either clock."""

from decimal import Decimal
from typing import Final

import pytest

from adapters.system import utc_now
from api import examples
from api.answers import POLICIES, policies_of
from api.tables import TABLES
from projections.index import PROJECTIONS
from projections.projection import Row
from tests.api import tour
from tests.api.case import Story
from tests.api.office import Json, Office, refused

LONG_AGO: Final = "2001-01-01T00:00:00Z"
ORDER: Final = f"purchase-orders/{examples.PURCHASE_ORDER}"


def propose(office: Office, *names: str, **fields: str) -> list[Json]:
    """Suppliers of these names, in their order."""
    return [office.do("suppliers", {"name": name, **fields}, "sam") for name in names]


def names_of(answer: Json) -> list[str]:
    return sorted(row["name"] for row in answer["data"])


def test_a_query_knows_of_the_command_whose_token_it_is_given(office: Office) -> None:
    for number in range(20):
        propose(office, f"Supplier {number}")
        assert len(office.see("suppliers")["data"]) == number + 1


@pytest.mark.parametrize("token", ["", "7", "1.", ".7", "1.7.9", "one.two", "1.-7", " 1.7", "1.٣"])
def test_what_is_no_token_is_refused(office: Office, token: str) -> None:
    refused(office.get("suppliers", min_position=token), 422, "request.bad_token")


def test_a_position_shows_what_was_true_then(office: Office) -> None:
    first, second = propose(office, "One", "Two")
    now = office.see("suppliers")
    then = office.see("suppliers", as_of=first["position"])
    before = office.see("suppliers", as_of=0)
    assert [names_of(each) for each in (now, then, before)] == [["One", "Two"], ["One"], []]
    assert [each["position"] for each in (now, then, before)] == [
        second["position"],
        first["position"],
        0,
    ]


def test_a_position_that_was_just_written_is_waited_for(office: Office) -> None:
    for number in range(20):
        (told,) = propose(office, f"Supplier {number}")
        answer = office.get("suppliers", as_of=told["position"])
        assert len(answer.json()["data"]) == number + 1


def test_a_time_on_the_recorded_clock_shows_what_was_known_then(office: Office) -> None:
    propose(office, "Past", effective_at="2010-01-01T00:00:00Z")
    propose(office, "Present")
    *_, past = office.see("audit-trail", type="supplier.proposed")["data"]  # newest first
    answer = office.see("suppliers", as_of=past["recorded_at"])
    assert (names_of(answer), answer["clock"], answer["at"]) == (
        ["Past"],
        "recorded",
        past["recorded_at"],
    )
    assert office.see("suppliers", as_of=LONG_AGO)["data"] == []


def test_a_time_on_the_effective_clock_shows_what_was_so_and_what_was_learned_later(
    office: Office,
) -> None:
    propose(office, "Older", effective_at="2012-01-01T00:00:00Z")
    propose(office, "Oldest", effective_at="2010-01-01T00:00:00Z")
    propose(office, "Now")
    answer = office.see("suppliers", as_of="2011-06-01T02:00:00+02:00", clock="effective")
    assert names_of(answer) == ["Older", "Oldest"], "documents answer by position"
    assert answer["at"] == "2011-06-01T00:00:00.000000Z"
    assert answer["learned_later_count"] == 2, "the supplier, and the claim of its number"
    assert {late["effective_at"] for late in answer["learned_later"]} == {
        "2010-01-01T00:00:00.000000Z"
    }
    assert answer["effective_later_count"] == 2, "the older supplier, and the claim of its number"
    assert {ahead["effective_at"][:4] for ahead in answer["effective_later"]} == {"2012"}


def test_facts_answer_exactly_on_the_effective_clock(office: Office) -> None:
    propose(office, "Older", effective_at="2012-01-01T00:00:00Z")
    (oldest,) = propose(office, "Oldest", effective_at="2010-01-01T00:00:00Z")
    answer = office.see("audit-trail", as_of="2011-06-01", clock="effective")
    assert {row["effective_at"][:4] for row in answer["data"]} == {"2010"}
    assert oldest["id"] in {row["document_id"] for row in answer["data"]}
    assert "learned_later" not in answer


def test_a_day_counts_to_its_end_and_today_as_far_as_it_has_gone(office: Office) -> None:
    propose(office, "Noon", effective_at="2012-05-05T12:00:00Z")
    propose(office, "Midnight", effective_at="2012-05-06T00:00:00Z")

    def on(day: str) -> list[str]:
        return names_of(office.see("suppliers", as_of=day, clock="effective"))

    assert [on("2012-05-04"), on("2012-05-05"), on("2012-05-06")] == [
        [],
        ["Noon"],
        ["Midnight", "Noon"],
    ]
    today = utc_now().date().isoformat()
    assert names_of(office.see("suppliers", as_of=today)) == ["Midnight", "Noon"]


def test_a_plus_sign_that_was_not_escaped_is_understood(office: Office) -> None:
    propose(office, "Noon", effective_at="2012-05-05T12:00:00Z")
    moment = "2012-05-05T14:00:00+02:00"
    response = office.client.get(
        f"/v1/suppliers?clock=effective&min_position={office.last_token}&as_of={moment}",
        headers=office.headers("developer"),
    )
    assert response.json()["at"] == "2012-05-05T12:00:00.000000Z"


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        ("", "as_of.unknown_moment"),
        ("yesterday", "as_of.unknown_moment"),
        ("-1", "as_of.unknown_moment"),
        ("1.5", "as_of.unknown_moment"),
        ("2026-02-30", "as_of.unknown_moment"),
        ("2026-03-01T12:00:00", "as_of.unknown_moment"),
        ("0001-01-01T00:00:00+14:00", "as_of.unknown_moment"),
        ("2999-01-01", "as_of.beyond_history"),
        ("2999-01-01T00:00:00Z", "as_of.beyond_history"),
        ("999999", "as_of.beyond_history"),
        ("9" * 40, "as_of.unknown_moment"),
        ("9" * 41, "request.invalid"),
    ],
)
def test_what_is_no_moment_of_the_past_is_refused(case: Story, moment: str, code: str) -> None:
    for path in ("suppliers", ORDER, f"{ORDER}/history", "questions/trial-balance"):
        refused(case.office.get(path, as_of=moment), 422, code)


def test_an_unknown_clock_is_refused(case: Story) -> None:
    refused(case.office.get("suppliers", as_of="1", clock="wall"), 422, "request.invalid")


MARCH: Final = "2012-03-31"


def learned(office: Office) -> list[Json]:
    """Two suppliers of March 2012, the second of which is known later, and one of April."""
    first = propose(office, "March", effective_at="2012-03-05T00:00:00Z")
    last = propose(office, "April", effective_at="2012-04-05T00:00:00Z")
    return [*first, *last, *propose(office, "March late", effective_at="2012-03-20T00:00:00Z")]


def test_facts_answer_on_both_clocks_what_was_known_then_of_what_had_happened(
    office: Office,
) -> None:
    march, april, late = learned(office)

    def known(as_of: int) -> set[str]:
        answer = office.see(
            "audit-trail", type="supplier.proposed", as_of=as_of, effective_at=MARCH
        )
        assert (answer["position"], answer["effective_at"][:10]) == (as_of, MARCH)
        return {row["document_id"] for row in answer["data"]}

    assert known(march["position"]) == {march["id"]}
    assert known(april["position"]) == {march["id"]}, "April had not begun"
    assert known(late["position"]) == {march["id"], late["id"]}
    assert known(0) == set()


def test_a_question_answers_on_both_clocks_where_it_rests_on_facts(office: Office) -> None:
    last = learned(office)[-1]["position"]
    both = {"as_of": last, "effective_at": MARCH}
    assert office.see("questions/trial-balance", **both)["data"] == []
    assert office.see("questions/grir-by-facility", **both)["data"] == []
    refused(office.get("questions/accrual-accuracy", **both), 422, "as_of.one_clock_only")


def test_a_ledger_agrees_with_its_account_where_receipts_are_known_late(office: Office) -> None:
    """Two came in March, three in April, and one more in March of which nobody knew."""
    march, late, april = (f"2012-0{day}T09:00:00Z" for day in ("3-10", "3-20", "4-05"))
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY):
        office.do(step.path, {**step.body, "effective_at": "2012-03-01T09:00:00Z"}, step.actor)
    for number, (quantity, came) in enumerate([("2", march), ("3", april), ("1", late)]):
        lines = [{"purchase_order_line": 1, "quantity": quantity}]
        about = {"number": f"GR-{number}", "lines": lines, "effective_at": came}
        office.do("receipts", {**tour.RECEIVE_SIX.body, **about}, "rosa")

    def known(path: str, column: str, **moment: str | int) -> Decimal:
        answer = office.see(path, **moment)
        assert "effective_later" not in answer, "it is exact"
        return sum((Decimal(row[column]) for row in answer["data"]), Decimal(0))

    def all_told(**moment: str | int) -> list[Decimal]:
        grir = [
            known("questions/grir-by-facility", "balance", **moment),
            known("grir-balances", "received_amount", **moment),
            known("questions/grir-by-age", "balance", **moment),
            known("journal-lines", "credit", account="grir", **moment),
            known("stock-values", "amount", **moment),
        ]
        assert len(set(grir)) == 1, grir
        stock = known("stock-levels", "on_hand", **moment)
        assert stock == known("questions/stock-on-hand", "on_hand", **moment)
        return [grir[0], stock]

    in_march: dict[str, str | int] = {"as_of": MARCH, "clock": "effective"}
    assert all_told(**in_march) == [Decimal(435), Decimal(3)]
    before = office.see("receipts", number="GR-2")["data"][0]["valid_from"] - 1
    assert all_told(as_of=before, effective_at=MARCH) == [Decimal(290), Decimal(2)]
    assert all_told() == [Decimal(870), Decimal(6)]
    for moment, day, age in (
        ({"as_of": MARCH, "clock": "effective"}, MARCH, "up to 30"),
        ({"as_of": "2012-08-31", "clock": "effective"}, "2012-08-31", "over 90"),
        ({"as_of": before, "effective_at": "2012-08-31"}, "2012-08-31", "over 90"),
        ({"as_of": before, "day": "2012-05-31"}, "2012-05-31", "31 to 60"),
        ({"as_of": before}, None, "up to 30"),
    ):
        aged = office.see("questions/grir-by-age", **moment)
        assert (aged.get("day"), [row["age"] for row in aged["data"]]) == (day, [age])
    order = office.see("purchase-orders", **in_march)
    assert order["data"][0]["received_amount"] == "870.00", "documents answer by position"
    assert {each["effective_at"] for each in order["effective_later"]} == {
        "2012-04-05T09:00:00.000000Z"
    }
    assert order["effective_later_count"] == len(order["effective_later"])


@pytest.mark.parametrize(
    ("path", "asked", "code"),
    [
        ("suppliers", {"as_of": "1", "effective_at": MARCH}, "as_of.one_clock_only"),
        ("suppliers/{}", {"as_of": "1", "effective_at": MARCH}, "as_of.one_clock_only"),
        ("suppliers/{}/history", {"as_of": "1", "effective_at": MARCH}, "as_of.one_clock_only"),
        ("audit-trail", {"effective_at": MARCH}, "as_of.clocks_unclear"),
        ("audit-trail", {"as_of": "1", "effective_at": "1"}, "as_of.clocks_unclear"),
        (
            "audit-trail",
            {"as_of": MARCH, "clock": "effective", "effective_at": MARCH},
            "as_of.clocks_unclear",
        ),
        ("audit-trail", {"as_of": "1", "effective_at": "2900-01-01"}, "as_of.beyond_history"),
        ("audit-trail", {"as_of": "1", "effective_at": "March"}, "as_of.unknown_moment"),
    ],
)
def test_both_clocks_are_refused_where_they_say_nothing(
    office: Office, path: str, asked: dict[str, str], code: str
) -> None:
    (one,) = propose(office, "One")
    refused(office.get(path.format(one["id"]), **asked), 422, code)


def test_an_answer_names_the_versions_of_the_read_models_that_it_is_made_of(office: Office) -> None:
    propose(office, "One")
    of = {each.name: each.version for each in PROJECTIONS}
    assert office.see("suppliers")["versions"] == {"suppliers": of["suppliers"]}
    over_several = office.see("questions/stock-out-risk", as_of=1)["versions"]
    several = ("stock", "catalogue_items", "purchase_orders", "receipts", "recalls")
    assert over_several == {name: of[name] for name in several}


def test_an_answer_names_the_versions_of_policies_that_its_rows_rest_on() -> None:
    rows: list[Row] = [{"policy_version": 2, "tolerance_version": None}, {"policy_version": 1}]
    assert policies_of(rows) == {"approval_routes": [1, 2]}
    assert policies_of([{"tolerance_version": 3}]) == {"tolerances": [3]}
    assert policies_of([{"number": "PO-1"}]) == {}
    kept = {column for _, table in TABLES.values() for column in table.columns}
    assert POLICIES.keys() <= kept


@pytest.mark.parametrize("facts", ["stock-movements", "journal-lines", "agreed-prices"])
def test_stock_journal_and_prices_answer_on_both_clocks_at_once(office: Office, facts: str) -> None:
    (one,) = propose(office, "One")
    both = {"as_of": one["position"], "effective_at": MARCH}
    answer = office.see(facts, **both)
    assert (answer["data"], answer["effective_at"][:10]) == ([], MARCH)
