"""What finance books of consigned goods that an order brought: their use, and their bill."""

from domain.accounting import journal_entries
from tests.domain.test_accounting import ORDER, billed, booked, event


def test_use_is_owed_for_by_the_order_line_that_brought_the_goods() -> None:
    used = {"amount": "80.00", "currency": "USD", "consumed_on": "2026-03-05"}
    used |= {"supplier_id": "medline", "department": "SURGERY"}
    ordered = {**used, "purchase_order": ORDER, "purchase_order_line": 2}
    lines = journal_entries(event("stock_item.consumed", ordered))
    assert [(each.account, each.purchase_order_id, each.purchase_order_line) for each in lines] == [
        ("expense", "order", 2),
        ("grir_consignment", "order", 2),
    ]


def test_the_bill_clears_what_was_used_and_what_it_asks_beyond_is_expense() -> None:
    assert booked("invoice.accounted", billed("consignment")) == (
        "grir_consignment debit 500.00",
        "expense debit 50.00",
        "accounts_payable credit 550",
    )
