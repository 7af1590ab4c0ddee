"""Who bears what a line costs, over HTTP: stated with the order, seen as it comes, changed."""

from typing import Any, Final

from tests.api import tour
from tests.api.office import Office, refused

ICU: Final = {"cost_centre": "ICU", "account": "equipment", "weight": "33.333333"}
OR: Final = {"cost_centre": "OR", "account": "equipment", "project": "TRIAL", "weight": "66.666667"}


def is_ordered(office: Office, *shares: dict[str, str]) -> str:
    """Ten pumps that are used up at once; the path of the order."""
    create, *others = tour.BUY
    (line,) = create.body["lines"]
    borne = {**line, "accounting": "expense", "shares": shares}
    body = {**create.body, "lines": [borne]}
    for step in (*tour.PREPARE, *tour.REQUEST):
        office.do(step.path, step.body, step.actor)
    office.do(create.path, body, create.actor)
    for step in others:
        office.do(step.path, step.body, step.actor)
    (row,) = office.see("purchase-orders")["data"]
    return f"purchase-orders/{row['purchase_order_id']}"


def borne(office: Office) -> dict[str, str]:
    """What each bears of the line so far."""
    rows = office.see("purchase-order-shares", number="PO-TOUR")["data"]
    return {row["bearer"]: row["cost"] for row in rows}


def to(*shares: dict[str, str]) -> dict[str, Any]:
    return {"lines": [{"line": 1, "shares": shares}]}


def test_those_who_share_a_line_bear_what_comes_and_others_what_comes_later(
    office: Office,
) -> None:
    order = is_ordered(office, ICU, OR)
    office.do(tour.RECEIVE_SIX.path, tour.RECEIVE_SIX.body, tour.RECEIVE_SIX.actor)
    assert borne(office) == {"ICU/equipment": "290.00", "OR/equipment/TRIAL": "580.00"}
    office.do(f"{order}/change-orders", to({**OR, "cost_centre": "LAB"}, ICU), "ben")
    office.do(tour.RECEIVE_FOUR.path, tour.RECEIVE_FOUR.body, tour.RECEIVE_FOUR.actor)
    assert borne(office) == {
        "ICU/equipment": "483.33",
        "LAB/equipment/TRIAL": "386.67",
        "OR/equipment/TRIAL": "580.00",
    }
    told = [step["sentence"] for step in office.see(f"{order}/history")["steps"]]
    assert any("line 1 borne by LAB on equipment (66.666667)" in each for each in told), told
    assert "GR-TOUR-2 moved what several bear of line 1 by 580.00 USD to 580.00 USD" in told[-1]


def test_shares_that_say_nothing_clear_are_refused(office: Office) -> None:
    order = is_ordered(office)
    path, code = f"{order}/change-orders", "purchase_order.shares_unclear"
    refused(office.post(path, to(ICU, ICU), "ben"), 422, code)
    refused(office.post(path, to({**ICU, "weight": "-1"}, OR), "ben"), 422, code)
    assert office.post(path, to({**ICU, "weight": "0.0000001"}), "ben").status_code == 422
    many = [{**ICU, "cost_centre": f"D-{number}"} for number in range(101)]
    assert office.post(path, to(*many), "ben").status_code == 422
    office.do(path, to(*many[:100]), "ben")


def test_what_one_bears_is_his_once_something_came_of_it(office: Office) -> None:
    order = is_ordered(office)
    office.do(tour.RECEIVE_SIX.path, tour.RECEIVE_SIX.body, tour.RECEIVE_SIX.actor)
    answer = office.post(f"{order}/change-orders", to(ICU, OR), "ben")
    refused(answer, 409, "purchase_order.shares_fixed")
    assert borne(office) == {}
