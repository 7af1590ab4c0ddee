"""What comes after its order, its price or its payment was settled, and what it still moves."""

from decimal import Decimal

import pytest

from domain.agreements.commands import ConfirmTier, LapseTier, RequestTier
from domain.invoices.settlement_errors import InvoiceOnHold
from domain.purchase_orders.control_commands import FinallyClosePurchaseOrder, RemoveFinalClose
from domain.quantity import NotRepresentable
from domain.receipts.commands import CorrectReceipt, RecountedLine
from tests.application.company import NOW, Company, id_of, post
from tests.application.desk import TODAY
from tests.application.office import Office, billed, given_back
from tests.application.test_agreed_prices import gloves
from tests.application.test_price_agreements import GLOVES, agree, price
from tests.application.test_receipts import balance, invoice, open_holds
from tests.domain.orders import ORDER, added


async def test_what_was_ordered_in_a_tier_comes_and_is_billed_at_its_price_after_the_lapse(
    company: Company,
) -> None:
    await company.has_item(GLOVES)
    await agree(company, price("10"), price("8", tier="T2"), tiers=("T2",))
    tier = {"price_agreement_id": id_of("PA-1"), "facility": "NORTH", "tier": "T2"}
    await company.do(RequestTier(now=NOW, requested_by="dora", **tier))
    await company.do(ConfirmTier(now=NOW, effective_from=TODAY, confirmed_by="sven", **tier))
    await company.orders(gloves("20"))
    lapse = LapseTier(now=NOW, lapsed_on=TODAY, reason_code="volume", **tier)
    await company.do(lapse, person="sven")
    await company.do(post("R-1", "20"))
    assert (await company.order()).lines[1].ledger.net_received.amount == 160
    await company.do(invoice("I-1", "20", "8"))
    assert await open_holds(company, "I-1") == []
    assert await balance(company) == 0
    await company.drafts(gloves("20"), name="PO-2")
    assert (await company.order("PO-2")).amount == 200


async def final_close(office: Office) -> None:
    await office.send(
        "fay",
        FinallyClosePurchaseOrder(
            now=NOW, purchase_order_id=ORDER.id, closed_by="fay", reason_code="year_end"
        ),
    )


async def test_a_late_invoice_for_an_order_closed_for_good_waits_for_finance(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "70")
    await office.capture(1, billed("50"))
    await office.pay(1, "500")
    await final_close(office)
    await office.capture(2, billed("20"))
    assert await office.held(2) == ("order_closed",)
    with pytest.raises(InvoiceOnHold):
        await office.pay(2, "200", payment="PAY-2")
    await office.send(
        "fay",
        RemoveFinalClose(
            now=NOW, purchase_order_id=ORDER.id, reopened_by="fay", reason_code="late_invoice"
        ),
    )
    assert await office.held(2) == ()
    assert office.balance("grir") == 0


async def test_returned_goods_are_credited_and_billed_again_once_they_are_replaced(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.give_back(1, "20")
    await office.credit(1, "quantity", given_back("20", "200"))
    await office.post_credit(1)
    await office.capture(2, billed("20"))
    assert await office.held(1) == ()
    assert await office.held(2) == ("quantity_received",)
    await office.receive(2, "20")
    assert await office.held(2) == ()
    assert [office.balance(each) for each in ("grir", "accounts_payable", "inventory")] == [
        0,
        -1000,
        1000,
    ]


async def recount(office: Office, quantity: str) -> None:
    """Rita counts the first receipt again."""
    command = CorrectReceipt(
        now=NOW,
        receipt_id=office.id_of("receipt", 1),
        receiver_id="rita",
        corrected_on=TODAY,
        reason_code="miscounted",
        lines=(RecountedLine(line=1, quantity=Decimal(quantity)),),
    )
    await office.send("rita", command)


async def test_what_was_paid_too_much_by_a_wrong_count_stays_open_until_it_is_credited(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "60")
    await office.capture(1, billed("60"))
    await office.pay(1, "600")
    await recount(office, "50")
    assert (await office.invoice(1)).status == "paid"
    assert office.balance("grir") == 100, "paid for and not here"
    await office.receive(2, "40")
    await office.capture(2, billed("40"))
    assert await office.held(2) == ("quantity_received",), "what was paid comes first"
    await office.credit(1, "quantity", given_back("10", "100"))
    await office.post_credit(1)
    assert await office.held(2) == ()
    assert office.balance("grir") == 0
    assert (await office.credit_memo(1)).open_amount == 100


async def test_thirds_of_a_unit_are_ordered_received_and_billed_to_nothing(
    office: Office,
) -> None:
    third = {"unit": "TH", "base_unit": "EA", "denominator": 3}
    await office.open(added("9", "3.333333", amount="30", pack=third))
    for receipt in (1, 2, 3):
        await office.receive(receipt, "3")
    with pytest.raises(NotRepresentable):
        await office.receive(4, "0.5")
    line = (await office.order()).lines[1]
    assert line.received == 9
    assert line.ledger.net_received.amount == 30
    await office.capture(1, billed("1", "10"), billed("6", "3.333333", 2, unit="TH"))
    assert (await office.order()).lines[1].invoiced == 9
    assert (await office.invoice(1)).status == "matched"
    assert office.balance("grir") == office.balance("price_variance") == 0


@pytest.mark.parametrize(
    ("currency", "unit_price", "ordered", "first", "rest"),
    [("JPY", "33.4", "334", "100", "234"), ("KWD", "1.2345", "12.345", "3.704", "8.641")],
)
async def test_every_currency_is_received_and_billed_in_its_own_places(
    office: Office, currency: str, unit_price: str, ordered: str, first: str, rest: str
) -> None:
    await office.open(added("10", unit_price, amount=ordered), currency=currency)
    await office.receive(1, "3")
    await office.receive(2, "7")
    ledger = (await office.order()).lines[1].ledger
    came = [each.amount for each in ledger.receipts.values()]
    assert came == [Decimal(first), Decimal(rest)]
    await office.capture(1, billed("10", unit_price, amount=ordered), currency=currency)
    assert (await office.invoice(1)).status == "matched"
    assert office.balance("grir") == 0
    assert office.balance("accounts_payable") == -Decimal(ordered)
    assert office.balance("price_variance") == Decimal(ordered) - Decimal(first) - Decimal(rest)
    await office.pay(1, ordered)
    assert (await office.invoice(1)).status == "paid"
