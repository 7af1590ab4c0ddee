"""The parts that facts of stock are made of: parcels of goods, and what they cost."""

from datetime import date
from typing import Final, Literal

from domain.event import Value
from domain.ids import Code, Id, LineNo, Number
from domain.money import Amount, Currency
from domain.quantity import Quantity

# Available goods may be issued; those in inspection wait for the inspection of their receipt, which
# alone moves them on; quarantined ones wait for a judgement; rejected ones wait for their way back;
# consigned ones lie here and are the supplier's until they are used. Of what is the supplier's,
# only consigned goods are used; quarantined ones have his name too.
Disposition = Literal["available", "in_inspection", "quarantined", "rejected", "consigned"]
DISPOSITIONS: Final[tuple[Disposition, ...]] = (
    "available",
    "in_inspection",
    "quarantined",
    "rejected",
    "consigned",
)
IN_INSPECTION: Final = "in_inspection"
ConsignedDisposition = Literal["consigned", "quarantined"]
OUR_DISPOSITIONS: Final[tuple[Disposition, ...]] = (
    *("available", "in_inspection"),
    *("quarantined", "rejected"),
)
# From free to use to fit for nothing: what moves towards the front is set free.
FROM_FREE_ON: Final[tuple[Disposition, ...]] = (
    *("available", "consigned", "in_inspection"),
    *("quarantined", "rejected"),
)
USABLE: Final[frozenset[Disposition]] = frozenset({"available", "consigned"})
CONSIGNED_DISPOSITIONS: Final[tuple[ConsignedDisposition, ...]] = ("consigned", "quarantined")


class Parcel(Value):
    """So many base units of one lot at one place. Without an owner they are ours."""

    quantity: Quantity
    disposition: Disposition
    lot: Number | None = None
    expires_on: date | None = None
    storage_location: Code | None = None
    owner_id: Id | None = None  # the supplier who consigned them
    serials: tuple[Number, ...] = ()


class Cost(Value):
    """What goods are worth in one currency; negative where a fact takes back too much."""

    amount: Amount
    currency: Currency


class CountedParcel(Value):
    """What the books expected in one bin, and what was there. The parcel holds what was there."""

    expected: Quantity
    counted: Parcel
    missing_serials: tuple[Number, ...] = ()


class RequisitionLineRef(Value):
    """The line of a requisition that stock is issued for."""

    id: Id
    number: Number
    line: LineNo
