"""Substitutes: another item, or the same in another pack, for what is still open of a line.

The open quantity moves to a line of its own, so that what was received and invoiced of the
original keeps its item, its unit and its price.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import count

from domain.catalogue.buying import substitute_obstacle
from domain.catalogue.state import CatalogueItem
from domain.frozen import replace
from domain.ids import LINES_MAX
from domain.money import EXACT, plain
from domain.purchase_orders.answer_errors import (
    PurchaseOrderSubstituteUnitDiffers,
    PurchaseOrderSubstitutionNotApproved,
)
from domain.purchase_orders.bearers import bearers
from domain.purchase_orders.closing import cancellation
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.consignments import require_consignment_line
from domain.purchase_orders.errors import PurchaseOrderTooManyLines
from domain.purchase_orders.events import (
    PurchaseOrderChangeOrderImplemented,
    PurchaseOrderEvent,
    PurchaseOrderLineAdded,
    PurchaseOrderLineCancelled,
)
from domain.purchase_orders.line_rules import stated_line
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.lines import ServedRequest, Substitute
from domain.purchase_orders.pricing_events import OFFERED
from domain.purchase_orders.state import PurchaseOrder
from domain.purchase_orders.supplier_events import (
    PurchaseOrderLineSubstituted,
    PurchaseOrderSupplierChangeProposed,
)
from domain.quantity import QUANTITY_PLACES_MAX, Pack, in_base

SUBSTITUTED = "substituted"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubstituteFacts:
    """The catalogue's items, and the unit of the request that the original line came from.

    `on` is the day of the decision; what the catalogue allows depends on it.
    """

    items: Mapping[str, CatalogueItem] = field(default_factory=dict)
    requested_unit: str | None = None
    on: date | None = None


def substituted(
    order: PurchaseOrder, proposal: PurchaseOrderSupplierChangeProposed, facts: SubstituteFacts
) -> tuple[PurchaseOrderEvent, ...]:
    """The open quantity is cancelled on the line and ordered on the next free one: a revision."""
    number, line = proposal.line, order.lines[proposal.line]
    offered, approval = proposal.substitute, line.substitution
    assert offered is not None, "a proposed substitute is stated"
    assert facts.on is not None, "a substitute is taken on a day"
    if approval is None and _needs_approval(order, line, offered, facts, facts.on):
        raise PurchaseOrderSubstitutionNotApproved(order.number, proposal.change, number)
    if len(order.lines) >= LINES_MAX:
        raise PurchaseOrderTooManyLines(order.number)
    gone = cancellation(order, number, SUBSTITUTED)
    free = next(each for each in count(number + 1) if each not in order.lines)
    quantity = offered.quantity or _converted(line, gone.quantity, offered.pack)
    stated = _substitute_line(line, free, quantity, offered, facts.requested_unit)
    serves = _taken_over(line, gone, offered.pack, quantity)
    shares = None if serves else bearers(line, gone.dealt)
    stated = replace(stated, serves=serves, shares=shares)
    added = PurchaseOrderLineAdded(
        line=stated_line(stated, order.currency, facts.items, order.facility, facts.on)
    )
    return (
        gone,
        added,
        PurchaseOrderLineSubstituted(
            change=proposal.change,
            line=number,
            quantity=gone.quantity,
            substitute_line=free,
            substitute_quantity=quantity,
            approver_id=approval.approver_id if approval else None,
            equivalence=approval.equivalence if approval else None,
        ),
        PurchaseOrderChangeOrderImplemented(
            revision=order.revision + 1,
            changes=(),
            currency=order.currency,
            amount_before=order.amount,
            amount_after=order.amount - gone.amount + added.line.amount,
            supplier_change=proposal.change,
        ),
    )


def _needs_approval(
    order: PurchaseOrder, line: Line, offered: Substitute, facts: SubstituteFacts, on: date
) -> bool:
    """What is catalogued is replaced without asking by what the catalogue lets stand in for it."""
    if line.terms.item_id is None:
        return False
    original = facts.items.get(line.terms.item_id)
    substitute = facts.items.get(offered.item_id or "")
    if original is None or substitute is None:
        return True
    return substitute_obstacle(original, substitute, order.facility, on) is not None


def _substitute_line(
    original: Line, number: int, quantity: Decimal, offered: Substitute, requested_unit: str | None
) -> OrderedLine:
    terms = original.terms
    comparable = requested_unit in (offered.pack.unit, offered.pack.base_unit)
    line = OrderedLine(
        line=number,
        description=offered.description,
        item_class=terms.item_class,
        quantity=quantity,
        pack=offered.pack,
        unit_price=offered.unit_price,
        match=terms.match,
        delivery=terms.delivery,
        accounting=terms.accounting,
        price_source=OFFERED,
        item_id=offered.item_id,
        requisition_id=terms.requisition_id if comparable else None,
        requisition_line=terms.requisition_line if comparable else None,
        storage_location=terms.storage_location,
        need_by=terms.need_by,
        taxes=terms.taxes,
    )
    if original.is_consigned:
        require_consignment_line("consignment", line)
    return line


def _taken_over(
    original: Line, gone: PurchaseOrderLineCancelled, pack: Pack, quantity: Decimal
) -> tuple[ServedRequest, ...] | None:
    """The requests with what each of them gave up, as far as the substitute holds that much."""
    serves = original.terms.serves
    if serves is None or original.terms.pack.base_unit != pack.base_unit:
        return None
    parts, left = {each.key: each.quantity for each in gone.dealt or ()}, in_base(quantity, pack)
    taken = []
    for each in serves:
        part = min(parts.get(each.key, ZERO), left)
        left -= part
        if part > 0:
            taken.append(each.model_copy(update={"quantity": part}))
    return tuple(taken) or None


def _converted(line: Line, quantity: Decimal, pack: Pack) -> Decimal:
    """The same number of base units in the substitute's pack, exact or refused."""
    ordered = line.terms.pack
    exact = Fraction(quantity) * ordered.numerator / ordered.denominator
    exact = exact * pack.denominator / pack.numerator
    scaled = exact * 10**QUANTITY_PLACES_MAX
    if ordered.base_unit != pack.base_unit or scaled.denominator != 1:
        raise PurchaseOrderSubstituteUnitDiffers(line.terms.line, ordered.unit, pack.unit)
    value = Decimal(scaled.numerator).scaleb(-QUANTITY_PLACES_MAX, context=EXACT)
    return plain(value.normalize(EXACT))
