"""The dashboard's charts and headlines: labels, values, and where a click leads.

Each chart is drawn by the page's script and listed as a table beside it, from the same points.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from api.web.days import Day, Moment
from api.web.figures import Figures
from api.web.words import days as in_days
from api.web.words import month, number, rounded, words

MONTHS_MAX: Final = 24
STRAGGLERS_SHARE: Final = 0.01  # of the busiest month's facts
BARS_MAX: Final = 10
EARLIER: Final = "earlier"
# Legs in the order in which goods and papers go their way.
LEGS: Final = {
    "req_to_order": "Wish to order",
    "approval": "Approval",
    "order_to_receipt": "Order to receipt",
    "capture_to_match": "Invoice to match",
    "capture_to_payment": "Invoice to payment",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """A headline figure, what stands behind it, and the list of it."""

    label: str
    value: str
    unit: str
    note: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One bar of a chart: its value, what to say of it, and its list."""

    name: str
    value: Decimal
    note: str
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """Orders and invoices of one month."""

    name: str
    orders: int
    order_value: Decimal
    orders_link: str
    invoices: int
    invoice_value: Decimal
    invoices_link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """How long one leg took: half of all and nine of ten are done within."""

    name: str
    half: Decimal
    nine: Decimal
    ended: int
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Charts:
    """All that is drawn."""

    tiles: Sequence[Tile]
    months: Sequence[Month]
    facilities: Sequence[Bar]
    holds: Sequence[Bar]
    grir: Sequence[Bar]
    legs: Sequence[Leg]


def charts(figures: Figures, moment: Moment, days: Sequence[Day]) -> Charts:
    """The charts of these figures; months span all of history, so that a chart stands still."""
    facilities = [
        Bar(
            name=row["facility"],
            value=Decimal(row["open_value"]),
            note=f"{number(row['orders'])} orders",
            link=moment.link(
                "/lists/purchase_orders", facility=row["facility"], currency=figures.currency
            ),
        )
        for row in figures.answers["open_value_by_facility"]
    ]
    grir = [
        Bar(
            name=row["facility"],
            value=Decimal(row["balance"]),
            note=f"{number(row['order_lines'])} order lines",
            link=moment.link(
                "/lists/grir_balances",
                open="true",
                facility=row["facility"],
                currency=figures.currency,
            ),
        )
        for row in sorted(
            figures.answers["grir_by_facility"], key=lambda row: -abs(Decimal(row["balance"]))
        )
    ]
    return Charts(
        tiles=_tiles(figures, moment),
        months=_months(figures, moment, days),
        facilities=facilities[:BARS_MAX],
        holds=_holds(figures, moment)[:BARS_MAX],
        grir=grir[:BARS_MAX],
        legs=_legs(figures, moment),
    )


def _tiles(figures: Figures, moment: Moment) -> Sequence[Tile]:
    currency, total = figures.currency, figures.total
    open_orders = number(total("open_value_by_facility", "orders"))
    order_lines = number(total("grir_by_facility", "order_lines"))
    return (
        Tile(
            label="Orders issued",
            value=number(total("orders_by_month", "orders")),
            unit="",
            note=f"{rounded(total('orders_by_month', 'amount'))} {currency} ordered",
            link=moment.link("/lists/purchase_orders", currency=currency),
        ),
        Tile(
            label="Open order value",
            value=rounded(total("open_value_by_facility", "open_value")),
            unit=currency,
            note=f"in {open_orders} open orders",
            link=moment.link("/lists/purchase_orders", state="issued", currency=currency),
        ),
        Tile(
            label="Invoices captured",
            value=number(total("invoices_by_month", "invoices")),
            unit="",
            note=f"{rounded(total('invoices_by_month', 'amount'))} {currency} asked",
            link=moment.link("/lists/invoices", currency=currency),
        ),
        Tile(
            label="Holds open",
            value=number(total("holds_by_kind", "holds")),
            unit="",
            note=f"{rounded(total('holds_by_kind', 'exposure'))} {currency} at stake",
            link=moment.link("/lists/invoices", state="held", currency=currency),
        ),
        Tile(
            label="Received, not invoiced",
            value=rounded(total("grir_by_facility", "balance")),
            unit=currency,
            note=f"on {order_lines} order lines",
            link=moment.link("/lists/grir_balances", open="true", currency=currency),
        ),
        _received(figures, moment),
    )


