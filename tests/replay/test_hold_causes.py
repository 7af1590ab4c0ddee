"""Why an invoice waits leads to whoever placed the hold, and to the facts of other documents."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from domain.credit_memos.events import CreditMemoHeld
from domain.event import Event, Recorded
from domain.invoices.hold_kinds import HoldKind
from domain.receipts.events import InspectedLine, ReceiptInspected
from domain.suppliers.events import SupplierHoldReleased
from domain.suppliers.terms import HoldScope
from replay.history import Beside
from replay.hold_causes import with_causes
from replay.match_explanation import MatchExplanation, explain_match
from replay.told_causes import HoldCauses
from tests.domain import orders, receipts, suppliers
from tests.domain.invoices import captured, held, linked, matched, ready
from tests.domain.orders import ORDER, RECEIPT, TODAY
from tests.projections.folding import Story

INVOICE = "invoice/one"
OF_ORDER = f"purchase_order/{ORDER.id}"
OF_SUPPLIER = f"supplier/{suppliers.MEDLINE}"
OF_RECEIPT = f"receipt/{RECEIPT.id}"
BILL = captured(supplier_id=suppliers.MEDLINE)
CAME = orders.received("100", "1000")


class Told:
    """A story's documents, as the log would hand them out."""

    def __init__(self, events: Sequence[Recorded]) -> None:
        self.events = events

    async def document(self, stream: str) -> Sequence[Recorded]:
        return [each for each in self.events if each.stream == stream]

    async def beside(
        self, stream: str, events: Sequence[Recorded]
    ) -> Mapping[str, Sequence[Beside]]:
        found: dict[str, list[Beside]] = {}
        for own in events:
            for each in self.events:
                same = each.metadata["command_id"] == own.metadata["command_id"]
                if same and each.stream != stream:
                    told = Beside(
                        position=each.position, document=each.stream, number=None, type=each.type
                    )
                    found.setdefault(own.metadata["command_id"], []).append(told)
        return found


def explained(story: Story, day: date = TODAY, memos: Sequence[str] = ()) -> MatchExplanation:
    documents = Told(story.events)
    own = asyncio.run(documents.document(INVOICE))
    before = explain_match(own)
    assert before is not None
    return asyncio.run(with_causes(before, own, documents, day, memos))


def causes(story: Story, day: date = TODAY) -> HoldCauses:
    """Of the only hold."""
    (found,) = explained(story, day).causes
    return found


def waiting(kind: HoldKind, **terms: Any) -> Story:
    """An invoice of an order in force, for goods that came, with one hold."""
    story = Story().happens(OF_SUPPLIER, *suppliers.active())
    story.happens(OF_ORDER, *orders.in_force(), CAME)
    story.happens(OF_RECEIPT, receipts.posted(receipts.receipt_line("100", "1000")))
    return story.happens(INVOICE, BILL, linked(), held(kind, **terms))


def rests_on(story: Story, *kinds: str) -> None:
    assert [each.type for each in causes(story).rests_on] == list(kinds)


def test_a_hold_for_its_supplier_leads_to_who_placed_that_one_when_and_why() -> None:
    story = Story().happens(OF_SUPPLIER, *suppliers.active())
    story.happens(OF_SUPPLIER, suppliers.held("payment"), number="S-1")
    position = len(story.events)
    story.happens(INVOICE, BILL, held("supplier_on_hold", actual="on hold (sanction)"))
    told = explained(story)
    (found,) = told.causes
    (cause,) = found.rests_on
    assert (found.hold, found.placed and found.placed.position) == (1, position + 2)
    assert (cause.document, cause.number, cause.position) == (OF_SUPPLIER, "S-1", position)
    assert (cause.actor["id"], cause.reason) == ("bella", "sanction")
    assert cause.effective_at == cause.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert told.sentences[-1] == (
        f"Behind it stands supplier S-1, version {cause.version}: bella put the supplier on hold"
        " for payments; reason: sanction. By bella, in effect 2026-03-01 11:00, recorded"
        f" 2026-03-01 11:00, position {position}."
    )


