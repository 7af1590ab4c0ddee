"""Bills over HTTP that are held for what nobody sees on them: a number, a price agreed since."""

from datetime import timedelta
from typing import Any, Final

from adapters.system import utc_now
from tests.api import tour
from tests.api.office import Office, refused
from tests.api.test_bad_bills import billed, body, buys, line

AGREEMENT: Final = "00000000-0000-4000-8000-0000000000a3"
YESTERDAY: Final = (utc_now() - timedelta(days=1)).date()
PUMP: Final[dict[str, Any]] = {"item_id": tour.ITEM, "unit": "EA", "starts_on": "2026-01-01"}


def test_a_number_that_was_copied_with_what_nobody_sees_is_the_same_number(office: Office) -> None:
    buys(office)
    office.do("invoices", body(1, billed(line(), number="INV-77")), "ana")
    for number, copy in enumerate(("INV\u00ad-77", "\ufeffINV-\u200b7\u200d7\u2060"), start=8):
        bill = office.do("invoices", body(number, billed(line(), number=copy)), "ana")
        told = office.see(f"invoices/{bill['id']}")["data"]
        assert told["number"] == "INV-77"
        assert "duplicate_suspected" in {each["kind"] for each in told["holds"]}
        assert told["accounted_on"] is None
    for number, nothing in ((10, "\u00ad\u200b"), (11, "INV-77 \u00ad")):
        answer = office.post("invoices", body(number, billed(line(), number=nothing)), "ana")
        refused(answer, 422, "request.invalid")


def test_a_correction_of_the_agreement_judges_again_what_nobody_paid_yet(office: Office) -> None:
    agreed(office, "145.00")
    for step in tour.REQUEST:
        office.do(step.path, step.body, step.actor)
    order = next(each.body for each in tour.BUY if each.path == "purchase-orders")
    (pumps,) = order["lines"]
    then = {"effective_at": f"{YESTERDAY.isoformat()}T09:00:00Z"}
    lines = [{**pumps, "agreement": "PA-PUMPS"}]
    office.do("purchase-orders", {**order, "lines": lines, **then}, "ben")
    for step in (*tour.BUY[1:], tour.RECEIVE_SIX):
        office.do(step.path, step.body, step.actor)
    bill = office.do("invoices", body(1, billed(line())), "ana")
    assert office.see(f"invoices/{bill['id']}")["data"]["holds"] == []
    wanted = {**PUMP, "unit_price": "130.00", "ends_on": YESTERDAY.isoformat()}
    told = {"prices": [wanted], "reason_code": "late_letter"}
    office.do(f"price-agreements/{AGREEMENT}/corrections", told, "carla")
    office.do(f"price-agreements/{AGREEMENT}/proposals/2/confirm", {}, "colin")
    data = office.see(f"invoices/{bill['id']}")["data"]
    held = [(each["kind"], each["expected"], each["exposure"]) for each in data["holds"]]
    assert (held, data["verdict"]) == ([("contract_price", "130", "15.00")], "hold")


def agreed(office: Office, price: str) -> None:
    """The pumps have a price."""
    for step in tour.PREPARE:
        office.do(step.path, step.body, step.actor)
    draft = {"id": AGREEMENT, "number": "PA-PUMPS", "kind": "local", "starts_on": "2026-01-01"}
    draft |= {"supplier_id": tour.SUPPLIER, "description": "Pumps", "currency": "USD"}
    office.do("price-agreements", draft, "carla")
    path = f"price-agreements/{AGREEMENT}"
    office.do(f"{path}/prices", {"prices": [{**PUMP, "unit_price": price}]}, "carla")
    office.do(f"{path}/proposals/1/confirm", {}, "colin")
    office.do(f"{path}/sign", {"signed_on": "2026-01-01"}, "colin")
    office.do(f"{path}/activate", {}, "colin")
