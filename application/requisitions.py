"""Requisitions: what each command needs to know, and what it saves."""

from collections.abc import Iterable, Mapping
from typing import Final

from application.approvals import plan_route, supersede_route
from application.legal_entities import require_facilities, require_place
from application.numbers import claim
from application.requested_agreements import (
    chosen_again,
    require_agreements,
    with_agreements,
)
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.demands.state import DEMAND, demand_id
from domain.event import DocumentRef
from domain.frozen import replace
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder
from domain.requisitions import decide, ending, validation
from domain.requisitions.commands import (
    AddRequisitionLine,
    CancelRequisition,
    CancelRequisitionLine,
    ChangeRequisition,
    ChangeRequisitionLine,
    CreateRequisition,
    ExpireRequisition,
    RecordMissedRatification,
    RecordValidation,
    RemoveRequisitionLine,
    RequestedLine,
    SubmitRequisition,
    WithdrawRequisition,
)
from domain.requisitions.following import follow, give_back_reserve, holding, holdings
from domain.requisitions.line_progress import Take
from domain.requisitions.line_rules import Items
from domain.requisitions.lines import RequisitionLine
from domain.requisitions.ordering import cancel_line
from domain.requisitions.policy import REQUISITION_POLICY
from domain.requisitions.state import REQUISITION, Requisition
from domain.routing import routing_facts
from domain.suppliers.state import SUPPLIER


async def create_requisition(work: Work, command: CreateRequisition) -> None:
    """A draft under a number of its own."""
    requisition = await work.find_or_assume_new(REQUISITION, command.requisition_id)
    await require_place(work, command.legal_entity, command.facility)
    items = await _known_items(work, command.lines)
    on = command.now.date()
    covered = await with_agreements(work, command.lines, command, items, on)
    events = decide.create(requisition, replace(command, lines=covered.lines), items)
    await _require_source(work, command)
    await work.record(REQUISITION, command.requisition_id, (*events, *covered.told))
    holder = DocumentRef(
        aggregate=REQUISITION.name, id=command.requisition_id, number=command.number
    )
    await claim(work, REQUISITION.name, command.number, holder)


async def change_requisition(work: Work, command: ChangeRequisition) -> None:
    """Another day, place or reason for the draft as a whole."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    events = decide.change(requisition, command)
    await _require_source(work, command)
    await work.record(REQUISITION, command.requisition_id, events)


async def _require_source(work: Work, command: CreateRequisition | ChangeRequisition) -> None:
    """Goods come from a facility that there is."""
    if command.from_facility is not None:
        await require_facilities(work, (command.from_facility,))


async def add_requisition_line(work: Work, command: AddRequisitionLine) -> None:
    """One more line."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    items = await _known_items(work, (command.line,))
    on = command.now.date()
    covered = await with_agreements(work, (command.line,), requisition, items, on)
    events = decide.add_line(requisition, replace(command, line=covered.lines[0]), items)
    await work.record(REQUISITION, command.requisition_id, (*events, *covered.told))


async def change_requisition_line(work: Work, command: ChangeRequisitionLine) -> None:
    """Another text, item, quantity or price for a line."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    items = await _known_items(work, (command.line,))
    on = command.now.date()
    covered = await with_agreements(work, (command.line,), requisition, items, on)
    events = decide.change_line(requisition, replace(command, line=covered.lines[0]), items)
    await work.record(REQUISITION, command.requisition_id, (*events, *covered.told))


async def remove_requisition_line(work: Work, command: RemoveRequisitionLine) -> None:
    """One line less."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    await work.record(REQUISITION, command.requisition_id, decide.remove_line(requisition, command))


async def submit_requisition(work: Work, command: SubmitRequisition) -> None:
    """Freezes the draft and plans its route; with nobody to ask it is approved in this save."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    items = await _known_items(work, [each.line for each in requisition.lines.values()])
    chosen = await chosen_again(work, requisition, items, command.now.date())
    if chosen:
        await work.record(REQUISITION, command.requisition_id, chosen)
        requisition = await work.load(REQUISITION, command.requisition_id)
    lines = tuple(each.line for each in requisition.lines.values())
    await require_agreements(work, lines, requisition, items, command.now.date())
    events = decide.submit(requisition, command, items)
    work.policies.add(REQUISITION_POLICY.version)
    await work.record(REQUISITION, command.requisition_id, events)
    await _validate(work, requisition, command)
    await plan_route(
        work,
        document=requisition.ref,
        requester_id=requisition.requester_id,
        legal_entity=requisition.legal_entity,
        facts=routing_facts(
            amount=requisition.amount,
            currency=requisition.currency,
            facility=requisition.facility,
            department=requisition.department,
            lines=((line.item_class, line.agreement) for line in lines),
        ),
        approval_case_id=command.approval_case_id,
    )


async def record_validation(work: Work, command: RecordValidation) -> None:
    """What somebody found about it."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    await work.record(REQUISITION, command.requisition_id, validation.record(requisition, command))


