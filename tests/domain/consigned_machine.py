"""The part of the stock machine (`test_stock_machine.py`) that is about goods of suppliers.

They come, are used, held back and given back, and uses are taken back, in any order.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.accounting import journal_entries
from domain.errors import Rejected
from domain.event import Event, Recorded
from domain.registry import EVENTS
from domain.stock import decide
from domain.stock.commands import (
    ConsumeConsignment,
    MoveStock,
    PlacedParcel,
    ReceiveConsignment,
    ReturnConsignment,
    ReverseConsumption,
    Wanted,
)
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.consignment import gives_back, lays_down, takes_back, uses
from tests.domain.orders import MEDLINE, NOW, TODAY, gloves
from tests.domain.scenario import folded
from tests.domain.stock import STOCK, opened
from tests.projections.folding import Story

QUANTITIES: Final = st.decimals("0.5", "12", places=1)
LOTS: Final = st.sampled_from((None, "L-1", "L-2"))
PLACES: Final = st.sampled_from((None, "A1", "QC"))
PRICES: Final = st.decimals("0", "20", places=2)
WANTED: Final = st.builds(Wanted, quantity=QUANTITIES, lot=LOTS, storage_location=PLACES)
COMMAND: Final[dict[str, Any]] = {"now": NOW, "stock_item_id": STOCK.id}


class ConsignedMachine(RuleBasedStateMachine):
    """The stock of gloves at one facility, of which a supplier owns some."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Event] = [opened()]
        self.item: StockItem = folded(STOCK_ITEM, *self.history)
        self.snapshots = [(1, self.item)]
        self.receipts: list[Any] = []
        self.pumps = 0

    def happens(self, events: Sequence[Event]) -> None:
        """Records facts in their stored form, as the log gives them back."""
        for event in events:
            stored = event.model_dump_json(exclude_none=True)
            self.history.append(EVENTS[event.TYPE].model_validate_json(stored))
            self.item = STOCK_ITEM.evolve(self.item, self.history[-1])
        self.snapshots.append((len(self.history), self.item))

    def asked(self, decision: Callable[..., Sequence[Event]], *question: object) -> None:
        """What is refused did not happen."""
        try:
            events = decision(self.item, *question)
        except Rejected:
            return
        self.happens(events)

    @rule(quantity=QUANTITIES, lot=LOTS, price=PRICES)
    def a_supplier_lays_goods_down(
        self, quantity: Decimal, lot: str | None, price: Decimal
    ) -> None:
        told: dict[str, Any] = {
            "consigned_by": "kim",
            "consigned_on": TODAY,
            "supplier_id": MEDLINE,
        }
        told |= {"delivery_note": f"DN-{len(self.history)}", "unit_price": price, "currency": "USD"}
        parcels = (PlacedParcel(quantity=quantity, lot=lot),)
        self.asked(lays_down, ReceiveConsignment(**COMMAND, **told, parcels=parcels), gloves())

    @rule(wanted=WANTED, used=st.booleans())
    def consigned_goods_are_used_or_taken_away(self, wanted: Wanted, used: bool) -> None:
        told: dict[str, Any] = {"supplier_id": MEDLINE, "wanted": wanted}
        if used:
            told |= {"consumed_by": "kim", "consumed_on": TODAY, "department": "SURGERY"}
            self.asked(uses, ConsumeConsignment(**COMMAND, **told), gloves())
        else:
            told |= {"returned_by": "kim", "returned_on": TODAY, "reason_code": "not_used"}
            self.asked(gives_back, ReturnConsignment(**COMMAND, **told))

    @rule(choice=st.data(), quantity=st.none() | QUANTITIES, lot=LOTS)
    def a_use_is_taken_back(
        self, choice: st.DataObject, quantity: Decimal | None, lot: str | None
    ) -> None:
        if not self.item.consumptions:
            return
        use = choice.draw(st.sampled_from(sorted(self.item.consumptions)))
        told: dict[str, Any] = {"reversed_by": "kim", "reversed_on": TODAY, "lot": lot}
        told |= {"consumption": use, "quantity": quantity, "reason_code": "not_opened"}
        self.asked(takes_back, ReverseConsumption(**COMMAND, **told), gloves())

    @rule(wanted=WANTED, place=PLACES, released=st.booleans())
    def consigned_goods_are_held_back(
        self, wanted: Wanted, place: str | None, released: bool
    ) -> None:
        ways = ("quarantined", "consigned") if released else ("consigned", "quarantined")
        told: dict[str, Any] = {"moved_by": "kim", "reason_code": "doubted", "wanted": wanted}
        told |= {"disposition": ways[0], "to_disposition": ways[1], "supplier_id": MEDLINE}
        self.asked(decide.move, MoveStock(**COMMAND, **told, to_storage_location=place), gloves())

    @invariant()
    def what_suppliers_are_owed_is_what_stands_of_all_uses(self) -> None:
        owed = Decimal(0)
        for event in recorded(self.history):
            for line in journal_entries(event):
                if line.account == "grir_consignment":
                    owed += Decimal(line.credit) - Decimal(line.debit)
        stands = self.item.consumptions.values()
        assert owed == sum((each.amount for each in stands), Decimal(0))
        assert all(each.quantity > 0 <= each.amount for each in stands)

    @invariant()
    def what_was_laid_down_is_what_lies_in_the_bins_of_its_owner(self) -> None:
        terms = self.item.consignments.get(MEDLINE)
        laid = sum((each.quantity for each in terms.laid), Decimal(0)) if terms else Decimal(0)
        here = (each for each in self.item.bins.values() if each.owner_id == MEDLINE)
        assert laid == sum((each.quantity for each in here), Decimal(0))


def recorded(history: Sequence[Event]) -> list[Recorded]:
    """The history as the log gives it back."""
    return Story().happens(f"stock_item/{STOCK.id}", *history).events
