"""What is owed to a merged supplier goes on under his survivor: one company, two names on paper."""

import pytest

from domain.credit_memos.errors import CreditMemoMismatch
from domain.invoices.errors import InvoiceOtherSupplier
from tests.application.office import Office, billed, given_back
from tests.application.test_invoice_duplicates import NO_ORDER, cleared, merge
from tests.domain.orders import MEDLINE


@pytest.fixture
async def survivor(office: Office) -> str:
    """Medline has an order and a bill of sixty; another supplier goes on with its business."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("60"))
    return await cleared(office, 77)


async def test_the_survivor_bills_what_was_ordered_of_the_merged_supplier(
    office: Office, survivor: str
) -> None:
    await office.capture(2, billed("30"), supplier_id=survivor)
    assert await office.held(2) == ("supplier_mismatch",)
    await merge(office, MEDLINE, survivor)
    await office.capture(3, billed("40"), supplier_id=survivor)
    invoice = await office.invoice(3)
    assert (invoice.status, invoice.supplier_id) == ("matched", survivor)
    assert (await office.order()).supplier_id == MEDLINE, "the order keeps its name"


async def test_a_bill_that_waited_is_linked_once_both_are_one_company(
    office: Office, survivor: str
) -> None:
    await office.capture(2, billed("40"), supplier_id=survivor, **NO_ORDER)
    with pytest.raises(InvoiceOtherSupplier):
        await office.link(2)
    await merge(office, MEDLINE, survivor)
    await office.link(2)
    assert (await office.invoice(2)).status == "matched"


async def test_a_credit_of_the_survivor_answers_a_bill_of_the_merged_supplier(
    office: Office, survivor: str
) -> None:
    credit = given_back("0", "100")
    await office.credit(1, "price", credit, supplier_id=survivor)
    with pytest.raises(CreditMemoMismatch):
        await office.post_credit(1)
    await merge(office, MEDLINE, survivor)
    await office.post_credit(1)
    assert (await office.invoice(1)).open_amount == 500


async def test_what_is_unused_of_a_credit_settles_bills_under_both_names(
    office: Office, survivor: str
) -> None:
    await office.pay(1, "600")
    await office.credit(1, "price", given_back("0", "100"))
    await office.post_credit(1)
    assert (await office.credit_memo(1)).open_amount == 100
    later = await cleared(office, 78)
    await merge(office, MEDLINE, survivor)
    await merge(office, survivor, later)
    await office.capture(2, billed("40"), supplier_id=later)
    await office.apply_credit(1, 2)
    assert (await office.invoice(2)).open_amount == 300
    assert office.balance("accounts_payable") == -300
