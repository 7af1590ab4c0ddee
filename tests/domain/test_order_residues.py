"""What an order that is closed for good leaves on goods received, and how it comes to nothing."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given as cases
from hypothesis import strategies as st

from domain.accounting import journal_entries
from domain.budgets.holdings import of_order
from domain.event import Event
from domain.frozen import replace
from domain.purchase_orders import endings, residues
from domain.purchase_orders.control_commands import (
    RemoveFinalClose,
    WriteOffPurchaseOrderResidue,
)
from domain.purchase_orders.control_errors import PurchaseOrderInvoicesWaiting
from domain.purchase_orders.control_events import (
    PurchaseOrderFinalCloseRemoved,
    PurchaseOrderFinallyClosed,
)
from domain.purchase_orders.cost_bearers import Portion
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderInvoiceSettled
from domain.purchase_orders.intercompany_events import Seller
from domain.purchase_orders.line_ledger import Ledger
from domain.purchase_orders.lines import CostShare
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.residue_errors import (
    PurchaseOrderNotFinal,
    PurchaseOrderNothingToWriteOff,
    PurchaseOrderWriteOffDutiesMixed,
)
from domain.purchase_orders.residue_events import (
    PurchaseOrderLineWriteOffTakenBack,
    PurchaseOrderLineWrittenOff,
    TakenBackFor,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    INVOICE,
    LATER_RECEIPT,
    NOW,
    ORDER,
    added,
    in_force,
    invoiced,
    order_after,
    received,
    returned,
)
from tests.domain.scenario import given
from tests.projections.folding import Story

TODAY: Final = NOW.date()
SETTLED: Final = PurchaseOrderInvoiceSettled(invoice=INVOICE)
FINAL: Final = PurchaseOrderFinallyClosed(
    closed_by="fay", reason_code="year_end", currency="USD", residues=()
)
ENDED: Final = (*in_force(), received("70", "700"), invoiced("50", "500", "500"), SETTLED, FINAL)


def give_up(person: str = "fred") -> WriteOffPurchaseOrderResidue:
    return WriteOffPurchaseOrderResidue(
        now=NOW, purchase_order_id=ORDER.id, written_off_by=person, reason_code="never_billed"
    )


def off(amount: str, line: int = 1, **told: Any) -> PurchaseOrderLineWrittenOff:
    values: dict[str, Any] = {
        "line": line,
        "amount": Decimal(amount),
        "currency": "USD",
        "accounting": "stock",
        "written_off_on": TODAY,
        "written_off_by": "fred",
        "reason_code": "never_billed",
        "purchase_order": ORDER,
        "supplier_id": order_after(*in_force()).supplier_id,
        **told,
    }
    return PurchaseOrderLineWrittenOff(**values)


def back(amount: str, cause: TakenBackFor = "late_document") -> PurchaseOrderLineWriteOffTakenBack:
    gone = {"written_off_by", "reason_code", "amount"}
    told = off(amount).model_dump(exclude=gone)
    return PurchaseOrderLineWriteOffTakenBack(
        amount=Decimal(amount), taken_back_on=TODAY, cause=cause, **told
    )


def by_fred(order: PurchaseOrder, command: WriteOffPurchaseOrderResidue) -> tuple[Event, ...]:
    return residues.write_off(order, command, {**order.participants, "receiver": ("rita",)})


def booked(*events: Event) -> list[str]:
    story = Story()
    for event in events:
        story.happens(f"purchase_order/{ORDER.id}", event, number="PO-1")
    return [
        f"{each.account} debit {each.debit}"
        if each.debit != "0"
        else f"{each.account} credit {each.credit}"
        for told in story.events
        for each in journal_entries(told)
    ]


def test_what_came_and_was_never_billed_is_given_up_line_by_line() -> None:
    order = given(PURCHASE_ORDER, *ENDED).when(by_fred, give_up()).then(off("200"))
    assert order.lines[1].ledger.balance == 0
    assert booked(off("200.00")) == ["grir debit 200.00", "price_variance credit 200.00"]


def test_a_line_that_left_nothing_keeps_none_of_the_others_from_being_given_up() -> None:
    lines = in_force(added(), added("5", "2", line=2))
    history = (*lines, received("20", "200"), FINAL)
    given(PURCHASE_ORDER, *history).when(by_fred, give_up()).then(off("200"))


def test_what_was_billed_and_never_came_is_a_loss() -> None:
    history = (*in_force(), received("50", "500"), invoiced("70", "700", "700"), SETTLED, FINAL)
    given(PURCHASE_ORDER, *history).when(by_fred, give_up()).then(off("-200"))
    assert booked(off("-200.00")) == ["grir credit 200.00", "price_variance debit 200.00"]


def test_what_was_used_up_is_given_up_on_those_who_bear_it_and_their_budget_has_it_back() -> None:
    shares = (
        CostShare(cost_centre="ICU", account="gloves", weight=Decimal(3)),
        CostShare(cost_centre="ER", account="gloves", weight=Decimal(1)),
    )
    line = added(accounting="expense", shares=shares)
    history = (*in_force(line), received("70", "700"), FINAL)
    told = off("700", accounting="expense", shares=shares)
    order = given(PURCHASE_ORDER, *history).when(by_fred, give_up()).then(told)
    assert booked(off("700.00", accounting="expense", shares=shares)) == [
        "grir debit 700.00",
        "expense credit 525.00",
        "expense credit 175.00",
    ]
    assert {each.cost_centre: each.holding.spent for each in of_order(order)} == {"ICU": 0, "ER": 0}


def test_goods_of_a_supplier_that_were_used_leave_their_own_account() -> None:
    assert booked(off("30.00", accounting="consignment"), back("10.00")) == [
        "grir_consignment debit 30.00",
        "expense credit 30.00",
        "grir credit 10.00",
        "price_variance debit 10.00",
    ]


@pytest.mark.parametrize(
    ("person", "part"),
    [("bella", "buyer"), ("rita", "receiver"), ("fay", "closer")],
)
def test_nobody_gives_up_what_he_had_a_hand_in(person: str, part: str) -> None:
    given(PURCHASE_ORDER, *ENDED).when(by_fred, give_up(person)).rejected(
        PurchaseOrderWriteOffDutiesMixed, person=person, part=part
    )


def test_only_what_stands_and_can_no_more_be_billed_is_given_up() -> None:
    given(PURCHASE_ORDER, *ENDED[:-1]).when(by_fred, give_up()).rejected(
        PurchaseOrderNotFinal, stage="issued"
    )
    waiting = (*ENDED, invoiced("10", "100", "100"))
    given(PURCHASE_ORDER, *waiting).when(by_fred, give_up()).rejected(
        PurchaseOrderInvoicesWaiting, waiting=1
    )
    given(PURCHASE_ORDER, *ENDED, off("200")).when(by_fred, give_up()).rejected(
        PurchaseOrderNothingToWriteOff
    )


def test_a_late_bill_takes_back_what_it_settles_of_a_write_off() -> None:
    order = order_after(*ENDED, off("200"), invoiced("5", "50", "50"))
    assert residues.settled_late(order, TODAY) == (back("50"),)
    order = order_after(*ENDED, off("200"), invoiced("5", "50", "50"), back("50"))
    assert residues.settled_late(order, TODAY) == ()
    ledger = order.lines[1].ledger
    assert (ledger.written_off, ledger.balance) == (Decimal(150), Decimal(0))


def test_what_prices_leave_once_all_is_billed_is_cleared_by_whatever_moved_the_line() -> None:
    ten = (*in_force(), received("10", "100"), received("10", "110", LATER_RECEIPT, price="11"))
    before = order_after(*ten, invoiced("10", "100", "100"))
    assert residues.unequal(None, before, TODAY) == ()
    order = PURCHASE_ORDER.evolve(before, returned("10", "100"))
    (cleared,) = residues.unequal(before, order, TODAY)
    assert (cleared.line, cleared.amount, cleared.accounting) == (1, Decimal(10), "stock")
    assert residues.unequal(order, order, TODAY) == (), "its line has not moved since"
    assert booked(cleared) == ["grir debit 10", "price_variance credit 10"]
    after = PURCHASE_ORDER.evolve(order, cleared)
    assert after.lines[1].ledger.balance == 0
    assert residues.unequal(before, after, TODAY) == ()


def test_what_prices_leave_of_another_entitys_goods_is_still_to_be_billed() -> None:
    seller = Seller(legal_entity="EAST", facility="DEPOT", markup_percent=Decimal(0))
    before = replace(order_after(*in_force()), seller=seller)
    order = PURCHASE_ORDER.evolve(before, received("10", "100"))
    order = PURCHASE_ORDER.evolve(order, invoiced("10", "90", "90"))
    assert residues.unequal(before, order, TODAY) == ()
    assert len(residues.unequal(before, replace(order, seller=None), TODAY)) == 1


def test_what_goes_beyond_the_write_off_stays_for_somebody_to_see() -> None:
    history = (*ENDED, off("200"), returned("30", "300"))
    order = order_after(*history)
    assert residues.settled_late(order, TODAY) == (back("200"),)
    order = given(PURCHASE_ORDER, *history, back("200")).when(by_fred, give_up()).then(off("-100"))
    assert order.lines[1].ledger.balance == 0


def test_the_write_off_goes_with_the_final_close() -> None:
    command = RemoveFinalClose(
        now=NOW, purchase_order_id=ORDER.id, reopened_by="fay", reason_code="late_invoice"
    )
    opened = PurchaseOrderFinalCloseRemoved(reopened_by="fay", reason_code="late_invoice")
    order = (
        given(PURCHASE_ORDER, *ENDED, off("200"))
        .when(endings.remove_final_close, command)
        .then(opened, back("200", "close_removed"))
    )
    assert order.lines[1].ledger.balance == 200
    assert order.finally_closed_by is None
    assert residues.settled_late(order, date(2026, 3, 2)) == ()


@cases(
    given_up=st.integers(-500, 500), moves=st.lists(st.integers(-300, 300), min_size=1, max_size=6)
)
def test_whatever_comes_late_no_write_off_grows_or_turns_round_by_itself(
    given_up: int, moves: list[int]
) -> None:
    start: tuple[PurchaseOrderEvent, ...] = (*in_force(), FINAL)
    if given_up:
        start = (*start, received("1", str(given_up)), off(str(given_up)))
    order = order_after(*start)
    for amount in moves:
        order = PURCHASE_ORDER.evolve(order, invoiced("0", "0", str(amount)))
        before: Ledger = order.lines[1].ledger
        for event in residues.settled_late(order, TODAY):
            order = PURCHASE_ORDER.evolve(order, event)
        after = order.lines[1].ledger
        assert abs(after.written_off) <= abs(before.written_off)
        assert after.written_off * before.written_off >= 0
        assert abs(after.balance) <= abs(before.balance)
        assert after.balance == 0 or after.written_off == 0 or before.balance * given_up >= 0


@cases(
    days=st.lists(st.integers(1, 500), min_size=1, max_size=4),
    share=st.integers(1, 99),
    part=st.integers(1, 100),
)
def test_what_is_taken_back_is_of_the_days_on_which_it_was_given_up_and_no_more(
    days: list[int], share: int, part: int
) -> None:
    given_up = {TODAY + timedelta(days=day): Decimal(each) for day, each in enumerate(days)}
    amount = sum(given_up.values(), Decimal(0)) * part // 100
    found = [Portion(amount * share // 100, None), Portion(amount - amount * share // 100, None)]
    taken = list(residues.by_day(given_up, amount, found))
    assert sum(each.amount for _, each in taken) == amount
    for day, each in given_up.items():
        assert sum(own.amount for of, own in taken if of == day) <= each
    assert [day for day, _ in taken] == sorted(day for day, _ in taken if day), "the first first"


def test_each_day_is_taken_back_for_itself_also_where_one_gave_up_too_much() -> None:
    given_up = {TODAY: Decimal(200), TODAY + timedelta(days=1): Decimal(-50)}
    whole = [Portion(Decimal(150), None)]
    assert [each.amount for _, each in residues.by_day(given_up, Decimal(150), whole)] == [200, -50]
    part = [Portion(Decimal(40), None)]
    assert list(residues.by_day(given_up, Decimal(40), part)) == [(TODAY, part[0])]
