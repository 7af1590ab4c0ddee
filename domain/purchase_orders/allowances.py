"""What the tenant's tolerances let come beyond an order, line by line, on the day of a command.

Precedence stands in `policy.receivable_up_to`; here is only where the limits are looked for.
"""

from collections.abc import Mapping
from decimal import Decimal

from domain.frozen import replace
from domain.purchase_orders.order import PurchaseOrder
from domain.tolerance import TolerancePolicy, allowed, line_key, places


def goes_beyond(order: PurchaseOrder, counted: Mapping[int, Decimal]) -> bool:
    """Whether more would stand as come than some line wants, so that limits decide."""
    return any(
        line is not None and line.arrived + quantity > line.ordered
        for number, quantity in counted.items()
        for line in (order.lines.get(number),)
    )


def tolerating(order: PurchaseOrder, policy: TolerancePolicy) -> PurchaseOrder:
    """The order with what each line may take beyond itself. It is decided on and never stored.

    A service needs a change order before more of it is rendered, unless a limit is about that very
    line, item or class: what is said of all that somebody delivers is said of goods.
    """
    lines = {
        number: replace(
            line,
            allowance=allowed(
                "over_receipt",
                policy,
                places(
                    order.supplier_id,
                    order.legal_entity,
                    order_line=line_key(order.number, number),
                    item_id=line.terms.item_id,
                    item_class=line.terms.item_class,
                ),
                of_lines=line.terms.delivery == "service",
            ),
        )
        for number, line in order.lines.items()
    }
    return replace(order, lines=lines)
