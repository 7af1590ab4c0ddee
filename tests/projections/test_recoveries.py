"""The payables desk sees what is to come back, from whom and why, and how it ended."""

from decimal import Decimal

import pytest

from domain.event import DocumentRef, Event
from domain.recoveries.events import (
    RecoveryAssigned,
    RecoveryChanged,
    RecoveryClosed,
    RecoveryLine,
    RecoveryOpened,
    RecoveryPartlyRefunded,
)
from projections.projection import Row
from projections.recoveries import RECOVERIES
from tests.conftest import Database
from tests.domain.orders import INVOICE, MEDLINE, MEMO, ORDER, TODAY, id_of
from tests.projections.agreement import documents, recoveries_agree
from tests.projections.by_hand import answered
from tests.projections.folding import Story, fold

RECOVERY_ID = id_of(70)
LINE = RecoveryLine(line=1, quantity=Decimal(20), amount=Decimal("200.00"))
OPENED = RecoveryOpened(
    recovery_id=RECOVERY_ID,
    invoice=INVOICE,
    supplier_id=MEDLINE,
    legal_entity="NHS",
    facility="NORTH",
    currency="USD",
    cause="goods_returned",
    lines=(LINE,),
    tax=Decimal(0),
    total=Decimal("200.00"),
    claim=Decimal("200.00"),
    owner_role="ap_clerk",
    purchase_order=ORDER,
)


def recovery(*facts: Event) -> Row:
    story = Story()
    for fact in facts:
        story.happens(f"recovery/{RECOVERY_ID}", fact, number=INVOICE.number)
    kept = fold(RECOVERIES, story.events)
    recoveries_agree(documents(story.events), kept)
    return kept.row("recoveries")


def closed(reference: DocumentRef | None) -> RecoveryClosed:
    return RecoveryClosed(how="credited" if reference else "cause_gone", reference=reference)


def test_a_claim_tells_its_cause_and_its_figures_as_they_change() -> None:
    row = recovery(OPENED)
    assert (row["state"], row["cause"], row["claim"]) == ("open", "goods_returned", "200.00")
    assert (row["number"], row["purchase_order_id"]) == (INVOICE.number, ORDER.id)
    less = RecoveryChanged(
        cause="receipt_corrected",
        lines=(LINE,),
        tax=Decimal(0),
        total=LINE.amount,
        claim=Decimal("50.00"),
    )
    row = recovery(OPENED, less, RecoveryAssigned(owner="amir", assigned_by="anna"))
    assert (row["cause"], row["claim"]) == ("receipt_corrected", "50.00")
    assert (row["owner_role"], row["owner"]) == ("ap_clerk", "amir")


@pytest.mark.parametrize(
    ("end", "state", "reference"),
    [(closed(MEMO), "credited", MEMO.number), (closed(None), "cause_gone", None)],
)
def test_a_claim_that_is_over_tells_how(
    end: RecoveryClosed, state: str, reference: str | None
) -> None:
    row = recovery(OPENED, end)
    assert (row["state"], row["reference"]) == (state, reference)
    again = recovery(OPENED, end, OPENED)
    assert (again["state"], again["closed_at"]) == ("open", None)


def test_what_is_to_come_back_is_told_by_cause_until_it_has(database: Database) -> None:
    story = Story().happens(f"recovery/{RECOVERY_ID}", OPENED, number=INVOICE.number)
    (row,) = answered(database.url, RECOVERIES, story, "recoveries_by_cause")
    assert (row["cause"], row["recoveries"], row["claim"]) == ("goods_returned", 1, "200.00")
    part = RecoveryPartlyRefunded(
        supplier_id=MEDLINE,
        invoice=INVOICE,
        refund="BACK-1",
        refunded_on=TODAY,
        amount=Decimal(50),
        outstanding=Decimal(150),
        currency="USD",
        recorded_by="theo",
    )
    story.happens(f"recovery/{RECOVERY_ID}", part, number=INVOICE.number)
    (row,) = answered(database.url, RECOVERIES, story, "recoveries_by_cause")
    assert (row["claim"], row["refunded"]) == ("200.00", "50")
    story.happens(f"recovery/{RECOVERY_ID}", closed(MEMO), number=INVOICE.number)
    assert answered(database.url, RECOVERIES, story, "recoveries_by_cause") == []
