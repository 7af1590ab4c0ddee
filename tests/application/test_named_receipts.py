"""Invoices for one receipt, across ledger, books and what comes after."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.invoices.commands import InvoicedLine, LinkInvoice
from domain.invoices.errors import InvoiceReceiptOfOtherLine
from tests.application.desk import NOW
from tests.application.office import Office, billed, given_back
from tests.domain.orders import ORDER


def for_receipt(office: Office, receipt: int, quantity: str) -> InvoicedLine:
    return replace(billed(quantity), receipt_id=office.id_of("receipt", receipt))


async def test_a_return_holds_the_invoice_of_that_receipt_and_a_credit_frees_it(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.receive(2, "40")
    await office.capture(1, for_receipt(office, 1, "50"))
    await office.capture(2, for_receipt(office, 2, "40"))
    assert (await office.held(1), await office.held(2)) == ((), ())
    await office.give_back(2, "10")
    assert (await office.held(1), await office.held(2)) == ((), ("quantity_received",))
    await office.credit(1, "quantity", given_back("10", "100"), invoice=2)
    await office.post_credit(1)
    assert await office.held(2) == ()


async def test_what_others_billed_of_the_receipt_is_gone_until_it_is_voided(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.receive(2, "40")
    await office.capture(1, for_receipt(office, 2, "30"))
    await office.capture(2, for_receipt(office, 2, "20"))
    assert (await office.held(1), await office.held(2)) == ((), ("quantity_received",))
    await office.void(1)
    assert await office.held(2) == ()
    assert office.balance("accounts_payable") == -200


async def test_a_person_may_name_only_a_receipt_of_the_line(office: Office) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.capture(1, billed("10"), purchase_order_id=None)
    command = LinkInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        purchase_order_id=ORDER.id,
        links=((1, 1),),
        linked_by="carl",
        receipts=((1, office.id_of("receipt", 9)),),
        reason_code="number_missing",
    )
    with pytest.raises(InvoiceReceiptOfOtherLine):
        await office.send("carl", command)
    await office.send("carl", replace(command, receipts=((1, office.id_of("receipt", 1)),)))
    (linked,) = [each.data for each in office.history() if each.type == "invoice.linked"]
    assert (linked["linked_by"], linked["reason_code"]) == ("carl", "number_missing")
    (side,) = (await office.order()).lines.values()
    assert side.ledger.named == {office.id_of("receipt", 1): Decimal(10)}
