"""What may be asked of an inter-company bill."""

from dataclasses import dataclass

from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueIntercompanyBill(Command):
    """All that was delivered on the order and is not billed; what went back since is credited."""

    intercompany_bill_id: str
    number: str
    purchase_order_id: str
    billed_by: str
