"""Changes of an order: a new revision once the supplier has it, an edit of the draft before.

What was received or invoiced cannot be taken back here, and what was billed keeps its price.
"""

from decimal import Decimal
from typing import Final

from domain.agreements.candidates import BY_PRECEDENCE
from domain.ids import LINES_MAX
from domain.money import exponent
from domain.purchase_orders.amendments import new_supplier
from domain.purchase_orders.amount_lines import require_amount, require_changed_so
from domain.purchase_orders.blankets import changed_promise
from domain.purchase_orders.carried import changed_parts, require_discounts, require_floor
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    ChangedLine,
    ImplementChangeOrder,
)
from domain.purchase_orders.consignments import require_consignment_line
from domain.purchase_orders.drop_shipments import require_drop_shipped_line
from domain.purchase_orders.errors import (
    PurchaseOrderBelowCommitted,
    PurchaseOrderCurrencyFixed,
    PurchaseOrderLineClosedAlready,
    PurchaseOrderLineExists,
    PurchaseOrderLineNamedTwice,
    PurchaseOrderLineNotWanted,
    PurchaseOrderNothingChanged,
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderTooManyLines,
)
from domain.purchase_orders.events import (
    PurchaseOrderChangeOrderImplemented,
    PurchaseOrderEvent,
    PurchaseOrderLineAdded,
)
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_rules import Items, repriced, require_users, stated_line
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import LineChange
from domain.purchase_orders.parts import require_taxes
from domain.purchase_orders.pricing_events import AGREED, BY_HAND, PurchaseOrderLinePriced
from domain.purchase_orders.requested_together import require_shareable
from domain.purchase_orders.serving import dealt_anew
from domain.purchase_orders.share_rules import require_changeable
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.purchase_orders.usages import require_bill_only_line
from domain.quantity import require_sound
from domain.suppliers.state import Supplier

CHANGEABLE: Final = (
    *("quantity", "unit_price", "storage_location", "need_by"),
    *("item_id", "item_class", "description", "pack", "agreement", "price_source"),
    *("taxes", "shares"),
)
PRICED_BY: Final = frozenset({"quantity", "unit_price", "item_id", "pack", "agreement"})
SUPPLIER_PRICE: Final = "supplier_change"  # Why a price is not the agreed one any more.


def add_line(
    order: PurchaseOrder, command: AddPurchaseOrderLine, items: Items
) -> tuple[PurchaseOrderEvent, ...]:
    """One more line; on an order that the supplier has, a change order with its own revision."""
    if command.line.line in order.lines:
        raise PurchaseOrderLineExists(order.number, command.line.line)
    if len(order.lines) >= LINES_MAX:
        raise PurchaseOrderTooManyLines(order.number)
    require_bill_only_line(order.order_type, command.line)
    require_drop_shipped_line(order.order_type, command.line)
    require_consignment_line(order.order_type, command.line)
    require_shareable(order.order_type, command.line)
    line = stated_line(command.line, order.currency, items, order.facility, command.now.date())
    require_users((command.line,), items, order.department)
    editor = order.editor(command.changed_by)
    added = PurchaseOrderLineAdded(line=line, changed_by=editor)
    if order.revision == 0:
        return (added,)
    revised = PurchaseOrderChangeOrderImplemented(
        revision=order.revision + 1,
        changes=(),
        currency=order.currency,
        amount_before=order.amount,
        amount_after=order.amount + line.amount,
        changed_by=editor,
    )
    return (added, revised)


def implement(
    order: PurchaseOrder, command: ImplementChangeOrder, supplier: Supplier | None = None
) -> tuple[PurchaseOrderEvent, ...]:
    """New values of lines, currency, terms, supplier and a blanket's promise.

    Refused when nothing differs. A quantity is what is wanted from now on: what was cancelled of
    the line stays cancelled.
    """
    currency = command.currency or order.currency
    if currency != order.currency:
        _require_untouched(order, currency)
    asked = _by_line(order, command.lines)
    to = new_supplier(order, command, supplier)
    changes = [
        change
        for number, line in order.lines.items()
        if (change := _change(order, line, asked.get(number), currency, to)) is not None
    ]
    terms = None if command.payment_terms == order.payment_terms else command.payment_terms
    parts = changed_parts(order, command.parts, currency)
    promise = changed_promise(order, command)
    changed = (changes, terms, to, parts is not None, currency != order.currency, promise)
    if not any(changed):
        raise PurchaseOrderNothingChanged(order.number)
    moved = sum((each.amount - order.lines[each.line].terms.amount for each in changes), Decimal(0))
    implemented = (
        PurchaseOrderChangeOrderImplemented(
            revision=order.revision + 1 if order.revision else 0,
            changes=tuple(changes),
            currency=currency,
            payment_terms=terms,
            amount_before=order.amount,
            amount_after=order.amount + moved,
            changed_by=order.editor(command.changed_by),
            supplier_id=to.supplier_id if to else None,
            supplier_name=to.name if to else None,
            parts=parts,
            **promise,
        ),
    )
    if parts is not None or order.carries or any(each.taxes is not None for each in changes):
        _require_carried(order, PURCHASE_ORDER.evolve(order, implemented[0]), implemented[0])
    return implemented


def _require_carried(
    order: PurchaseOrder, after: PurchaseOrder, told: PurchaseOrderChangeOrderImplemented
) -> None:
    """What it carries beside its lines stays above what was billed, and below what there is."""
    if told.parts is not None or any(each.taxes is not None for each in told.changes):
        require_floor(order, after)
    require_discounts(after, order if told.parts is None else None)


