"""Services are entered as they are performed, and count once they are accepted."""

from decimal import Decimal
from typing import Final

import pytest

from domain.ids import LINES_MAX
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.errors import PurchaseOrderUnknownLine
from domain.receipts.commands import AcceptServiceReceipt, RecordServiceEntry
from domain.receipts.decide import accept, record_entry
from domain.receipts.errors import (
    OverReceipt,
    ReceiptOtherOrder,
    ReceiptQuantityNotPositive,
    ReceiptTooManyLines,
    ReceiptWrongDelivery,
    ReceiptWrongStatus,
)
from domain.receipts.events import ReceiptServiceEntryRecorded, ReceiptStarted
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.orders import (
    LATER_RECEIPT,
    MEDLINE,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    in_force,
    order_after,
    received,
)
from tests.domain.receipts import posted, receipt_line
from tests.domain.scenario import given

SERVICE: Final = order_after(
    *in_force(added(delivery="service"), added(line=2, delivery="service"))
)


def enter(quantity: str, line: int = 1, receiver: str = "rico") -> RecordServiceEntry:
    return RecordServiceEntry(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=receiver,
        number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        purchase_order_line=line,
        description="Cleaning",
        quantity=Decimal(quantity),
        performed_on=TODAY,
    )


def acceptance(receiver: str = "rico") -> AcceptServiceReceipt:
    return AcceptServiceReceipt(
        now=NOW, receipt_id=RECEIPT.id, receiver_id=receiver, received_on=TODAY
    )


def started() -> ReceiptStarted:
    return ReceiptStarted(
        receipt_id=RECEIPT.id,
        number=RECEIPT.number,
        kind="service",
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        legal_entity="NHS",
        facility="NORTH",
    )


def entered(entry: int, quantity: str, line: int = 1) -> ReceiptServiceEntryRecorded:
    return ReceiptServiceEntryRecorded(
        entry=entry,
        purchase_order_line=line,
        description="Cleaning",
        quantity=Decimal(quantity),
        unit="EA",
        performed_on=TODAY,
    )


def test_the_first_entry_starts_the_receipt() -> None:
    receipt = (
        given(RECEIPTS).when(record_entry, enter("4"), SERVICE).then(started(), entered(1, "4"))
    )
    assert (receipt.status, receipt.entries) == ("draft", 1)


def test_accepting_posts_what_was_entered_for_each_order_line() -> None:
    history = (started(), entered(1, "4"), entered(2, "1", line=2), entered(3, "0.5"))
    receipt = (
        given(RECEIPTS, *history)
        .when(accept, acceptance(), SERVICE)
        .then(
            posted(
                receipt_line("4.5", "45"),
                receipt_line("1", "10", number=2, line=2),
                kind="service",
            )
        )
    )
    assert (receipt.status, receipt.pending) == ("posted", {})


def test_entries_count_together_against_the_order_before_they_are_accepted() -> None:
    waiting = given(RECEIPTS, started(), entered(1, "60"))
    waiting.when(record_entry, enter("40"), SERVICE).then(entered(2, "40"))
    waiting.when(record_entry, enter("40.000001"), SERVICE).rejected(OverReceipt)
    waiting.when(record_entry, enter("1", line=9), SERVICE).rejected(PurchaseOrderUnknownLine)


def test_acceptance_asks_the_order_again() -> None:
    came = received("50", "500", LATER_RECEIPT)
    less = order_after(*in_force(added(delivery="service")), came)
    given(RECEIPTS, started(), entered(1, "60")).when(accept, acceptance(), less).rejected(
        OverReceipt, received="50", offered="60"
    )


def test_a_posted_receipt_takes_no_entry_and_is_accepted_once() -> None:
    done = given(
        RECEIPTS, started(), entered(1, "4"), posted(receipt_line("4", "40"), kind="service")
    )
    done.when(record_entry, enter("1"), SERVICE).rejected(ReceiptWrongStatus, status="posted")
    done.when(accept, acceptance(), SERVICE).rejected(ReceiptWrongStatus, needed="draft")


def test_an_entry_belongs_to_the_order_of_its_receipt() -> None:
    other = started().model_copy(update={"purchase_order": RECEIPT})
    given(RECEIPTS, other, entered(1, "1")).when(record_entry, enter("1"), SERVICE).rejected(
        ReceiptOtherOrder, purchase_order=RECEIPT.number
    )


def test_a_receipt_holds_a_limited_number_of_entries() -> None:
    entries = (entered(number, "0.01") for number in range(1, LINES_MAX + 1))
    given(RECEIPTS, started(), *entries).when(record_entry, enter("0.01"), SERVICE).rejected(
        ReceiptTooManyLines
    )


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_an_entry_counts_more_than_nothing(quantity: str) -> None:
    given(RECEIPTS).when(record_entry, enter(quantity), SERVICE).rejected(
        ReceiptQuantityNotPositive, quantity=quantity
    )


def test_goods_are_not_entered_as_services() -> None:
    given(RECEIPTS).when(record_entry, enter("1"), order_after(*in_force())).rejected(
        ReceiptWrongDelivery, delivery="goods"
    )


def test_who_bought_neither_enters_nor_accepts() -> None:
    given(RECEIPTS).when(record_entry, enter("1", receiver="bella"), SERVICE).rejected(
        PurchaseOrderOwnBuyer
    )
    given(RECEIPTS, started(), entered(1, "1")).when(accept, acceptance("bella"), SERVICE).rejected(
        PurchaseOrderOwnBuyer
    )
