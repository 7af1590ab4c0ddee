"""What stops a payment and what lets it go, across invoice, order and supplier."""

from asyncio import gather
from decimal import Decimal

import pytest

from domain.invoices.errors import InvoiceOtherCurrency
from domain.invoices.payment_commands import SchedulePayment
from domain.invoices.settlement_errors import (
    InvoiceDutiesMixed,
    InvoiceHoldOtherRole,
    InvoiceJudgedAlready,
    InvoiceOnHold,
    InvoiceSupplierStopped,
)
from domain.purchase_orders.commands import (
    ClosePurchaseOrderLine,
    PlacePurchaseOrderHold,
    ReleasePurchaseOrderHold,
    ReopenPurchaseOrderLine,
)
from domain.suppliers.commands import PlaceSupplierHold, ReleaseSupplierHold
from domain.suppliers.terms import HoldScope
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.application.test_invoice_surroundings import rematch
from tests.domain.orders import MEDLINE, ORDER, added


async def supplier_held(office: Office, scope: HoldScope) -> None:
    command = PlaceSupplierHold(now=NOW, supplier_id=MEDLINE, scope=scope, reason_code="audit")
    await office.send("cora", command)


async def supplier_cleared(office: Office, scope: HoldScope) -> None:
    await office.send("cora", ReleaseSupplierHold(now=NOW, supplier_id=MEDLINE, scope=scope))


