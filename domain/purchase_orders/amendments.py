"""Amendments: another item, description, pack, agreement or supplier, before anything came.

What was received or invoiced keeps what it was bought as. A line that is amended is priced anew,
and the supplier has to answer to it again.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from domain.agreements.candidates import BY_PRECEDENCE
from domain.catalogue.buying import require_user
from domain.purchase_orders.amendment_errors import (
    PurchaseOrderLineFixed,
    PurchaseOrderQuantityMissing,
    PurchaseOrderSupplierFixed,
)
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, OrderedLine
from domain.purchase_orders.consignments import require_pieces
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_rules import Items, require_catalogued
from domain.purchase_orders.line_state import NOTHING, Line
from domain.purchase_orders.pricing_events import AGREED, BY_HAND
from domain.purchase_orders.state import PurchaseOrder
from domain.suppliers.eligibility import require_eligible
from domain.suppliers.state import Supplier

_STATED: Final = ("item_id", "description", "pack", "agreement")


def completed(
    order: PurchaseOrder, command: ImplementChangeOrder, items: Items
) -> ImplementChangeOrder:
    """The command with what follows from it: the catalogue's words, and every line of the order
    where the supplier changes. Raises for a line that may not be amended so."""
    on, lines = command.now.date(), []
    for asked in command.lines:
        line = line_of(order, asked.line)
        asked = _differing(line, asked)
        if is_amended(asked):
            _require_open(order, line)
            asked = _with_item(order, line, asked, items, on)
        lines.append(asked)
    if _changes_supplier(order, command):
        named = {each.line for each in lines}
        lines += [
            ChangedLine(line=number)
            for number, line in order.lines.items()
            if line.live and number not in named
        ]
    return replace(command, lines=tuple(lines))


def new_supplier(
    order: PurchaseOrder, command: ImplementChangeOrder, supplier: Supplier | None
) -> Supplier | None:
    """Whom the order goes to from now on, eligible on this day; none: as before."""
    if supplier is None or not _changes_supplier(order, command):
        return None
    problem = next(_bound(order), None)
    if problem is not None:
        raise PurchaseOrderSupplierFixed(order.number, order.supplier_name, problem)
    require_eligible(supplier, "order", on=command.now.date(), legal_entity=order.legal_entity)
    return supplier


def is_amended(asked: ChangedLine) -> bool:
    """Whether the line is to buy something else than before."""
    return any(getattr(asked, name) is not None for name in _STATED)


def is_priced_anew(order: PurchaseOrder, command: ImplementChangeOrder, asked: ChangedLine) -> bool:
    """A description alone costs nothing."""
    named = (asked.item_id, asked.pack, asked.agreement)
    return _changes_supplier(order, command) or any(each is not None for each in named)


def as_ordered(
    order: PurchaseOrder, command: ImplementChangeOrder, asked: ChangedLine
) -> OrderedLine:
    """The line as it would be ordered today; no price where neither buyer nor line has one.

    An agreement binds one supplier, so that it does not follow the order to another. One that was
    chosen for what the line bought before is chosen again; one that the buyer named stays.
    """
    line = line_of(order, asked.line)
    terms, moves = line.terms, _changes_supplier(order, command)
    is_chosen_again = moves or line.chosen == BY_PRECEDENCE
    agreement = asked.agreement or (None if is_chosen_again else terms.agreement)
    keeps_price = asked.item_id is None and asked.pack is None and asked.agreement is None
    price, source = asked.unit_price, BY_HAND
    if price is None and keeps_price and terms.price_source != AGREED:
        price, source = terms.unit_price, terms.price_source
    return OrderedLine(
        line=asked.line,
        description=asked.description or terms.description,
        item_class=asked.item_class or terms.item_class,
        quantity=line.ordered if asked.quantity is None else asked.quantity,
        pack=asked.pack or terms.pack,
        unit_price=price,
        price_source=source,
        item_id=asked.item_id or terms.item_id,
        agreement=agreement,
        agreement_reason=asked.agreement_reason,
        price_override=asked.price_override,
    )


def _differing(line: Line, asked: ChangedLine) -> ChangedLine:
    """The line without what it is already; so that nothing is priced anew for being said again."""
    terms = line.terms
    return replace(
        asked,
        item_id=None if asked.item_id == terms.item_id else asked.item_id,
        description=None if asked.description == terms.description else asked.description,
        pack=None if asked.pack == terms.pack else asked.pack,
        agreement=None if asked.agreement == terms.agreement else asked.agreement,
    )


def _with_item(
    order: PurchaseOrder, line: Line, asked: ChangedLine, items: Items, on: date
) -> ChangedLine:
    """What the catalogue says of the item; a pack of its own needs a quantity of its own."""
    terms = line.terms
    if asked.pack is not None and asked.quantity is None:
        raise PurchaseOrderQuantityMissing(asked.line, asked.pack.unit)
    item_id = asked.item_id or terms.item_id
    if item_id is None or (asked.item_id is None and asked.pack is None):
        return asked
    item = items[item_id]
    if asked.item_id is not None:
        asked = replace(
            asked,
            description=asked.description or item.description,
            item_class=item.item_class,
        )
    pack, item_class = asked.pack or terms.pack, asked.item_class or terms.item_class
    require_catalogued(asked.line, pack, item_class, item, order.facility, on)
    require_pieces(line, pack)
    require_user(item, order.department, is_entitled=bool(terms.requisition_ids))
    return asked


def _changes_supplier(order: PurchaseOrder, command: ImplementChangeOrder) -> bool:
    return command.supplier_id is not None and command.supplier_id != order.supplier_id


def _require_open(order: PurchaseOrder, line: Line) -> None:
    problem = None
    if not line.ledger.untouched:
        problem = "something of it was received or invoiced"
    elif line.cancelled != NOTHING:
        problem = "a part of it is cancelled"
    if problem is not None:
        raise PurchaseOrderLineFixed(order.number, line.terms.line, problem)


def _bound(order: PurchaseOrder) -> Iterator[str]:
    """What keeps the order with its supplier."""
    if not all(line.ledger.untouched for line in order.lines.values()):
        yield "something was received or invoiced"
    if order.blanket is not None:
        yield f"it draws on blanket order {order.blanket.number}"
    if order.draws:
        yield "releases draw on it"
