"""How a stock item says no."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from domain.errors import Rejected, shown

HELD_SHOWN_MAX: Final = 5  # A refusal that lists every lot helps nobody.


class StockItemExists(Rejected):
    """Stock of this item is kept there already."""

    code = "stock_item.exists"

    def __init__(self, number: str, facility: str, stock_item_id: str) -> None:
        super().__init__(
            f"Stock of {number} is kept at {facility} already; use stock item {stock_item_id}.",
            stock_item_id=stock_item_id,
        )


class StockItemOtherUnit(Rejected):
    """Stock is counted in the catalogue's base unit."""

    code = "stock_item.other_unit"

    def __init__(self, number: str, unit: str, base_unit: str) -> None:
        super().__init__(
            f"Stock of {number} is counted in {base_unit}, not in {unit}; open it in {base_unit}.",
            base_unit=base_unit,
        )


class StockItemInsufficient(Rejected):
    """Less is here than was asked for."""

    code = "stock_item.insufficient"

    def __init__(
        self, number: str, what: str, asked: Decimal, here: Decimal, others: Sequence[str]
    ) -> None:
        beside = f" ({'; '.join(others)})" if others else ""
        super().__init__(
            f"{_plain(asked)} {what} of {number} were asked for, {_plain(here)} are here{beside};"
            " take less, take another lot, or count what lies there.",
            asked=_plain(asked),
            here=_plain(here),
        )


class StockItemNotIssued(Rejected):
    """A department gives back what it was issued and still holds, of that lot, date or serial."""

    code = "stock_item.not_issued"

    def __init__(
        self,
        number: str,
        department: str,
        lot: str | None,
        asked: Decimal,
        out: Decimal,
        held: Sequence[str],
    ) -> None:
        named = [*held[:HELD_SHOWN_MAX], *(["more"] if len(held) > HELD_SHOWN_MAX else [])]
        super().__init__(
            f"{_plain(asked)} of {number}, lot {shown(lot) if lot else 'without number'}, were to"
            f" come back, but department {department} was issued {_plain(out)} of these that are"
            f" still out (it holds {', '.join(named) or 'none'}); state lot, date and serials as"
            " they were issued, or count what was found.",
            department=department,
            asked=_plain(asked),
            out=_plain(out),
        )


class StockItemLotExpired(Rejected):
    """The lot is past its date: it may go back to the supplier or be scrapped."""

    code = "stock_item.lot_expired"

    def __init__(self, number: str, lot: str | None, expires_on: date, on: date) -> None:
        super().__init__(
            f"Lot {lot or 'without number'} of {number} expired on {expires_on}, before {on};"
            " issue another lot, and return or scrap this one.",
            lot=lot,
            expires_on=str(expires_on),
        )


class StockItemRecalled(Rejected):
    """The goods are unsafe: nobody uses, sends or releases them while the recall stands."""

    code = "stock_item.recalled"

    def __init__(self, number: str, lot: str | None, recall: str) -> None:
        super().__init__(
            f"Lot {lot or 'without number'} of {number} falls under recall {recall}; quarantine it,"
            " take another lot, return or scrap this one.",
            lot=lot,
            recall=recall,
        )


class StockItemQuantityNotPositive(Rejected):
    """A quantity must be more than nothing."""

    code = "stock_item.quantity_not_positive"

    def __init__(self, quantity: Decimal) -> None:
        super().__init__(
            f"The quantity {_plain(quantity)} is not above zero; state how much there is.",
            quantity=_plain(quantity),
        )


class StockItemCountNegative(Rejected):
    """Nobody counts less than nothing."""

    code = "stock_item.count_negative"

    def __init__(self, quantity: Decimal) -> None:
        super().__init__(
            f"{_plain(quantity)} cannot lie in a bin; state what was found, or zero.",
            quantity=_plain(quantity),
        )


class StockItemSerialCount(Rejected):
    """Each single unit has one serial, and is named once."""

    code = "stock_item.serial_count"

    def __init__(self, quantity: Decimal, serials: int) -> None:
        super().__init__(
            f"{_plain(quantity)} units are stated but {serials} different serials named;"
            " name each unit once.",
            quantity=_plain(quantity),
            serials=serials,
        )


