"""Short pay: what a hold would cost is withheld, and the rest of the invoice is paid."""

from datetime import timedelta
from decimal import Decimal

import pytest

from domain.invoices.commands import InvoicedLine, RecordPayment
from domain.invoices.disputes import RaiseInvoiceDispute, ResolveInvoiceDispute
from domain.invoices.errors import InvoiceUnknownLine
from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import (
    InvoiceDutiesMixed,
    InvoiceLineOverWithheld,
    InvoiceOnHold,
    InvoicePaymentTooHigh,
    InvoiceShortPayTooLittle,
    InvoiceUnknownLineWithheld,
)
from domain.invoices.short_pay import ShortPayInvoice, WriteBackInvoiceDispute
from domain.invoices.withholding import Withheld
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.application.test_recoveries import Claims
from tests.domain.orders import added

ZERO = Decimal(0)


async def short_pay(
    office: Office, *lines: tuple[int, str], amount: str = "0", person: str = "amir"
) -> None:
    command = ShortPayInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        short_paid_by=person,
        reason_code="short_delivery",
        evidence="CLAIM-1",
        lines=tuple((number, Decimal(each)) for number, each in lines),
        amount=Decimal(amount),
    )
    await office.send(person, command)


async def resolve(office: Office, dispute: int = 1, memo: int | None = None) -> None:
    command = ResolveInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        dispute=dispute,
        resolved_by="bella",
        reason_code="agreed",
        credit_memo_id=office.id_of("credit_memo", memo) if memo else None,
    )
    await office.send("bella", command)


async def write_back(
    office: Office, *quantities: Withheld, dispute: int = 1, person: str = "anna"
) -> None:
    command = WriteBackInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        dispute=dispute,
        credit_memo_id=office.id_of("credit_memo", 9),
        number="DN-9",
        written_back_by=person,
        reason_code="short_delivery",
        consent="MAIL-1",
        quantities=quantities,
    )
    await office.send(person, command)


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
    await short_pay(short, (1, "10"))
    await resolve(short, dispute=2)
    invoice = await short.invoice(1)
    assert [str(invoice.status), invoice.unscheduled] == ["short_paid", 600]
    covers = [e.data.get("covers") for e in short.history() if e.type == "invoice.dispute_raised"]
    assert covers == [[{"hold": 1, "exposure": "400.00"}], None]


async def test_a_hold_is_not_covered_by_what_another_dispute_withheld_and_let_go(
    short: Office,
) -> None:
    command = RaiseInvoiceDispute(
        now=NOW,
        invoice_id=short.id_of("invoice", 1),
        amount=Decimal(400),
        raised_by="carl",
        reason_code="damaged",
    )
    await short.send("carl", command)
    await short_pay(short, amount="0.01")
    assert (await short.invoice(1)).status == "short_paid"
    await resolve(short, dispute=1)
    invoice = await short.invoice(1)
    assert (invoice.status, invoice.unscheduled) == ("held", Decimal("999.99"))
    with pytest.raises(InvoiceOnHold):
        await short.pay(1, "1")


async def test_a_supplier_settles_it_by_a_credit_memo(short: Office) -> None:
    await short_pay(short, (1, "400"))
    planned = SchedulePayment(
        now=NOW,
        invoice_id=short.id_of("invoice", 1),
        payment="RUN-1",
        pay_on=TODAY + timedelta(days=5),
        amount=Decimal(600),
        scheduled_by="anna",
    )
    await short.send("anna", planned)
    await short.credit(1, "quantity", given_back("40", "400"))
    await short.post_credit(1)
    invoice = await short.invoice(1)
    assert [invoice.open_amount, invoice.disputed] == [1000, 400], "it waits for its dispute"
    await resolve(short, memo=1)
    invoice = await short.invoice(1)
    assert [invoice.open_amount, invoice.disputed, invoice.status] == [600, 0, "matched"]
    assert invoice.scheduled.keys() == {"RUN-1"}, "the payment of the rest goes on"
    await short.pay(1, "600", payment="RUN-1")
    assert (await short.invoice(1)).status == "paid"
    assert short.balance("grir") == short.balance("accounts_payable") == 0