async def test_each_further_receipt_is_in_the_figures_of_the_hold_that_waits_for_more(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.capture(1, billed("100"))
    await office.capture(2, billed("5"))
    for number, (more, excess) in enumerate((("20", Decimal(20)), ("10", Decimal(10))), start=2):
        await office.receive(number, more)
        (hold,) = (await office.invoice(1)).holds
        assert hold.kind == "quantity_received"
        assert (hold.excess, hold.exposure) == (excess, 10 * excess)
        other = (await office.invoice(2)).holds[-1]
        assert (other.hold, other.excess) == (3, Decimal(5)), "nothing of it has changed"
    await office.receive(4, "10")
    assert await office.held(1) == ()


async def test_an_order_on_hold_stops_its_invoices_until_it_is_released(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("50"))
    hold = PlacePurchaseOrderHold(now=NOW, purchase_order_id=ORDER.id, reason_code="recall")
    await office.send("bella", hold)
    await office.capture(2, billed("50"))
    assert await office.held(1) == await office.held(2) == ("order_on_hold",)

    await office.send("bella", ReleasePurchaseOrderHold(now=NOW, purchase_order_id=ORDER.id))
    assert (await office.invoice(1)).status == (await office.invoice(2)).status == "matched"


async def test_an_invoice_for_a_closed_line_waits_until_the_line_is_reopened(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    close = ClosePurchaseOrderLine(
        now=NOW, purchase_order_id=ORDER.id, line=1, side="invoicing", reason_code="final"
    )
    await office.send("bella", close)
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("order_closed",)
    reopen = ReopenPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=1, undo="invoicing")
    await office.send("bella", reopen)
    assert await office.held(1) == ()


async def test_a_supplier_on_hold_for_invoices_is_cleared_before_the_release(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await supplier_held(office, "invoice")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("supplier_on_hold",)
    assert office.balance("accounts_payable") == -1000, "what is owed is posted"
    with pytest.raises(InvoiceSupplierStopped):
        await office.release(1)
    await supplier_cleared(office, "invoice")
    await office.release(1)
    assert (await office.invoice(1)).status == "matched"


async def test_a_supplier_on_hold_for_payments_is_posted_and_says_why_it_waits(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await supplier_held(office, "payment")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("supplier_on_hold",)
    assert office.balance("accounts_payable") == -1000
    with pytest.raises(InvoiceOnHold):
        await office.pay(1, "1000")
    await supplier_cleared(office, "payment")
    await rematch(office)
    await office.pay(1, "1000")


@pytest.mark.parametrize("scope", ["payment", "invoice", "all"])
async def test_a_supplier_who_is_stopped_later_holds_what_is_on_file_and_in_a_run(
    office: Office, scope: HoldScope
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    planned = SchedulePayment(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        payment="RUN-1",
        pay_on=TODAY,
        amount=Decimal(1000),
        scheduled_by="anna",
    )
    await office.send("anna", planned)
    await supplier_held(office, scope)
    await rematch(office)
    assert await office.held(1) == ("supplier_on_hold",)
    assert (await office.invoice(1)).scheduled == {}
    with pytest.raises(InvoiceJudgedAlready):
        await rematch(office)
    await supplier_cleared(office, scope)
    await rematch(office)
    assert (await office.invoice(1)).status == "matched"


async def test_a_payment_block_is_lifted_by_another_person_with_the_duty(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.block(1, person="anna")
    with pytest.raises(InvoiceOnHold):
        await office.pay(1, "1000")
    with pytest.raises(InvoiceDutiesMixed):
        await office.release(1, person="anna")
    with pytest.raises(InvoiceHoldOtherRole):
        await office.release(1, person="bella")
    await office.release(1, person="amir")
    await office.pay(1, "1000")


async def test_the_buyer_who_set_the_price_does_not_release_its_hold(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100", "11"))
    with pytest.raises(InvoiceDutiesMixed):
        await office.release(1, person="bella")
    await office.release(1, person="boris")


async def test_a_price_from_an_agreement_may_be_released_by_the_buyer_of_record(
    office: Office,
) -> None:
    await office.open(added(price_source="agreement"))
    await office.receive(1, "100")
    await office.capture(1, billed("100", "11"))
    await office.release(1, person="bella")
    assert (await office.invoice(1)).status == "matched"


async def test_a_line_that_no_order_line_fits_is_expensed_once_a_manager_lets_it_pass(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), billed("1", "25", line=2, order_line=None))
    assert await office.held(1) == ("unmatched_line",)
    assert (await office.order()).lines[1].invoiced == 0

    await office.release(1)
    assert (await office.invoice(1)).status == "matched"
    assert office.balance("expense") == 25
    assert office.balance("grir") == 0


async def test_an_invoice_that_does_not_add_up_is_never_posted(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), total=Decimal("1000.06"))
    assert await office.held(1) == ("header_total",)
    assert office.balance("accounts_payable") == 0
    await office.void(1)
    assert (await office.invoice(1)).status == "voided"


async def test_an_invoice_in_another_currency_is_kept_off_the_order(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), currency="EUR")
    assert await office.held(1) == ("currency_mismatch",)
    with pytest.raises(InvoiceOtherCurrency):
        await office.link(1)
    assert (await office.order()).waiting_invoices == ()


async def test_a_cent_of_difference_is_posted_as_small_difference(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), total=Decimal("1000.01"))
    assert (await office.invoice(1)).status == "matched"
    assert office.balance("small_difference") == Decimal("0.01")
    assert office.balance("accounts_payable") == Decimal("-1000.01")


async def test_a_two_way_line_is_paid_without_a_receipt_and_expensed_whole(
    office: Office,
) -> None:
    await office.open(added(match="two_way"))
    await office.capture(1, billed("100"))
    assert (await office.invoice(1)).status == "matched"
    assert office.balance("expense") == 1000
    await office.receive(1, "100")
    assert office.balance("grir") == 0


async def test_a_later_debit_is_variance_and_held_beyond_the_tolerance(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.capture(2, billed("0", "0", amount="30"), kind="subsequent_debit")
    await office.capture(3, billed("0", "0", amount="30"), kind="subsequent_debit")
    assert (await office.invoice(2)).status == "matched"
    assert await office.held(3) == ("price",)
    assert office.balance("price_variance") == 60
    assert (await office.order()).lines[1].invoiced == 100


async def test_a_case_is_billed_by_the_piece_and_fits_exactly(office: Office) -> None:
    dozen = {"unit": "CS", "base_unit": "EA", "numerator": 12}
    await office.open(added("10", "120", pack=dozen))
    await office.receive(1, "10")
    await office.capture(1, billed("120"))
    assert (await office.invoice(1)).status == "matched"
    assert (await office.order()).lines[1].invoiced == 10


async def test_an_invoice_over_two_lines_waits_for_both(office: Office) -> None:
    await office.open(added(), added(line=2))
    await office.receive(1, "50", line=1)
    await office.capture(1, billed("50"), billed("50", line=2, order_line=2))
    assert await office.held(1) == ("receipt_missing",)
    await office.receive(2, "50", line=2)
    assert await office.held(1) == ()


async def test_the_policy_that_judged_is_told_in_the_metadata(office: Office) -> None:
    await office.open()
    await office.capture(1, billed("100"))
    linked = next(each for each in office.history() if each.type == "invoice.linked")
    assert linked.metadata["policies"] == [{"id": "tolerance", "version": 1}]


async def test_free_goods_wait_for_their_receipt_and_owe_nothing(office: Office) -> None:
    await office.open(added("10", "0"))
    await office.capture(1, billed("10", "0"))
    assert await office.held(1) == ("receipt_missing",)
    await office.receive(1, "10")
    assert (await office.invoice(1)).status == "paid"
    assert (await office.order()).waiting_invoices == ()


async def test_two_invoices_for_the_last_goods_meet_in_the_log_and_one_waits(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    other = Office(log=office.log, database_url=office.database_url)
    await gather(office.capture(1, billed("100")), other.capture(2, billed("100")))
    holds = sorted([await office.held(1), await office.held(2)])
    assert holds == [(), ("duplicate_possible", "quantity_ordered", "quantity_received")]


async def test_two_captures_of_one_number_meet_in_the_log_and_one_is_suspected(
    office: Office,
) -> None:
    await office.open()
    other = Office(log=office.log, database_url=office.database_url)
    header = {"number": "INV-9", "purchase_order_id": None}
    await gather(office.capture(1, billed("1"), **header), other.capture(2, billed("1"), **header))
    holds = sorted([await office.held(1), await office.held(2)])
    assert holds == [("duplicate_suspected", "unlinked"), ("unlinked",)]
