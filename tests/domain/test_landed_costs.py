"""Landed cost: what goods bear of freight and customs, in stock and books, until it is billed."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.charges import (
    CHARGES_MAX,
    Bearer,
    ChargeSum,
    ChargesUnclear,
    ChargeWeightMissing,
    LandedCost,
    StatedCharge,
    borne,
)
from domain.purchase_orders.accrued_charges import accrue, bill, unbill
from domain.purchase_orders.charge_events import (
    PurchaseOrderChargesAccrued,
    PurchaseOrderChargesBilled,
)
from domain.receipts.commands import PostReceipt, ReceivedLine
from domain.receipts.decide import post
from domain.receipts.events import ReceiptGoodsReturned, ReceiptLine, ReceiptPosted, StandardValue
from domain.receipts.landed_costs import Leaving
from domain.receipts.ledger_facts import Booking
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.taking_back import return_goods, reverse
from domain.stock.receiving import receive
from tests.domain.orders import INVOICE, MEDLINE, ORDER, RECEIPT, added, in_force, order_after
from tests.domain.receipts import goods_returned, posted, receipt_line, reversed_whole
from tests.domain.scenario import folded
from tests.domain.test_accounting import booked
from tests.domain.test_receipts_taken_back import back, part, reversal

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
FREIGHT: Final = StatedCharge(charge="freight", amount=Decimal("10.00"))


def bearers(*values: str) -> list[Bearer]:
    return [
        Bearer(line=number, value=Decimal(value), quantity=Decimal(number), weight=Decimal(1))
        for number, value in enumerate(values, start=1)
    ]


def landed(amount: str, charge: str = "freight") -> tuple[LandedCost, ...]:
    return (LandedCost(charge=charge, amount=Decimal(amount), by="value"),)


def shares(charge: StatedCharge, *values: str) -> list[str]:
    parts = borne((charge,), bearers(*values), "USD")
    return [str(parts[each][0].amount) if each in parts else "0" for each in sorted({1, 2, 3})]


@pytest.mark.parametrize(
    ("charge", "parts"),
    [
        pytest.param(FREIGHT, ["3.34", "3.33", "3.33"], id="by value, the odd cent to the first"),
        pytest.param(
            StatedCharge(charge="freight", amount=Decimal(12), by="quantity"),
            ["2.00", "4.00", "6.00"],
            id="by quantity",
        ),
        pytest.param(
            StatedCharge(charge="freight", amount=Decimal(12), by="weight"),
            ["4.00", "4.00", "4.00"],
            id="by weight",
        ),
        pytest.param(
            StatedCharge(charge="customs", percent=Decimal("2.5")),
            ["1.25", "1.25", "1.25"],
            id="a percentage of what the goods are worth",
        ),
    ],
)
def test_lines_share_a_charge_by_the_measure_that_is_named(
    charge: StatedCharge, parts: list[str]
) -> None:
    assert shares(charge, "50", "50", "50") == parts


@for_all(
    amount=st.decimals(Decimal("0.01"), Decimal(10000), places=2),
    values=st.lists(st.decimals(0, 1000, places=2), min_size=1, max_size=8),
)
def test_the_parts_add_up_to_the_charge(amount: Decimal, values: list[Decimal]) -> None:
    parts = borne(
        (StatedCharge(charge="freight", amount=amount),), bearers(*map(str, values)), "USD"
    )
    assert sum(each.amount for costs in parts.values() for each in costs) == amount


@pytest.mark.parametrize(
    "charges",
    [
        pytest.param((StatedCharge(charge="freight"),), id="neither amount nor percentage"),
        pytest.param(
            (StatedCharge(charge="freight", amount=Decimal(1), percent=Decimal(1)),), id="both"
        ),
        pytest.param((StatedCharge(charge="freight", amount=Decimal(-1)),), id="below zero"),
        pytest.param((StatedCharge(charge="freight", amount=Decimal(0)),), id="nothing"),
        pytest.param((FREIGHT, FREIGHT), id="named twice"),
        pytest.param(
            tuple(
                StatedCharge(charge=f"charge-{number}", amount=Decimal(1))
                for number in range(CHARGES_MAX + 1)
            ),
            id="too many",
        ),
    ],
)
def test_a_charge_that_nobody_could_book_is_refused(charges: tuple[StatedCharge, ...]) -> None:
    with pytest.raises(ChargesUnclear) as caught:
        borne(charges, bearers("50"), "USD")
    assert caught.value.values == {"charge": charges[-1].charge}


def test_what_is_shared_by_weight_needs_every_weight() -> None:
    charge = StatedCharge(charge="freight", amount=Decimal(1), by="weight")
    with pytest.raises(ChargeWeightMissing, match="line 7"):
        borne((charge,), [Bearer(line=7, value=Decimal(1), quantity=Decimal(1))], "USD")


def received(
    *terms: dict[str, Any], charges: tuple[StatedCharge, ...] = (FREIGHT,)
) -> ReceiptPosted:
    """Ten of each line at 10.00 come in one receipt."""
    lines = [added("10", "10", line=n, **each) for n, each in enumerate(terms, start=1)]
    command = PostReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        received_on=TODAY,
        lines=tuple(
            ReceivedLine(purchase_order_line=number, quantity=Decimal(10))
            for number in range(1, len(terms) + 1)
        ),
        charges=(FREIGHT,),
    )
    (event,) = post(None, command, order_after(*in_force(*lines)), {})
    assert isinstance(event, ReceiptPosted)
    return event


def test_goods_on_stock_bear_the_charge_and_what_is_used_up_does_not() -> None:
    event = received({}, {"accounting": "expense"}, {"match": "two_way"}, {})
    assert [line.landed for line in event.lines] == [landed("5.00"), None, None, landed("5.00")]


def test_where_nothing_goes_on_stock_all_lines_bear_it_as_expense() -> None:
    event = received({"accounting": "expense"})
    assert books(event) == (
        "expense debit 10.00",
        "charges_accrued credit 10.00",
        "expense debit 100.00",
        "grir credit 100.00",
    )


def books(event: Booking) -> tuple[str, ...]:
    return booked(event.TYPE, event.model_dump(mode="json", exclude_none=True))


def test_stock_is_worth_what_it_cost_to_bring_it_here() -> None:
    event = received({})
    assert books(event) == (
        "inventory debit 10.00",
        "charges_accrued credit 10.00",
        "inventory debit 100.00",
        "grir credit 100.00",
    )
    brought = receive(event.lines[0], RECEIPT, event.supplier_id, "USD", TODAY)
    assert brought.model_dump()["cost"]["amount"] == Decimal("110.00")


def test_beside_standard_cost_the_charge_is_variance() -> None:
    standard = StandardValue(unit_cost=Decimal(9), amount=Decimal(90), variance=Decimal(10))
    line = receipt_line("10", "100", landed=landed("5"), standard=standard)
    assert books(posted(line)) == (
        "price_variance debit 5",
        "charges_accrued credit 5",
        "inventory debit 90",
        "price_variance debit 10",
        "grir credit 100",
    )
    assert receive(line, RECEIPT, MEDLINE, "USD", TODAY).model_dump()["cost"]["amount"] == 90
    assert books(goods_returned(line))[0] == "inventory credit 90", "it stays a variance"


def returned(line: ReceiptLine, *quantities: str) -> list[ReceiptLine]:
    """The parts that go back of the line, one after the other."""
    receipt, parts = folded(RECEIPTS, posted(line)), list[ReceiptLine]()
    for each in quantities:
        (event,) = return_goods(receipt, back(part(each)), order_after(*in_force(added())))
        assert isinstance(event, ReceiptGoodsReturned)
        receipt = RECEIPTS.evolve(receipt, event)
        parts += event.lines
    return parts


def test_goods_that_go_back_leave_their_part_of_the_charge_behind_as_a_loss() -> None:
    gone = returned(receipt_line("3", "30", landed=landed("10")), "1", "1", "1")
    assert [each.landed for each in gone] == [landed("3.33"), landed("3.34"), landed("3.33")]
    assert books(goods_returned(gone[0])) == (
        "inventory credit 3.33",
        "price_variance debit 3.33",
        "inventory credit 10.00",
        "grir debit 10.00",
    )


def test_parts_that_leave_at_once_take_the_charge_one_after_the_other() -> None:
    (held,) = folded(RECEIPTS, posted(receipt_line("3", "30", landed=landed("10")))).lines.values()
    leaving = Leaving(held, "USD")
    gone = [leaving.part(Decimal(1)) for _ in range(3)]
    assert gone == [landed("3.33"), landed("3.34"), landed("3.33")]


def test_a_receipt_that_was_an_error_takes_its_charges_with_it() -> None:
    line = receipt_line("10", "100", landed=landed("10"))
    (event,) = reverse(folded(RECEIPTS, posted(line)), reversal(), order_after(*in_force(added())))
    assert event == reversed_whole(line)
    assert books(event)[:2] == ("inventory credit 10", "charges_accrued debit 10")


def accrued(**sums: str) -> PurchaseOrderChargesAccrued:
    charges = tuple(ChargeSum(charge=name, amount=Decimal(sum_)) for name, sum_ in sums.items())
    return PurchaseOrderChargesAccrued(charges=charges, currency="USD", receipt=RECEIPT)


def billed(**sums: str) -> tuple[PurchaseOrderChargesBilled, ...]:
    charges = tuple(ChargeSum(charge=name, amount=Decimal(sum_)) for name, sum_ in sums.items())
    return (PurchaseOrderChargesBilled(charges=charges, currency="USD", invoice=INVOICE),)


def test_freight_clears_what_goods_bear_the_oldest_charge_first() -> None:
    order = order_after(*in_force(added()), accrued(freight="6"), accrued(customs="4", freight="1"))
    assert bill(order, Decimal(5), INVOICE) == billed(freight="5")
    assert bill(order, Decimal(20), INVOICE) == billed(freight="7", customs="4")
    assert bill(order, Decimal(0), INVOICE) == ()
    after = order_after(*in_force(added()), accrued(freight="6"), *billed(freight="6"))
    assert bill(after, Decimal(5), INVOICE) == (), "it is billed already"
    partly = order_after(*in_force(added()), accrued(freight="6"), *billed(freight="2"))
    assert partly.charges == {"freight": Decimal(4)}
    assert partly.charges_borne == {"freight": Decimal(6)}


def test_an_invoice_that_is_taken_back_bills_nothing_any_more() -> None:
    cleared = billed(freight="5")
    order = order_after(*in_force(added()), accrued(freight="6"), *cleared)
    given_back = unbill(order, cleared[0].charges, INVOICE)
    assert given_back == billed(freight="-5")
    assert order_after(*in_force(added()), accrued(freight="6"), *cleared, *given_back).charges == {
        "freight": Decimal(6)
    }
    assert accrue(order, (), RECEIPT) == ()


def test_what_lines_bear_is_summed_by_charge_and_taken_off_again_with_the_receipt() -> None:
    order = order_after(*in_force(added()))
    lines = (*landed("4"), *landed("2"), *landed("1", "customs"))
    came = accrue(order, lines, RECEIPT)
    assert came == (accrued(freight="6", customs="1"),)
    gone = accrue(order, lines, RECEIPT, sign=-1)
    assert gone == (accrued(freight="-6", customs="-1"),)
    assert order_after(*in_force(added()), *came).charges["freight"] == Decimal(6)
    assert order_after(*in_force(added()), *came, *gone).charges == {}


def test_freight_beyond_what_goods_bear_is_expense() -> None:
    data: dict[str, Any] = {
        "currency": "USD",
        "supplier_id": "medline",
        "posted_on": "2026-03-02",
        "lines": [],
        "tax": "0",
        "freight": "12.00",
        "difference": "0",
        "total": "12.00",
        "charges": [{"charge": "freight", "amount": "10.00"}],
    }
    assert booked("invoice.accounted", data) == (
        "charges_accrued debit 10.00",
        "freight debit 2.00",
        "accounts_payable credit 12.00",
    )