def test_a_hold_of_the_supplier_that_ended_is_no_cause_any_more() -> None:
    story = waiting("supplier_on_hold")
    story.happens(OF_SUPPLIER, suppliers.held("all", until=TODAY))
    rests_on(story, "supplier.hold_placed")
    assert causes(story, date(2026, 3, 2)).rests_on == ()
    story.happens(OF_SUPPLIER, SupplierHoldReleased(scope="all"))
    rests_on(story)
    assert "Nothing of what it rested on stands any more" in explained(story).sentences[-1]
    story.happens(OF_SUPPLIER, suppliers.held("all", legal_entity="ELSEWHERE"))
    story.happens(OF_SUPPLIER, suppliers.held("order"))
    rests_on(story)


@pytest.mark.parametrize("scope", ["payment", "all"])
def test_an_invoice_without_a_hold_waits_for_the_hold_of_its_supplier(scope: HoldScope) -> None:
    story = Story().happens(OF_SUPPLIER, *suppliers.active()).happens(INVOICE, BILL, *ready()[1:])
    assert explained(story).sentences[-1] == "Nothing stands against its payment."
    story.happens(OF_SUPPLIER, suppliers.held(scope))
    told = explained(story)
    assert told.sentences[-2] == "Its supplier may not be paid: on hold (sanction)."
    (found,) = told.causes
    assert (found.hold, found.kind) == (None, "supplier")
    assert [each.type for each in found.rests_on] == ["supplier.hold_placed"]


def test_an_invoice_hold_of_its_supplier_lets_a_posted_one_be_paid() -> None:
    story = Story().happens(OF_SUPPLIER, *suppliers.active()).happens(INVOICE, BILL, *ready()[1:])
    assert explained(story.happens(OF_SUPPLIER, suppliers.held("invoice"))).causes == ()


def test_goods_that_nobody_inspected_lead_to_the_receipt_that_brought_them() -> None:
    story = waiting("inspection_pending", line=1)
    rests_on(story, "receipt.posted")
    line = InspectedLine(
        line=1,
        purchase_order_line=1,
        bucket="received",
        accepted=Decimal(97),
        rejected=Decimal(3),
    )
    looked = ReceiptInspected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        inspected_by="ines",
        inspected_on=TODAY,
        lines=(line,),
    )
    rests_on(story.happens(OF_RECEIPT, looked))
    rejected = waiting("goods_rejected", line=1).happens(OF_RECEIPT, looked)
    rests_on(rejected, "receipt.inspected")


@pytest.mark.parametrize(
    ("kind", "happened", "kinds"),
    [
        ("order_on_hold", orders.held(), ("purchase_order.hold_placed",)),
        ("order_closed", orders.closed("invoicing"), ("purchase_order.line_closed",)),
        ("order_closed", orders.closed("receiving"), ()),
        ("price", None, ("purchase_order.issued",)),
        ("quantity_received", None, ("purchase_order.issued", "receipt.posted")),
        ("order_not_approved", None, ()),
    ],
)
def test_a_hold_leads_to_what_was_said_of_the_order(
    kind: HoldKind, happened: Event | None, kinds: tuple[str, ...]
) -> None:
    line = None if kind == "order_on_hold" else 1
    story = waiting(kind, line=line)
    rests_on(story if happened is None else story.happens(OF_ORDER, happened), *kinds)


def test_an_order_that_is_not_issued_leads_to_the_case_that_decides_on_it() -> None:
    story = Story().happens(OF_ORDER, orders.created(), orders.added(), orders.submitted())
    story.happens(INVOICE, BILL, held("order_not_approved"))
    rests_on(story, "purchase_order.submitted")


def test_a_hold_leads_to_the_fact_that_came_first_in_its_command() -> None:
    story = waiting("manual", placed_by="ana", reason_code="recall")
    placed = story.events[-1]
    assert causes(story).led_to_it is None
    assert "Hold 1 was placed by bella (recall), in effect" in explained(story).sentences[-1]
    came = story.events[-4]
    told = {**placed.metadata, "command_id": came.metadata["command_id"]}
    story.events[-1] = placed._replace(metadata=told)
    led = causes(story).led_to_it
    assert led is not None
    assert (led.document, led.type) == (OF_RECEIPT, "receipt.posted")


def test_a_credit_memo_that_waits_itself_is_told_of() -> None:
    story = Story().happens(OF_SUPPLIER, *suppliers.active())
    story.happens(INVOICE, BILL, matched())
    story.happens("credit_memo/one", CreditMemoHeld(reason_code="facility_mismatch"))
    told = explained(story, memos=["one"])
    assert told.causes[-1].kind == "credit_memo"
    assert told.sentences[-2] == "A credit memo that names it waits itself."
