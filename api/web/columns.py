"""A column of a page: its heading, how its values read, and where they lead."""

from dataclasses import dataclass
from typing import Final, Literal

Form = Literal[
    "text", "words", "number", "money", "found", "day", "moment", "days", "month", "flag"
]
RIGHT_ALIGNED: Final = frozenset({"number", "money", "days"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a page shows of one column of a read model.

    `to`: the aggregate of the document that the value leads to, whose id is in column `by`.
    `narrows`: a click filters the list by the value.
    """

    name: str
    label: str
    form: Form = "text"
    to: str | None = None
    by: str | None = None
    narrows: bool = False

    @property
    def is_right_aligned(self) -> bool:
        """Figures line up at their ends."""
        return self.form in RIGHT_ALIGNED


def text(name: str, label: str) -> Column:
    """A value as it stands."""
    return Column(name=name, label=label)


def words(name: str, label: str) -> Column:
    """A code as words; a click filters by it."""
    return Column(name=name, label=label, form="words", narrows=True)


def place(name: str, label: str) -> Column:
    """A value as it stands; a click filters by it."""
    return Column(name=name, label=label, narrows=True)


def leads(name: str, label: str, to: str, by: str | None = None) -> Column:
    """The number of a document, which leads there."""
    return Column(name=name, label=label, to=to, by=by or f"{to}_id")


def figure(name: str, label: str, form: Form = "money") -> Column:
    """An amount, a count or another form of number, day or moment."""
    return Column(name=name, label=label, form=form)


SUPPLIER: Final = leads("supplier_name", "Supplier", "supplier")
ORDER: Final = leads("purchase_order_number", "Order", "purchase_order")
FACILITY: Final = place("facility", "Facility")
CURRENCY: Final = place("currency", "Currency")
STATE: Final = words("state", "State")
