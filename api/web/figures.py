"""What the dashboard shows, gathered in one view, all of it as of one position.

`charts.py` turns the answers into what is drawn and listed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

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
RECENT_ROWS: Final = 8
CURRENCY_DEFAULT: Final = "USD"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Answers by question, all in one currency where they are amounts; orders and held invoices."""

    currency: str
    currencies: Sequence[str]  # all that are in use, the most used first
    answers: Mapping[str, Sequence[Row]]
    orders: Sequence[Row]
    held: Sequence[Row]
    parked: int  # documents that a read model could not follow
    skipped: int  # events that one leaves out

    def total(self, question: str, column: str) -> Decimal:
        """The sum of a column over the rows of an answer."""
        cells = (row[column] for row in self.answers[question] if row[column] is not None)
        return sum((Decimal(str(cell)) for cell in cells), Decimal(0))


async def gather(view: View, position: int | None, currency: str | None) -> Figures:
    """All figures as of the position, in that currency or in the one that is used most.

    Now is the last position that every read model has reached, so that figures agree.
    """
    if position is None:
        position = min(view.serving[read_model].position for read_model in QUESTIONS.values())
    as_of = AsOf(position=position)
    answers = {
        question: (await view.answer(read_model, question, as_of=as_of)).rows
        for question, read_model in QUESTIONS.items()
    }
    # From today's orders, so that the currency stays while the moment moves.
    today = await view.answer("purchase_orders", "orders_by_month")
    currencies = _currencies(today.rows)
    chosen = currency or currencies[0]
    orders = await view.rows(
        "purchase_orders", {"currency": chosen}, as_of=as_of, limit=RECENT_ROWS
    )
    held = await view.rows(
        "invoices", {"state": "held", "currency": chosen}, as_of=as_of, limit=RECENT_ROWS
    )
    return Figures(
        currency=chosen,
        currencies=currencies,
        answers={
            name: [row for row in rows if row.get("currency", chosen) == chosen]
            for name, rows in answers.items()
        },
        orders=orders.rows,
        held=held.rows,
        parked=sum(view.serving[read_model].parked for read_model in {*QUESTIONS.values()}),
        skipped=sum(view.serving[read_model].skipped for read_model in {*QUESTIONS.values()}),
    )


def _currencies(orders: Sequence[Row]) -> Sequence[str]:
    counts: dict[str, int] = {}
    for row in orders:
        counts[row["currency"]] = counts.get(row["currency"], 0) + row["orders"]
    return sorted(counts, key=lambda name: (-counts[name], name)) or [CURRENCY_DEFAULT]
