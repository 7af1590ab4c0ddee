"""Nothing is given back on a day before that of what it is given back of."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

import pytest

from domain.credit_memos.commands import PostCreditMemo, RecordSupplierRefund
from domain.event import Command
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.prepayments.commands import RecordPrepaymentCredit
from domain.recoveries.commands import RecordRecoveryRefund, WriteOffRecovery
from domain.recoveries.state import recovery_id
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back

EVE: Final = TODAY - timedelta(days=1)


async def refuses_the_day_before(
    office: Office, person: str, on: Callable[[date], Command]
) -> None:
    """And takes the day itself."""
    with pytest.raises(InvoiceDateOutOfRange) as refusal:
        await office.send(person, on(EVE))
    assert refusal.value.values["first"] == TODAY.isoformat()
    await office.send(person, on(TODAY))


async def pay_and_give_back(office: Office) -> None:
    """A hundred are billed at 10 and paid, twenty of them go back."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.pay(1, "1000")
    await office.give_back(1, "20")


async def test_a_credit_is_of_no_day_before_its_bill_nor_its_refund_before_the_credit(
    office: Office,
) -> None:
    await pay_and_give_back(office)
    await office.credit(1, "quantity", given_back("20", "200"))
    memo = office.id_of("credit_memo", 1)
    await refuses_the_day_before(
        office, "carl", lambda day: PostCreditMemo(now=NOW, credit_memo_id=memo, posted_on=day)
    )
    await refuses_the_day_before(
        office,
        "theo",
        lambda day: RecordSupplierRefund(
            now=NOW,
            credit_memo_id=memo,
            refund="BACK-1",
            refunded_on=day,
            amount=Decimal(200),
            recorded_by="theo",
        ),
    )
    assert office.balance("cash") == -800


async def test_nothing_paid_too_much_comes_back_or_is_lost_before_it_was_paid(
    office: Office,
) -> None:
    await pay_and_give_back(office)
    claim = recovery_id(office.tenant, office.id_of("invoice", 1))
    await refuses_the_day_before(
        office,
        "theo",
        lambda day: RecordRecoveryRefund(
            now=NOW,
            recovery_id=claim,
            refund="BACK-1",
            refunded_on=day,
            amount=Decimal(50),
            recorded_by="theo",
        ),
    )
    await refuses_the_day_before(
        office,
        "fred",
        lambda day: WriteOffRecovery(
            now=NOW,
            recovery_id=claim,
            written_off_on=day,
            reason_code="insolvent",
            written_off_by="fred",
        ),
    )


async def test_what_was_paid_ahead_comes_back_on_no_day_before(office: Office) -> None:
    await office.open()
    await office.prepay(1, "400")
    await refuses_the_day_before(
        office,
        "carl",
        lambda day: RecordPrepaymentCredit(
            now=NOW,
            prepayment_id=office.id_of("prepayment", 1),
            credit="CN-1",
            credited_on=day,
            amount=Decimal(400),
            recorded_by="carl",
        ),
    )