async def test_it_is_written_back_with_the_suppliers_consent(short: Office) -> None:
    await short_pay(short, (1, "400"))
    await short.pay(1, "600")
    with pytest.raises(InvoiceUnknownLineWithheld):
        await write_back(short, (2, Decimal(40)))
    await write_back(short, (1, Decimal(40)))
    invoice, memo = await short.invoice(1), await short.credit_memo(9)
    assert [invoice.status, invoice.open_amount, invoice.disputed] == ["paid", 0, 0]
    assert [memo.kind, memo.status, memo.total] == ["debit_note", "applied", 400]
    assert short.balance("grir") == short.balance("accounts_payable") == 0
    (ended,) = (e for e in short.history() if e.type == "invoice.dispute_resolved")
    assert (ended.data["outcome"], ended.data["evidence"]) == ("written_back", "MAIL-1")


async def test_a_write_back_before_the_payment_leaves_the_run_alone(short: Office) -> None:
    await short_pay(short, amount="400")
    planned = SchedulePayment(
        now=NOW,
        invoice_id=short.id_of("invoice", 1),
        payment="RUN-1",
        pay_on=TODAY + timedelta(days=5),
        amount=Decimal(600),
        scheduled_by="anna",
    )
    await short.send("anna", planned)
    await write_back(short, (1, Decimal(40)), person="anna")
    invoice = await short.invoice(1)
    assert [invoice.status, invoice.open_amount] == ["matched", 600]
    assert invoice.scheduled.keys() == {"RUN-1"}


async def test_tax_is_withheld_by_its_share_and_comes_to_the_cent(office: Office) -> None:
    await office.open(added("3", "1"))
    await office.receive(1, "1")
    await office.capture(1, billed("3", price="1"), tax=Decimal("0.20"))
    await short_pay(office, (1, "2"))
    invoice = await office.invoice(1)
    assert (invoice.disputed, invoice.unscheduled) == (Decimal("2.13"), Decimal("1.07"))
    await office.pay(1, "1.07")
    await write_back(office, (1, Decimal(2)))
    assert (await office.invoice(1)).status == "paid"
    assert office.balance("accounts_payable") == office.balance("grir") == 0
    assert office.balance("input_tax") == Decimal("0.07")


async def test_two_parts_of_a_line_have_the_tax_of_their_sum(office: Office) -> None:
    await office.open(added("3", "1"))
    await office.receive(1, "3")
    await office.capture(1, billed("3", price="1"), tax=Decimal("0.20"))
    for _ in range(3):
        await short_pay(office, (1, "1"))
    raised = [e.data for e in office.history() if e.type == "invoice.dispute_raised"]
    assert [each["lines"][0]["tax"] for each in raised] == ["0.07", "0.06", "0.07"]
    assert (await office.invoice(1)).unscheduled == 0


def rated(number: int, amount: str, percent: str) -> InvoicedLine:
    return InvoicedLine(
        line=number,
        description="Gloves",
        quantity=Decimal(1),
        unit="EA",
        unit_price=Decimal(amount),
        amount=Decimal(amount),
        purchase_order_line=number,
        tax_percent=Decimal(percent),
    )


async def test_tax_follows_the_rates_that_lines_state(office: Office) -> None:
    await office.open(added("1", "100"), added("1", "100", 2))
    await office.receive(1, "1", line=1)
    await office.receive(2, "1", line=2)
    lines = (rated(1, "100", "20"), rated(2, "100", "0"))
    await office.capture(1, *lines, tax=Decimal(20))
    await short_pay(office, (1, "50"), (2, "50"))
    assert (await office.invoice(1)).disputed == 110


async def test_a_discount_is_earned_by_what_is_paid_in_time(short: Office) -> None:
    early = {"discount_amount": Decimal(20), "discount_until": TODAY + timedelta(days=9)}
    await short.void(1)
    await short.capture(2, billed("100"), **early)
    command = ShortPayInvoice(
        now=NOW,
        invoice_id=short.id_of("invoice", 2),
        short_paid_by="amir",
        reason_code="short_delivery",
        evidence="CLAIM-1",
        lines=((1, Decimal(400)),),
    )
    await short.send("amir", command)
    payment = RecordPayment(
        now=NOW,
        invoice_id=short.id_of("invoice", 2),
        paid_by="theo",
        payment="PAY-1",
        paid_on=TODAY,
        amount=Decimal(588),
        discount=Decimal(12),
    )
    await short.send("theo", payment)
    invoice = await short.invoice(2)
    assert [invoice.open_amount, invoice.disputed, invoice.unscheduled] == [400, 400, 0]


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
