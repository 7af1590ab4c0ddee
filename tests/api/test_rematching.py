"""A version of the tolerances that is published over HTTP judges what is held, and says so."""

from typing import Any, Final

from adapters.system import utc_now
from tests.api import tour
from tests.api.office import Office
from tests.api.test_tour import take

LIMITS: Final = (
    *("price", "ordered_quantity", "received_quantity", "accepted_quantity"),
    *("ordered_amount", "received_amount", "line_amount", "tax", "freight"),
    *("contract_price", "exchange_rate", "agreed_tax", "agreed_freight", "agreed_discount"),
)
LINE: Final = {"line": 1, "description": "Gloves", "quantity": "10", "unit": "EA"}


def captured(office: Office, number: str, total: str, day: int) -> str:
    """An invoice over 100.00 without an order that asks for this total; its id."""
    supplier = office.post("suppliers", {"name": f"Medline {number}"}, "sam").json()["id"]
    body: dict[str, Any] = {
        "number": number,
        "supplier_id": supplier,
        "legal_entity": "NORTHSIDE",
        "facility": "HOSP-NORTH",
        "currency": "USD",
        "invoice_date": f"2026-03-0{day}",
        "due_on": "2026-04-02",
        "lines": [{**LINE, "unit_price": "10", "amount": "100.00"}],
        "total": total,
    }
    response = office.post("invoices", body, "ana")
    assert response.is_success, response.text
    return str(response.json()["id"])


def test_a_published_version_judges_what_is_held_within_its_limits(office: Office) -> None:
    near, far = captured(office, "INV-1", "100.50", 1), captured(office, "INV-2", "120.00", 2)
    nothing = [{"scope": "tenant", "check": check, "pct_over": "0"} for check in LIMITS]
    nothing.append({"scope": "tenant", "check": "early_shipment", "abs_over": "0"})
    total = {"scope": "tenant", "check": "header_total", "abs_over": "1", "abs_under": "1"}
    body = {"limits": [*nothing, total], "reason_code": "review"}
    assert office.post("tolerance-policies/versions", body, "pia").is_success
    published = office.post("tolerance-policies/versions/2/publish", {}, "paul")
    assert published.is_success, published.text
    held = {
        each: [
            row["kind"]
            for row in office.see(f"invoices/{each}")["data"]["holds"]
            if row["state"] == "open"
        ]
        for each in (near, far)
    }
    stopped = "supplier_on_hold"  # Nobody cleared him.
    assert held == {
        near: ["unlinked", stopped],
        far: ["unlinked", "header_total", stopped],
    }
    history = office.see(f"invoices/{near}/history")["steps"]
    assert "Hold 2 (header total) was resolved" in [each["sentence"] for each in history][-1]


def test_a_supplier_who_is_stopped_has_his_open_invoices_held_until_he_is_not(
    office: Office,
) -> None:
    take(office, *tour.PREPARE, *tour.REQUEST, *tour.BUY, tour.RECEIVE_SIX, tour.RECEIVE_FOUR)
    take(office, tour.INVOICE_TEN)
    today = utc_now().date().isoformat()
    run = {"payment": "RUN-1", "pay_on": today, "amount": "1450.00"}
    planned = office.post(f"invoices/{tour.INVOICE}/payments/schedule", run, "max")
    assert planned.is_success, planned.text
    supplier = f"suppliers/{tour.SUPPLIER}"
    steps: list[tuple[str, dict[str, Any], list[str]]] = [
        ("holds", {"scope": "payment", "reason_code": "fraud"}, ["supplier_on_hold"]),
        ("holds/release", {"scope": "payment"}, []),
        ("suspend", {"reason_code": "law"}, ["supplier_on_hold"]),
        ("reinstate", {"reason_code": "law"}, []),
        ("debar", {"reason_code": "law"}, ["supplier_on_hold"]),
    ]
    for path, body, expected in steps:
        sent = office.post(f"{supplier}/{path}", body, "sue" if path == "reinstate" else "cleo")
        assert sent.is_success, sent.text
        assert open_holds(office, tour.INVOICE) == expected, path
        causes = office.see(f"invoices/{tour.INVOICE}/match")["causes"]
        assert [each["kind"] for each in causes] == expected
        behind = [(fact["actor"]["id"], fact["reason"]) for c in causes for fact in c["rests_on"]]
        assert behind == [("cleo", body["reason_code"]) for _ in expected]
    payments = office.see("invoice-payments", invoice_id=tour.INVOICE)["data"]
    assert [each["state"] for each in payments] == ["withdrawn"]


def open_holds(office: Office, invoice: str) -> list[str]:
    """What stands against it, the first first."""
    holds = office.see(f"invoices/{invoice}")["data"]["holds"]
    return [row["kind"] for row in holds if row["state"] == "open"]
