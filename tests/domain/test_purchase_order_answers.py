"""What the supplier is sent and what it answers, line by line."""

from decimal import Decimal

import pytest

from domain.purchase_orders.commands import RecordAcknowledgement, RecordTransmission
from domain.purchase_orders.decide import record_acknowledgement, record_transmission
from domain.purchase_orders.errors import (
    PurchaseOrderLineExists,
    PurchaseOrderNoLines,
    PurchaseOrderUnknownLine,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import (
    PurchaseOrderAcknowledged,
    PurchaseOrderTransmissionFailed,
    PurchaseOrderTransmitted,
)
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode
from domain.purchase_orders.progress import acknowledgement
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    NOW,
    ORDER,
    added,
    change,
    changed,
    created,
    in_force,
    order_after,
)
from tests.domain.scenario import given


def acknowledge(*lines: AcknowledgedLine) -> RecordAcknowledgement:
    return RecordAcknowledgement(now=NOW, purchase_order_id=ORDER.id, lines=lines)


def answer(code: AcknowledgementCode, line: int = 1) -> AcknowledgedLine:
    return AcknowledgedLine(line=line, code=code, quantity=Decimal(100))


def send(error_code: str | None = None) -> RecordTransmission:
    return RecordTransmission(
        now=NOW, purchase_order_id=ORDER.id, channel="edi", error_code=error_code
    )


def test_attempts_to_send_are_counted_for_each_revision() -> None:
    failed = PurchaseOrderTransmissionFailed(
        revision=1, channel="edi", attempt=1, error_code="timeout"
    )
    sent = PurchaseOrderTransmitted(revision=1, channel="edi", attempt=2)
    given(PURCHASE_ORDER, *in_force()).when(record_transmission, send("timeout")).then(failed)
    order = given(PURCHASE_ORDER, *in_force(), failed).when(record_transmission, send()).then(sent)
    assert (order.transmitted_revision, order.transmission_attempts) == (1, 2)
    terms = changed("1000", "1000", payment_terms="NET60")
    given(PURCHASE_ORDER, *in_force(), failed, sent, terms).when(record_transmission, send()).then(
        PurchaseOrderTransmitted(revision=2, channel="edi", attempt=1)
    )


def test_an_order_is_sent_and_acknowledged_after_it_is_issued() -> None:
    draft = given(PURCHASE_ORDER, created(), added())
    draft.when(record_transmission, send()).rejected(PurchaseOrderWrongStage, needed="issued")
    draft.when(record_acknowledgement, acknowledge(answer("IA"))).rejected(
        PurchaseOrderWrongStage, needed="issued"
    )


@pytest.mark.parametrize(
    ("first", "second", "header"),
    [
        ("IA", "IA", "accepted"),
        ("IA", "IB", "accepted_with_changes"),
        ("IA", "IR", "accepted_with_changes"),
        ("IR", "ID", "rejected"),
    ],
)
def test_the_header_tells_what_the_lines_were_answered(
    first: AcknowledgementCode, second: AcknowledgementCode, header: str
) -> None:
    lines = (answer(first), answer(second, line=2))
    order = (
        given(PURCHASE_ORDER, *in_force(added(), added(line=2)))
        .when(record_acknowledgement, acknowledge(*lines))
        .then(PurchaseOrderAcknowledged(revision=1, lines=lines))
    )
    assert acknowledgement(order) == header


def test_an_answer_is_pending_until_every_line_has_one_and_after_new_terms() -> None:
    two = in_force(added(), added(line=2))
    assert acknowledgement(order_after(created(), added())) == "none"
    one_answer = PurchaseOrderAcknowledged(revision=1, lines=(answer("IA"),))
    assert acknowledgement(order_after(*two, one_answer)) == "pending"
    both = PurchaseOrderAcknowledged(revision=1, lines=(answer("IA"), answer("IA", line=2)))
    dearer = changed("2000", "2100", change(1, "1100", unit_price=Decimal(11)))
    assert acknowledgement(order_after(*two, both, dearer)) == "pending"
    later = changed("2000", "2000", change(1, "1000", storage_location="DOCK"))
    assert acknowledgement(order_after(*two, both, later)) == "accepted"


def test_an_answer_names_lines_of_the_order_once() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    asked.when(record_acknowledgement, acknowledge()).rejected(PurchaseOrderNoLines)
    asked.when(record_acknowledgement, acknowledge(answer("IA", line=9))).rejected(
        PurchaseOrderUnknownLine, line=9
    )
    asked.when(record_acknowledgement, acknowledge(answer("IA"), answer("IB"))).rejected(
        PurchaseOrderLineExists, line=1
    )
