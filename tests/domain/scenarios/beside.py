"""What a scenario's order carries beside its lines, as a buyer states it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from domain.purchase_orders.parts import OrderPart


def parts_told(facts: Mapping[str, Any]) -> tuple[OrderPart, ...]:
    """Taxes on all lines, and an adjustment; where one is stated in both ways, its amount."""
    return (*_taxes(facts.get("po")), *_adjustment(facts))


def tax_on_all(name: str, percent: str) -> OrderPart:
    """A tax as the cases tell it: a percentage of what the lines add up to."""
    return OrderPart(charge=name, kind="tax", percent=Decimal(percent))


def _taxes(order: Any) -> Iterator[OrderPart]:  # noqa: ANN401 - any JSON value.
    for told in order.get("tax", ()) if isinstance(order, Mapping) else ():
        assert told["basis"] == "net", told
        yield tax_on_all(told["account"], str(told["pct"]))


def _adjustment(facts: Mapping[str, Any]) -> Iterator[OrderPart]:
    fixed, percent = facts.get("adjustment_fixed"), facts.get("adjustment_pct")
    if fixed is not None:
        yield OrderPart(charge="adjustment", kind="freight", amount=Decimal(str(fixed)))
    elif percent is not None:
        yield OrderPart(charge="adjustment", kind="freight", percent=Decimal(str(percent)))