class StockItemUnknownSerial(Rejected):
    """The unit is not where it was asked for."""

    code = "stock_item.unknown_serial"

    def __init__(self, number: str, what: str, serial: str) -> None:
        super().__init__(
            f"Serial {shown(serial)} is not among the {what} units of {number} that are here;"
            " scan it again, or look for it in another lot or place.",
            serial=shown(serial),
        )


class StockItemSerialHere(Rejected):
    """The unit lies here already."""

    code = "stock_item.serial_here"

    def __init__(self, number: str, serial: str) -> None:
        super().__init__(
            f"Serial {shown(serial)} of {number} lies here already; scan the unit again.",
            serial=shown(serial),
        )


class StockItemBinsRepeated(Rejected):
    """A count names each bin once."""

    code = "stock_item.bins_repeated"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"The count of {number} names no bin, or one bin twice; name each bin once with all"
            " that lies in it."
        )


class StockItemCostUnknown(Rejected):
    """Nothing says what found goods are worth."""

    code = "stock_item.cost_unknown"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"No {number} ever had a cost here, so what was found has none; state unit_cost and"
            " currency, zero if it cost nothing."
        )


class StockItemCostKnown(Rejected):
    """The average says what found goods are worth."""

    code = "stock_item.cost_known"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"What is found of {number} is worth the average of what is here; leave unit_cost and"
            " currency out."
        )


class StockItemNothingMoves(Rejected):
    """The goods are there already, or would become whose they are not by being moved."""

    code = "stock_item.nothing_moves"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"{number} is there already, or is a supplier's: such goods are `consigned` or"
            " `quarantined`, under his id (`supplier_id`); name another disposition or storage"
            " location."
        )


class StockItemSameFacility(Rejected):
    """A transfer leads to another facility."""

    code = "stock_item.same_facility"

    def __init__(self, facility: str) -> None:
        super().__init__(
            f"The goods are at {facility} already; move them to another storage location instead.",
            facility=facility,
        )


class StockItemDeliveryRepeated(Rejected):
    """A supplier's delivery note lays goods of an item down once."""

    code = "stock_item.delivery_repeated"

    def __init__(self, number: str, delivery_note: str) -> None:
        super().__init__(
            f"Delivery note {shown(delivery_note)} laid {number} down here already; name all"
            " parcels of a delivery at once, or check the number of the note.",
            delivery_note=shown(delivery_note),
        )


class StockItemOtherCurrency(Rejected):
    """Goods of one supplier that lie here have one price."""

    code = "stock_item.other_currency"

    def __init__(self, number: str, currency: str, agreed: str) -> None:
        super().__init__(
            f"What lies here of {number} is owed for in {agreed}, not in {currency}; state the"
            f" price in {agreed}, or have the goods used or taken back first.",
            currency=agreed,
        )


class StockItemNotConsigned(Rejected):
    """The supplier has laid nothing down here."""

    code = "stock_item.not_consigned"

    def __init__(self, number: str, supplier_id: str) -> None:
        super().__init__(
            f"Supplier {supplier_id} has no {number} on consignment here; name the owner that the"
            " stock list shows.",
            supplier_id=supplier_id,
        )


class StockItemConsignmentPriceUnclear(Rejected):
    """One place says what consigned goods cost: the line of their order, or who takes them in."""

    code = "stock_item.consignment_price_unclear"

    def __init__(self) -> None:
        super().__init__(
            "State `unit_price` and `currency`, or `purchase_order_id` and `purchase_order_line`"
            " of the consignment order that the goods came on."
        )


class StockItemDayOutOfRange(Rejected):
    """What was done has happened, and goods do not leave before any came."""

    code = "stock_item.day_out_of_range"

    def __init__(self, number: str, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{day} cannot be the day on which {number} moved: it lies outside {first} to {last},"
            " from the first goods here to today; state the day on which it was done.",
            day=str(day),
            first=str(first),
            last=str(last),
        )


def _plain(quantity: Decimal) -> str:
    return f"{quantity.normalize():f}"
