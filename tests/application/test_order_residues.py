"""What an order leaves on goods received: closed for good, given up, and billed after all."""

from dataclasses import replace
from decimal import Decimal

import pytest

from application.errors import Forbidden
from domain.purchase_orders.control_commands import (
    RemoveFinalClose,
    WriteOffPurchaseOrderResidue,
)
from domain.purchase_orders.residue_errors import PurchaseOrderWriteOffDutiesMixed
from tests.application.desk import NOW
from tests.application.office import Office, billed
from tests.application.test_late_facts import final_close
from tests.domain.orders import ORDER

LEFT = 200  # of seventy gloves at 10.00 that came and fifty that were billed


async def give_up(office: Office, person: str = "fred") -> None:
    await office.send(
        person,
        WriteOffPurchaseOrderResidue(
            now=NOW,
            purchase_order_id=ORDER.id,
            written_off_by=person,
            reason_code="supplier_never_billed",
        ),
    )


async def ended(office: Office) -> None:
    """Seventy came, fifty were billed and paid, and the order is closed for good."""
    await office.open()
    await office.receive(1, "70")
    await office.capture(1, billed("50"))
    await office.pay(1, "500")
    await final_close(office)


def standing(office: Office) -> list[Decimal]:
    accounts = ("grir", "price_variance", "inventory", "accounts_payable")
    return [office.balance(each) for each in accounts]


async def test_final_close_with_grir_residue_is_written_off_by_a_second_person(
    office: Office,
) -> None:
    await ended(office)
    assert standing(office) == [-LEFT, 0, 700, 0]
    with pytest.raises(Forbidden):
        await give_up(office, "fay")
    await give_up(office)
    assert standing(office) == [0, -LEFT, 700, 0]
    assert (await office.order()).lines[1].ledger.balance == 0


async def test_who_received_the_goods_does_not_write_them_off_in_another_role(
    office: Office,
) -> None:
    await ended(office)
    command = WriteOffPurchaseOrderResidue(
        now=NOW, purchase_order_id=ORDER.id, written_off_by="rita", reason_code="never_billed"
    )
    as_rita = replace(office.context("fred"), actor=office.context("rita").actor)
    with pytest.raises(PurchaseOrderWriteOffDutiesMixed) as refusal:
        await office.application.handle(command, as_rita)
    assert refusal.value.values["part"] == "receiver"


async def test_order_closed_then_late_invoice_takes_the_write_off_back(office: Office) -> None:
    await ended(office)
    await give_up(office)
    await office.capture(2, billed("20"))
    assert await office.held(2) == ("order_closed",), "nobody pays it unseen"
    assert standing(office) == [0, 0, 700, -200]
    assert office.facts("purchase_order")[-1] == "purchase_order.line_write_off_taken_back"
    await office.void(2)
    assert standing(office) == [-LEFT, 0, 700, 0], "left again, until somebody gives it up again"
    await give_up(office)
    assert standing(office) == [0, -LEFT, 700, 0]


async def test_a_late_bill_at_another_price_leaves_its_difference_alone(office: Office) -> None:
    await ended(office)
    await give_up(office)
    await office.capture(2, billed("20", "11"))
    assert standing(office) == [0, 20, 700, -220]


async def test_the_write_off_is_taken_back_with_the_final_close(office: Office) -> None:
    await ended(office)
    await give_up(office)
    await office.send(
        "fay",
        RemoveFinalClose(
            now=NOW, purchase_order_id=ORDER.id, reopened_by="fay", reason_code="late_invoice"
        ),
    )
    assert standing(office) == [-LEFT, 0, 700, 0]
    await office.capture(2, billed("20"))
    assert await office.held(2) == ()
    assert standing(office) == [0, 0, 700, -200]


async def test_goods_that_go_back_late_take_the_write_off_with_them(office: Office) -> None:
    await ended(office)
    await give_up(office)
    await office.give_back(1, "20")
    assert standing(office) == [0, 0, 500, 0]
