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
    RecoveryRefunded,
    RefundAccounted,
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


def came(amount: str) -> RecoveryPartlyRefunded:
    """A part of the claim, under a number of its own."""
    return RecoveryPartlyRefunded(
        supplier_id=MEDLINE,
        invoice=INVOICE,
        refund=f"BACK-{amount}",
        refunded_on=TODAY,
        amount=Decimal(amount),
        outstanding=Decimal(200) - Decimal(amount),
        currency="USD",
        recorded_by="theo",
    )


def ended_with(amount: str, before: str) -> RecoveryRefunded:
    """The last of it."""
    return RecoveryRefunded(
        supplier_id=MEDLINE,
        invoice=INVOICE,
        refund="BACK-LAST",
        refunded_on=TODAY,
        amount=Decimal(amount),
        settled=Decimal(0),
        currency="USD",
        lines=(),
        tax=Decimal(0),
        recorded_by="theo",
        refunded_before=Decimal(before),
    )


USED = RefundAccounted(
    supplier_id=MEDLINE,
    booked_on=TODAY,
    amount=Decimal(40),
    currency="USD",
    lines=(),
    tax=Decimal(0),
)


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


def test_what_came_back_is_told_also_once_it_is_over_and_when_it_opens_again() -> None:
    row = recovery(OPENED, came("50"), came("30"))
    assert (row["refunded"], row["refunds_unused"]) == ("80", "80")
    ended = (OPENED, came("50"), ended_with("150", before="50"))
    row = recovery(*ended)
    assert (row["state"], row["refunded"], row["refunds_unused"]) == ("refunded", "200", "0")
    again = recovery(*ended, OPENED)
    assert (again["refunded"], again["refunds_unused"]) == ("0", "0")
    gone = recovery(OPENED, came("50"), closed(None), OPENED)
    assert (gone["refunded"], gone["refunds_unused"]) == ("50", "50")
    used = closed(MEMO).model_copy(update={"accounted": USED})
    row = recovery(OPENED, came("50"), used)
    assert (row["state"], row["refunded"], row["refunds_unused"]) == ("credited", "50", "10")
    assert recovery(OPENED, came("50"), used, OPENED)["refunded"] == "10"


def test_what_is_to_come_back_is_told_by_cause_until_it_has(database: Database) -> None:
    story = Story().happens(f"recovery/{RECOVERY_ID}", OPENED, number=INVOICE.number)
    (row,) = answered(database.url, RECOVERIES, story, "recoveries_by_cause")
    assert (row["cause"], row["recoveries"], row["claim"]) == ("goods_returned", 1, "200.00")
    story.happens(f"recovery/{RECOVERY_ID}", came("50"), number=INVOICE.number)
    (row,) = answered(database.url, RECOVERIES, story, "recoveries_by_cause")
    assert (row["claim"], row["refunded"]) == ("200.00", "50")
    story.happens(f"recovery/{RECOVERY_ID}", closed(MEMO), number=INVOICE.number)
    assert answered(database.url, RECOVERIES, story, "recoveries_by_cause") == []
