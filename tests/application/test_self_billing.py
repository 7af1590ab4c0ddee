"""What came is settled without a document of the supplier, once, and what goes back is credited."""

from decimal import Decimal
from typing import Any, Final

import pytest

from domain.credit_memos.state import CreditMemo
from domain.invoices.commands import SelfBill, SelfCredit, UnlinkInvoice
from domain.invoices.self_billing_errors import (
    InvoiceNothingToCredit,
    InvoiceNothingToSettle,
    InvoiceNotSelfBilled,
    InvoiceSelfBilled,
    InvoiceSelfBillingNotAgreed,
)
from domain.numbers.errors import NumberTaken
from domain.suppliers.commands import AgreeSelfBilling, EndSelfBilling
from domain.suppliers.errors import SupplierNothingChanged
from tests.application.desk import NOW, TODAY
from tests.application.office import Office, billed
from tests.domain.orders import MEDLINE, ORDER, added

TAX: Final = Decimal(10)


async def agree(office: Office, **terms: Any) -> None:
    values: dict[str, Any] = {"due_days": 30, "recorded_by": "cora", **terms}
    agreement = AgreeSelfBilling(now=NOW, supplier_id=MEDLINE, **values)
    await office.send(values["recorded_by"], agreement)


async def settle(office: Office, invoice: int, person: str = "carl", number: str = "") -> None:
    await office.send(
        person,
        SelfBill(
            now=NOW,
            invoice_id=office.id_of("invoice", invoice),
            number=number or f"SB-{invoice}",
            purchase_order_id=ORDER.id,
            captured_by=person,
        ),
    )


async def credit(office: Office, invoice: int, memo: int = 1) -> CreditMemo:
    command = SelfCredit(
        now=NOW,
        credit_memo_id=office.id_of("credit_memo", memo),
        number=f"SC-{memo}",
        invoice_id=office.id_of("invoice", invoice),
        raised_by="carl",
    )
    await office.send("carl", command)
    return await office.credit_memo(memo)


async def test_what_came_is_settled_at_the_orders_price_and_matched_at_once(
    office: Office,
) -> None:
    await office.open()
    await agree(office, tax_percent=TAX)
    await office.receive(1, "30")
    await office.receive(2, "20")
    await settle(office, 1)
    invoice = await office.invoice(1)
    assert [line.quantity for line in invoice.lines] == [30, 20]
    assert [line.amount for line in invoice.lines] == [300, 200]
    assert [line.receipt_id for line in invoice.lines] == [
        office.id_of("receipt", 1),
        office.id_of("receipt", 2),
    ]
    assert (invoice.self_billed, invoice.status, invoice.total) == (True, "matched", Decimal(550))
    assert office.balance("accounts_payable") == -550
    assert office.balance("grir") == 0

    await office.receive(3, "10")
    await settle(office, 2)
    assert [line.quantity for line in (await office.invoice(2)).lines] == [10]
    with pytest.raises(InvoiceNothingToSettle):
        await settle(office, 3)


async def test_a_bill_that_the_supplier_sends_all_the_same_waits_until_somebody_has_looked(
    office: Office,
) -> None:
    await office.open()
    await agree(office)
    await office.receive(1, "60")
    await settle(office, 1)
    await office.capture(2, billed("30"))
    assert "duplicate_possible" in await office.held(2)
    suspected = (await office.invoice(2)).suspected[office.id_of("invoice", 1)]
    assert suspected.rule == "self_billed_already"


async def test_what_the_supplier_billed_first_is_not_settled_again(office: Office) -> None:
    await office.open()
    await agree(office)
    await office.receive(1, "50")
    await office.capture(1, billed("30"))
    await settle(office, 2)
    assert [line.quantity for line in (await office.invoice(2)).lines] == [20]


async def test_goods_are_settled_once_they_are_accepted_and_a_bill_by_order_is_not(
    office: Office,
) -> None:
    lines = (added(match="two_way", accounting="expense"), added(line=2, match="four_way"))
    await office.open(*lines)
    await agree(office)
    await office.receive(1, "10", 1)
    await office.receive(2, "10", 2)
    with pytest.raises(InvoiceNothingToSettle):
        await settle(office, 1)


async def test_what_goes_back_is_credited_by_receipt_and_never_twice(office: Office) -> None:
    await office.open()
    await agree(office, tax_percent=TAX)
    await office.receive(1, "30")
    await office.receive(2, "20")
    await settle(office, 1)
    with pytest.raises(InvoiceNothingToCredit):
        await credit(office, 1)
    await office.give_back(2, "5")
    memo = await credit(office, 1)
    (line,) = memo.lines
    assert [line.line, line.quantity, line.amount] == [2, Decimal(5), 50]
    assert memo.total == 55
    assert (await office.invoice(1)).open_amount == 495
    assert office.balance("grir") == 0
    with pytest.raises(InvoiceNothingToCredit):
        await credit(office, 1, memo=2)
    await office.receive(3, "5")
    await settle(office, 2)  # The replacement.
    assert [line.quantity for line in (await office.invoice(2)).lines] == [5]


async def test_a_receipt_that_was_an_error_is_credited_whole(office: Office) -> None:
    await office.open()
    await agree(office)
    await office.receive(1, "30")
    await settle(office, 1)
    await office.reverse(1)
    assert await office.held(1) != ()
    await credit(office, 1)
    assert (await office.invoice(1)).status == "paid"  # Nothing is left of it.
    assert office.balance("accounts_payable") == 0
    assert office.balance("grir") == 0


async def test_a_bill_of_our_own_is_voided_and_never_taken_off_its_receipts(
    office: Office,
) -> None:
    await office.open()
    await agree(office)
    await office.receive(1, "30")
    await settle(office, 1)
    unlink = UnlinkInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        unlinked_by="carl",
        unlinked_on=TODAY,
        reason_code="wrong_order",
    )
    with pytest.raises(InvoiceSelfBilled):
        await office.send("carl", unlink)
    await office.void(1)
    await settle(office, 2)
    assert (await office.invoice(2)).status == "matched"


async def test_only_a_supplier_who_agreed_is_billed_for_and_by_another_person(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "30")
    with pytest.raises(InvoiceSelfBillingNotAgreed):
        await settle(office, 1)
    await agree(office)
    with pytest.raises(SupplierNothingChanged):
        await agree(office)
    end = EndSelfBilling(now=NOW, supplier_id=MEDLINE, reason_code="their_wish", recorded_by="cora")
    await office.send("cora", end)
    with pytest.raises(InvoiceSelfBillingNotAgreed):
        await settle(office, 1)
    with pytest.raises(SupplierNothingChanged):
        await office.send("cora", end)


async def test_a_number_of_our_own_is_used_once_and_credits_of_others_are_theirs(
    office: Office,
) -> None:
    await office.open()
    await agree(office)
    await office.receive(1, "30")
    await office.capture(1, billed("10"), number="SB-1")
    with pytest.raises(InvoiceNotSelfBilled):
        await credit(office, 1)
    with pytest.raises(NumberTaken):
        await settle(office, 2, number="SB-1")
