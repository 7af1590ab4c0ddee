"""Edge cases of bills that cross several documents, each named after what happens."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.errors import InvalidValue
from domain.invoices.errors import InvoiceNegative
from domain.invoices.settlement_errors import InvoiceOnHold
from domain.purchase_orders.lines import AcknowledgedLine, Substitute
from domain.purchase_orders.supplier_commands import AcceptSupplierChange, RecordAcknowledgement
from domain.receipts.errors import OverReceipt
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.application.test_invoice_acceptance import inspect
from tests.application.test_self_billing import agree, settle
from tests.domain.orders import BOX, ORDER, added


async def test_return_after_invoice_then_credit_then_re_bill(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.pay(1, "1000")
    await office.give_back(1, "20")
    await office.credit(1, "quantity", given_back("20", "200"))
    await office.post_credit(1)
    await office.receive(2, "20")
    await office.capture(2, billed("20"))
    assert await office.held(2) == (), "what was credited may be billed anew"
    await office.apply_credit(1, 2)
    assert (await office.invoice(2)).status == "paid"
    assert office.facts("recovery") == ["recovery.opened", "recovery.closed"]
    assert office.balance("grir") == office.balance("accounts_payable") == 0
    assert office.balance("cash") == -1000


async def test_negative_lines_mixed_with_positive_ones_are_refused_and_leave_nothing(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    credit = replace(billed("5", line=2), quantity=Decimal(-5), amount=Decimal(-50))
    with pytest.raises(InvoiceNegative):
        await office.capture(1, billed("100"), credit)
    assert office.facts("invoice") == []
    await office.capture(1, billed("100"))
    assert await office.held(1) == (), "its number was not taken"


async def test_a_total_one_cent_off_is_posted_as_a_small_difference(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), total=Decimal("1000.01"))
    assert await office.held(1) == ()
    assert office.balance("small_difference") == Decimal("0.01")
    assert office.balance("accounts_payable") == Decimal("-1000.01")


async def test_duplicate_across_fiscal_year_entity_remit_site_and_unicode(office: Office) -> None:
    """Sites, entities and years share one register of a supplier's numbers, however spelled."""
    await office.open()
    alone = {"purchase_order_id": None}
    await office.capture(1, billed("3"), number="00129296-INV", **alone)
    last_year = TODAY.replace(year=TODAY.year - 1)
    for invoice, changes in (
        (2, {"number": "00129296-INV", "invoice_date": last_year, "due_on": TODAY}),
        (3, {"number": "00129296-INV", "legal_entity": "SOUTH", "facility": "CLINIC"}),
        (4, {"number": "\uff10\uff10129296 INV"}),  # Digits of full width.
        (5, {"number": "00129296\u2010inv"}),  # Another hyphen.
    ):
        await office.capture(invoice, billed(str(invoice * 7)), **alone, **changes)
        found = await office.invoice(invoice)
        assert {each.rule for each in found.suspected.values()} == {"same_number"}, invoice
        assert "duplicate_suspected" in await office.held(invoice), "it is not paid"
    with pytest.raises(InvalidValue, match="invisible"):
        await office.capture(6, billed("1"), number="00129296\u00ad-INV", **alone)


async def test_substitution_with_different_uom_is_received_and_billed_in_either_unit(
    office: Office,
) -> None:
    """Sixty of a hundred gloves come as five boxes of twelve; forty came as single ones before."""
    await office.open()
    await office.receive(1, "40")
    boxes = Substitute(description="Vinyl gloves", pack=BOX, unit_price=Decimal(120))
    answer = AcknowledgedLine(line=1, code="IS", substitute=boxes)
    order = ORDER.id
    await office.send(
        "bella", RecordAcknowledgement(now=NOW, purchase_order_id=order, lines=(answer,))
    )
    await office.send(
        "bella",
        AcceptSupplierChange(now=NOW, purchase_order_id=order, change=1, accepted_by="bella"),
    )
    await office.receive(2, "5", line=2)
    with pytest.raises(OverReceipt):
        await office.receive(3, "60", line=2)
    await office.capture(1, billed("40"), billed("24", "10", 2, order_line=2))
    assert await office.held(1) == (), "two boxes, billed as single gloves"
    await office.capture(2, billed("3", "120", 1, order_line=2, unit="BX"))
    assert await office.held(2) == ()
    assert (await office.order()).lines[2].invoiced == 5
    await office.pay(1, "640")
    await office.pay(2, "360", payment="PAY-2")
    assert office.balance("grir") == office.balance("accounts_payable") == 0
    assert office.balance("inventory") == 1000


async def test_ers_and_a_paper_invoice_for_the_same_receipt_are_not_both_paid(
    office: Office,
) -> None:
    await office.open()
    await agree(office)
    await office.receive(1, "60")
    await settle(office, 1)
    await office.pay(1, "600")
    await office.capture(2, billed("60"))
    assert set(await office.held(2)) == {
        "quantity_ordered",
        "quantity_received",
        "duplicate_possible",
    }
    with pytest.raises(InvoiceOnHold):
        await office.pay(2, "600", payment="PAY-2")
    await office.void(2)
    assert office.balance("grir") == office.balance("accounts_payable") == 0
    assert office.balance("cash") == -600


async def test_rejected_qty_billed_is_paid_once_it_went_back_and_was_credited(
    office: Office,
) -> None:
    await office.open(added(match="four_way"))
    await office.receive(1, "100")
    await inspect(office, "97", "3")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("goods_rejected",)
    with pytest.raises(InvoiceOnHold):
        await office.pay(1, "1000")
    await office.give_back(1, "3")
    assert await office.held(1) != (), "what went back is billed all the same"
    await office.credit(1, "quantity", given_back("3", "30"))
    await office.post_credit(1)
    assert await office.held(1) == ()
    await office.pay(1, "970")
    assert (await office.invoice(1)).status == "paid"
    assert office.balance("grir") == office.balance("accounts_payable") == 0