def _received(figures: Figures, moment: Moment) -> Tile:
    legs = {row["leg"]: row for row in figures.answers["cycle_times_by_leg"]}
    leg = legs.get("order_to_receipt")
    return Tile(
        label="Order to first receipt",
        value=in_days(leg["days_p50"]) if leg else "none yet",
        unit="days" if leg else "",
        note=f"nine of ten within {in_days(leg['days_p90'])}" if leg else "nothing was received",
        link=moment.link("/lists/cycle_times", leg="order_to_receipt"),
    )


def _months(figures: Figures, moment: Moment, days: Sequence[Day]) -> Sequence[Month]:
    """The last months in which something happened; those before them in one."""
    orders = {row["month"]: row for row in figures.answers["orders_by_month"]}
    invoices = {row["month"]: row for row in figures.answers["invoices_by_month"]}
    older, shown = _spans(days, orders.keys() | invoices.keys())

    def sums(label: str, months: Sequence[str], chosen: str | None) -> Month:
        asked = [orders[name] for name in months if name in orders]
        billed = [invoices[name] for name in months if name in invoices]
        return Month(
            name=label,
            orders=sum(row["orders"] for row in asked),
            order_value=sum((Decimal(row["amount"]) for row in asked), Decimal(0)),
            orders_link=moment.link(
                "/lists/purchase_orders", issued_month=chosen, currency=figures.currency
            ),
            invoices=sum(row["invoices"] for row in billed),
            invoice_value=sum((Decimal(row["amount"]) for row in billed), Decimal(0)),
            invoices_link=moment.link(
                "/lists/invoices", captured_month=chosen, currency=figures.currency
            ),
        )

    before = (
        [sums(EARLIER, older, None)] if orders.keys() & older or invoices.keys() & older else []
    )
    return [*before, *(sums(month(name), [name], name) for name in shown)]


def _spans(days: Sequence[Day], used: Collection[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Months that share one bar, and those after them; stragglers do not push the others aside."""
    events = dict.fromkeys(used, 0)
    for each in days:
        name = f"{each.day:%Y-%m}"
        events[name] = events.get(name, 0) + each.events
    names = sorted(events)
    few = max(events.values(), default=0) * STRAGGLERS_SHARE
    first = max(len(names) - MONTHS_MAX, 0)
    while first < len(names) and events[names[first]] < few:
        first += 1
    return names[:first], names[first:]


def _holds(figures: Figures, moment: Moment) -> Sequence[Bar]:
    """By cause; who is to act is told beside it."""
    return [
        Bar(
            name=words(row["kind"]),
            value=Decimal(row["holds"]),
            note=f"{words(row['owner_role'])}, {rounded(row['exposure'] or 0)} {row['currency']}",
            link=moment.link(
                "/lists/invoice_holds",
                state="open",
                kind=row["kind"],
                owner_role=row["owner_role"],
                currency=figures.currency,
            ),
        )
        for row in figures.answers["holds_by_kind"]
    ]


def _legs(figures: Figures, moment: Moment) -> Sequence[Leg]:
    rows = {row["leg"]: row for row in figures.answers["cycle_times_by_leg"]}
    return [
        Leg(
            name=label,
            half=Decimal(rows[leg]["days_p50"]),
            nine=Decimal(rows[leg]["days_p90"]),
            ended=rows[leg]["ended"],
            link=moment.link("/lists/cycle_times", leg=leg),
        )
        for leg, label in LEGS.items()
        if leg in rows
    ]


def drawn(charts: Charts, figures: Figures) -> dict[str, Any]:
    """The charts as the page's script takes them."""
    return {
        "currency": figures.currency,
        "months": charts.months,
        "facilities": charts.facilities,
        "holds": charts.holds,
        "grir": charts.grir,
        "legs": charts.legs,
    }
