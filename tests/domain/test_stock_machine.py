"""Whatever happens to an item's stock, it is the sum of its movements and never less than nothing.

Hypothesis drives receipts, returns, issues, counts, scrap, moves, consignment and use in any order,
over lots, places and serials. A plain sum over the stored facts is the model to compare with.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis.stateful import invariant, rule

from domain.accounting import journal_entries
from domain.event import Event
from domain.stock import decide, issue_returns, receiving
from domain.stock.commands import (
    CountedBin,
    CountStock,
    IssueStock,
    MoveStock,
    PlacedParcel,
    ReturnIssuedStock,
    ScrapStock,
    Wanted,
)
from domain.stock.events import StockItemIssued, StockItemIssueReturned
from domain.stock.state import STOCK_ITEM, StockItem, bin_key
from tests.domain.consigned_machine import (
    COMMAND,
    LOTS,
    PLACES,
    PRICES,
    QUANTITIES,
    WANTED,
    ConsignedMachine,
    recorded,
)
from tests.domain.orders import GLOVES, MEDLINE, RECEIPT, TODAY, gloves
from tests.domain.receipts import receipt_line
from tests.domain.scenario import folded
from tests.domain.stock import STOCK

DATES: Final = st.sampled_from((None, TODAY - timedelta(days=1), TODAY + timedelta(days=90)))
OURS: Final = st.sampled_from(("available", "quarantined", "rejected"))
CURRENCIES: Final = st.sampled_from(("USD", "USD", "USD", "EUR"))
_IN: Final = {"received": 1, "issue_returned": 1, "consigned": 1, "consumption_reversed": 1}
_OUT: Final = {"taken_back": -1, "issued": -1, "scrapped": -1, "consumed": -1}
SIGNS: Final = {**_IN, **_OUT, "consignment_returned": -1}


class StockMachine(ConsignedMachine):
    """The stock of gloves at one facility."""

    @rule(
        quantity=st.integers(1, 9),
        price=PRICES,
        currency=CURRENCIES,
        lot=LOTS,
        place=PLACES,
        until=DATES,
        serialised=st.booleans(),
        match=st.sampled_from(("three_way", "three_way", "two_way")),
    )
    def goods_arrive(
        self,
        quantity: int,
        price: Decimal,
        currency: str,
        lot: str | None,
        place: str | None,
        until: date | None,
        serialised: bool,
        match: str,
    ) -> None:
        serials = tuple(f"S-{self.pumps + n}" for n in range(quantity)) if serialised else ()
        self.pumps += len(serials)
        found = {"lot": lot, "storage_location": place, "expires_on": until, "serials": serials}
        told: dict[str, Any] = {
            "item_id": GLOVES,
            "stock_item_id": STOCK.id,
            "match": match,
            **found,
        }
        line = receipt_line(str(quantity), str(price * quantity), **told)
        self.receipts.append((line, currency))
        self.happens((receiving.receive(line, RECEIPT, MEDLINE, currency, TODAY),))

    @rule(choice=st.data())
    def goods_go_back(self, choice: st.DataObject) -> None:
        if not self.receipts:
            return
        place = choice.draw(st.integers(0, len(self.receipts) - 1))
        line, currency = self.receipts[place]
        before = self.item
        told: dict[str, Any] = {"supplier_id": MEDLINE, "currency": currency, "day": TODAY}

        def take_back(item: StockItem, gone: Any) -> Sequence[Event]:  # noqa: ANN401 - a line
            return (receiving.take_back(item, gone, RECEIPT, "returned", **told),)

        self.asked(take_back, line)
        if self.item is not before:
            del self.receipts[place]

    @rule(wanted=WANTED)
    def a_department_takes(self, wanted: Wanted) -> None:
        told: dict[str, Any] = {
            "issued_by": "kim",
            "department": "ICU",
            "issued_on": TODAY,
            "wanted": wanted,
        }
        self.asked(decide.issue, IssueStock(**COMMAND, **told), gloves())

    @rule(choice=st.data())
    def a_department_takes_named_units(self, choice: st.DataObject) -> None:
        here = [serial for each in self.item.bins.values() for serial in each.serials]
        if not here:
            return
        named = tuple(choice.draw(st.lists(st.sampled_from(here), min_size=1, unique=True)))
        wanted = Wanted(quantity=Decimal(len(named)), serials=named)
        told: dict[str, Any] = {
            "issued_by": "kim",
            "department": "ICU",
            "issued_on": TODAY,
            "wanted": wanted,
        }
        self.asked(decide.issue, IssueStock(**COMMAND, **told), gloves())

    @rule(quantity=QUANTITIES, lot=LOTS, place=PLACES)
    def a_department_gives_back(
        self, quantity: Decimal, lot: str | None, place: str | None
    ) -> None:
        parcel = PlacedParcel(quantity=quantity, lot=lot, storage_location=place)
        told: dict[str, Any] = {
            "returned_by": "kim",
            "department": "ICU",
            "returned_on": TODAY,
            "parcel": parcel,
        }
        self.asked(issue_returns.return_issued, ReturnIssuedStock(**COMMAND, **told), gloves())

    @rule(wanted=WANTED, disposition=OURS)
    def goods_are_scrapped(self, wanted: Wanted, disposition: str) -> None:
        told: dict[str, Any] = {"scrapped_by": "cora", "scrapped_on": TODAY, "wanted": wanted}
        told |= {"reason_code": "expired", "disposition": disposition}
        self.asked(decide.scrap, ScrapStock(**COMMAND, **told))

    @rule(wanted=WANTED, here=OURS, there=OURS, place=PLACES)
    def goods_are_moved(self, wanted: Wanted, here: str, there: str, place: str | None) -> None:
        told: dict[str, Any] = {"moved_by": "kim", "reason_code": "damaged", "wanted": wanted}
        told |= {"disposition": here, "to_disposition": there, "to_storage_location": place}
        self.asked(decide.move, MoveStock(**COMMAND, **told), gloves())

    @rule(quantity=st.decimals("0", "12", places=1), lot=LOTS, place=PLACES, until=DATES)
    def a_bin_is_counted(
        self, quantity: Decimal, lot: str | None, place: str | None, until: date | None
    ) -> None:
        found = CountedBin(quantity=quantity, lot=lot, storage_location=place, expires_on=until)
        told: dict[str, Any] = {
            "counted_by": "cora",
            "counted_on": TODAY,
            "reason_code": "cycle_count",
        }
        self.asked(decide.count, CountStock(**COMMAND, **told, bins=(found,)))

    @invariant()
    def on_hand_is_the_sum_of_the_movements_and_never_negative(self) -> None:
        moved: dict[str, Decimal] = defaultdict(Decimal)
        for event in self.history[1:]:
            _add(moved, event)
        here = {key: each.quantity for key, each in self.item.bins.items()}
        assert here == {key: quantity for key, quantity in moved.items() if quantity}
        assert all(quantity > 0 for quantity in here.values())

    @invariant()
    def what_is_ours_is_worth_what_the_inventory_account_says(self) -> None:
        books: dict[str, Decimal] = defaultdict(Decimal)
        for event in recorded(self.history):
            lines = journal_entries(event)
            sums: dict[str, Decimal] = defaultdict(Decimal)
            for line in lines:
                signed = Decimal(line.debit) - Decimal(line.credit)
                sums[line.entry] += signed
                books[line.currency] += signed if line.account == "inventory" else 0
            assert not any(sums.values()), "an entry balances"
            sign = {"stock_item.received": 1, "stock_item.taken_back": -1}.get(event.type)
            if sign:  # The receipt's own entry books these.
                cost = event.data["cost"]
                books[cost["currency"]] += sign * Decimal(cost["amount"])
        worth = self.item.worth
        assert dict(worth.amounts) == {each: amount for each, amount in books.items() if amount}
        assert all(amount > 0 for amount in worth.amounts.values())
        assert worth.quantity or not worth.amounts, "no value without goods"

    @invariant()
    def no_department_gives_back_more_than_it_was_issued(self) -> None:
        out: dict[tuple[str | None, date | None], Decimal] = defaultdict(Decimal)
        for event in self.history:
            if isinstance(event, StockItemIssued | StockItemIssueReturned):
                for each in event.parcels:
                    sign = 1 if isinstance(event, StockItemIssued) else -1
                    out[each.lot, each.expires_on] += sign * each.quantity
        assert all(quantity >= 0 for quantity in out.values())
        held = {(each.lot, each.expires_on): each.quantity for each in self.item.issued.values()}
        assert held == {key: quantity for key, quantity in out.items() if quantity}

    @invariant()
    def every_serial_lies_in_one_bin_and_counts_as_a_unit(self) -> None:
        here = [serial for each in self.item.bins.values() for serial in each.serials]
        assert len(here) == len(set(here))
        assert all(each.loose >= 0 for each in self.item.bins.values())
        ours = (each for each in self.item.bins.values() if each.owner_id is None)
        assert sum((each.quantity for each in ours), Decimal(0)) == self.item.owned

    def teardown(self) -> None:
        """Every prefix of the history leads to the state that it led to when it happened."""
        for length, item in self.snapshots:
            assert folded(STOCK_ITEM, *self.history[:length]) == item


def _add(moved: dict[str, Decimal], event: Any) -> None:  # noqa: ANN401 - any fact of stock
    kind = event.TYPE.partition(".")[2]
    if kind == "moved":
        for sign, parcels in ((-1, event.taken), (1, event.placed)):
            for each in parcels:
                moved[bin_key(each)] += sign * each.quantity
    elif kind == "counted":
        for each in event.parcels:
            assert moved[bin_key(each.counted)] == each.expected, "the books expected the sum"
            moved[bin_key(each.counted)] = each.counted.quantity
    else:
        for each in event.parcels:
            moved[bin_key(each)] += SIGNS[kind] * each.quantity


TestStock = StockMachine.TestCase
