"""The ten-minute tour, from an empty tenant to a paid invoice and back in time."""

from typing import Final

from tests.api import tour
from tests.api.office import Json, Office, refused

LOOKED_AT: Final = (
    "suppliers",
    "requisitions",
    "approval-cases",
    "purchase-orders",
    "purchase-order-lines",
    "receipts",
    "stock-levels",
    "invoices",
    "invoice-holds",
    "grir-balances",
    "journal-lines",
    "questions/trial-balance",
)


def take(office: Office, *steps: tour.Step) -> Json:
    """Sends the steps; the answer of the last one."""
    *_, last = [office.do(step.path, step.body, step.actor) for step in steps]
    return last


def test_the_ten_minute_tour_leads_through_the_whole_chain(office: Office) -> None:
    issued = take(office, *tour.PREPARE, *tour.REQUEST, *tour.BUY)
    assert issued["position"] == tour.ISSUED_AT
    take(office, tour.RECEIVE_SIX)
    captured = take(office, tour.INVOICE_TEN)

    held = office.see("invoices/INV-TOUR")
    assert (held["data"]["state"], held["version"]) == ("held", captured["version"])
    (hold,) = held["data"]["holds"]
    assert (hold["kind"], hold["state"], hold["exposure"]) == (
        "quantity_received",
        "open",
        "580.00",
    )
    refused(office.post(tour.PAY.path, tour.PAY.body, tour.PAY.actor), 409, "invoice.on_hold")
    (grir,) = office.see("grir-balances", purchase_order_id=tour.ORDER)["data"]
    assert grir["balance"] == "-580.00"

    take(office, tour.RECEIVE_FOUR)
    matched = office.see("invoices/INV-TOUR")["data"]
    assert matched["state"] == "matched"
    assert [each["how"] for each in matched["holds"]] == ["resolved"]

    take(office, tour.PAY)
    assert office.see("invoices/INV-TOUR")["data"]["state"] == "paid"
    (grir,) = office.see("grir-balances", purchase_order_id=tour.ORDER)["data"]
    assert (grir["balance"], grir["open"]) == ("0.00", False)
    trial = office.see("questions/trial-balance")["data"]
    assert trial

    then = office.see("purchase-orders/PO-TOUR", as_of=tour.ISSUED_AT)["data"]
    now = office.see("purchase-orders/PO-TOUR")["data"]
    assert (then["lines"][0]["received"], now["lines"][0]["received"]) == ("0", "10")
    story = [step["sentence"] for step in office.see("purchase-orders/PO-TOUR/history")["steps"]]
    assert len(story) > 6


def test_each_step_of_a_document_leads_to_what_it_came_of(office: Office) -> None:
    take(office, *tour.PREPARE, *tour.REQUEST, *tour.BUY, tour.RECEIVE_SIX, tour.INVOICE_TEN)
    take(office, tour.RECEIVE_FOUR)
    steps = office.see("invoices/INV-TOUR/history")["steps"]
    (fell,) = [each for each in steps if each["type"] == "invoice.hold_released"]
    first = fell["beside"][0]
    assert (first["type"], first["number"]) == ("receipt.posted", "GR-TOUR-2")
    assert first["position"] < fell["position"]
    captured = steps[0]
    assert captured["policies"] == ["tolerance 1"]
    assert {each["document"].partition("/")[0] for each in captured["beside"]} >= {"number"}
    for step in steps:
        rows = office.see("audit-trail", command_id=step["command_id"])["data"]
        others = [row["position"] for row in rows if row["document_id"] != tour.INVOICE]
        assert [each["position"] for each in step["beside"]] == sorted(others)


def test_what_was_seen_after_each_step_is_seen_again_as_of_then(office: Office) -> None:
    seen = {}
    for step in tour.ALL:
        position = take(office, step)["position"]
        seen[position] = {path: office.see(path)["data"] for path in LOOKED_AT}
    for position, lists in seen.items():
        for path, rows in lists.items():
            assert office.see(path, as_of=position)["data"] == rows, (position, path)
