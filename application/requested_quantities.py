"""What the lines of an order take of the requisitions that they come from."""

from collections.abc import Iterator, Sequence

from application.tolerances import tolerances_in_force
from application.work import Work
from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.lines import OrderLine
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.purchase_orders.supplier_events import PurchaseOrderLineSubstituted
from domain.requisitions.errors import RequisitionNotApproved, RequisitionOverOrdered
from domain.requisitions.ordering import TakenLine, order_lines, over_order_allowances
from domain.requisitions.state import REQUISITION

Taken = dict[str, list[TakenLine]]  # By requisition.


async def take_requested(work: Work, order: PurchaseOrder, lines: Sequence[OrderedLine]) -> None:
    """Records at each requisition what the order's lines take of it."""
    taken = Taken()
    for line in lines:
        for requisition_id, each in _taken(line):
            taken.setdefault(requisition_id, []).append(each)
    await _take(work, order, taken)


async def take_substituted(
    work: Work, order: PurchaseOrder, events: Sequence[PurchaseOrderEvent]
) -> None:
    """A substitute takes of the requisition what the line gave back that it stands in for.

    It takes the need that was requested, in the former pack: not what whole packs of its own hold.
    """
    for event in events:
        if not isinstance(event, PurchaseOrderLineSubstituted):
            continue
        after = await work.load(PURCHASE_ORDER, order.id)
        terms = after.lines[event.substitute_line].terms
        taken = Taken()
        for requisition_id, each in _taken(terms):
            told = (
                each
                if each.in_base
                else TakenLine(
                    line=each.line,
                    quantity=event.quantity,
                    pack=order.lines[event.line].terms.pack,
                    purchase_order_line=event.substitute_line,
                )
            )
            taken.setdefault(requisition_id, []).append(told)
        await _take(work, after, taken)


def _taken(line: OrderedLine | OrderLine) -> Iterator[tuple[str, TakenLine]]:
    for each in line.serves or ():
        yield (
            each.requisition.id,
            TakenLine(
                line=each.requisition_line,
                quantity=each.quantity,
                pack=line.pack,
                purchase_order_line=line.line,
                in_base=True,
            ),
        )
    if line.requisition_id is not None and line.requisition_line is not None:
        yield (
            line.requisition_id,
            TakenLine(
                line=line.requisition_line,
                quantity=line.quantity,
                pack=line.pack,
                purchase_order_line=line.line,
            ),
        )


async def _take(work: Work, order: PurchaseOrder, taken: Taken) -> None:
    for requisition_id in sorted(taken):
        requisition = await work.load(REQUISITION, requisition_id)
        told = (requisition, taken[requisition_id], order.ref, order.currency)
        try:
            events = order_lines(*told)
        except (RequisitionOverOrdered, RequisitionNotApproved):
            # Few orders ask for more, or of a request that was ordered in full and is closed: only
            # these ask the tolerances.
            policy = await tolerances_in_force(work)
            if not policy.allowances:
                raise
            allowances = over_order_allowances(requisition, order.supplier_id, policy)
            events = order_lines(*told, allowances=allowances)
            work.policies.add(policy.version)
        await work.record(REQUISITION, requisition_id, events)
