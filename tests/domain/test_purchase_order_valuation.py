"""What units are worth on the goods-received account: after the last one nothing is left."""

from decimal import Decimal

import pytest

from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import credit_line, receive_line
from domain.purchase_orders.line_state import Line, Total
from domain.purchase_orders.named_receipts import as_told
from domain.purchase_orders.valuation import (
    clearing_value,
    corrected_value,
    put_back_value,
    receipt_value,
    released_value,
)
from tests.domain.orders import (
    INVOICE,
    LATER_INVOICE,
    LATER_RECEIPT,
    MEMO,
    RECEIPT,
    added,
    change,
    changed,
    credited,
    in_force,
    invoice_reversed,
    invoiced,
    order_after,
    receipt_reversed,
    received,
    ref,
    returned,
)

TEN_AT_10 = received("10", "100")
TEN_AT_11 = received("10", "110", LATER_RECEIPT, price="11")


def line_after(*history: PurchaseOrderEvent) -> Line:
    return order_after(*in_force(), *history).lines[1]


def clears(line: Line, quantity: str, amount: str = "9999") -> Decimal:
    return clearing_value(line, Total(Decimal(quantity), Decimal(amount)), "USD")


def releases(line: Line, quantity: str) -> Decimal:
    return released_value(line, Decimal(quantity), "USD")


def balance(line: Line) -> Decimal:
    return line.ledger.net_received.amount - line.ledger.cleared


@pytest.mark.parametrize(
    ("quantity", "value"), [("4", "40"), ("10", "100"), ("15", "155"), ("20", "210")]
)
def test_the_oldest_receipt_is_cleared_first(quantity: str, value: str) -> None:
    assert clears(line_after(TEN_AT_10, TEN_AT_11), quantity) == Decimal(value)


def test_the_next_invoice_goes_on_where_the_last_one_ended() -> None:
    line = line_after(TEN_AT_10, TEN_AT_11, invoiced("8", "80", "80"))
    assert clears(line, "5") == Decimal(53)  # 2 at 10, 3 at 11
    assert clears(line, "12") == Decimal(130)


def test_the_last_quantity_clears_the_balance_to_the_cent() -> None:
    three_for_ten = received("3", "10.00", price="3.333333")
    one = invoiced("1", "3.33", "3.33")
    line = line_after(three_for_ten)
    assert clears(line, "1") == Decimal("3.33")
    line = line_after(three_for_ten, one)
    assert clears(line, "1") == Decimal("3.34")
    line = line_after(three_for_ten, one, invoiced("1", "3.33", "3.34", LATER_INVOICE))
    assert clears(line, "1") == Decimal("3.33")
    last = invoiced("1", "3.33", "3.33", LATER_INVOICE)
    assert balance(line_after(three_for_ten, one, one, last)) == Decimal("0.01")
    assert clears(line_after(three_for_ten, one, one), "1") == Decimal("3.34")


def test_a_bill_clears_what_it_asks_for_units_that_have_not_come() -> None:
    assert clears(line_after(), "10", "120") == Decimal(120)
    assert clears(line_after(TEN_AT_11), "12", "150") == Decimal(135)  # 110, and 2 of 12 for 25
    ahead = line_after(TEN_AT_11, invoiced("12", "150", "135"))
    assert clears(ahead, "3", "42") == Decimal(42)


def test_goods_that_were_invoiced_before_are_worth_what_their_bill_asked() -> None:
    dearer = changed("1000", "1090", change(1, "1090", unit_price=Decimal(11)))
    order = order_after(*in_force(), invoiced("10", "120", "120"), dearer)
    assert receive_line(order, 1, Decimal(4), RECEIPT).amount == Decimal(48)
    assert receive_line(order, 1, Decimal(12), RECEIPT).amount == Decimal(142)
    whole = receive_line(order, 1, Decimal(10), RECEIPT)
    assert balance(line_after(invoiced("10", "120", "120"), dearer, whole)) == 0


def test_of_two_bills_before_the_goods_the_older_one_is_of_those_that_come_first() -> None:
    bills = (invoiced("5", "50", "50"), invoiced("5", "60", "60", LATER_INVOICE))
    order = order_after(*in_force(), *bills)
    assert receive_line(order, 1, Decimal(5), RECEIPT).amount == Decimal(50)
    assert receive_line(order, 1, Decimal(7), RECEIPT).amount == Decimal(74)
    assert receive_line(order, 1, Decimal(10), RECEIPT).amount == Decimal(110)
    assert releases(order.lines[1], "5") == Decimal(60)


def test_goods_that_come_again_are_worth_what_was_cleared_for_those_that_went_back() -> None:
    """Billed at 10.50 each and cleared at 11.00: the half was variance and stays it."""
    billed_whole = invoiced("10", "105", "110")
    order = order_after(*in_force(), TEN_AT_11, billed_whole, returned("4", "44", LATER_RECEIPT))
    assert receive_line(order, 1, Decimal(2), RECEIPT).amount == Decimal(22)
    assert receive_line(order, 1, Decimal(4), RECEIPT).amount == Decimal(44)


