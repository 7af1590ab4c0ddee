"""Who took which part in an order and in what came of it, for the rules on duties."""

from application.work import Work
from domain.duties import Participants
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.participants import participants_of
from domain.receipts.state import RECEIPT
from domain.requisitions.state import REQUISITION


async def people_of(work: Work, order: PurchaseOrder) -> Participants:
    """Who took which part in the order and in the receipts of its goods."""
    people = {part: set(who) for part, who in order.participants.items()}
    named = {each for line in order.lines.values() for each in line.ledger.receipt_ids}
    for receipt_id in sorted(named):
        receipt = await work.load(RECEIPT, receipt_id)
        for part, who in participants_of(receipt, order).items():
            people.setdefault(part, set()).update(who)
    return people


async def ratifying_people(work: Work, order: PurchaseOrder) -> Participants:
    """The same, and who asked for what it orders: nobody agrees afterwards to his own wish."""
    people = {part: set(who) for part, who in (await people_of(work, order)).items()}
    named = {*order.emergency_requests, order.requisition_id}
    for line in order.lines.values():
        named.update(line.terms.requisition_ids)
    for requisition_id in sorted(filter(None, named)):
        request = await work.load(REQUISITION, requisition_id)
        people.setdefault("requester", set()).update(request.participants["requester"])
    return people
