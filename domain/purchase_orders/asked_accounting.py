"""Whether what a line orders goes to stock or is used up: as its requests want it.

What is asked for to be used, a service, equipment, or what was used already, is an expense of who
bears it. Goods of the catalogue may go to stock all the same, where the buyer says so; what no item
stands for cannot, since no stock would keep it and inventory would count what nobody can count.
"""

from collections.abc import Collection
from typing import Final

from domain.purchase_orders.commands import OrderedLine
from domain.purchase_orders.lines import Accounting
from domain.purchase_orders.serving_errors import PurchaseOrderAskedForUse
from domain.requisitions.lines import RequisitionKind

FOR_USE: Final[frozenset[RequisitionKind]] = frozenset(
    {"non_stock", "service", "capital", "bill_only"}
)


def accounting_of(line: OrderedLine, kinds: Collection[RequisitionKind]) -> Accounting:
    """What the buyer says, else what its requests want; `kinds` are theirs, none: nobody asked.

    Raises `PurchaseOrderAskedForUse` for free text that is to be used and is to go to stock.
    """
    used = sorted(FOR_USE.intersection(kinds))
    accounting = line.accounting or ("expense" if used else "stock")
    if used and accounting == "stock" and line.item_id is None:
        raise PurchaseOrderAskedForUse(line.line, used[0])
    return accounting