def test_goods_that_were_not_invoiced_stand_at_the_price_of_the_order() -> None:
    line = line_after(TEN_AT_11, invoiced("4", "44", "44"))
    assert receipt_value(line, Decimal("0.333333"), "USD") == Decimal("3.33")


def test_units_that_a_receipt_missed_take_over_what_bills_cleared_and_else_its_own_price() -> None:
    own, unchanged = Total(Decimal(3), Decimal("10.00")), line_after(received("3", "10.00"))
    assert corrected_value(unchanged, Decimal(1), "USD", own) == Decimal("3.33")
    ahead = line_after(received("3", "10.00"), invoiced("5", "50", "31"))  # two more for 21
    assert corrected_value(ahead, Decimal(1), "USD", own) == Decimal("10.50")
    assert corrected_value(ahead, Decimal(3), "USD", own) == Decimal("24.33")


def test_an_account_with_a_residue_never_values_what_a_receipt_missed() -> None:
    less = line_after(received("3", "10.00"), invoiced("5", "5", "5"))
    assert corrected_value(less, Decimal(2), "USD", Total(Decimal(3), Decimal(9))) == 6


def test_a_voided_invoice_puts_its_value_back() -> None:
    first, later = invoiced("10", "100", "100"), invoiced("10", "110", "110", LATER_INVOICE)
    voided = invoice_reversed("10", "100", "100")
    line = line_after(TEN_AT_10, TEN_AT_11, first, later, voided)
    assert balance(line) == Decimal(100)
    assert clears(line, "10") == Decimal(100)


def test_a_credit_releases_the_latest_units_first() -> None:
    line = line_after(TEN_AT_10, TEN_AT_11, invoiced("20", "220", "210"))
    assert releases(line, "5") == Decimal(55)
    assert releases(line, "15") == Decimal(160)
    assert releases(line, "20") == Decimal(210)


def test_a_return_and_its_credit_leave_nothing_behind() -> None:
    history = (TEN_AT_10, TEN_AT_11, invoiced("20", "220", "210"))
    back = returned("3", "33", LATER_RECEIPT)
    order = order_after(*in_force(), *history, back)
    assert balance(order.lines[1]) == Decimal(-33)
    assert releases(order.lines[1], "1") == Decimal(11)
    assert releases(order.lines[1], "13") == Decimal(33 + 77 + 30)
    events = credit_line(order, 1, Decimal(3), Decimal(33), MEMO, INVOICE)
    assert balance(line_after(*history, back, *events)) == 0


def test_a_return_before_the_invoice_leaves_what_is_still_here() -> None:
    line = line_after(TEN_AT_10, TEN_AT_11, returned("4", "40"))
    assert clears(line, "8") == Decimal(82)  # 6 at 10, 2 at 11
    assert clears(line, "16") == Decimal(170)


def test_a_credit_of_everything_gives_back_everything() -> None:
    line = line_after(TEN_AT_10, invoiced("10", "105", "100"), returned("10", "100"))
    assert releases(line, "10") == Decimal(100)
    assert releases(line, "12") == Decimal(100)


def test_a_receipt_that_was_an_error_takes_its_value_away() -> None:
    line = line_after(TEN_AT_10, TEN_AT_11, receipt_reversed("10", "100"))
    assert clears(line, "10") == Decimal(110)


def test_a_residue_of_an_error_after_the_invoice_goes_with_the_last_quantity() -> None:
    history = (TEN_AT_10, TEN_AT_11, invoiced("10", "100", "100"), receipt_reversed("10", "100"))
    assert balance(line_after(*history)) == Decimal(10)
    again = received("10", "110", price="11")
    assert clears(line_after(*history, again), "10") == Decimal(120)


def test_a_residue_goes_with_an_invoice_beyond_the_goods_and_never_into_later_goods() -> None:
    history = (TEN_AT_10, TEN_AT_11, invoiced("10", "100", "100"), receipt_reversed("10", "100"))
    line = line_after(*history)
    assert clears(line, "5", "50") == Decimal(60)
    ahead = line_after(*history, invoiced("5", "50", "60", LATER_INVOICE))
    assert receipt_value(ahead, Decimal(5), "USD") == Decimal(50)


def test_a_residue_does_not_keep_a_credit_of_everything_from_giving_back_everything() -> None:
    history = (TEN_AT_10, TEN_AT_11, invoiced("10", "100", "100"), receipt_reversed("10", "100"))
    assert releases(line_after(*history), "10") == Decimal(100)


def test_a_credit_beyond_the_invoices_does_not_shift_what_is_cleared_next() -> None:
    line = line_after(TEN_AT_10, TEN_AT_11, credited("5", "50", "0"))
    assert clears(line, "12") == Decimal(122)