def changed_by_supplier(
    order: PurchaseOrder, line: ChangedLine, change: int
) -> tuple[PurchaseOrderEvent, ...]:
    """The change order that puts the supplier's own proposal of this number into effect."""
    command_line = _by_line(order, (line,))[line.line]
    changed = _change(order, order.lines[line.line], command_line, order.currency)
    if changed is None:
        return ()  # The buyer had changed it so himself.
    before = order.lines[line.line].terms.amount
    return (
        PurchaseOrderChangeOrderImplemented(
            revision=order.revision + 1,
            changes=(changed,),
            currency=order.currency,
            amount_before=order.amount,
            amount_after=order.amount + changed.amount - before,
            supplier_change=change,
        ),
        *_no_longer_agreed(order.lines[line.line], changed),
    )


def _no_longer_agreed(line: Line, change: LineChange) -> tuple[PurchaseOrderLinePriced, ...]:
    """A price that the buyer takes from the supplier is no longer the agreement's."""
    pricing = line.pricing
    if pricing is None or pricing.override_reason is not None or change.unit_price is None:
        return ()
    overridden = pricing.model_copy(update={"override_reason": SUPPLIER_PRICE})
    number = line.terms.line
    return (PurchaseOrderLinePriced(line=number, price_source=BY_HAND, pricing=overridden),)


def _by_line(order: PurchaseOrder, lines: tuple[ChangedLine, ...]) -> dict[int, ChangedLine]:
    asked: dict[int, ChangedLine] = {}
    for each in lines:
        line_of(order, each.line)
        if each.line in asked:
            raise PurchaseOrderLineNamedTwice(order.number, each.line)
        asked[each.line] = each
    return asked


def _change(
    order: PurchaseOrder,
    line: Line,
    asked: ChangedLine | None,
    currency: str,
    to: Supplier | None = None,
) -> LineChange | None:
    """What of the line becomes different; none: nothing does."""
    number, terms = line.terms.line, line.terms
    wanted = asked or ChangedLine(line=number)
    new = {
        name: value
        for name in CHANGEABLE
        if (value := getattr(wanted, name)) is not None
        and (value != _present(line, name) or _is_told(wanted, name))
    }
    if _loses_agreement(line, wanted, to):
        new["off_agreement"] = True
    require_taxes(new.get("taxes", ()), currency)
    if "pack" in new:
        require_sound(number, new["pack"])
    if "shares" in new:
        require_changeable(order, line, new["shares"])
    quantity = new.get("quantity", line.ordered)
    require_changed_so(terms, wanted)
    require_amount(terms, quantity, currency)
    unit_price = new.get("unit_price", terms.unit_price)
    dealt = dealt_anew(line, quantity, new.get("pack", terms.pack), wanted.dealt)
    if dealt is not None:
        new["dealt"] = dealt
    if {"quantity", "unit_price"} & new.keys():
        _require_changeable(order, line, quantity)
        _require_expected(order, line, quantity)
    elif currency == order.currency:
        is_told = new or (to is not None and line.live)
        return LineChange(line=number, amount=terms.amount, **new) if is_told else None
    elif not line.live:
        return None  # Its amount is cancelled out in the former currency.
    if "quantity" in new:
        new["quantity"] = quantity + line.cancelled.quantity
    amount = line.cancelled.amount + repriced(line, quantity, unit_price, currency)
    return LineChange(line=number, amount=amount, **new)


def _loses_agreement(line: Line, wanted: ChangedLine, to: Supplier | None) -> bool:
    """Whether the line's agreement does not cover what it buys, or of whom, from now on."""
    if wanted.agreement is not None or line.terms.agreement is None or not line.live:
        return False
    is_priced_anew = wanted.price_source is not None
    return to is not None or (is_priced_anew and line.chosen == BY_PRECEDENCE)


def _is_told(asked: ChangedLine, name: str) -> bool:
    """A line at a newly agreed price tells all that it is priced by, whoever reads it."""
    return name == "price_source" or (asked.price_source == AGREED and name in PRICED_BY)


def _present(line: Line, name: str) -> object:
    """The value as people see it: a quantity is what is wanted, net of what was cancelled."""
    value: object = getattr(line.terms, name)
    if name in ("taxes", "shares"):
        return value or ()
    return line.ordered if name == "quantity" and line.live else value


def _require_changeable(order: PurchaseOrder, line: Line, quantity: Decimal) -> None:
    number = line.terms.line
    if not line.live:
        raise PurchaseOrderLineNotWanted(order.number, number)
    if quantity <= 0:
        raise PurchaseOrderQuantityNotPositive(number, quantity)
    # An over-receipt within tolerance may stand above what was ordered: never ask for that back.
    if quantity < line.committed and quantity < line.ordered:
        raise PurchaseOrderBelowCommitted(order.number, number, quantity, line.committed)


def _require_expected(order: PurchaseOrder, line: Line, quantity: Decimal) -> None:
    """More of a line is nothing that somebody could deliver or bill once a side is closed."""
    for side in ("receiving", "invoicing"):
        if quantity > line.ordered and line.closed(side):
            raise PurchaseOrderLineClosedAlready(order.number, line.terms.line, side)


def _require_untouched(order: PurchaseOrder, currency: str) -> None:
    exponent(currency)  # refuses an unknown currency
    if not all(line.ledger.untouched for line in order.lines.values()):
        raise PurchaseOrderCurrencyFixed(order.number, order.currency)
