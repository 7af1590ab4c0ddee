"""Money that was not paid twice, worked by hand on a few suspicions."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import DocumentRef, Event
from domain.invoices.events import (
    InvoiceDuplicateCleared,
    InvoiceDuplicateSuspected,
    InvoiceVoided,
)
from domain.recoveries.events import RecoveryClosed, RecoveryLine, RecoveryOpened
from projections.invoices import INVOICES
from projections.projection import Row
from tests.conftest import Database
from tests.domain.orders import MEDLINE, id_of
from tests.projections.by_hand import answered
from tests.projections.figure_story import at, in_all, invoice
from tests.projections.folding import Story

MARCH: Final = date(2026, 3, 10)


def ref(number: int) -> DocumentRef:
    return DocumentRef(aggregate="invoice", id=id_of(2000 + number), number=f"INV-{number}")


def of_invoice(story: Story, number: int, *facts: Event, on: date = MARCH) -> Story:
    return at(story, on, f"invoice/{ref(number).id}", *facts, number=f"INV-{number}")


def suspected(other: int, rule: str = "same_number") -> InvoiceDuplicateSuspected:
    return InvoiceDuplicateSuspected.model_validate({"rule": rule, "other": ref(other)})


def cleared(other: int) -> InvoiceDuplicateCleared:
    return InvoiceDuplicateCleared(other=ref(other), reason_code="different", cleared_by="tom")


def voided(number: int) -> InvoiceVoided:
    return InvoiceVoided(
        invoice_id=ref(number).id,
        number=f"INV-{number}",
        supplier_id=MEDLINE,
        voided_on=MARCH,
        reason_code="duplicate",
    )


def paid_twice(number: int, other: int, claim: str) -> RecoveryOpened:
    line = RecoveryLine(line=1, quantity=Decimal(100), amount=Decimal(claim))
    return RecoveryOpened.model_validate(
        {
            "recovery_id": id_of(5000 + number),
            "invoice": ref(number),
            "supplier_id": MEDLINE,
            "legal_entity": "NHS",
            "facility": "NORTH",
            "currency": "USD",
            "cause": "duplicate_paid",
            "lines": (line,),
            "tax": Decimal(0),
            "total": Decimal(claim),
            "claim": Decimal(claim),
            "owner_role": "ap_clerk",
            "duplicate_of": ref(other),
        }
    )


@pytest.fixture
def story() -> Story:
    """INV-2 repeats INV-1 twice over and is voided; INV-3 is another bill; INV-4 still waits."""
    told = Story()
    for number in range(1, 6):
        invoice(told, number, MARCH, order=None)
    of_invoice(told, 2, suspected(1), suspected(5, "same_document"), voided(2))
    of_invoice(told, 3, suspected(1), cleared(1))
    of_invoice(told, 4, suspected(1))
    of_invoice(told, 5, voided(5))
    return told


def asked(database: Database, story: Story, name: str, **chosen: Any) -> list[Row]:
    return answered(database.url, INVOICES, story, name, **chosen)


def test_what_was_not_paid_twice_by_hand(database: Database, story: Story) -> None:
    (march,) = asked(database, story, "duplicates_prevented")
    assert march == {
        "month": "2026-03",
        "currency": "USD",
        "prevented": 1,  # INV-2, once; INV-5 was voided without a suspicion.
        "saved": "1000.00",
        "cleared": 1,
        "precision_pct": "50.00",
        "paid_twice": 0,
        "paid_twice_amount": "0",
    }


def test_what_was_paid_twice_all_the_same_is_told_beside_it(
    database: Database, story: Story
) -> None:
    claim = paid_twice(3, 1, "400.00")
    at(story, date(2026, 4, 2), f"recovery/{claim.recovery_id}", claim, number="INV-3")
    march, april = asked(database, story, "duplicates_prevented")
    assert (march["paid_twice"], april["paid_twice"]) == (0, 1)
    assert (april["prevented"], april["paid_twice_amount"]) == (0, "400.00")
    (found,) = asked(database, story, "duplicates_found", outcome="paid_twice")
    assert (found["invoice_number"], found["other_invoices"]) == ("INV-3", "INV-1")
    error = RecoveryClosed(how="cause_gone", reason_code="found_in_error")
    at(story, date(2026, 4, 3), f"recovery/{claim.recovery_id}", error, number="INV-3")
    assert len(asked(database, story, "duplicates_prevented")) == 1


def test_the_invoices_behind_it_come_to_it(database: Database, story: Story) -> None:
    behind = asked(database, story, "duplicates_found", month="2026-03", currency="USD")
    prevented = [row for row in behind if row["outcome"] == "prevented"]
    assert in_all(prevented, "amount") == 1000
    (one,) = prevented
    assert (one["invoice_number"], one["other_invoices"]) == ("INV-2", "INV-1, INV-5")
    assert one["rules"] == "same_document, same_number"
    assert asked(database, story, "duplicates_found", month="2026-04") == []


def test_one_whose_other_was_voided_was_no_duplicate(database: Database, story: Story) -> None:
    gone = InvoiceDuplicateCleared(other=ref(1), reason_code="other_voided")
    of_invoice(story, 4, gone)
    (march,) = asked(database, story, "duplicates_prevented")
    assert (march["prevented"], march["cleared"]) == (1, 2)
