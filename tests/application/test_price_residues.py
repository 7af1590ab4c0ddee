"""What prices leave on goods received is cleared in the save that leaves it: all is billed."""

from decimal import Decimal
from typing import Final

from domain.receipts.commands import CorrectReceipt, RecountedLine
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.domain.orders import added

ACCOUNTS: Final = ("grir", "inventory", "price_variance", "accounts_payable")
CLEARED: Final = "purchase_order.line_difference_cleared"


def standing(office: Office) -> list[Decimal]:
    return [office.balance(each) for each in ACCOUNTS]


async def grir(office: Office) -> Decimal:
    ledger = (await office.order()).lines[1].ledger
    return ledger.net_received.amount - ledger.cleared


async def came_twice(office: Office) -> None:
    """Five at 10.00, then five at 10.40, since the order changed in between."""
    await office.open()
    await office.receive(1, "5")
    await office.change(unit_price="10.40")
    await office.receive(2, "5")


async def test_goods_that_go_back_and_leave_all_billed_at_another_price_clear_the_rest(
    office: Office,
) -> None:
    await came_twice(office)
    await office.capture(1, billed("5"))  # of the first receipt, first in first out
    assert standing(office) == [-52, 102, 0, -50]
    await office.give_back(1, "5")
    assert standing(office) == [0, 52, -2, -50]
    assert await grir(office) == 0
    cleared, returned = office.history()[-1], office.history()[-3]
    assert (cleared.type, returned.type) == (CLEARED, "receipt.goods_returned")
    assert cleared.metadata["command_id"] == returned.metadata["command_id"]


async def test_units_counted_in_after_a_price_change_leave_nothing_when_they_were_none(
    office: Office,
) -> None:
    """As seed 362 of the simulation had it: a unit more, billed, and no unit after all."""
    await office.open(added("100", "33.50"))
    await office.receive(1, "4")
    await office.change(unit_price="33.67")
    await recounted(office, "5")
    assert standing(office)[:2] == [Decimal("-167.50"), Decimal("167.50")]
    await office.capture(1, billed("4", "33.50"))
    await recounted(office, "4")
    assert standing(office) == [0, 134, 0, -134]
    assert CLEARED not in office.facts("purchase_order")


async def test_what_is_not_billed_yet_waits_for_its_bill(office: Office) -> None:
    await came_twice(office)
    await office.capture(1, billed("5"))
    await office.give_back(1, "4")
    assert standing(office) == [-12, 62, 0, -50]
    assert CLEARED not in office.facts("purchase_order")
    await office.capture(2, billed("1", "10.40"))
    assert standing(office)[0] == await grir(office) == 0


async def test_a_credit_for_what_went_back_finds_what_it_left(office: Office) -> None:
    await came_twice(office)
    await office.capture(1, billed("10", "10.20"))
    await office.give_back(2, "5")
    assert standing(office) == [52, 50, 0, -102]
    await office.credit(1, "quantity", given_back("5", "51"))
    await office.post_credit(1)
    assert standing(office)[0] == await grir(office) == 0


async def recounted(office: Office, quantity: str) -> None:
    counted = RecountedLine(line=1, quantity=Decimal(quantity))
    command = CorrectReceipt(
        now=NOW,
        receipt_id=office.id_of("receipt", 1),
        receiver_id="rita",
        corrected_on=TODAY,
        reason_code="miscounted",
        lines=(counted,),
    )
    await office.send("rita", command)
