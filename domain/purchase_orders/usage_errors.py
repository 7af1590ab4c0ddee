"""How a bill-only order says no, and what to do next."""

from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class PurchaseOrderNotBillOnly(Rejected):
    """Usage is evidence for orders of goods that were used before they were ordered."""

    code = "purchase_order.not_bill_only"

    def __init__(self, number: str, order_type: str) -> None:
        super().__init__(
            f"Purchase order {number} is of type {order_type}, not bill_only;"
            " post a receipt for what came on it.",
            order_type=order_type,
            next_step="receive",
        )


class PurchaseOrderReceivedByUsage(Rejected):
    """Nothing of a bill-only order comes into stock."""

    code = "purchase_order.received_by_usage"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Purchase order {number} is bill-only: nothing of it is received;"
            " record the usage of its lines instead.",
            next_step="record_usage",
        )


class PurchaseOrderLineNotBillOnly(Rejected):
    """A bill-only order buys goods that are used up, and pays for what was used."""

    code = "purchase_order.line_not_bill_only"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} of a bill-only order has to be of delivery goods, accounting expense and"
            " match three_way; state it so, or order it on an order of another type.",
            line=line,
        )


class PurchaseOrderUsageMissing(Rejected):
    """A bill-only order is issued once all of it was shown to be used."""

    code = "purchase_order.usage_missing"

    def __init__(self, number: str, line: int, ordered: Decimal, used: Decimal) -> None:
        super().__init__(
            f"Of line {line} of purchase order {number} {ordered} are ordered and the usage of"
            f" {used} is on record; record the usage of {ordered - used} more (case, day, lot or"
            " serials), or cancel what was not used.",
            line=line,
            ordered=str(ordered),
            used=str(used),
            next_step="record_usage",
        )


class PurchaseOrderUsageExceedsOrder(Rejected):
    """More was used than the line orders."""

    code = "purchase_order.usage_exceeds_order"

    def __init__(self, number: str, line: int, ordered: Decimal, used: Decimal) -> None:
        super().__init__(
            f"The usage of {used} would be on record for line {line} of purchase order {number},"
            f" which orders {ordered}; raise the line first, or withdraw a usage that is wrong.",
            line=line,
            ordered=str(ordered),
            used=str(used),
            next_step="change_order",
        )


class PurchaseOrderUsedInFuture(Rejected):
    """Nothing is used before its day."""

    code = "purchase_order.used_in_future"

    def __init__(self, line: int, used_on: date, today: date) -> None:
        super().__init__(
            f"Line {line} is said to be used on {used_on}, but it is {today};"
            " state the day of the procedure.",
            line=line,
            used_on=used_on.isoformat(),
        )


class PurchaseOrderUsageUntraceable(Rejected):
    """What is in a patient has to be found when it is recalled."""

    code = "purchase_order.usage_untraceable"

    def __init__(self, line: int, missing: str) -> None:
        super().__init__(
            f"The usage of line {line} does not state its {missing}; read it off the label.",
            line=line,
            missing=missing,
        )


class PurchaseOrderUsageSerialCount(Rejected):
    """As many serial numbers as units, each once."""

    code = "purchase_order.usage_serial_count"

    def __init__(self, line: int, units: Decimal, serials: int) -> None:
        super().__init__(
            f"The usage of line {line} is of {units} units and names {serials} different serial"
            " numbers; name each unit's own, or none.",
            line=line,
            units=str(units),
            serials=serials,
        )


class PurchaseOrderCaseTelling(Rejected):
    """The reference of a case must not be something that tells who was treated."""

    code = "purchase_order.case_reference_telling"

    def __init__(self) -> None:
        super().__init__(
            "A case is named by a token that its own system issued, of letters and digits: digits"
            " alone may be a record number or a birthday, letters alone a name. Send such a token."
        )


class PurchaseOrderUnknownUsage(Rejected):
    """No usage that stands has this number."""

    code = "purchase_order.unknown_usage"

    def __init__(self, number: str, usage: int) -> None:
        super().__init__(
            f"Purchase order {number} has no usage {usage} that stands; read the order again.",
            usage=usage,
        )
