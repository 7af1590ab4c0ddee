"""Invoices for receipts that they name, across ledger, books and what comes after."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.invoices.commands import InvoicedLine, LinkInvoice, UnlinkInvoice
from domain.invoices.errors import InvoiceReceiptOfOtherLine
from domain.invoices.linking_errors import InvoiceReceiptsNotWhole
from tests.application.desk import NOW, TODAY
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


def for_both(office: Office, first: str, second: str) -> InvoicedLine:
    """One line for two deliveries."""
    parts = ((1, Decimal(first)), (2, Decimal(second)))
    receipts = tuple((office.id_of("receipt", number), asked) for number, asked in parts)
    return replace(billed(str(sum(asked for _, asked in parts))), receipts=receipts)


async def named(office: Office) -> dict[int, Decimal]:
    """What the order's ledger says is billed of each receipt."""
    (line,) = (await office.order()).lines.values()
    numbers = {office.id_of("receipt", each): each for each in (1, 2)}
    return {numbers[receipt]: asked for receipt, asked in line.ledger.named.items()}


async def test_one_line_for_two_receipts_is_held_for_the_one_that_shrinks_and_credited_of_it(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.receive(2, "40")
    await office.capture(1, for_both(office, "30", "40"))
    assert await office.held(1) == ()
    assert await named(office) == {1: 30, 2: 40}
    await office.give_back(2, "10")
    assert await office.held(1) == ("quantity_received",), "sixty came and thirty stand idle there"
    await office.credit(1, "quantity", given_back("12", "120"), invoice=1)
    await office.post_credit(1)
    assert await office.held(1) == ()
    assert await named(office) == {1: 30, 2: 28}, "ten went back, two more are of the last one"
    assert (await office.invoice(1)).asks_of_receipts() == {
        (1, office.id_of("receipt", 1)): 30,
        (1, office.id_of("receipt", 2)): 28,
    }
    assert office.balance("accounts_payable") == -580
    assert office.balance("grir") == -(900 - 580)


async def test_a_line_beyond_one_of_its_receipts_is_held_and_comes_free_by_it_alone(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "50")
    await office.receive(2, "10")
    await office.capture(1, for_both(office, "20", "15"))
    assert await office.held(1) == ("quantity_received",)
    (placed,) = [each.data for each in office.history() if each.type == "invoice.hold_placed"]
    assert (placed["actual"], placed["exposure"]) == ("35", "50.00")
    await office.receive(3, "30")
    assert await office.held(1) == ("quantity_received",), "another receipt is no help"
    await office.void(1)
    assert await named(office) == {1: 0, 2: 0}
    assert office.balance("accounts_payable") == 0
    assert office.balance("grir") == -900


async def test_several_receipts_are_named_by_hand_where_the_bill_names_none(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.receive(2, "40")
    await office.capture(1, billed("70"), purchase_order_id=None)
    first, second = office.id_of("receipt", 1), office.id_of("receipt", 2)
    command = LinkInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        purchase_order_id=ORDER.id,
        links=((1, 1),),
        linked_by="carl",
        receipts=((1, first, Decimal(30)), (1, second, Decimal(30))),
        reason_code="number_missing",
    )
    with pytest.raises(InvoiceReceiptsNotWhole):
        await office.send("carl", command)
    parts = ((1, first, Decimal(30)), (1, second, Decimal(40)))
    await office.send("carl", replace(command, receipts=parts))
    assert await named(office) == {1: 30, 2: 40}
    untie = UnlinkInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        lines=(),
        unlinked_by="carl",
        unlinked_on=TODAY,
        reason_code="wrong_receipts",
    )
    await office.send("carl", untie)
    assert await named(office) == {1: 0, 2: 0}
    await office.link(1)
    assert await office.held(1) == ()
    assert await named(office) == {1: 0, 2: 0}


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
        receipts=((1, office.id_of("receipt", 9), None),),
        reason_code="number_missing",
    )
    with pytest.raises(InvoiceReceiptOfOtherLine):
        await office.send("carl", command)
    await office.send("carl", replace(command, receipts=((1, office.id_of("receipt", 1), None),)))
    (linked,) = [each.data for each in office.history() if each.type == "invoice.linked"]
    assert (linked["linked_by"], linked["reason_code"]) == ("carl", "number_missing")
    (side,) = (await office.order()).lines.values()
    assert side.ledger.named == {office.id_of("receipt", 1): Decimal(10)}
