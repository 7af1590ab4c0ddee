"""How single values read in a sentence: money, quantities, codes, people and lists.

The sentences are in `sentences.py`, what they tell at length in `request_details.py`,
`order_details.py` and `invoice_details.py`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from domain.ids import UUID_PATTERN
from domain.money import EXPONENTS
from domain.purchase_orders.state import PurchaseOrder
from domain.requisitions.state import Requisition

Facts = Mapping[str, Any]

_ID: Final = re.compile(UUID_PATTERN.strip("^$"), re.IGNORECASE)

PLACES_USUAL: Final = 2  # Of a price whose currency the event does not say.
_CAPITALS: Final = {"ap": "AP", "edi": "EDI", "gtin": "GTIN"}
_ACTORS: Final = {"human": "", "service": "service ", "ai": "AI "}


@dataclass(frozen=True, slots=True)
class Told:
    """An event as it is told: with the document's state before it, where that is known."""

    event: Recorded
    before: object = None

    @property
    def data(self) -> Facts:
        """What the event itself says."""
        return self.event.data

    @property
    def currency(self) -> str:
        """The currency of the event's amounts; empty: neither event nor document says."""
        return str(self.data.get("currency") or getattr(self.before, "currency", ""))

    @property
    def who(self) -> str:
        """Who acted, and for whom."""
        actor = self.event.metadata["actor"]
        named = f"{_ACTORS[actor['type']]}{actor['id']}"
        principal = actor.get("on_behalf_of")
        return f"{named} on behalf of {principal}" if principal else named

    def money(self, amount: str, currency: str | None = None) -> str:
        """An amount at its currency's exponent, with the currency: the event's, or another."""
        currency = currency or self.currency
        places = EXPONENTS.get(currency)
        return amount if places is None else f"{Decimal(amount):,.{places}f} {currency}"

    def price(self, price: str) -> str:
        """A unit price with the places that it needs, at least those of its currency."""
        value = Decimal(price).normalize()
        _, _, exponent = value.as_tuple()
        assert isinstance(exponent, int), "a price is finite"
        places = max(EXPONENTS.get(self.currency, PLACES_USUAL), -exponent)
        return f"{value:,.{places}f} {self.currency}".strip()

    def amount_of_line(self, number: int, quantity: str) -> str:
        """So much of a line, in the line's unit where the document before the event says it."""
        unit = ""
        if isinstance(self.before, PurchaseOrder) and number in self.before.lines:
            terms = self.before.lines[number].terms
            if terms.basis == "amount":
                return f"{self.money(quantity)} of line {number}"
            unit = f" {terms.pack.unit}"
        if isinstance(self.before, Requisition) and number in self.before.lines:
            unit = f" {self.before.lines[number].line.unit}"
        return f"{counted(quantity)}{unit} of line {number}"


def counted(quantity: str | Decimal) -> str:
    """A quantity with separators, without empty places."""
    return f"{Decimal(quantity).normalize():,f}"


def words(code: str) -> str:
    """A code as words: `wrong-size` becomes `wrong size`."""
    parts = code.replace("_", " ").replace("-", " ").split()
    return " ".join(_CAPITALS.get(part, part) for part in parts)


def without_ids(text: str) -> str:
    """What a rule found, without the ids that only rules compare."""
    return " ".join(_ID.sub("", text).split()).strip(": ")


def is_zero(amount: str) -> bool:
    """Whether the amount is nothing."""
    return Decimal(amount) == 0


def in_turn(parts: Sequence[str]) -> str:
    """A list in prose: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    return f"{', '.join(parts[:-1])} and {parts[-1]}"
