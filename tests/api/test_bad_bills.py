"""Bills with faults, one by one over HTTP: held with a word for it, or refused, and never lost.

What is wrong with the document is held, because the document is here. What nobody could put on
file, since it contradicts itself or says something that is no number, is refused.
"""

from dataclasses import dataclass, field
from typing import Any, Final

from tests.api import tour
from tests.api.office import Office, refused

STRANGER: Final = "00000000-0000-4000-8000-0000000000a1"
DRAFT: Final = "00000000-0000-4000-8000-0000000000a2"
WIDE_145: Final = "\uff11\uff14\uff15"  # digits of another width
WIDE_77: Final = "\uff29\uff2e\uff36-\uff17\uff17"  # INV-77
MINUS: Final = "\u2212"
NOWHERE: Final = "00000000-0000-4000-8000-0000000000a9"
LINE: Final[dict[str, Any]] = tour.INVOICE_TEN.body["lines"][0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """On file with these holds; `posted`: the liability stands in the books."""

    what: str
    kinds: tuple[str, ...]
    posted: bool = False
    changes: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Not on file, with a code that says why."""

    what: str
    status: int
    code: str
    changes: dict[str, Any] = field(default_factory=dict)


def line(**changes: Any) -> dict[str, Any]:
    """One pump at 145.00, but for these."""
    told = {**LINE, "quantity": "1", "amount": "145.00", **changes}
    return {name: value for name, value in told.items() if value is not None}


def billed(*lines: dict[str, Any], total: str = "145.00", **header: Any) -> dict[str, Any]:
    return {"lines": list(lines), "total": total, **header}


def of(receipt: str, quantity: str) -> dict[str, str]:
    return {"receipt_id": receipt, "quantity": quantity}


HELD: Final = (
    Held(what="one cent of drift", kinds=(), posted=True, changes=billed(line(), total="145.01")),
    Held(
        what="six cents of drift",
        kinds=("header_total",),
        changes=billed(line(), total="145.06"),
    ),
    Held(what="unbalanced", kinds=("header_total",), changes=billed(line(), total="190.00")),
    Held(
        what="names no order", kinds=("unlinked",), changes=billed(line(), purchase_order_id=None)
    ),
    Held(
        what="unknown order",
        kinds=("unlinked",),
        changes=billed(line(), purchase_order_id=NOWHERE),
    ),
    Held(
        what="order that nobody approved",
        kinds=("order_not_approved",),
        changes=billed(line(), purchase_order_id=DRAFT),
    ),
    Held(
        what="receipts that brought nothing of the line",
        kinds=("receipt_missing",),
        posted=True,
        changes=billed(line(receipts=[of(NOWHERE, "0.5"), of(DRAFT, "0.5")])),
    ),
    Held(
        what="unknown line of the order",
        kinds=("unmatched_line",),
        changes=billed(line(purchase_order_line=9)),
    ),
    Held(
        what="names no line of the order",
        kinds=("unmatched_line",),
        changes=billed(line(purchase_order_line=None)),
    ),
    Held(
        what="another supplier's order",
        kinds=("supplier_mismatch",),
        changes=billed(line(), supplier_id=STRANGER),
    ),
    Held(
        what="another legal entity",
        kinds=("legal_entity_mismatch",),
        changes=billed(line(), legal_entity="LE-2"),
    ),
    Held(
        what="another currency",
        kinds=("currency_mismatch",),
        changes=billed(line(), currency="EUR"),
    ),
    Held(what="unit that fits nothing", kinds=("unmatched_line",), changes=billed(line(unit="BX"))),
    Held(
        what="neither unit nor words",
        kinds=("missing_information",),
        changes=billed(line(unit=None, description=None)),
    ),
    Held(
        what="dearer than ordered",
        kinds=("price",),
        posted=True,
        changes=billed(line(unit_price="160.00", amount="160.00"), total="160.00"),
    ),
    Held(
        what="its product is another amount",
        kinds=("line_amount",),
        posted=True,
        changes=billed(line(amount="146.00"), total="146.00"),
    ),
    Held(
        what="more than was ordered, and than came",
        kinds=("quantity_ordered", "quantity_received"),
        posted=True,
        changes=billed(line(quantity="50", amount="7250.00"), total="7250.00"),
    ),
)
REFUSED: Final = (
    Refused(
        what="a supplier of nobody",
        status=404,
        code="document.not_found",
        changes=billed(line(), supplier_id=NOWHERE),
    ),
    Refused(
        what="no such currency",
        status=422,
        code="money.unknown_currency",
        changes=billed(line(), currency="QQQ"),
    ),
    Refused(
        what="a credit line among others",
        status=422,
        code="invoice.negative",
        changes=billed(line(), line(line=2, quantity="0", amount="-45.00"), total="100.00"),
    ),
    Refused(
        what="less than nothing of it",
        status=422,
        code="invoice.negative",
        changes=billed(line(quantity="-1")),
    ),
    Refused(
        what="a total below zero",
        status=422,
        code="invoice.negative",
        changes=billed(line(), total="-145.00"),
    ),
    Refused(
        what="digits that look alike",
        status=422,
        code="request.invalid",
        changes=billed(line(amount=f"{WIDE_145}.00")),
    ),
    Refused(
        what="a minus that looks alike",
        status=422,
        code="request.invalid",
        changes=billed(line(), total=f"{MINUS}145.00"),
    ),
    Refused(
        what="a number with what nobody sees",
        status=422,
        code="request.invalid",
        changes=billed(line(), number="INV-\u202e77"),
    ),
    Refused(
        what="half a cent",
        status=422,
        code="money.too_precise",
        changes=billed(line(amount="145.005"), total="145.005"),
    ),
    Refused(
        what="a line said twice",
        status=422,
        code="invoice.line_repeated",
        changes=billed(line(), line(), total="290.00"),
    ),
    Refused(
        what="a receipt named twice",
        status=422,
        code="invoice.receipt_named_twice",
        changes=billed(line(receipts=[of(NOWHERE, "0.5"), of(NOWHERE, "0.5")])),
    ),
    Refused(
        what="a receipt alone and with a quantity",
        status=422,
        code="invoice.receipt_named_twice",
        changes=billed(line(receipt_id=NOWHERE, receipts=[of(NOWHERE, "1")])),
    ),
    Refused(
        what="receipts of another quantity",
        status=422,
        code="invoice.receipts_not_whole",
        changes=billed(line(receipts=[of(NOWHERE, "0.5"), of(DRAFT, "0.4")])),
    ),
    Refused(
        what="more receipts than a line names",
        status=422,
        code="invoice.too_many_receipts",
        changes=billed(line(receipts=[of(NOWHERE, "0.001")] * 101)),
    ),
    Refused(what="no line", status=422, code="invoice.lines_out_of_range", changes=billed()),
    Refused(
        what="not a number",
        status=422,
        code="request.invalid",
        changes=billed(line(), total="NaN"),
    ),
)


def buys(office: Office) -> None:
    """Ten pumps are ordered and six came; somebody else sells too, and one order is a draft."""
    for step in (*tour.PREPARE, *tour.REQUEST, *tour.BUY, tour.RECEIVE_SIX):
        office.do(step.path, step.body, step.actor)
    stranger = {"id": STRANGER, "number": "SUP-OTHER", "name": "Southside Medical"}
    office.do("suppliers", stranger, "sam")
    office.do(f"suppliers/{STRANGER}/activate", {}, "cleo")
    order = next(each.body for each in tour.BUY if each.path == "purchase-orders")
    bought = {
        name: value
        for name, value in order["lines"][0].items()
        if name not in ("requisition_id", "requisition_line")
    }
    draft = {**order, "id": DRAFT, "number": "PO-DRAFT", "lines": [bought]}
    draft.pop("requisition_id")
    office.do("purchase-orders", draft, "ben")


def body(number: int, changes: dict[str, Any]) -> dict[str, Any]:
    """A bill of its own day and number, so that none looks like another."""
    header = {"number": f"{number:02d}-{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number % 26] * 5}"}
    header |= {"invoice_date": f"2026-02-{number + 1:02d}"}
    told = {**tour.INVOICE_TEN.body, **header, **changes}
    told.pop("id")
    return told


def test_each_fault_of_a_bill_is_held_as_what_it_is(office: Office) -> None:
    buys(office)
    found = {}
    for number, case in enumerate(HELD):
        bill = office.do("invoices", body(number, case.changes), "ana")
        told = office.see(f"invoices/{bill['id']}")["data"]
        open_ = tuple(sorted(each["kind"] for each in told["holds"] if each["state"] == "open"))
        found[case.what] = (open_, told["accounted_on"] is not None)
    assert found == {case.what: (case.kinds, case.posted) for case in HELD}


def test_a_bill_for_a_line_that_is_closed_is_posted_and_waits(office: Office) -> None:
    buys(office)
    closing = {"side": "invoicing", "reason_code": "final"}
    office.do(f"purchase-orders/{tour.ORDER}/lines/1/close", closing, "ben")
    bill = office.do("invoices", body(1, billed(line())), "ana")
    told = office.see(f"invoices/{bill['id']}")["data"]
    assert [each["kind"] for each in told["holds"]] == ["order_closed"]
    assert told["accounted_on"] is not None


def test_a_number_in_letters_that_look_alike_is_the_same_number(office: Office) -> None:
    buys(office)
    office.do("invoices", body(1, billed(line(), number="INV-77")), "ana")
    alike = body(9, billed(line(), number=WIDE_77))
    bill = office.do("invoices", alike, "ana")
    told = office.see(f"invoices/{bill['id']}")["data"]
    assert "duplicate_suspected" in {each["kind"] for each in told["holds"]}
    assert told["accounted_on"] is None


def test_what_contradicts_itself_is_refused_and_leaves_nothing(office: Office) -> None:
    buys(office)
    before = office.see("invoices")["data"]
    found = {}
    for number, case in enumerate(REFUSED):
        answer = office.post("invoices", body(number, case.changes), "ana")
        problem = answer.json()
        found[case.what] = (answer.status_code, problem.get("code"))
        refused(answer, answer.status_code, problem.get("code"))
    assert found == {case.what: (case.status, case.code) for case in REFUSED}
    assert office.see("invoices")["data"] == before == []
