"""The second opinion: it agrees with read models that are right, and finds what is wrong."""

from decimal import Decimal

import pytest

from projections.index import PROJECTIONS
from projections.invoices import INVOICES
from projections.journal import JOURNAL
from projections.projection import Row
from projections.stock import STOCK
from replay.naive.index import RECKONINGS
from replay.naive.invoices import TO_PAY
from replay.naive.journal import GOODS_RECEIVED
from replay.naive.reckoning import Reckoning
from tests.domain.invoices import INVOICE_ID, accounted, captured, paid
from tests.domain.orders import ORDER, RECEIPT
from tests.domain.receipts import accepted, goods_returned, posted, receipt_line
from tests.projections.folding import TENANT, Story, fold
from tests.replay.naive_case import opinion, rows_of, second_opinion

GONE = {"quantity": Decimal(60), "amount": Decimal(600), "bucket": "rejected"}


def story() -> Story:
    """Gloves came, were billed a little dearer, and a part of the bill is paid."""
    told = Story()
    told.happens(f"receipt/{RECEIPT.id}", posted(receipt_line("100", "1000.00")))
    told.happens(f"invoice/{INVOICE_ID}", captured(), accounted("1100.00", "1000.00"))
    return told.happens(f"invoice/{INVOICE_ID}", paid("400.00", "600.00"))


def rows(of: Reckoning) -> list[tuple[str, Row]]:
    projection = {each.name: each for each in PROJECTIONS}[of.read_model]
    return rows_of(fold(projection, story().events), of.table)


@pytest.mark.parametrize("of", RECKONINGS, ids=lambda each: each.table)
def test_what_is_reckoned_stands_in_the_declared_tables(of: Reckoning) -> None:
    projection = {each.name: each for each in PROJECTIONS}[of.read_model]
    columns = {of.owner, *of.key, *(name for names in of.figures.values() for name in names)}
    assert columns <= projection.table(of.table).columns.keys()
    assert set(of.types) <= projection.handles.keys()


def test_it_agrees_with_what_was_folded_rightly() -> None:
    kept = {each.name: fold(each, story().events) for each in (JOURNAL, INVOICES, STOCK)}
    found = second_opinion(story().events, kept)
    assert [each.table for each in found] == [
        each.table for each in RECKONINGS if each.read_model != "shipments"
    ]
    assert sum(each.differences for each in found) == 0
    assert all(each.rows for each in found)


def test_a_figure_that_does_not_follow_from_the_events_is_named() -> None:
    (tenant, row), *_ = rows(GOODS_RECEIVED)
    found = opinion(GOODS_RECEIVED, story().events, [(tenant, row | {"balance": "7"})])
    (named,) = found.named
    assert named.key == {
        "purchase_order_id": ORDER.id,
        "purchase_order_line": 1,
        "currency": "USD",
    }
    assert (named.column, str(named.live), str(named.recomputed)) == ("balance", "7", "0.00")


def test_a_row_that_is_not_there_is_found_though_only_the_log_knows_of_it() -> None:
    found = opinion(TO_PAY, story().events, [])
    assert (found.owners, found.differences) == (1, 2)
    assert {each.column for each in found.named} == {"total", "open_amount"}


def test_a_row_that_no_event_made_is_found() -> None:
    (tenant, row), *others = rows(TO_PAY)
    made_up = (tenant, row | {"invoice_id": "made up"})
    found = opinion(TO_PAY, story().events, [(tenant, row), made_up, *others])
    assert {each.key["invoice_id"] for each in found.named} == {"made up"}


def test_of_the_log_only_the_owners_of_the_sample_are_reckoned() -> None:
    shares = [opinion(TO_PAY, story().events, [], one_in=2, seed=seed) for seed in range(20)]
    assert {each.owners for each in shares} == {0, 1}


def test_what_a_parked_event_belongs_to_is_left_out() -> None:
    parked = [(TENANT, ORDER.id)]
    found = opinion(GOODS_RECEIVED, story().events, [], parked=parked)
    assert (found.owners, found.left_out, found.differences) == (0, 1, 0)


def test_an_event_of_a_form_that_nobody_foresaw_leaves_its_owner_out() -> None:
    *before, last = story().events
    odd = last._replace(data={name: last.data[name] for name in ("invoice_id", "currency")})
    nobody = last._replace(stream="invoice/other", data={})
    found = opinion(TO_PAY, [*before, odd, nobody], [])
    assert (found.owners, found.left_out, found.differences) == (0, 2, 0)
    assert opinion(GOODS_RECEIVED, [odd._replace(type="receipt.posted", data={})], []).owners == 0


def test_it_finds_goods_in_stock_once_they_are_accepted() -> None:
    waiting = receipt_line("100", "1000.00", match="four_way", inspected_first=True)
    told = Story()
    told.happens(f"receipt/{RECEIPT.id}", posted(waiting), accepted("400.00"))
    told.happens(f"receipt/{RECEIPT.id}", goods_returned(waiting.model_copy(update=GONE)))
    kept = {JOURNAL.name: fold(JOURNAL, told.events)}
    assert [each.differences for each in second_opinion(told.events, kept)] == [0, 0]