async def withdraw_requisition(work: Work, command: WithdrawRequisition) -> None:
    """Takes the requisition back, and with it what approvers still had to decide."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    await work.record(REQUISITION, command.requisition_id, decide.withdraw(requisition, command))
    await _supersede(work, requisition, command.reason_code)


async def cancel_requisition(work: Work, command: CancelRequisition) -> None:
    """Nothing more is wanted of it; approvers have nothing left to decide."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    await work.record(REQUISITION, command.requisition_id, ending.cancel(requisition, command))
    await _supersede(work, requisition, command.reason_code)


async def expire_requisition(work: Work, command: ExpireRequisition) -> None:
    """Its last day has come."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    await work.record(REQUISITION, command.requisition_id, ending.expire(requisition, command))
    await _supersede(work, requisition, ending.EXPIRED)


async def record_missed_ratification(work: Work, command: RecordMissedRatification) -> None:
    """An emergency is ordered no more; its case waits on."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    events = ending.miss_ratification(requisition, command)
    await work.record(REQUISITION, command.requisition_id, events)


async def cancel_requisition_line(work: Work, command: CancelRequisitionLine) -> None:
    """Drops what was not ordered of a line."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    await work.record(REQUISITION, command.requisition_id, cancel_line(requisition, command))


async def follow_order(
    work: Work,
    before: PurchaseOrder,
    after: PurchaseOrder,
    reason_code: str,
    receipt: DocumentRef | None = None,
) -> None:
    """Tells the requisitions that the order took of what it gives back and what has arrived.

    Call it in the save of whatever changes an order's lines or what came of them; it costs nothing
    where neither changed. `receipt` names what brought the goods or took them back.
    """
    if not _moved(before, after):
        return
    for requisition_id in _taken_of(before, after):
        requisition = await work.load(REQUISITION, requisition_id)
        events = follow(requisition, before, after, reason_code, receipt)
        await work.record(REQUISITION, requisition_id, events)


async def give_back_reserve_of(work: Work, order: PurchaseOrder, reason_code: str) -> None:
    """The order has ended: what it had reserved and its lines never took may be ordered again."""
    if order.requisition_id is None:
        return
    requisition = await work.load(REQUISITION, order.requisition_id)
    events = give_back_reserve(requisition, order.ref, reason_code)
    await work.record(REQUISITION, order.requisition_id, events)


def _moved(before: PurchaseOrder, after: PurchaseOrder) -> bool:
    """Whether a line that came from a requisition holds, or has brought, another quantity."""
    numbers = {*before.lines, *after.lines}
    return any(
        (old := before.lines.get(each)) is None
        or (new := after.lines.get(each)) is None
        or (
            old.terms.requisition_ids
            and (_held(before, old), old.terms.pack) != (_held(after, new), new.terms.pack)
        )
        for each in numbers
    )


def _taken_of(*orders: PurchaseOrder) -> list[str]:
    """Every requisition that the orders name, in one order for all."""
    named = {order.requisition_id for order in orders}
    for order in orders:
        for line in order.lines.values():
            named.update(line.terms.requisition_ids)
    return sorted(filter(None, named))


def _held(order: PurchaseOrder, line: Line) -> Take | Mapping[str, Take]:
    """What the line holds and has brought: in one, or by request where it serves several."""
    return holding(order, line) if line.terms.serves is None else holdings(order, line)


async def _validate(work: Work, requisition: Requisition, command: SubmitRequisition) -> None:
    """Evidence for the approvers, in the save of the submission."""
    place = (requisition.requester_id, requisition.facility, requisition.department)
    stream_id, today = demand_id(work.tenant, *place), command.now.date()
    facts = validation.stated(requisition, requisition.ref, today)
    demand = await work.find(DEMAND, stream_id) if facts else None
    named = {each.requisition.id for each in validation.similar(requisition, demand, today)}
    earlier = {each: await work.load(REQUISITION, each) for each in sorted(named)}
    suspected = validation.suspected_duplicates(requisition, demand, earlier, today)
    events = validation.validated(requisition, suspected)
    await work.record(REQUISITION, requisition.requisition_id, events)
    if facts:
        await work.record(DEMAND, stream_id, facts)


async def _supersede(work: Work, requisition: Requisition, reason_code: str) -> None:
    if requisition.approval_case_id is not None:
        await supersede_route(work, requisition.approval_case_id, reason_code)


async def _known_items(work: Work, lines: Iterable[RequestedLine | RequisitionLine]) -> Items:
    """The items that the lines name; `NotFound` for an item or supplier that does not exist."""
    items = {}
    for line in lines:
        if line.supplier_id is not None:
            await work.load(SUPPLIER, line.supplier_id)
        if line.item_id is not None:
            items[line.item_id] = await work.load(CATALOGUE_ITEM, line.item_id)
    return items


HANDLERS: Final[Handlers] = {
    CreateRequisition: create_requisition,
    ChangeRequisition: change_requisition,
    AddRequisitionLine: add_requisition_line,
    ChangeRequisitionLine: change_requisition_line,
    RemoveRequisitionLine: remove_requisition_line,
    SubmitRequisition: submit_requisition,
    WithdrawRequisition: withdraw_requisition,
    CancelRequisitionLine: cancel_requisition_line,
    CancelRequisition: cancel_requisition,
    RecordValidation: record_validation,
    ExpireRequisition: expire_requisition,
    RecordMissedRatification: record_missed_ratification,
}
