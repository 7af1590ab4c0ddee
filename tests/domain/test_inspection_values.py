"""Goods of four-way lines stand in receiving inspection until they are accepted or went back."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.accounting import JournalLine, journal_entries
from domain.charges import StatedCharge
from domain.event import Event
from domain.purchase_orders.lines import CostShare
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts import decide, inspecting, taking_back
from domain.receipts.buckets import Bucket
from domain.receipts.commands import (
    CorrectReceipt,
    DoubtedLine,
    QuarantineReceipt,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.controls import Items
from domain.receipts.correcting import correct
from domain.receipts.inspection_values import acceptance_valued, waiting_value
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.state import Receipt
from tests.domain.judged_receipts import inspection, judged, post_of
from tests.domain.orders import GLOVES, NOW, RECEIPT, TODAY, added, gloves, in_force
from tests.domain.scenario import folded
from tests.domain.test_accounting import event as recorded
from tests.domain.test_receipt_machine import ReceiptMachine
from tests.domain.test_standard_costs import costed, item

FREIGHT: Final = StatedCharge(charge="freight", amount=Decimal(10))
ODD_PRICE: Final = "0.333333"  # of which parts are rounded
BORNE: Final = (
    CostShare(cost_centre="ICU", account="6100", weight=Decimal(1)),
    CostShare(cost_centre="OR", account="6100", weight=Decimal(1)),
)


def entries(*events: Event) -> list[JournalLine]:
    """What these facts of one receipt post."""
    return [
        line
        for each in events
        for line in journal_entries(
            recorded(each.TYPE, each.model_dump(mode="json", exclude_none=True))
        )
    ]


def balances(lines: Sequence[JournalLine]) -> dict[str, Decimal]:
    """By account; those of nothing are left out."""
    found: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        found[line.account] += Decimal(line.debit) - Decimal(line.credit)
    return {account: each for account, each in found.items() if each}


class Dock:
    """One receipt of four-way gloves, with what its facts have posted so far."""

    def __init__(self, price: str = "10", items: Items | None = None, **terms: Any) -> None:
        values: dict[str, Any] = {"match": "four_way", "item_id": GLOVES, **terms}
        self.order: PurchaseOrder = folded(PURCHASE_ORDER, *in_force(added("100", price, **values)))
        self.items: Items = items or {GLOVES: gloves()}
        self.receipt: Receipt | None = None
        self.lines: list[JournalLine] = []

    def happens(self, events: Sequence[Any]) -> None:
        for each in events:
            after = RECEIPTS.evolve(self.receipt, each)
            self.lines += entries(each, *acceptance_valued(self.receipt, after, each))
            self.receipt = after

    def arrive(self, quantity: str, *charges: StatedCharge, **found: Any) -> None:
        command = replace(post_of(quantity, **found), charges=charges)
        self.happens(decide.post(None, command, self.order, self.items))

    @property
    def here(self) -> Receipt:
        assert self.receipt is not None, "goods arrived"
        return self.receipt

    def inspect(self, accepted: str, rejected: str = "0", bucket: Bucket = "received") -> None:
        command = inspection(judged(1, accepted, rejected, bucket=bucket))
        self.happens(inspecting.inspect(self.here, command, self.order, self.items))

    def doubt(self, quantity: str, bucket: Bucket) -> None:
        line = DoubtedLine(line=1, quantity=Decimal(quantity), bucket=bucket)
        command = QuarantineReceipt(
            now=NOW,
            receipt_id=RECEIPT.id,
            quarantined_by="ines",
            quarantined_on=TODAY,
            reason_code="odour",
            lines=(line,),
        )
        self.happens(inspecting.quarantine(self.here, command, self.order))

    def give_back(self, quantity: str, bucket: Bucket | None = None) -> None:
        line = ReturnedLine(line=1, quantity=Decimal(quantity), bucket=bucket)
        command = ReturnGoods(
            now=NOW,
            receipt_id=RECEIPT.id,
            receiver_id="rico",
            returned_on=TODAY,
            reason_code="damaged",
            lines=(line,),
        )
        self.happens(taking_back.return_goods(self.here, command, self.order))

    def count(self, quantity: str) -> None:
        command = CorrectReceipt(
            now=NOW,
            receipt_id=RECEIPT.id,
            receiver_id="rico",
            corrected_on=TODAY,
            reason_code="miscounted",
            lines=(RecountedLine(line=1, quantity=Decimal(quantity)),),
        )
        self.happens(correct(self.here, command, self.order))

    def undo(self) -> None:
        command = ReverseReceipt(
            now=NOW,
            receipt_id=RECEIPT.id,
            receiver_id="rico",
            reversed_on=TODAY,
            reason_code="wrong_order",
        )
        self.happens(taking_back.reverse(self.here, command, self.order))

    @property
    def books(self) -> dict[str, Decimal]:
        return balances(self.lines)


def test_goods_wait_beside_stock_and_go_there_as_they_are_accepted() -> None:
    dock = Dock()
    dock.arrive("10")
    assert dock.books == {"receiving_inspection": 100, "grir": -100}
    dock.inspect("7")
    assert dock.books == {"receiving_inspection": 30, "inventory": 70, "grir": -100}
    dock.inspect("3")
    assert dock.books == {"inventory": 100, "grir": -100}


def test_rejected_goods_wait_until_they_go_back_which_takes_them_off_goods_received() -> None:
    dock = Dock()
    dock.arrive("10")
    dock.inspect("7", "3")
    assert dock.books == {"receiving_inspection": 30, "inventory": 70, "grir": -100}
    dock.give_back("3")
    assert dock.books == {"inventory": 70, "grir": -70}


def test_what_the_receiver_accepts_on_the_spot_does_not_wait() -> None:
    dock = Dock()
    dock.arrive("10", accepted=Decimal(8), rejected=Decimal(2), reason_code="damaged")
    assert dock.books == {"receiving_inspection": 20, "inventory": 80, "grir": -100}


def test_accepted_goods_that_are_doubted_wait_again_and_those_that_go_back_leave_stock() -> None:
    dock = Dock()
    dock.arrive("10")
    dock.inspect("10")
    dock.doubt("4", "accepted")
    assert dock.books == {"receiving_inspection": 40, "inventory": 60, "grir": -100}
    dock.give_back("5", "accepted")
    assert dock.books == {"receiving_inspection": 40, "inventory": 10, "grir": -50}
    dock.inspect("0", "4", "quarantined")
    dock.inspect("4", "0", "rejected")
    assert dock.books == {"inventory": 50, "grir": -50}


def test_what_is_used_up_becomes_expense_of_those_who_bear_it_once_it_is_accepted() -> None:
    dock = Dock(accounting="expense", shares=BORNE)
    dock.arrive("10", FREIGHT)
    assert dock.books == {"receiving_inspection": 110, "grir": -100, "charges_accrued": -10}
    assert {each.cost_centre for each in dock.lines} == {None}
    dock.inspect("5", "5")
    assert dock.books["expense"] == 55
    assert {each.cost_centre for each in dock.lines if each.account == "expense"} == {"ICU", "OR"}
    dock.give_back("5")
    assert dock.books == {"expense": 60, "grir": -50, "charges_accrued": -10}, "freight stays"


def test_goods_bear_their_freight_in_inspection_and_leave_it_behind_as_they_go_back() -> None:
    dock = Dock()
    dock.arrive("10", FREIGHT)
    assert dock.books == {"receiving_inspection": 110, "grir": -100, "charges_accrued": -10}
    dock.inspect("5", "5")
    dock.give_back("5")
    assert dock.books == {
        "inventory": 55,
        "price_variance": 5,
        "grir": -50,
        "charges_accrued": -10,
    }


def test_goods_at_standard_cost_wait_at_it() -> None:
    dock = Dock(items={GLOVES: item(costed("9"))})
    dock.arrive("10")
    assert dock.books == {"receiving_inspection": 90, "price_variance": 10, "grir": -100}
    dock.inspect("4", "6")
    dock.give_back("6")
    assert dock.books == {"inventory": 36, "price_variance": 4, "grir": -40}


@pytest.mark.parametrize("accepted", ["0", "3", "10"])
def test_a_receipt_that_was_an_error_leaves_nothing(accepted: str) -> None:
    dock = Dock(ODD_PRICE)
    dock.arrive("10", FREIGHT)
    if accepted != "0":
        dock.inspect(accepted)
    dock.undo()
    assert dock.books == {}


def test_a_count_that_was_wrong_moves_what_waits() -> None:
    dock = Dock()
    dock.arrive("10")
    dock.inspect("4")
    dock.count("12")
    assert dock.books == {"receiving_inspection": 80, "inventory": 40, "grir": -120}
    dock.count("6")
    assert dock.books == {"receiving_inspection": 20, "inventory": 40, "grir": -60}
    dock.count("3")
    assert dock.books == {"inventory": 30, "grir": -30}


@pytest.mark.parametrize("terms", [{"match": "three_way"}, {"match": "two_way"}], ids=str)
def test_other_lines_wait_for_nobody(terms: dict[str, Any]) -> None:
    dock = Dock(**terms)
    dock.arrive("10")
    dock.inspect("4", "6")
    assert "receiving_inspection" not in dock.books


class FourWayMachine(ReceiptMachine):
    """The same goods, inspected before they count, at a price of which parts are rounded."""

    def __init__(self) -> None:
        super().__init__()
        line = added("100", ODD_PRICE, match="four_way", item_id=GLOVES)
        self.order = folded(PURCHASE_ORDER, *in_force(line))
        self.posted: list[JournalLine] = []

    def happens(self, receipt: Receipt | None, events: Sequence[Any]) -> None:
        """What the facts post, if they happen."""
        super().happens(receipt, events)
        for each in events:
            after = RECEIPTS.evolve(receipt, each)
            self.posted += entries(each, *acceptance_valued(receipt, after, each))
            receipt = after

    def teardown(self) -> None:
        """After every step, all at once: the account is what waits, and goods are what they are."""
        super().teardown()
        lines = [
            line
            for each in self.receipts.values()
            if each.status == "posted"
            for line in each.lines.values()
        ]
        waiting = sum((waiting_value(each, "USD") for each in lines), Decimal(0))
        worth = sum((each.worth for each in lines if each.left), Decimal(0))
        books = balances(self.posted)
        zero = Decimal(0)
        assert books.get("receiving_inspection", zero) == waiting >= 0
        assert books.get("receiving_inspection", zero) + books.get("inventory", zero) == worth
        assert sum(books.values(), zero) == 0
        received = self.order.lines[1].ledger.net_received.amount
        assert books.get("grir", zero) == -received


TestFourWayLines = FourWayMachine.TestCase


def test_the_last_unit_that_waits_is_worth_its_price_until_it_is_accepted() -> None:
    dock = Dock()
    dock.arrive("10")
    dock.inspect("9")
    assert dock.books == {"receiving_inspection": 10, "inventory": 90, "grir": -100}
