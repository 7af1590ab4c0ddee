"""Inter-company bills: what each command needs to know, and what it saves.

The bill stands in the seller's books and the order's ledger in the buyer's, in one save.
"""

from typing import Final

from application.accounting_calendars import require_open_period
from application.numbers import claim
from application.order_people import people_of
from application.purchase_orders import record_change
from application.work import Handlers, Work
from domain.intercompany_bills import decide
from domain.intercompany_bills.commands import IssueIntercompanyBill
from domain.intercompany_bills.state import INTERCOMPANY_BILL
from domain.purchase_orders.endings import require_not_final
from domain.purchase_orders.state import PURCHASE_ORDER


async def issue_intercompany_bill(work: Work, command: IssueIntercompanyBill) -> None:
    """Refused while the books of either side take no liability of today."""
    bill = await work.find_or_assume_new(INTERCOMPANY_BILL, command.intercompany_bill_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    require_not_final(order)
    people = await people_of(work, order)
    issued = decide.issue(bill, command, order, people)
    for entity in (issued.legal_entity, issued.to_legal_entity):
        await require_open_period(work, entity, work.today)
    stands = await work.record(INTERCOMPANY_BILL, command.intercompany_bill_id, (issued,))
    assert stands is not None, "a bill that is issued stands"
    await claim(work, INTERCOMPANY_BILL.name, command.number, stands.ref)
    await record_change(work, order, decide.on_order(issued, order, stands.ref))


HANDLERS: Final[Handlers] = {IssueIntercompanyBill: issue_intercompany_bill}