def test_an_account_with_a_residue_never_values_goods_below_nothing() -> None:
    history = (
        TEN_AT_10,
        received("10", "200", LATER_RECEIPT, price="20"),
        invoiced("10", "100", "100"),
        receipt_reversed("10", "100"),
        returned("1", "20", LATER_RECEIPT),
    )
    assert receipt_value(line_after(*history), Decimal(1), "USD") == Decimal(10)


def test_price_alone_moves_nothing_on_the_account() -> None:
    line = line_after(TEN_AT_10, invoiced("10", "100", "100"))
    assert clears(line, "0") == releases(line, "0") == 0
    debited = line_after(TEN_AT_10, invoiced("10", "100", "100"), credited("0", "7", "0"))
    assert balance(debited) == 0


def test_two_way_lines_have_no_such_account() -> None:
    line = order_after(*in_force(added(match="two_way")), TEN_AT_10).lines[1]
    assert clears(line, "10") == releases(line, "10") == 0
    assert receipt_value(line, Decimal(2), "USD") == Decimal(20)
    billed = order_after(*in_force(added(match="two_way")), TEN_AT_10, invoiced("10", "100", "0"))
    assert releases(billed.lines[1], "5") == 0


def test_free_goods_clear_nothing() -> None:
    line = order_after(*in_force(added("10", "0")), received("10", "0", price="0")).lines[1]
    assert clears(line, "10") == 0


def test_values_have_the_places_of_their_currency() -> None:
    yen = (*in_force(added("10", "3.5"), currency="JPY"), received("3", "11", currency="JPY"))
    line = order_after(*yen).lines[1]
    assert clearing_value(line, Total(Decimal(1)), "JPY") == Decimal(4)
    assert clearing_value(line, Total(Decimal(2)), "JPY") == Decimal(7)
    assert clearing_value(line, Total(Decimal(3)), "JPY") == Decimal(11)


def test_a_credit_of_goods_ahead_of_their_receipt_takes_these_first() -> None:
    """Eleven are billed and ten of them came: the eleventh is ahead, at the order's price."""
    line = line_after(TEN_AT_11, invoiced("11", "120", "120"))
    assert releases(line, "1") == 10
    assert releases(line, "2") == 21


def test_what_was_billed_for_nothing_ahead_comes_for_nothing() -> None:
    line = line_after(invoiced("10", "0", "0"))
    assert receipt_value(line, Decimal(10), "USD") == 0


def test_of_units_whose_bills_ask_for_nothing_each_takes_over_as_much_of_what_is_cleared() -> None:
    given_away = line_after(TEN_AT_10, invoiced("10", "0", "100"), returned("4", "40"))
    assert receipt_value(given_away, Decimal(2), "USD") == 20
    assert receipt_value(line_after(invoiced("10", "0", "0")), Decimal(4), "USD") == 0


def test_cents_of_bills_share_what_is_ahead_as_dollars_do_and_money_alone_is_of_no_units() -> None:
    cents = line_after(invoiced("5", "0.20", "0.20"), invoiced("5", "0.60", "0.60", LATER_INVOICE))
    assert receipt_value(cents, Decimal(5), "USD") == Decimal("0.20")
    money = ref("invoice", 97)
    bills = (invoiced("5", "50", "50"), invoiced("0", "7", "0", money))
    line = line_after(*bills, invoiced("5", "60", "60", LATER_INVOICE))
    assert receipt_value(line, Decimal(5), "USD") == 50


def test_a_credit_of_units_billed_by_name_releases_those_of_that_receipt() -> None:
    """All twenty are billed, ten of each receipt: of the first one's, five at 10.00 go."""
    named = {RECEIPT.id: Decimal(10), LATER_RECEIPT.id: Decimal(10)}
    bill = invoiced("20", "210", "210").model_copy(update=as_told(named))
    line = line_after(TEN_AT_10, TEN_AT_11, bill)
    assert released_value(line, Decimal(5), "USD", {RECEIPT.id: Decimal(5)}) == 50


def test_a_residue_stays_out_of_what_moves_no_units_comes_later_or_is_billed_last() -> None:
    credited_short = line_after(
        TEN_AT_10, invoiced("10", "100", "100"), credited("10", "100", "90")
    )
    assert releases(credited_short, "0") == 0
    cleared_beyond = line_after(TEN_AT_10, invoiced("10", "120", "120"))
    assert receipt_value(cleared_beyond, Decimal(1), "USD") == 10
    gone_at_less = line_after(TEN_AT_10, invoiced("10", "100", "100"), returned("10", "99"))
    last = Total(Decimal(10), Decimal(100))
    assert put_back_value(gone_at_less, last, INVOICE.id, "USD") == 100


def test_what_a_receipt_missed_costs_nothing_where_its_bill_asked_nothing_for_it() -> None:
    line = line_after(received("3", "10.00"), invoiced("5", "10", "10"))
    assert corrected_value(line, Decimal(1), "USD", Total(Decimal(3), Decimal("10.00"))) == 0
