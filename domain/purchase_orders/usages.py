"""Bill-only orders: the goods were used before they were ordered, so usage stands for receipt.

The evidence comes first, the order is issued once it covers every line, and from then on each
usage counts in the ledger as received, at the order's price. What was opened and not implanted is
owed for as well; it is told apart by its reason.
"""

from collections.abc import Collection
from decimal import Decimal

from domain.catalogue.state import CatalogueItem
from domain.duties import NONE_WAIVED
from domain.purchase_orders import valuation
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.control_events import OrderType
from domain.purchase_orders.errors import (
    PurchaseOrderLineClosedAlready,
    PurchaseOrderLineNotWanted,
    PurchaseOrderOnHold,
    PurchaseOrderQuantityNotPositive,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import line_of, require_receiver
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineUsed,
    PurchaseOrderLineUseReversed,
)
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.state import PurchaseOrder, evolve
from domain.purchase_orders.usage_commands import RecordUsage, WithdrawUsage
from domain.purchase_orders.usage_errors import (
    PurchaseOrderCaseTelling,
    PurchaseOrderLineNotBillOnly,
    PurchaseOrderNotBillOnly,
    PurchaseOrderUnknownUsage,
    PurchaseOrderUsageExceedsOrder,
    PurchaseOrderUsageMissing,
    PurchaseOrderUsageSerialCount,
    PurchaseOrderUsageUntraceable,
    PurchaseOrderUsedInFuture,
)
from domain.purchase_orders.usage_events import (
    PurchaseOrderUsageRecorded,
    PurchaseOrderUsageWithdrawn,
)
from domain.quantity import in_base


def record_usage(
    order: PurchaseOrder,
    command: RecordUsage,
    item: CatalogueItem | None = None,
    waived: Collection[str] = NONE_WAIVED,
) -> tuple[PurchaseOrderEvent, ...]:
    """Evidence of one lot, or of some units; once the order is issued it counts as received.

    `item` is the catalogue item of the line, which says what has to be traced of it; `waived` are
    the duties that are overridden for whoever records it.
    """
    line = _usable_line(order, command, waived)
    used = order.used(command.line) + command.quantity
    if used > line.ordered:
        raise PurchaseOrderUsageExceedsOrder(order.number, command.line, line.ordered, used)
    _check_evidence(command, line, item)
    recorded = PurchaseOrderUsageRecorded(
        usage=order.usages_told + 1,
        line=command.line,
        case_reference=command.case_reference,
        used_on=command.used_on,
        quantity=command.quantity,
        recorded_by=command.recorded_by,
        item_id=line.terms.item_id,
        lot=command.lot,
        serials=command.serials,
        waste_reason=command.waste_reason,
    )
    if order.stage != "issued":
        return (recorded,)
    return (recorded, *counted_usages(evolve(order, recorded)))


def withdraw_usage(
    order: PurchaseOrder, command: WithdrawUsage, waived: Collection[str] = NONE_WAIVED
) -> tuple[PurchaseOrderEvent, ...]:
    """The evidence no longer stands; what it counted for is taken back at its own value."""
    require_receiver(order, command.withdrawn_by, waived=waived)
    usage = order.usages.get(command.usage)
    if usage is None:
        raise PurchaseOrderUnknownUsage(order.number, command.usage)
    withdrawn = PurchaseOrderUsageWithdrawn(
        usage=command.usage,
        line=usage.line,
        quantity=usage.quantity,
        withdrawn_by=command.withdrawn_by,
        reason_code=command.reason_code,
    )
    if usage.value is None:
        return (withdrawn,)
    reversed_ = PurchaseOrderLineUseReversed(
        usage=command.usage,
        line=usage.line,
        quantity=usage.quantity,
        amount=usage.value,
        currency=order.currency,
        reversed_on=command.now.date(),
        supplier_id=order.supplier_id,
        purchase_order=order.ref,
        shares=order.lines[usage.line].terms.shares,
    )
    return (reversed_, withdrawn)


def require_evidence(order: PurchaseOrder) -> None:
    """Raises unless the usage on record is all that a bill-only order wants, line by line."""
    if order.order_type != "bill_only":
        return
    for line in order.live_lines:
        number, used = line.terms.line, order.used(line.terms.line)
        if used < line.ordered:
            raise PurchaseOrderUsageMissing(order.number, number, line.ordered, used)
        if used > line.ordered:
            raise PurchaseOrderUsageExceedsOrder(order.number, number, line.ordered, used)


def counted_usages(order: PurchaseOrder) -> tuple[PurchaseOrderEvent, ...]:
    """Each usage that does not count yet, as received now, at what its line costs."""
    facts: list[PurchaseOrderEvent] = []
    for number, usage in order.usages.items():
        if usage.value is not None:
            continue
        line = order.lines[usage.line]
        fact = PurchaseOrderLineUsed(
            usage=number,
            line=usage.line,
            quantity=usage.quantity,
            unit_price=line.terms.unit_price,
            amount=valuation.receipt_value(line, usage.quantity, order.currency),
            currency=order.currency,
            used_on=usage.used_on,
            supplier_id=order.supplier_id,
            purchase_order=order.ref,
            shares=line.terms.shares,
        )
        facts.append(fact)
        order = evolve(order, fact)
    return tuple(facts)


def require_bill_only_line(order_type: OrderType, line: OrderedLine) -> None:
    """Raises where the line of a bill-only order says that goods will come, or go to stock."""
    said = (line.delivery, line.accounting, line.match)
    if order_type == "bill_only" and said != ("goods", "expense", "three_way"):
        raise PurchaseOrderLineNotBillOnly(line.line)


def _usable_line(order: PurchaseOrder, command: RecordUsage, waived: Collection[str]) -> Line:
    """The line, if this person may say now that it was used."""
    if order.order_type != "bill_only":
        raise PurchaseOrderNotBillOnly(order.number, order.order_type)
    require_receiver(order, command.recorded_by, waived=waived)
    if order.hold is not None:
        raise PurchaseOrderOnHold(order.number, order.hold)
    line = line_of(order, command.line)
    if not line.live:
        raise PurchaseOrderLineNotWanted(order.number, command.line)
    if line.closed_for_receiving:
        raise PurchaseOrderLineClosedAlready(order.number, command.line, "receiving")
    if command.quantity <= ZERO:
        raise PurchaseOrderQuantityNotPositive(command.line, command.quantity)
    return line


def _check_evidence(command: RecordUsage, line: Line, item: CatalogueItem | None) -> None:
    """The case tells of nobody, its day has come, and the units can be found again."""
    case = command.case_reference
    if case.isdigit() or not any(each.isdigit() for each in case):
        raise PurchaseOrderCaseTelling
    if command.used_on > command.now.date():
        raise PurchaseOrderUsedInFuture(command.line, command.used_on, command.now.date())
    controls = item.controls if item is not None else ()
    if command.lot is None and ("lot" in controls or not command.serials):
        raise PurchaseOrderUsageUntraceable(command.line, "lot" if controls else "lot or serials")
    if "serial" in controls and not command.serials:
        raise PurchaseOrderUsageUntraceable(command.line, "serials")
    if command.serials:
        _check_serials(command, in_base(command.quantity, line.terms.pack))


def _check_serials(command: RecordUsage, units: Decimal) -> None:
    named = len(set(command.serials))
    if not named == len(command.serials) == units:
        raise PurchaseOrderUsageSerialCount(command.line, units, named)
