"""Facts of the order forms that controlled substances are ordered on."""

from typing import ClassVar

from domain.event import Event
from domain.ids import Code, Id, LineNo, Number
from domain.quantity import Quantity


class PurchaseOrderOrderFormRecorded(Event):
    """A registrant of the facility signed for so much of the line, as CSOS or on form 222.

    It stands for this item, this supplier and no more than this quantity. A later one replaces it.
    """

    TYPE: ClassVar[str] = "purchase_order.order_form_recorded"
    line: LineNo
    reference: Number
    registration: Number  # of the facility that the order is shipped to
    signed_by: Code
    item_id: Id
    supplier_id: Id
    quantity: Quantity  # in the line's unit
