"""Who took which part in an order and in what came of it, for the rules on duties."""

from application.work import Work
from domain.duties import Participants
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.participants import participants_of
from domain.receipts.state import RECEIPT


async def people_of(work: Work, order: PurchaseOrder) -> Participants:
    """Who took which part in the order and in the receipts of its goods."""
    people = {part: set(who) for part, who in order.participants.items()}
    named = {each for line in order.lines.values() for each in line.ledger.receipt_ids}
    for receipt_id in sorted(named):
        receipt = await work.load(RECEIPT, receipt_id)
        for part, who in participants_of(receipt, order).items():
            people.setdefault(part, set()).update(who)
    return people
