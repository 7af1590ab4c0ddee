"""What the supplier is sent and what it answers, line by line."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import get_args

import pytest

from domain.purchase_orders.acknowledgements import record_acknowledgement, record_overdue
from domain.purchase_orders.answer_errors import (
    PurchaseOrderAnswerUnclear,
    PurchaseOrderNoLinesNamed,
    PurchaseOrderNotOverdue,
)
from domain.purchase_orders.commands import RecordTransmission
from domain.purchase_orders.decide import record_transmission
from domain.purchase_orders.errors import (
    PurchaseOrderLineNamedTwice,
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
from domain.purchase_orders.supplier_commands import (
    RecordAcknowledgement,
    RecordAcknowledgementOverdue,
)
from domain.purchase_orders.supplier_events import PurchaseOrderAcknowledgementOverdue
from tests.domain.orders import (
    ANSWER_DUE,
    EACH,
    NOW,
    ORDER,
    added,
    change,
    changed,
    created,
    in_force,
    issued,
    order_after,
)
from tests.domain.scenario import given
from tests.domain.supplier_answers import answered


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
    sent = PurchaseOrderTransmitted(revision=1, channel="edi", attempt=2, acknowledge_by=ANSWER_DUE)
    given(PURCHASE_ORDER, *in_force()).when(record_transmission, send("timeout")).then(failed)
    order = given(PURCHASE_ORDER, *in_force(), failed).when(record_transmission, send()).then(sent)
    assert (order.transmitted_revision, order.transmission_attempts) == (1, 2)
    terms = changed("1000", "1000", payment_terms="NET60")
    given(PURCHASE_ORDER, *in_force(), failed, sent, terms).when(record_transmission, send()).then(
        PurchaseOrderTransmitted(revision=2, channel="edi", attempt=1, acknowledge_by=ANSWER_DUE)
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
        ("AR", "IE", "accepted"),
        ("SP", "AC", "accepted"),
        ("IA", "IB", "accepted_with_changes"),
        ("IA", "IR", "accepted_with_changes"),
        ("IR", "ID", "rejected"),
        ("R5", "RJ", "rejected"),
        ("IA", "IH", "pending"),
        ("IW", "IF", "pending"),
    ],
)
def test_the_header_tells_what_the_lines_were_answered(
    first: AcknowledgementCode, second: AcknowledgementCode, header: str
) -> None:
    lines = (AcknowledgedLine(line=1, code=first), AcknowledgedLine(line=2, code=second))
    told = PurchaseOrderAcknowledged(revision=1, lines=lines)
    assert acknowledgement(order_after(*in_force(added(), added(line=2)), told)) == header


@pytest.mark.parametrize("code", get_args(AcknowledgementCode))
def test_every_code_of_the_standard_is_taken_with_what_it_is_about(
    code: AcknowledgementCode,
) -> None:
    substitute = {"description": "Vinyl gloves", "pack": EACH, "unit_price": "9"}
    said: dict[str, dict[str, object]] = {
        "IQ": {"quantity": 90},
        "BP": {"quantity": 60},
        "IP": {"unit_price": "10.5"},
        "IC": {"unit_price": "10.5"},
        "DR": {"promised_on": "2026-03-20"},
        "IS": {"substitute": substitute},
    }
    whole = AcknowledgedLine.model_validate({"line": 1, "code": code, **said.get(code, {})})
    first, *_ = record_acknowledgement(order_after(*in_force()), acknowledge(whole))
    assert isinstance(first, PurchaseOrderAcknowledged)
    if code in said:
        given(PURCHASE_ORDER, *in_force()).when(
            record_acknowledgement, acknowledge(AcknowledgedLine(line=1, code=code))
        ).rejected(PurchaseOrderAnswerUnclear, answer=code, line=1)


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("IA", {"quantity": 90}),
        ("IA", {"unit_price": "11"}),
        ("IR", {"unit_price": "11"}),
        ("IQ", {"quantity": 0}),
        ("IQ", {"quantity": -5}),
        ("BP", {"quantity": 100}),
        ("IB", {"quantity": 101}),
        ("IC", {"quantity": 100, "unit_price": "10"}),
        ("IA", {"substitute": {"description": "Vinyl", "pack": EACH, "unit_price": "9"}}),
    ],
)
def test_an_answer_that_contradicts_its_code_is_refused(
    code: AcknowledgementCode, said: dict[str, object]
) -> None:
    line = AcknowledgedLine.model_validate({"line": 1, "code": code, **said})
    given(PURCHASE_ORDER, *in_force()).when(record_acknowledgement, acknowledge(line)).rejected(
        PurchaseOrderAnswerUnclear, answer=code
    )


def test_an_answer_that_does_not_come_in_time_is_told_once_for_each_revision() -> None:
    due = issued(acknowledge_by=ANSWER_DUE)
    history = (*in_force()[:-1], due)
    late = RecordAcknowledgementOverdue(
        now=datetime(2026, 3, 4, tzinfo=UTC), purchase_order_id=ORDER.id
    )
    overdue = PurchaseOrderAcknowledgementOverdue(revision=1, due_on=ANSWER_DUE)
    order = given(PURCHASE_ORDER, *history).when(record_overdue, late).then(overdue)
    assert acknowledgement(order) == "overdue"
    asked_again = given(PURCHASE_ORDER, *history, overdue).when(record_overdue, late)
    asked_again.rejected(PurchaseOrderNotOverdue, acknowledgement="overdue")
    assert acknowledgement(order_after(*history, overdue, answered("IA"))) == "accepted"
    dearer = changed("1000", "1100", change(1, "1100", unit_price=Decimal(11)))
    assert acknowledgement(order_after(*history, overdue, dearer)) == "pending"


def test_an_answer_is_not_overdue_before_its_day_is_over_nor_once_it_came() -> None:
    due = issued(acknowledge_by=ANSWER_DUE)
    last_hour = datetime(2026, 3, 3, 23, tzinfo=UTC)
    history = (*in_force()[:-1], due)
    in_time = RecordAcknowledgementOverdue(now=last_hour, purchase_order_id=ORDER.id)
    given(PURCHASE_ORDER, *history).when(record_overdue, in_time).rejected(PurchaseOrderNotOverdue)
    late = RecordAcknowledgementOverdue(
        now=datetime(2026, 4, 1, tzinfo=UTC), purchase_order_id=ORDER.id
    )
    for happened in ((*history, answered("IA")), (created(), added())):
        given(PURCHASE_ORDER, *happened).when(record_overdue, late).rejected(
            PurchaseOrderNotOverdue
        )
    unsent = (*history, changed("1000", "1100", change(1, "1100", unit_price=Decimal(11))))
    given(PURCHASE_ORDER, *unsent).when(record_overdue, late).rejected(PurchaseOrderNotOverdue)


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
    asked.when(record_acknowledgement, acknowledge()).rejected(PurchaseOrderNoLinesNamed)
    asked.when(record_acknowledgement, acknowledge(answer("IA", line=9))).rejected(
        PurchaseOrderUnknownLine, line=9
    )
    asked.when(record_acknowledgement, acknowledge(answer("IA"), answer("IA"))).rejected(
        PurchaseOrderLineNamedTwice, line=1
    )
