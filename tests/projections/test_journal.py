"""Finance sees every posting, books that balance, and what was received and not yet invoiced."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from domain.event import Event
from domain.invoices.events import InvoiceVoided
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineUsed,
    PurchaseOrderLineUseReversed,
)
from domain.purchase_orders.lines import CostShare
from projections.journal import JOURNAL
from projections.projection import Row
from tests.conftest import Database
from tests.domain.consignment_orders import consumed_by
from tests.domain.invoices import INVOICE_ID, accounted, captured, paid
from tests.domain.orders import INVOICE, MEDLINE, ORDER, RECEIPT, TODAY
from tests.domain.receipts import accepted, goods_returned, posted, receipt_line, reversed_whole
from tests.domain.stock import STOCK
from tests.domain.test_consumption_reversals import reversed_by
from tests.projections.by_hand import answered
from tests.projections.folding import Folded, Story, fold

GLOVES = receipt_line("100", "1000.00")
RECEIVED = (f"receipt/{RECEIPT.id}", posted(GLOVES))
BILLED = (f"invoice/{INVOICE_ID}", accounted("1100.00", "1000.00"))
VOIDED = InvoiceVoided(
    invoice_id=INVOICE_ID,
    number="INV-1",
    supplier_id=MEDLINE,
    voided_on=TODAY,
    reason_code="wrong",
    accounted=accounted("1100.00", "1000.00"),
)
NOT_USED = reversed_by("3", "120.00")


def told(*facts: tuple[str, Event], facilities: Sequence[str] = ()) -> Folded:
    """The read model after these facts, at NORTH unless told otherwise."""
    story = Story()
    for number, (stream, fact) in enumerate(facts):
        facility = facilities[number] if facilities else "NORTH"
        story.happens(stream, fact, number="N-1", facility=facility)
    return fold(JOURNAL, story.events)


def accounts(kept: Folded) -> dict[str, Decimal]:
    """Debit less credit by account."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in kept.table("journal_lines"):
        sums[line["account"]] += Decimal(line["debit"]) - Decimal(line["credit"])
    return {account: balance for account, balance in sums.items() if balance}


def grir(kept: Folded) -> tuple[str, str, str, bool]:
    row: Row = kept.row("grir_balances")
    return row["received_amount"], row["cleared_amount"], row["balance"], row["open"]


def test_a_receipt_stands_in_stock_against_goods_received() -> None:
    kept = told(RECEIVED)
    assert accounts(kept) == {"inventory": Decimal("1000.00"), "grir": Decimal("-1000.00")}
    assert grir(kept) == ("1000.00", "0", "1000.00", True)
    line = kept.table("journal_lines")[0]
    assert (line["document"], line["posted_on"]) == (f"receipt/{RECEIPT.id}", "2026-03-01")
    assert (line["purchase_order_id"], line["purchase_order_line"]) == (ORDER.id, 1)


def test_what_a_bill_only_order_used_is_expense_at_once_and_owed_for() -> None:
    ledger = f"purchase_order/{ORDER.id}"
    figures: dict[str, Any] = {
        "usage": 1,
        "line": 1,
        "quantity": 2,
        "amount": "900.00",
        "currency": "USD",
    }
    figures |= {"currency": "USD", "supplier_id": MEDLINE, "purchase_order": ORDER}
    used = PurchaseOrderLineUsed.model_validate({**figures, "unit_price": "450", "used_on": TODAY})
    kept = told((ledger, used))
    assert accounts(kept) == {"expense": Decimal("900.00"), "grir": Decimal("-900.00")}
    assert grir(kept) == ("900.00", "0", "900.00", True)
    gone = PurchaseOrderLineUseReversed.model_validate({**figures, "reversed_on": TODAY})
    kept = told((ledger, used), (ledger, gone))
    assert accounts(kept) == {}
    assert not grir(kept)[-1]


def test_use_of_consigned_goods_is_owed_for_by_the_order_until_it_is_billed() -> None:
    used = consumed_by(ORDER, "3", "120.00")
    kept = told((f"stock_item/{STOCK.id}", used))
    assert accounts(kept) == {
        "expense": Decimal("120.00"),
        "grir_consignment": Decimal("-120.00"),
    }
    assert grir(kept) == ("120.00", "0", "120.00", True)
    kept = told((f"stock_item/{STOCK.id}", used), (f"stock_item/{STOCK.id}", NOT_USED))
    assert accounts(kept) == {}
    assert not grir(kept)[-1]


