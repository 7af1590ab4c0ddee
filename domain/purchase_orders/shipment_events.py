"""What receipts take in of a shipment that the supplier announced."""

from typing import ClassVar, Literal

from domain.event import DocumentRef, Event, Value
from domain.ids import LineNo, Number
from domain.quantity import Quantity


class TakenInLine(Value):
    """So much came of a line, as its label says; less than nothing: so much never did.

    `announced` is what the notice says of this line and lot; none: nothing of it was announced.
    Lines of nothing are those of which the rest does not come, or may come again.
    """

    line: LineNo
    quantity: Quantity
    lot: Number | None = None
    announced: Quantity | None = None
    any_lot: Literal[True] | None = None  # the notice of the line names none


class PurchaseOrderShipmentTakenIn(Event):
    """A receipt names the shipment that its goods came with, or says otherwise by now.

    `ends`: the rest of it does not come. It is under way again where that receipt is reversed.
    """

    TYPE: ClassVar[str] = "purchase_order.shipment_taken_in"
    shipment: Number
    receipt: DocumentRef
    lines: tuple[TakenInLine, ...]
    ends: Literal[True] | None = None
    reopens: Literal[True] | None = None
