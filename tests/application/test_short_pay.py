"""Short pay: what a hold would cost is withheld, and the rest of the invoice is paid."""

from decimal import Decimal

import pytest

from domain.invoices.disputes import InvoiceDisputeOutOfRange, RaiseInvoiceDispute
from domain.invoices.errors import InvoiceUnknownLine
from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import (
    InvoiceDutiesMixed,
    InvoiceLineOverWithheld,
    InvoiceOnHold,
    InvoicePaymentTooHigh,
    InvoiceShortPayTooLittle,
)
from domain.invoices.short_pay_errors import InvoiceWithheldAlready
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.application.test_recoveries import Claims
from tests.application.withholding import ZERO, resolve, short_pay, write_back


async def dispute(office: Office, amount: str) -> None:
    """So much of the whole is withheld, by carl."""
    command = RaiseInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        amount=Decimal(amount),
        raised_by="carl",
        reason_code="damaged",
    )
    await office.send("carl", command)


@pytest.fixture
async def short(office: Office) -> Office:
    """A hundred are billed and sixty came: forty are withheld."""
    await office.open()
    await office.receive(1, "60")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("quantity_received",)
    return office


async def test_what_came_is_paid_while_the_rest_is_withheld(short: Office) -> None:
    await short_pay(short, (1, "400"))
    invoice = await short.invoice(1)
    assert [invoice.status, invoice.disputed, invoice.unscheduled] == ["short_paid", 400, 600]
    with pytest.raises(InvoicePaymentTooHigh):
        await short.pay(1, "600.01")
    await short.pay(1, "600")
    assert await short.held(1) == ("quantity_received",), "its owner still works on it"
    assert short.balance("accounts_payable") == -400, "the liability stands until it is settled"


async def test_a_hold_is_covered_only_by_all_that_it_costs(short: Office) -> None:
    with pytest.raises(InvoiceShortPayTooLittle) as refused:
        await short_pay(short, (1, "399.99"))
    assert refused.value.values["missing"] == "0.01"
    await short_pay(short, (1, "399.99"), amount="0.01")
    await short.pay(1, "600")


async def test_a_sum_of_the_whole_covers_it_as_well(short: Office) -> None:
    await short_pay(short, amount="400")
    await short.pay(1, "600")


async def test_a_hold_of_quantity_and_one_of_price_are_covered_by_both(office: Office) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.capture(1, billed("100", price="11"))
    with pytest.raises(InvoiceShortPayTooLittle):
        await short_pay(office, (1, "400"))
    await short_pay(office, (1, "500"))
    assert (await office.invoice(1)).unscheduled == 600, "sixty at the order's price"


async def test_what_stops_all_of_the_invoice_is_covered_by_no_sum(short: Office) -> None:
    await short.block(1)
    with pytest.raises(InvoiceOnHold, match="manual"):
        await short_pay(short, (1, "400"))
    await short.release(1, hold=2)
    await short_pay(short, (1, "400"))
    await short.block(1)
    with pytest.raises(InvoiceOnHold, match="manual"):
        await short.pay(1, "600", person="tina")


async def test_goods_that_come_later_end_the_hold_and_a_person_pays_the_rest(
    short: Office,
) -> None:
    await short_pay(short, (1, "400"))
    await short.pay(1, "600")
    await short.receive(2, "40")
    invoice = await short.invoice(1)
    assert [invoice.status, invoice.unscheduled] == ["matched", 0]
    await resolve(short)
    await short.pay(1, "400", payment="PAY-2")
    assert (await short.invoice(1)).status == "paid"
    assert short.balance("grir") == short.balance("accounts_payable") == 0


async def test_what_is_conceded_while_the_hold_stands_is_stopped_again(short: Office) -> None:
    await short_pay(short, (1, "400"))
    await resolve(short)
    assert (await short.invoice(1)).status == "held"
    with pytest.raises(InvoiceOnHold):
        await short.pay(1, "1")
    (ended,) = (e for e in short.history() if e.type == "invoice.dispute_resolved")
    assert ended.data["stops_again"] == [1]


async def test_a_hold_that_grows_dearer_stops_what_was_withheld_too_little_for(
    short: Office,
) -> None:
    await short.receive(2, "20")
    await short_pay(short, (1, "200"))
    assert (await short.invoice(1)).unscheduled == 800
    await short.reverse(2)
    invoice = await short.invoice(1)
    assert (invoice.status, await short.held(1)) == ("held", ("quantity_received",))
    with pytest.raises(InvoiceShortPayTooLittle):
        await short_pay(short, (1, "199"))
    await short_pay(short, (1, "200"))
    assert (await short.invoice(1)).unscheduled == 600


async def test_each_hold_is_covered_by_one_dispute(short: Office) -> None:
    await short_pay(short, (1, "400"))
    await dispute(short, "10")
    await resolve(short, dispute=2)
    invoice = await short.invoice(1)
    assert [str(invoice.status), invoice.unscheduled] == ["short_paid", 600]
    covers = [e.data.get("covers") for e in short.history() if e.type == "invoice.dispute_raised"]
    assert covers == [[{"hold": 1, "exposure": "400.00"}], None]


