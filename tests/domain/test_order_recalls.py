"""Requests for approval that are taken back: by who asked, or by who administers approvals."""

from domain.purchase_orders import endings
from domain.purchase_orders.control_commands import (
    RecallPurchaseOrderSubmission,
    RecallSubmissionAsAdministrator,
)
from domain.purchase_orders.control_errors import PurchaseOrderRecalledByOther
from domain.purchase_orders.control_events import PurchaseOrderSubmissionRecalled
from domain.purchase_orders.errors import PurchaseOrderWrongStage
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import CASE, NOW, ORDER, added, created, in_force, submitted
from tests.domain.scenario import given


def recall(person: str = "bella") -> RecallPurchaseOrderSubmission:
    return RecallPurchaseOrderSubmission(
        now=NOW, purchase_order_id=ORDER.id, recalled_by=person, reason_code="changed"
    )


def test_who_asked_for_approval_may_take_the_request_back() -> None:
    waiting = given(PURCHASE_ORDER, created(), added(), submitted())
    gone = PurchaseOrderSubmissionRecalled(
        recalled_by="bella", reason_code="changed", approval_case_id=CASE
    )
    assert waiting.when(endings.recall_submission, recall()).then(gone).stage == "draft"
    waiting.when(endings.recall_submission, recall("mona")).rejected(PurchaseOrderRecalledByOther)
    given(PURCHASE_ORDER, *in_force()).when(endings.recall_submission, recall()).rejected(
        PurchaseOrderWrongStage
    )


def test_an_approval_administrator_takes_back_what_another_asked_for() -> None:
    command = RecallSubmissionAsAdministrator(
        now=NOW, purchase_order_id=ORDER.id, recalled_by="olga", reason_code="requester_left"
    )
    waiting = given(PURCHASE_ORDER, created(), added(), submitted())
    gone = PurchaseOrderSubmissionRecalled(
        recalled_by="olga", reason_code="requester_left", approval_case_id=CASE
    )
    assert waiting.when(endings.recall_as_administrator, command).then(gone).stage == "draft"
    given(PURCHASE_ORDER, *in_force()).when(endings.recall_as_administrator, command).rejected(
        PurchaseOrderWrongStage
    )
