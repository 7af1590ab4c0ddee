"""Facts of inter-company orders: who sells, and what he bills of what came."""

from datetime import date
from typing import ClassVar

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, Id, LineNo
from domain.legal_entities.events import MarkupPercent
from domain.money import Amount, Currency
from domain.quantity import Quantity


class Seller(Value):
    """The legal entity of the network that delivers, and the facility out of whose stock.

    `markup_percent` is what the buyer pays beyond the cost of the goods, as it was agreed when the
    order was made.
    """

    legal_entity: Code
    facility: Code
    markup_percent: MarkupPercent


class PurchaseOrderLineIntercompanyBilled(Event):
    """Ledger: the seller billed what came of the line; below zero, he credited what went back."""

    TYPE: ClassVar[str] = "purchase_order.line_intercompany_billed"
    line: LineNo
    quantity: Quantity
    amount: Amount
    currency: Currency
    billed_on: date
    intercompany_bill: DocumentRef
    purchase_order: DocumentRef
    supplier_id: Id  # of the seller's legal entity
