"""Invoice lines that name several receipts ask so much of each, and each is matched by itself."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.credit_memos.answers import Answer
from domain.credit_memos.decide import credited_lines
from domain.credit_memos.events import CreditLine
from domain.errors import Rejected
from domain.invoices.decide_capture import stated_links
from domain.invoices.events import InvoiceLinked, LineLink
from domain.invoices.lines import AccountedLine, Check, MatchedReceipt
from domain.invoices.linking import linkable, require_whole
from domain.invoices.linking_errors import (
    InvoiceReceiptNamedTwice,
    InvoiceReceiptsNotWhole,
    InvoiceTooManyReceipts,
)
from domain.invoices.state import INVOICE
from domain.invoices.state_parts import Credit, left_named, with_credits
from domain.invoices.verdicts import PART_LINES_MAX, verdicts
from domain.match_sides import Claim
from domain.purchase_orders.ledger import credit_line, invoice_line, reverse_invoice_line
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineCredited,
    PurchaseOrderLineInvoiced,
)
from domain.purchase_orders.named_receipts import (
    NAMED_MAX,
    Named,
    NamedReceipt,
    as_told,
    given_back,
    named_by,
)
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.quantity import Pack
from domain.tolerance import Limits
from tests.domain.bills import bill, claim, judged, over, policy, side, told
from tests.domain.invoices import captured, order_facts
from tests.domain.invoices import invoice_line as kept_line
from tests.domain.orders import (
    INVOICE as FIRST,
)
from tests.domain.orders import (
    LATER_RECEIPT,
    MEMO,
    ORDER,
    RECEIPT,
    id_of,
    in_force,
    order_after,
    received,
)
from tests.domain.scenario import folded

R1, R2 = RECEIPT.id, LATER_RECEIPT.id
CAME: Final = replace(
    side(received="60", prior="5"),
    receipts={R1: Decimal(40), R2: Decimal(20)},
    named={R2: Decimal(5)},
)


def asks(first: str, second: str, line: int = 1) -> Claim:
    named = {R1: Decimal(first), R2: Decimal(second)}
    asked = claim(CAME, str(sum(named.values())), "10", line=line)
    return replace(asked, named=named)


@pytest.mark.parametrize(
    ("first", "second", "holds"),
    [
        pytest.param("40", "15", (), id="all that is left of both"),
        pytest.param("20", "16", ("quantity_received 1 10.00",), id="what one has left"),
        pytest.param("42", "15", ("quantity_received 2 20.00",), id="beyond the other"),
        pytest.param("42", "18", ("quantity_received 5 50.00",), id="beyond both"),
    ],
)
def test_what_one_receipt_has_left_makes_up_for_no_other(
    first: str, second: str, holds: tuple[str, ...]
) -> None:
    assert told(judged(bill(asks(first, second)))) == holds


def test_two_lines_of_one_bill_share_the_receipts_that_both_name() -> None:
    result = judged(bill(asks("30", "10"), asks("10", "7", line=2)))
    assert [(each.line, each.excess) for each in result.holds] == [(2, Decimal(2))]


def test_each_receipt_has_a_percentage_of_its_own() -> None:
    """One of twenty may be one piece over; the forty of the other one let nothing more pass."""
    five: dict[Check, Limits] = {"received_quantity": over("5")}
    assert judged(bill(asks("10", "16")), five).verdict == "pass"
    assert judged(bill(asks("10", "16.1")), five).verdict == "hold"
    assert told(judged(bill(asks("42", "17")), five)) == ("quantity_received 4 40.00",)


def test_of_receipts_that_brought_nothing_the_receipt_is_missing() -> None:
    gone = replace(CAME, receipts={R1: Decimal(40)}, named={})
    named = {R1: Decimal(10), R2: Decimal(5)}
    asked = replace(claim(gone, "15", "10"), named=named)
    assert told(judged(bill(asked))) == ("receipt_missing 5 50.00",)


def test_a_receipt_that_has_just_what_is_asked_hides_no_missing_one() -> None:
    gone = replace(CAME, receipts={R1: Decimal(10)}, named={})
    asked = replace(claim(gone, "15", "10"), named={R1: Decimal(10), R2: Decimal(5)})
    assert told(judged(bill(asked))) == ("receipt_missing 5 50.00",)


def test_a_receipt_that_is_as_far_exceeded_as_the_line_is_judged_by_its_own_percentage() -> None:
    """Two beyond the twenty of one are ten per cent; of the sixty of the line they were three."""
    five: dict[Check, Limits] = {"received_quantity": over("5")}
    assert told(judged(bill(asks("40", "17")), five)) == ("quantity_received 2 20.00",)


def test_where_the_line_has_even_less_left_than_its_receipts_the_line_is_judged() -> None:
    """Of 60 that came, 15 are billed, ten of them by no name: 57 more are twelve too many."""
    unnamed = replace(CAME, prior=Decimal(15))
    asked = replace(asks("42", "15"), against=unnamed)
    assert told(judged(bill(asked))) == ("quantity_received 12 120.00",)


def test_where_one_receipt_is_missing_and_another_short_it_is_the_quantity_that_is_held() -> None:
    gone = replace(CAME, receipts={R1: Decimal(4)}, named={})
    asked = replace(claim(gone, "15", "10"), named={R1: Decimal(10), R2: Decimal(5)})
    assert told(judged(bill(asked))) == ("quantity_received 11 110.00",)


def matched_receipt(receipt: str, *figures: int) -> MatchedReceipt:
    asked, received, billed = (Decimal(each) for each in figures)
    return MatchedReceipt(receipt_id=receipt, asked=asked, received=received, billed_before=billed)


def test_a_verdict_says_what_it_asked_of_each() -> None:
    named = [{"receipt_id": R1, "quantity": "40"}, {"receipt_id": R2, "quantity": "15"}]
    line = kept_line("55").model_copy(
        update={"receipts": tuple(NamedReceipt.model_validate(each) for each in named)}
    )
    order = order_facts(CAME)
    (tie,) = stated_links(folded(INVOICE, captured(line)), order)
    assert named_by(tie) == {R1: Decimal(40), R2: Decimal(15)}
    asked = bill(asks("40", "15"))
    (verdict,) = verdicts(order, asked, judged(asked), policy({}))
    (compared,) = verdict.compared or ()
    assert compared.receipt_id is None
    assert compared.receipts == (
        matched_receipt(R1, 40, 40, 0),
        matched_receipt(R2, 15, 20, 5),
    )


def test_lines_with_many_receipts_fill_a_fact_sooner() -> None:
    named = {id_of(each): Decimal(1) for each in range(60, 70)}
    claims = [replace(claim(CAME, "10", "10", line=each), named=named) for each in range(1, 61)]
    asked = bill(*claims)
    told_in = verdicts(order_facts(CAME), asked, judged(asked), policy({}))
    assert [len(each.compared or ()) for each in told_in] == [PART_LINES_MAX // 3, 60 - 41]


@pytest.mark.parametrize(
    ("parts", "refusal"),
    [
        pytest.param([("R-1", 5), ("R-1", 5)], InvoiceReceiptNamedTwice, id="twice"),
        pytest.param([("R-1", 5), ("R-2", 4)], InvoiceReceiptsNotWhole, id="less"),
        pytest.param([("R-1", 5), ("R-2", 6)], InvoiceReceiptsNotWhole, id="more"),
        pytest.param([("R-1", 10), ("R-2", 0)], InvoiceReceiptsNotWhole, id="nothing of one"),
        pytest.param([("R-1", 11), ("R-2", -1)], InvoiceReceiptsNotWhole, id="below nothing"),
        pytest.param(
            [(f"R-{each}", 1) for each in range(NAMED_MAX + 1)], InvoiceTooManyReceipts, id="many"
        ),
    ],
)
def test_what_is_asked_of_receipts_is_what_the_line_asks(
    parts: list[tuple[str, int]], refusal: type[Rejected]
) -> None:
    with pytest.raises(refusal):
        require_whole(1, Decimal(10), [(each, Decimal(asked)) for each, asked in parts])


def test_as_many_receipts_as_may_be_named_are() -> None:
    require_whole(1, Decimal(NAMED_MAX), [(f"R-{each}", Decimal(1)) for each in range(NAMED_MAX)])


def test_quantities_by_receipt_count_in_the_orders_unit_and_amounts_in_money() -> None:
    boxes = replace(CAME, pack=Pack(unit="BX", base_unit="EA", numerator=10))
    line, named = kept_line("55", unit="EA"), {R1: Decimal(40), R2: Decimal(15)}
    (tie,) = linkable((line,), {1: 1}, {1: boxes}, {1: named}, "USD")
    assert named_by(tie) == {R1: Decimal(4), R2: Decimal("1.5")}
    hours = replace(CAME, by_amount=True)
    line = kept_line("3", "33.34", amount=Decimal("100.02"))
    (tie,) = linkable((line,), {1: 1}, {1: hours}, {1: {R1: Decimal(1), R2: Decimal(2)}}, "USD")
    asked = (tie.quantity, *named_by(tie).values())
    assert asked == (Decimal("100.02"), Decimal("33.34"), Decimal("66.68"))
    thirds = replace(CAME, pack=Pack(unit="BX", base_unit="EA", numerator=3))
    named = {R1: Decimal(2), R2: Decimal(4)}
    (tie,) = linkable((kept_line("6", unit="EA"),), {1: 1}, {1: thirds}, {1: named}, "USD")
    assert (tie.quantity, named_by(tie)[R1]) == (Decimal(2), Decimal("0.666667"))


@pytest.mark.parametrize(
    ("stands", "billed", "credited", "given"),
    [
        pytest.param((40, 20), (40, 15), "5", {R2: 5}, id="the last one named"),
        pytest.param((30, 20), (40, 15), "8", {R1: 8}, id="the one that went back"),
        pytest.param((30, 20), (40, 15), "12", {R1: 10, R2: 2}, id="then the last one"),
        pytest.param((40, 20), (40, 15), "50", {R2: 15, R1: 35}, id="beyond the last one"),
        pytest.param((30, 20), (40, 15), "57", {R1: 40, R2: 15}, id="beyond all of them"),
        pytest.param((40, 20), (40, 15), "1", {R2: 1}, id="a single one"),
        pytest.param((40, 20), (40, 15), "0", {}, id="on price alone"),
    ],
)
def test_a_credit_is_of_receipts_that_are_billed_too_much_and_else_of_the_last_ones(
    stands: tuple[int, int], billed: tuple[int, int], credited: str, given: dict[str, int]
) -> None:
    left = {R1: Decimal(40), R2: Decimal(15)}
    came = {R1: Decimal(stands[0]), R2: Decimal(stands[1])}
    asked = {R1: Decimal(billed[0]), R2: Decimal(billed[1])}
    assert given_back(left, came, asked, Decimal(credited)) == given


def test_one_receipt_takes_the_whole_credit_and_none_takes_nothing() -> None:
    assert given_back({R1: Decimal(4)}, {}, {}, Decimal(9)) == {R1: Decimal(9)}
    assert given_back({}, {}, {}, Decimal(9)) == {}


def test_the_invoice_remembers_of_which_receipts_it_was_credited() -> None:
    link = LineLink(
        line=1,
        purchase_order_line=1,
        quantity=Decimal(55),
        **as_told({R1: Decimal(40), R2: Decimal(15)}),
    )
    answer = Answer(
        CreditLine(line=7, description="Gloves", quantity=Decimal(12), amount=Decimal(120)),
        AccountedLine(
            line=1,
            quantity=Decimal(55),
            amount=Decimal(550),
            cleared=Decimal(550),
            variance=Decimal(0),
            accounting="stock",
        ),
    )
    named = {7: {R1: Decimal(10), R2: Decimal(2)}}
    (line,) = credited_lines([answer], {7: Decimal(120)}, named)
    given = with_credits(with_credits({}, [line]), [line])
    assert left_named(link, given[1]) == {R1: Decimal(20), R2: Decimal(11)}
    whole = replace_single(link)
    assert left_named(whole, Credit(Decimal(12))) == {R1: Decimal(43)}
    invoice = folded(INVOICE, captured(), InvoiceLinked(purchase_order=ORDER, links=(link,)))
    assert invoice.asks_of_receipts() == {(1, R1): Decimal(40), (1, R2): Decimal(15)}


def replace_single(link: LineLink) -> LineLink:
    return link.model_copy(update={"receipts": None, "receipt_id": R1})


def bills(order: PurchaseOrder, quantity: str, named: Named) -> tuple[PurchaseOrder, Decimal]:
    """The order after the bill, and what it cleared."""
    (event,) = invoice_line(order, 1, Decimal(quantity), Decimal(1), FIRST, named)
    assert isinstance(event, PurchaseOrderLineInvoiced)
    return PURCHASE_ORDER.evolve(order, event), event.cleared


def two_prices() -> PurchaseOrder:
    """Forty came at ten apiece, and twenty at twelve."""
    return order_after(*in_force(), received("40", "400"), received("20", "240", LATER_RECEIPT))


def test_the_order_keeps_what_is_billed_of_each_and_clears_each_at_its_own_price() -> None:
    named = {R1: Decimal(10), R2: Decimal(5)}
    order, cleared = bills(two_prices(), "15", named)
    assert cleared == 160
    assert order.lines[1].ledger.named == named
    (event,) = credit_line(order, 1, Decimal(2), Decimal(20), MEMO, FIRST, {R2: Decimal(2)})
    assert isinstance(event, PurchaseOrderLineCredited)
    assert event.cleared == 24
    assert named_by(event) == {R2: Decimal(2)}
    order = PURCHASE_ORDER.evolve(order, event)
    values = (Decimal(13), Decimal(130), Decimal(136))
    left = {R1: Decimal(10), R2: Decimal(3)}
    (gone,) = reverse_invoice_line(order, 1, *values, FIRST, left)
    order = PURCHASE_ORDER.evolve(order, gone)
    assert order.lines[1].ledger.named == {R1: Decimal(0), R2: Decimal(0)}
    assert order.lines[1].ledger.cleared == 0


def test_what_is_billed_without_a_name_clears_the_oldest_that_nobody_named() -> None:
    order, told_cleared = two_prices(), []
    for quantity, named in (("40", {R1: Decimal(40)}), ("5", {}), ("15", {R2: Decimal(15)})):
        order, cleared = bills(order, quantity, named)
        told_cleared.append(cleared)
    assert told_cleared == [400, 60, 180]
    assert order.lines[1].ledger.net_received.amount == order.lines[1].ledger.cleared
