"""What becomes of the orders for an emergency request once somebody decides on it.

They were issued before anybody agreed. No commands: the decision on the request calls this, in the
same save.
"""

from application.invoices import rematch
from application.order_people import ratifying_people
from application.work import Work
from domain.purchase_orders import emergencies
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.requisitions.state import REQUISITION, Requisition


async def follow_agreed_request(work: Work, request: Requisition, person: str) -> None:
    """Orders that waited for nothing else are ratified, and bills of them judged again."""
    for order_id in request.orders:
        order = await work.load(PURCHASE_ORDER, order_id)
        named = sorted(order.emergency_requests)
        requests = [await work.load(REQUISITION, each) for each in named]
        people = await ratifying_people(work, order)
        events = emergencies.agreed_afterwards(order, requests, person, people)
        await work.record(PURCHASE_ORDER, order_id, events)
        if events and order.waiting_invoices:
            await rematch(work, order_id)


async def follow_refused_request(
    work: Work, request: Requisition, person: str, reason_code: str
) -> None:
    """Nothing more comes of orders that nobody stands for."""
    for order_id in request.orders:
        order = await work.load(PURCHASE_ORDER, order_id)
        events = emergencies.refused_afterwards(order, request, person, reason_code)
        await work.record(PURCHASE_ORDER, order_id, events)
