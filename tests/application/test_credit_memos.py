"""Credit memos: captured, posted once, and what they do to invoice, order and books."""

from decimal import Decimal
from typing import Any

import pytest

from domain.credit_memos.errors import (
    CreditMemoInvoiceNotPosted,
    CreditMemoPostedAlready,
    CreditMemoReferenceMissing,
    CreditMemoTooHigh,
)
from domain.invoices.commands import RecordPayment
from domain.numbers.errors import NumberTaken
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed, given_back
from tests.domain.orders import MEDLINE


async def test_a_credit_for_returned_goods_clears_what_the_return_left_open(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.give_back(1, "20")
    assert await office.held(1) == ("quantity_received",)
    assert office.balance("grir") == 200

    await office.credit(1, "quantity", given_back("20", "200"))
    await office.post_credit(1)
    assert await office.held(1) == ()
    assert office.balance("grir") == 0
    assert office.balance("accounts_payable") == -800
    await office.pay(1, "800")
    assert (await office.invoice(1)).status == "paid"


async def test_a_credit_on_quantity_without_a_return_lets_the_goods_be_billed_again(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("60"))
    await office.credit(1, "quantity", given_back("20", "200"))
    await office.post_credit(1)
    await office.capture(2, billed("60"))
    assert (await office.invoice(2)).status == "matched"
    assert office.balance("grir") == 0


async def test_a_credit_on_price_releases_the_price_hold_that_it_cures(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100", "11"))
    assert await office.held(1) == ("price",)
    await office.credit(1, "price", given_back("0", "100"))
    await office.post_credit(1)
    assert await office.held(1) == ()
    assert office.balance("price_variance") == 0
    assert (await office.invoice(1)).open_amount == 1000
    assert (await office.order()).lines[1].invoiced == 100


async def test_the_reversal_of_a_paid_invoice_stays_an_open_credit(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.pay(1, "1000")
    await office.credit(1, "reversal", total=Decimal(1000))
    await office.post_credit(1)
    assert (await office.credit_memo(1)).open_amount == 1000
    assert office.balance("accounts_payable") == 1000
    assert office.balance("grir") == -1000
    assert (await office.order()).lines[1].invoiced == 0
    await office.credit(2, "reversal", given_back("100", "1000"))
    with pytest.raises(CreditMemoTooHigh):
        await office.post_credit(2)


async def test_the_reversal_of_an_unpaid_invoice_settles_it_whole(office: Office) -> None:
    await office.open()
    await office.receive(1, "50")
    await office.capture(1, billed("100"), tax=Decimal(80), freight=Decimal(20))
    assert await office.held(1) == ("quantity_received",)
    await office.credit(1, "reversal", tax=Decimal(80), freight=Decimal(20), total=Decimal(1100))
    await office.post_credit(1)
    assert (await office.invoice(1)).status == "paid"
    assert await office.held(1) == ()
    assert (await office.order()).waiting_invoices == ()
    assert office.balance("accounts_payable") == office.balance("input_tax") == 0
    assert office.balance("grir") == -500


async def test_a_credit_without_a_reference_is_held_until_one_is_given(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.credit(1, "price", given_back("0", "50"), invoice=None)
    assert (await office.credit_memo(1)).held == "reference_missing"
    with pytest.raises(CreditMemoReferenceMissing):
        await office.post_credit(1)

    await office.post_credit(1, invoice=1)
    assert (await office.credit_memo(1)).posted
    assert (await office.invoice(1)).open_amount == 950
    with pytest.raises(CreditMemoPostedAlready):
        await office.post_credit(1)


async def test_a_reference_to_an_unknown_invoice_is_held_too(office: Office) -> None:
    await office.open()
    await office.credit(1, "price", given_back("0", "50"), invoice=5)
    assert (await office.credit_memo(1)).held == "reference_unknown"


async def test_an_invoice_that_was_never_posted_is_not_credited(office: Office) -> None:
    await office.open()
    await office.capture(1, billed("1"), purchase_order_id=None)
    await office.credit(1, "price", given_back("0", "5"))
    with pytest.raises(CreditMemoInvoiceNotPosted):
        await office.post_credit(1)


async def test_a_supplier_gives_the_same_credit_only_once(office: Office) -> None:
    await office.open()
    await office.credit(1, "price", given_back("0", "50"), invoice=None)
    with pytest.raises(NumberTaken, match="number C-1 of supplier Medline is taken") as refused:
        await office.credit(1, "price", given_back("0", "50"), invoice=None, document=2)
    assert MEDLINE not in str(refused.value)


async def test_the_credit_memo_is_the_primary_document_of_its_posting(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.credit(1, "quantity", given_back("10", "100"))
    outcome = await office.post_credit(1)
    assert outcome.stream.startswith("credit_memo/")


async def test_what_is_unused_of_a_credit_settles_the_next_invoice_and_the_rest_comes_back(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("50"))
    await office.pay(1, "500")
    await office.credit(1, "reversal", total=Decimal(500), kind="debit_note")
    await office.post_credit(1)
    await office.capture(2, billed("30"))
    await office.apply_credit(1, 2)
    assert (await office.invoice(2)).status == "paid"
    assert (await office.order()).waiting_invoices == ()
    assert (await office.credit_memo(1)).open_amount == 200

    await office.refund(1, "200")
    assert (await office.credit_memo(1)).status == "refunded"
    assert office.balance("cash") == -300, "500 paid, 200 came back"
    assert office.balance("accounts_payable") == 0


async def test_a_debit_note_has_numbers_of_its_own(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.credit(1, "price", given_back("0", "50"))
    await office.credit(1, "price", given_back("0", "50"), document=2, kind="debit_note")
    with pytest.raises(NumberTaken):
        await office.credit(1, "price", given_back("0", "50"), document=3, kind="debit_note")


async def test_a_credit_leaves_out_the_discount_that_was_taken_and_no_more_than_it(
    office: Office,
) -> None:
    """A hundred gloves were paid less two per cent; half go back, and 490.00 come for them."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), discount_amount=Decimal(20), discount_until=TODAY)
    paid = RecordPayment(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        paid_by="theo",
        payment="PAY-1",
        paid_on=TODAY,
        amount=Decimal(980),
        discount=Decimal(20),
    )
    await office.send("theo", paid)
    half = given_back("50", "500")
    await office.credit(1, "quantity", half, discount=Decimal(10), total=Decimal(490))
    await office.post_credit(1)
    assert office.balance("discount_earned") == -10
    assert office.balance("accounts_payable") == 490
    assert (await office.invoice(1)).credited == 500
    await office.credit(2, "quantity", half, discount=Decimal(11), total=Decimal(489))
    with pytest.raises(CreditMemoTooHigh):
        await office.post_credit(2)
    await office.credit(3, "quantity", half, discount=Decimal(10), total=Decimal(490))
    await office.post_credit(3)
    assert office.balance("discount_earned") == 0
    assert (await office.invoice(1)).uncredited == 0
    assert sum(Decimal(each.debit) - Decimal(each.credit) for each in office.journal()) == 0


async def test_no_more_tax_and_freight_is_credited_than_was_billed(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), tax=Decimal("80.00"), freight=Decimal("20.00"))
    await office.credit(1, "price", given_back("0", "100"), tax=Decimal("72.80"))
    await office.post_credit(1)
    tries: list[dict[str, Any]] = [{"tax": Decimal("7.21")}, {"freight": Decimal("20.01")}]
    for number, beside in enumerate(tries, start=2):
        await office.credit(number, "price", given_back("0", "10"), **beside)
        with pytest.raises(CreditMemoTooHigh, match=r"The (tax|freight) of invoice"):
            await office.post_credit(number)
    rest: dict[str, Any] = {"tax": Decimal("7.20"), "freight": Decimal("20.00")}
    await office.credit(4, "price", given_back("0", "10"), **rest)
    await office.post_credit(4)
    assert office.balance("input_tax") == office.balance("freight") == 0
    await office.credit(5, "price", given_back("0", "10"), tax=Decimal("0.01"))
    with pytest.raises(CreditMemoTooHigh):
        await office.post_credit(5)
