"""What the dashboard shows, gathered in one snapshot, now or as of a position."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from api.wiring.service import AsOf, View
from projections.projection import Row

# Question by name: the read model that answers it.
QUESTIONS: Final = {
    "orders_by_month": "purchase_orders",
    "open_value_by_facility": "purchase_orders",
    "invoices_by_month": "invoices",
    "holds_by_kind": "invoices",
    "grir_by_facility": "journal",
    "cycle_times_by_leg": "cycle_times",
}
RECENT_ROWS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Answers by question, the newest orders and held invoices, and the position of all."""

    position: int
    head: int
    currency: str
    others: tuple[str, ...]  # currencies that the charts leave out; lists show them
    answers: Mapping[str, list[Row]]
    orders: list[Row]
    held: list[Row]

    @property
    def tiles(self) -> list[tuple[str, str]]:
        """The headline figures, in the charts' currency."""
        orders = sum(row["orders"] for row in self.answers["orders_by_month"])
        invoices = sum(row["invoices"] for row in self.answers["invoices_by_month"])
        holds = sum(row["holds"] for row in self.answers["holds_by_kind"])
        return [
            ("Orders issued", f"{orders:,}"),
            ("Open order value", self._sum("open_value_by_facility", "open_value")),
            ("Invoices captured", f"{invoices:,}"),
            ("Holds open", f"{holds:,}"),
            ("Received, not invoiced", self._sum("grir_by_facility", "balance")),
        ]

    def _sum(self, question: str, column: str) -> str:
        rows = [row for row in self.answers[question] if row["currency"] == self.currency]
        total = sum((Decimal(str(row[column])) for row in rows), Decimal(0))
        return f"{total:,.0f} {self.currency}"

    def charts(self) -> dict[str, Any]:
        """The answers as the page's script takes them: one currency, decimals as strings."""
        return {
            "position": self.position,
            "currency": self.currency,
            **{
                name: [row for row in rows if row.get("currency", self.currency) == self.currency]
                for name, rows in self.answers.items()
            },
        }


async def gather(view: View, position: int | None) -> Figures:
    """All figures as of the position, from one snapshot."""
    as_of = AsOf(position=position)
    answers = {
        question: (await view.answer(read_model, question, as_of=as_of)).rows
        for question, read_model in QUESTIONS.items()
    }
    orders = await view.rows("purchase_orders", as_of=as_of, limit=RECENT_ROWS)
    held = await view.rows("invoices", {"state": "held"}, as_of=as_of, limit=RECENT_ROWS)
    currencies = _currencies(answers["orders_by_month"])
    return Figures(
        position=orders.position if position is None else position,
        head=orders.position,
        currency=currencies[0],
        others=currencies[1:],
        answers=answers,
        orders=orders.rows,
        held=held.rows,
    )


async def active_days(view: View) -> list[Row]:
    """The stops of the time slider: day, last position by its end, events of the day."""
    return (await view.answer("audit_trail", "active_days")).rows


def _currencies(orders: list[Row]) -> tuple[str, ...]:
    """The currencies by number of orders, the most used first; USD before there is any."""
    counts: dict[str, int] = {}
    for row in orders:
        counts[row["currency"]] = counts.get(row["currency"], 0) + row["orders"]
    return tuple(sorted(counts, key=lambda name: (-counts[name], name))) or ("USD",)
