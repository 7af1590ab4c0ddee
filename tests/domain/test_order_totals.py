"""What an order comes to: rows rounded once, shares that add up, in every currency."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.money import EXPONENTS, allocated, exact
from domain.purchase_orders.parts import LineTax, OrderPart, PartKind
from domain.purchase_orders.totals import TaxedLine, Totals, totals
from tests.domain.orders import added, cancelled, change, changed, in_force, order_after

CURRENCIES: Final = ("USD", "JPY", "KWD")
KINDS: Final[tuple[PartKind, ...]] = ("tax", "freight", "discount")
EXCISE: Final = OrderPart(charge="excise", kind="tax", percent=Decimal(10))


def line(number: int, amount: str, *taxes: LineTax) -> TaxedLine:
    return TaxedLine(number, Decimal(amount), Decimal(1), taxes)


def rows(found: Totals) -> list[tuple[str, str, Decimal, Decimal]]:
    return [(row.charge, row.kind, row.amount, row.so_far) for row in found.rows]


def test_parts_count_in_the_order_in_which_they_are_stated() -> None:
    parts = (
        OrderPart(charge="volume", kind="discount", percent=Decimal(10)),
        OrderPart(charge="freight", kind="freight", amount=Decimal(25)),
        OrderPart(charge="vat", kind="tax", percent=Decimal(20), base="so_far"),
    )
    found = totals([line(1, "100.00"), line(2, "50.00")], parts, "USD")
    assert rows(found) == [
        ("volume", "discount", Decimal(15), Decimal(135)),
        ("freight", "freight", Decimal(25), Decimal(160)),
        ("vat", "tax", Decimal(32), Decimal(192)),
    ]
    assert (found.total, found.cost) == (Decimal(192), Decimal(160))


def test_what_the_state_keeps_of_a_tax_is_cost_of_the_line_that_bears_it() -> None:
    half = LineTax(tax="gst", percent=Decimal("7.5"), recoverable=Decimal(50))
    found = totals([line(1, "10.01", half), line(2, "99.00")], (), "USD")
    assert rows(found) == [
        ("gst", "tax", Decimal("0.38"), Decimal("109.39")),
        ("gst", "tax_in_cost", Decimal("0.37"), Decimal("109.76")),
    ]
    assert (found.borne[1], found.borne[2]) == (
        (Decimal("0.37"), Decimal("0.38")),
        (Decimal(0), Decimal(0)),
    )
    assert found.tax_in_cost == {1: Decimal("0.37"), 2: Decimal(0)}


def test_a_rate_over_all_lines_is_rounded_once_and_shared_to_the_cent() -> None:
    tax = LineTax(tax="vat", percent=Decimal("7.5"))
    lines = [line(number, "0.10", tax) for number in range(1, 6)]
    by_line, over_all = totals(lines, (), "USD"), totals(lines, (), "USD", "header")
    assert by_line.of("tax") == Decimal("0.05")  # 0.0075 each, rounded up.
    assert over_all.of("tax") == Decimal("0.04")  # 0.0375
    assert [over_all.borne[n].tax for n in range(1, 6)] == [Decimal("0.01")] * 4 + [Decimal(0)]


def test_a_discount_takes_off_no_more_than_there_is_and_nothing_is_charged_on_nothing() -> None:
    parts = (
        OrderPart(charge="goodwill", kind="discount", amount=Decimal(80)),
        OrderPart(charge="freight", kind="freight", amount=Decimal(5)),
    )
    assert totals([line(1, "50.00")], parts, "USD").total == Decimal(5)
    assert totals([], parts, "USD").total == 0


def test_charges_are_shared_by_quantity_where_the_order_says_so() -> None:
    freight = OrderPart(charge="freight", kind="freight", amount=Decimal(1), by="quantity")
    lines = [TaxedLine(1, Decimal(90), Decimal(2)), TaxedLine(2, Decimal(10), Decimal(1))]
    found = totals(lines, (freight,), "USD")
    assert [found.borne[n].cost for n in (1, 2)] == [Decimal("0.67"), Decimal("0.33")]


def test_a_percentage_follows_the_lines_and_an_amount_stands() -> None:
    parts = (EXCISE, OrderPart(charge="handling", kind="freight", amount=Decimal(20)))
    carrying = changed("1000", "1000", parts=parts)
    order = order_after(*in_force(added()), carrying)
    assert order.total == Decimal(1120)
    order = order_after(
        *in_force(added()), carrying, changed("1000", "500", change(1, "500", quantity=Decimal(50)))
    )
    assert order.total == Decimal(570)
    order = order_after(*in_force(added()), carrying, cancelled("100", "1000"))
    assert order.total == 0


@st.composite
def measures(draw: st.DrawFn, currency: str) -> dict[str, Decimal]:
    """A percentage, or an amount in whole minor units."""
    if draw(st.booleans()):
        return {"percent": Decimal(draw(st.integers(1, 1_000_000))) / 10_000}
    return {"amount": Decimal(draw(st.integers(1, 10**6))).scaleb(-EXPONENTS[currency])}


@st.composite
def carrying(draw: st.DrawFn) -> tuple[list[TaxedLine], tuple[OrderPart, ...], str, str]:
    """Lines of any size, with taxes and parts of any measure."""
    currency = draw(st.sampled_from(CURRENCIES))
    shares = st.none() | st.integers(0, 100).map(Decimal)
    lines = []
    for number in range(1, draw(st.integers(1, 6)) + 1):
        named = draw(st.lists(st.sampled_from(["vat", "city"]), unique=True, max_size=2))
        taxes = [
            LineTax(tax=name, **draw(measures(currency)), recoverable=draw(shares))
            for name in named
        ]
        amount = Decimal(draw(st.integers(0, 10**7))).scaleb(-EXPONENTS[currency])
        quantity = Decimal(draw(st.integers(1, 1000)))
        lines.append(TaxedLine(number, amount, quantity, taxes))
    parts = []
    for number in range(draw(st.integers(0, 5))):
        kind: PartKind = draw(st.sampled_from(KINDS))
        measure = draw(measures(currency))
        parts.append(
            OrderPart(
                charge=f"part-{number}",
                kind=kind,
                **measure,
                base=draw(st.sampled_from([None, "lines", "so_far"]))
                if "percent" in measure
                else None,
                recoverable=draw(shares) if kind == "tax" else None,
                by=draw(st.sampled_from([None, "value", "quantity", "weight"])),
            )
        )
    return lines, tuple(parts), currency, draw(st.sampled_from(["line", "header"]))


@drawn(carrying())
def test_lines_rows_and_shares_add_up_to_the_cent(
    case: tuple[list[TaxedLine], tuple[OrderPart, ...], str, str],
) -> None:
    lines, parts, currency, rounding = case
    found = totals(lines, parts, currency, "header" if rounding == "header" else "line")
    assert found.lines == sum(each.amount for each in lines)
    assert found.total == found.lines + sum(row.signed for row in found.rows) >= 0
    for row in found.rows:
        assert exact(row.amount, currency) == row.amount > 0
    so_far = found.lines
    for row in found.rows:
        so_far += row.signed
        assert row.so_far == so_far
    borne = list(found.borne.values())
    assert sum(each.tax for each in borne) == found.of("tax")
    in_cost = found.of("freight", "tax_in_cost") - found.of("discount")
    assert sum(each.cost for each in borne) == in_cost == found.cost - found.lines
    assert sum(found.tax_in_cost.values()) == found.of("tax_in_cost")
    for each in borne:
        assert exact(each.cost, currency) == each.cost


@drawn(st.integers(1, 10**6), st.integers(1, 100), st.sampled_from(CURRENCIES))
def test_a_share_misses_its_exact_part_by_less_than_one_unit(
    charge: int, count: int, currency: str
) -> None:
    unit = Decimal(1).scaleb(-EXPONENTS[currency])
    freight = OrderPart(charge="freight", kind="freight", amount=charge * unit)
    lines = [TaxedLine(n, Decimal(n) * unit, Decimal(1)) for n in range(1, count + 1)]
    found = totals(lines, (freight,), currency)
    shares = [found.borne[each.line].cost for each in lines]
    assert tuple(shares) == allocated(charge * unit, [each.amount for each in lines], currency)
    whole = Fraction(sum(each.amount for each in lines))
    for each, share in zip(lines, shares, strict=True):
        meant = Fraction(charge * unit) * Fraction(each.amount) / whole
        assert abs(Fraction(share) - meant) < Fraction(unit)


@pytest.mark.parametrize("currency", CURRENCIES)
def test_the_peer_computes_each_tax_on_the_whole_net(currency: str) -> None:
    service = OrderPart(charge="service", kind="tax", percent=Decimal(10))
    found = totals([line(1, "600"), line(2, "100")], (EXCISE, service), currency)
    assert [row.so_far for row in found.rows] == [Decimal(770), Decimal(840)]
