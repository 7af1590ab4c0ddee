"""Whatever happens on the way, nothing appears or vanishes: goods, units and value add up.

Hypothesis sends goods of two facilities to each other, in any order, of lots, serials and two
currencies; some come, are damaged, are lost, or come back. Each fact is folded by its document and
booked; goods on their way are the account of goods in transit at every moment.
"""

from collections import defaultdict
from decimal import Decimal
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.accounting import journal_entries
from domain.errors import Rejected
from domain.event import Event
from domain.shipments import decide
from domain.shipments.commands import CountedGoods, DispatchShipment, GoodsToShip
from domain.shipments.state import SHIPMENT, Shipment
from domain.stock.commands import Wanted
from domain.stock.shipping import arrive, come_back, ship
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.orders import GLOVES, NOW, TODAY, gloves, id_of
from tests.domain.scenario import folded
from tests.domain.shipments import lose, receive, take_back
from tests.domain.stock import ELSEWHERE, STOCK, brought, opened
from tests.projections.folding import Story

PLACES: Final = {"NORTH": STOCK.id, "SOUTH": ELSEWHERE}
QUANTITIES: Final = st.decimals("0.5", "9", places=1)
ITEMS: Final = {GLOVES: gloves()}
WAYS: Final = ("receive", "receive", "damaged", "lose", "take_back")
ZERO: Final = Decimal(0)