async def test_a_hold_is_not_covered_by_what_another_dispute_withheld_and_let_go(
    short: Office,
) -> None:
    await dispute(short, "400")
    with pytest.raises(InvoiceWithheldAlready) as refused:
        await short_pay(short, (1, "400"))
    assert refused.value.values["disputed"] == "400.00"
    await short_pay(short)
    invoice = await short.invoice(1)
    assert [invoice.status, invoice.disputed, invoice.unscheduled] == ["short_paid", 400, 600]
    await resolve(short, dispute=1)
    invoice = await short.invoice(1)
    assert (invoice.status, invoice.unscheduled) == ("held", Decimal(1000))
    with pytest.raises(InvoiceOnHold):
        await short.pay(1, "1")


@pytest.mark.parametrize("twice", ["400", "0.01"])
async def test_a_hold_that_is_withheld_for_is_not_withheld_for_again(
    short: Office, twice: str
) -> None:
    await short_pay(short, (1, "400"))
    with pytest.raises(InvoiceWithheldAlready) as refused:
        await short_pay(short, (1, twice))
    assert refused.value.values["needed"] == "0.00"
    assert (await short.invoice(1)).unscheduled == 600


async def test_beside_a_dispute_of_a_part_what_the_holds_cost_beyond_it_is_withheld(
    short: Office,
) -> None:
    """A hundred billed at ten, sixty here: 600 is owed and 400 is not, 150 of it disputed."""
    await dispute(short, "150")
    with pytest.raises(InvoiceWithheldAlready) as refused:
        await short_pay(short, (1, "400"))
    assert (refused.value.values["disputed"], refused.value.values["needed"]) == (
        "150.00",
        "250.00",
    )
    with pytest.raises(InvoiceWithheldAlready):
        await short_pay(short, (1, "250"), amount="0.01")
    with pytest.raises(InvoiceShortPayTooLittle):
        await short_pay(short, (1, "249.99"))
    await short_pay(short, (1, "250"))
    invoice = await short.invoice(1)
    assert [invoice.status, invoice.disputed, invoice.unscheduled] == ["short_paid", 400, 600]
    await dispute(short, "30")
    assert (await short.invoice(1)).unscheduled == 570, "for a reason of its own"


async def test_no_more_is_withheld_than_the_holds_cost_with_their_tax(office: Office) -> None:
    await office.open()
    await office.receive(1, "8")
    await office.capture(1, billed("10", price="10"), tax=Decimal("7.25"))
    with pytest.raises(InvoiceWithheldAlready) as refused:
        await short_pay(office, (1, "20.01"))
    assert refused.value.values["needed"] == "21.45"
    await short_pay(office, (1, "20"))
    assert (await office.invoice(1)).disputed == Decimal("21.45")


async def test_who_short_pays_has_the_bars_of_a_release(short: Office) -> None:
    with pytest.raises(InvoiceDutiesMixed):
        await short_pay(short, (1, "400"), person="carl")
    await short_pay(short, (1, "400"), person="anna")
    with pytest.raises(InvoiceDutiesMixed):
        await write_back(short, (1, Decimal(40)), person="anna")
    planned = SchedulePayment(
        now=NOW,
        invoice_id=short.id_of("invoice", 1),
        payment="RUN-1",
        pay_on=TODAY,
        amount=Decimal(600),
        scheduled_by="anna",
    )
    with pytest.raises(InvoiceDutiesMixed):
        await short.send("anna", planned)


@pytest.mark.parametrize("amount", ["0", "-1", "1000.01"])
async def test_of_a_line_no_more_is_withheld_than_is_left(short: Office, amount: str) -> None:
    with pytest.raises(InvoiceLineOverWithheld):
        await short_pay(short, (1, amount))


async def test_lines_are_those_of_the_invoice(short: Office) -> None:
    with pytest.raises(InvoiceUnknownLine):
        await short_pay(short, (2, "400"))


async def test_goods_that_go_back_after_the_payment_are_recovered(short: Office) -> None:
    await short_pay(short, (1, "400"))
    await short.pay(1, "600")
    await short.give_back(1, "10")
    claims = Claims(short)
    assert (await claims.of(1)).claim == 100, "what was withheld was never paid"
    assert (await short.invoice(1)).status == "held"
    await claims.refund(1, "100")
    invoice = await short.invoice(1)
    assert [invoice.open_amount, invoice.disputed] == [0, 0]
    assert short.balance("accounts_payable") == short.balance("grir") == 0


async def test_what_was_paid_ahead_settles_the_rest_at_once(office: Office) -> None:
    await office.open()
    await office.prepay(1, "250")
    await office.receive(1, "60")
    await office.capture(1, billed("100"))
    assert (await office.invoice(1)).prepaid == 0
    await short_pay(office, (1, "400"))
    invoice = await office.invoice(1)
    assert [invoice.prepaid, invoice.unscheduled] == [250, 350]


async def test_a_line_may_be_withheld_without_any_hold(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    command = RaiseInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        amount=ZERO,
        raised_by="carl",
        reason_code="damaged",
        lines=((1, Decimal(30)),),
        evidence="PHOTO-1",
    )
    await office.send("carl", command)
    invoice = await office.invoice(1)
    assert [invoice.status, invoice.unscheduled] == ["matched", 970]
    await office.pay(1, "970")
    await write_back(office, person="anna")
    assert (await office.invoice(1)).status == "paid"


async def test_where_nothing_is_withheld_a_short_pay_withholds_something(short: Office) -> None:
    with pytest.raises(InvoiceDisputeOutOfRange):
        await short_pay(short)
    await short_pay(short, (1, "400"))
    with pytest.raises(InvoiceDisputeOutOfRange):
        await short_pay(short)