def test_its_invoice_clears_it_and_the_rest_is_variance() -> None:
    kept = told(RECEIVED, BILLED)
    assert accounts(kept) == {
        "inventory": Decimal("1000.00"),
        "price_variance": Decimal("100.00"),
        "accounts_payable": Decimal("-1100.00"),
    }
    assert grir(kept) == ("1000.00", "1000.00", "0.00", False)


def test_a_payment_takes_what_is_owed_off_the_bank() -> None:
    kept = told(RECEIVED, BILLED, (f"invoice/{INVOICE_ID}", paid("1100.00", "0.00")))
    assert "accounts_payable" not in accounts(kept)
    assert accounts(kept)["cash"] == Decimal("-1100.00")


def test_a_void_and_a_return_undo_their_part() -> None:
    back = (f"receipt/{RECEIPT.id}", goods_returned(receipt_line("10", "100.00")))
    kept = told(RECEIVED, BILLED, back, (f"invoice/{INVOICE_ID}", VOIDED))
    assert accounts(kept) == {"inventory": Decimal("900.00"), "grir": Decimal("-900.00")}
    assert grir(kept) == ("900.00", "0.00", "900.00", True)
    undone = told(RECEIVED, (f"receipt/{RECEIPT.id}", reversed_whole(GLOVES)))
    assert accounts(undone) == {}
    assert grir(undone)[3] is False


def test_an_invoice_ahead_of_its_goods_shows_as_less_than_nothing() -> None:
    kept = told((f"invoice/{INVOICE_ID}", accounted("1000.00", "1000.00")))
    assert grir(kept) == ("0", "1000.00", "-1000.00", True)


def test_goods_lie_where_they_were_received_wherever_they_were_billed() -> None:
    billed_last = told(RECEIVED, BILLED, facilities=("NORTH", "SOUTH"))
    billed_first = told(BILLED, RECEIVED, facilities=("SOUTH", "NORTH"))
    for kept in (billed_last, billed_first):
        assert kept.row("grir_balances")["facility"] == "NORTH"
    assert told(BILLED, facilities=("SOUTH",)).row("grir_balances")["facility"] == "SOUTH"


def test_two_way_lines_and_unposted_invoices_move_no_goods_received() -> None:
    two_way = (f"receipt/{RECEIPT.id}", posted(receipt_line("5", "50.00", match="two_way")))
    unposted = InvoiceVoided.model_validate({**dict(VOIDED), "accounted": None})
    kept = told(two_way, (INVOICE.id, captured()), (f"invoice/{INVOICE_ID}", unposted))
    assert kept.table("journal_lines") == kept.table("grir_balances") == []


def test_a_project_costs_what_was_charged_to_it_in_the_currency_of_the_books(
    database: Database,
) -> None:
    borne = [
        CostShare(cost_centre=centre, account="6100", project=project, weight=Decimal(1))
        for centre, project in (("ICU", "TRIAL"), ("OR", None))
    ]
    line = receipt_line("100", "1000.00", accounting="expense", shares=borne)
    story = Story()
    story.happens(RECEIVED[0], posted(line), number="N-1", facility="NORTH")
    (cost,) = answered(database.url, JOURNAL, story, "project_costs", project="TRIAL")
    assert (cost["project"], cost["cost_centre"], cost["cost_account"]) == ("TRIAL", "ICU", "6100")
    assert (Decimal(cost["cost"]), cost["lines_unvalued"]) == (Decimal(500), 0)
    assert answered(database.url, JOURNAL, story, "project_costs", project="OTHER") == []


def test_what_waits_for_an_inspection_is_told_by_receipt_until_it_is_accepted(
    database: Database,
) -> None:
    waiting = receipt_line("100", "1000.00", match="four_way", inspected_first=True)
    stream, story = RECEIVED[0], Story()
    story.happens(stream, posted(waiting), accepted("400.00"), number="N-1", facility="NORTH")
    (left,) = answered(database.url, JOURNAL, story, "goods_in_inspection")
    assert (left["document_number"], left["facility"]) == ("N-1", "NORTH")
    assert Decimal(left["balance"]) == 600
    assert str(left["since"]) == "2026-03-01"
    story.happens(stream, accepted("600.00"), number="N-1", facility="NORTH")
    assert answered(database.url, JOURNAL, story, "goods_in_inspection") == []