class ShipmentMachine(RuleBasedStateMachine):
    """Two facilities of one legal entity, and what is between them."""

    def __init__(self) -> None:
        super().__init__()
        self.story = Story()
        self.streams: dict[str, list[Event]] = defaultdict(list)
        self.shipments: list[str] = []
        self.units = 0
        self.brought: dict[str, Decimal] = defaultdict(Decimal)
        self.lost_units: set[str] = set()
        self.quantity = self.lost = ZERO
        for facility, stock_id in PLACES.items():
            self.happens(f"stock_item/{stock_id}", opened(stock_id, facility), facility)

    def happens(self, stream: str, fact: Event, facility: str) -> None:
        self.story.happens(stream, fact, facility=facility)
        self.streams[stream].append(fact)

    def item(self, facility: str) -> StockItem:
        return folded(STOCK_ITEM, *self.streams[f"stock_item/{PLACES[facility]}"])

    def shipment(self, shipment_id: str) -> Shipment:
        return folded(SHIPMENT, *self.streams[f"shipment/{shipment_id}"])

    @rule(
        facility=st.sampled_from(sorted(PLACES)),
        quantity=st.integers(1, 9),
        amount=st.decimals("0", "50", places=2),
        currency=st.sampled_from(("USD", "USD", "EUR")),
        lot=st.sampled_from((None, "L-1", "L-2")),
        serialised=st.booleans(),
    )
    def goods_come(
        self,
        facility: str,
        quantity: int,
        amount: Decimal,
        currency: str,
        lot: str | None,
        serialised: bool,
    ) -> None:
        serials = tuple(f"S-{self.units + n}" for n in range(quantity)) if serialised else ()
        self.units += len(serials)
        fact = brought(str(quantity), str(amount), currency=currency, lot=lot, serials=serials)
        self.happens(f"stock_item/{PLACES[facility]}", fact, facility)
        self.brought[currency] += amount
        self.quantity += quantity

    @rule(facility=st.sampled_from(sorted(PLACES)), choice=st.data())
    def goods_leave(self, facility: str, choice: st.DataObject) -> None:
        item = self.item(facility)
        here = [serial for each in item.bins.values() for serial in each.serials]
        units: list[str] = []
        if here:
            units = choice.draw(st.lists(st.sampled_from(here), unique=True, max_size=3))
        quantity = Decimal(len(units)) if units else choice.draw(QUANTITIES)
        wanted = Wanted(quantity=quantity, serials=tuple(units))
        (there,) = PLACES.keys() - {facility}
        shipment_id = id_of(100 + len(self.shipments))
        command = DispatchShipment(
            now=NOW,
            shipment_id=shipment_id,
            number="SH-1",
            dispatched_by="kim",
            dispatched_on=TODAY,
            legal_entity="NHS",
            facility=facility,
            to_legal_entity="NHS",
            to_facility=there,
            lines=(GoodsToShip(item_id=GLOVES, wanted=wanted),),
        )
        try:
            lines = ship(command, {GLOVES: (item, gloves())})
        except Rejected:
            return
        (sent,) = decide.dispatch(None, command, tuple(line for line, _ in lines))
        self.happens(f"shipment/{shipment_id}", sent, facility)
        self.shipments.append(shipment_id)
        for _, fact in lines:
            self.happens(f"stock_item/{item.id}", fact, facility)

    @rule(choice=st.data(), way=st.sampled_from(WAYS))
    def some_of_it_ends(self, choice: st.DataObject, way: str) -> None:
        if not self.shipments:
            return
        shipment = self.shipment(choice.draw(st.sampled_from(self.shipments)))
        line = shipment.lines[choice.draw(st.sampled_from(sorted(shipment.lines)))]
        units: tuple[str, ...] = ()
        if line.serials:
            some = st.lists(st.sampled_from(line.serials), unique=True, min_size=1)
            units = tuple(choice.draw(some))
        quantity = Decimal(len(units)) if units else choice.draw(QUANTITIES)
        try:
            self._ends(shipment, line.sent.line, quantity, units, way)
        except Rejected:
            return

    def _ends(
        self, shipment: Shipment, line: int, quantity: Decimal, units: tuple[str, ...], way: str
    ) -> None:
        stream = f"shipment/{shipment.id}"
        counted = CountedGoods(line=line, quantity=quantity, serials=units)
        if way == "lose":
            (fact,) = decide.write_off_loss(shipment, lose(str(quantity), *units, line=line))
            self.happens(stream, fact, shipment.facility)
            self.lost += quantity
            self.lost_units |= {*units}
            for each in fact.costs:
                self.brought[each.currency] -= each.amount
        elif way == "take_back":
            (back,) = decide.take_back(shipment, take_back(counted), ITEMS)
            here = self.item(shipment.facility)
            told = come_back(here, shipment, back, back.lines[0])
            self.happens(stream, back, shipment.facility)
            self.happens(f"stock_item/{here.id}", told, shipment.facility)
        else:
            broken = CountedGoods(
                line=line,
                quantity=quantity,
                serials=units,
                disposition="quarantined",
                reason_code="damaged",
            )
            asked = receive(broken if way == "damaged" else counted)
            (came,) = decide.receive(shipment, asked, ITEMS)
            there = self.item(shipment.to_facility)
            arrival = arrive(there, shipment, came, came.lines[0])
            self.happens(stream, came, shipment.facility)
            self.happens(f"stock_item/{there.id}", arrival, shipment.to_facility)

    @invariant()
    def goods_are_somewhere_or_lost(self) -> None:
        here = sum((self.item(each).owned for each in PLACES), ZERO)
        moving = [line for each in self.shipments for line in self.shipment(each).lines.values()]
        way = sum((line.left.quantity for line in moving), ZERO)
        assert here + way + self.lost == self.quantity
        assert all(line.left.quantity >= 0 for line in moving)
        assert all(line.left.quantity or not line.left.amounts for line in moving)
        units = [serial for line in moving for serial in line.serials]
        for each in PLACES:
            units += [s for place in self.item(each).bins.values() for s in place.serials]
        assert len(units) == len(set(units)) == self.units - len(self.lost_units)

    @invariant()
    def what_is_on_its_way_is_the_account_of_goods_in_transit(self) -> None:
        books: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
        for event in self.story.events:
            for line in journal_entries(event):
                books[line.account, line.currency] += Decimal(line.debit) - Decimal(line.credit)
        way: dict[str, Decimal] = defaultdict(Decimal)
        here: dict[str, Decimal] = defaultdict(Decimal)
        for each in self.shipments:
            for moving in self.shipment(each).lines.values():
                for currency, amount in moving.left.amounts.items():
                    way[currency] += amount
        for facility in PLACES:
            for currency, amount in self.item(facility).worth.amounts.items():
                here[currency] += amount
        for currency in ("USD", "EUR"):
            assert way[currency] == books["stock_in_transit", currency]
            assert way[currency] + here[currency] == self.brought[currency]

    @invariant()
    def stored_facts_lead_to_the_same_documents(self) -> None:
        for stream, facts in self.streams.items():
            again: list[Any] = [
                type(each).model_validate_json(each.model_dump_json(exclude_none=True))
                for each in facts
            ]
            assert again == facts, stream


TestShipments = ShipmentMachine.TestCase
