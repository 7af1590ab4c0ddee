"""Nothing is payable beyond what came, whatever is billed, credited, paid, returned or prepaid."""

from decimal import Decimal
from itertools import groupby
from typing import Final

from hypothesis import given

from domain.event import Recorded
from domain.invoices.state import Invoice
from domain.prepayments.state import Prepayment
from domain.purchase_orders.state import PurchaseOrder
from domain.recoveries.state import Recovery
from tests.application.stories import PAYMENTS, Story, stories, told
from tests.application.test_ledger_properties import STORIES_TOLD, ZERO, States, after_each_save
from tests.conftest import Database

DEAREST: Final = Decimal("1.05")  # What the built-in tolerances let pass of a price.
PRICE_MAX: Final = Decimal("10.5")  # to which the stories change the order's.
SETTLES: Final = frozenset({"invoice.payment_recorded", "invoice.prepayment_applied"})


def test_what_is_paid_is_received_and_paid_once(database: Database) -> None:
    with told(database) as tell:

        @STORIES_TOLD
        @given(stories(also=PAYMENTS))
        def holds(story: Story) -> None:
            history = tell(story).history
            saves = [list(events) for _, events in groupby(history, key=command_of)]
            for events, (states, balances) in zip(saves, after_each_save(history), strict=True):
                _settled_once(states)
                _used_up_once(states)
                _claimed_back(states)
                advances = balances.get(("NHS", "USD", "supplier_advances"), ZERO)
                assert advances == sum((each.available for each in prepaid(states)), ZERO)
                for event in events:
                    if event.type in SETTLES:
                        _covered_by_receipts(states)
                    if event.type == "prepayment.requested":
                        _prepaid_within_the_order(states)

        holds()


def command_of(event: Recorded) -> str:
    return str(event.metadata["command_id"])


def _settled_once(states: States) -> None:
    for each in states.values():
        if isinstance(each, Invoice) and not each.voided:
            assert each.paid + each.prepaid + each.credit_applied + each.open_amount == each.total
            assert each.open_amount >= 0
            assert each.unscheduled >= 0


def _used_up_once(states: States) -> None:
    assert all(0 <= each.applied <= each.paid <= each.total for each in prepaid(states))


def _claimed_back(states: States) -> None:
    """Once nothing waits, what is billed beyond what came is paid, and all of it is claimed."""
    order = next((each for each in states.values() if isinstance(each, PurchaseOrder)), None)
    if order is None or order.waiting_invoices:
        return
    claims = (each for each in states.values() if isinstance(each, Recovery) and each.is_open)
    claimed = sum((line.quantity for claim in claims for line in claim.lines), ZERO)
    assert claimed == max(order.lines[1].invoiced - order.lines[1].received, ZERO)


def _prepaid_within_the_order(states: States) -> None:
    """Asked when it is asked for: the order's price may fall afterwards."""
    (order,) = (each for each in states.values() if isinstance(each, PurchaseOrder))
    assert sum((each.total for each in prepaid(states)), ZERO) <= order.amount


def _covered_by_receipts(states: States) -> None:
    """Asked at the moment in which money moves: goods may go back afterwards."""
    (order,) = (each for each in states.values() if isinstance(each, PurchaseOrder))
    line = order.lines[1]
    moved = [
        each
        for each in states.values()
        if isinstance(each, Invoice) and each.paid + each.prepaid > 0 and not each.overrides
    ]
    assert sum((each.asks()[1] for each in moved), ZERO) <= line.received
    priciest = max((each.unit_price for bill in moved for each in bill.lines), default=ZERO)
    assert priciest <= PRICE_MAX * DEAREST


def prepaid(states: States) -> list[Prepayment]:
    return [each for each in states.values() if isinstance(each, Prepayment)]
