"""How a receipt says no."""

from datetime import date
from decimal import Decimal

from domain.errors import Rejected, shown
from domain.ids import LINES_MAX


class ReceiptExists(Rejected):
    """The id names a receipt already."""

    code = "receipt.exists"

    def __init__(self, receipt_id: str) -> None:
        super().__init__(
            f"Receipt {receipt_id} exists already; post the new one under its own id.",
            receipt_id=receipt_id,
        )


class ReceiptWrongStatus(Rejected):
    """The receipt is not in the state that this asks for."""

    code = "receipt.wrong_status"

    def __init__(self, number: str, status: str, needed: str) -> None:
        super().__init__(
            f"Receipt {number} is {status}; this needs a receipt that is {needed}.",
            status=status,
            needed=needed,
        )


class ReceiptOtherOrder(Rejected):
    """A receipt belongs to one order for ever."""

    code = "receipt.other_order"

    def __init__(self, number: str, purchase_order: str) -> None:
        super().__init__(
            f"Receipt {number} belongs to purchase order {purchase_order};"
            " record this entry on a receipt of its own order.",
            purchase_order=purchase_order,
        )


class ReceiptNoLines(Rejected):
    """Nothing was counted."""

    code = "receipt.no_lines"

    def __init__(self, number: str) -> None:
        super().__init__(f"Receipt {number} names no line; state at least one.")


class ReceiptTooManyLines(Rejected):
    """More lines or entries than one receipt may hold."""

    code = "receipt.too_many_lines"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Receipt {number} may hold {LINES_MAX} lines at most; start another.",
            lines_max=LINES_MAX,
        )


class ReceiptWrongDelivery(Rejected):
    """Goods are received, services are entered and accepted."""

    code = "receipt.wrong_delivery"

    def __init__(self, line: int, delivery: str) -> None:
        way = "record service entries" if delivery == "service" else "post a goods receipt"
        super().__init__(
            f"Order line {line} is delivered as {delivery}; {way} for it instead.",
            purchase_order_line=line,
            delivery=delivery,
        )


class ReceiptQuantityNotPositive(Rejected):
    """A quantity must be more than nothing."""

    code = "receipt.quantity_not_positive"

    def __init__(self, line: int, quantity: Decimal) -> None:
        super().__init__(
            f"The quantity {quantity} on line {line} is not above zero; leave the line out, or"
            " reverse or return what was received.",
            line=line,
            quantity=str(quantity),
        )


class OverReceipt(Rejected):
    """More was offered than the order line may still take."""

    code = "receipt.over_receipt"

    def __init__(
        self,
        line: int,
        ordered: Decimal,
        received: Decimal,
        offered: Decimal,
        most: Decimal,
        scope: str | None = None,
    ) -> None:
        whose = f" by the tolerance of the {scope.replace('_', ' ')}" if scope else ""
        super().__init__(
            f"Order line {line} wants {ordered} and has received {received}: at most"
            f" {max(most, Decimal(0)).normalize():f} more may come{whose}, not {offered};"
            " receive less, or raise the order by a change order.",
            purchase_order_line=line,
            ordered=str(ordered),
            received=str(received),
            offered=str(offered),
        )


class ReceiptControlMissing(Rejected):
    """The catalogue item asks for a lot, an expiry date or serials."""

    code = "receipt.control_missing"

    def __init__(self, line: int, control: str) -> None:
        super().__init__(
            f"The item on order line {line} is controlled by {control}; state its {control}.",
            purchase_order_line=line,
            control=control,
        )


class ReceiptSerialCount(Rejected):
    """Each single unit has one serial."""

    code = "receipt.serial_count"

    def __init__(self, line: int, units: Decimal, serials: int) -> None:
        super().__init__(
            f"Line {line} counts {units} single units but names {serials} different serials;"
            " name each unit once.",
            line=line,
            units=str(units),
            serials=serials,
        )


class ReceiptUnknownSerial(Rejected):
    """The serial did not come with this line, or went back before."""

    code = "receipt.unknown_serial"

    def __init__(self, line: int, serial: str) -> None:
        super().__init__(
            f"Serial {serial} is not among those of line {line} that are still here.",
            line=line,
            serial=serial,
        )


class ReceiptExpired(Rejected):
    """The lot was past its date on the day it came."""

    code = "receipt.expired"

    def __init__(self, line: int, expires_on: date, received_on: date) -> None:
        super().__init__(
            f"The lot on order line {line} expired on {expires_on}, before it came on"
            f" {received_on}; refuse the goods.",
            purchase_order_line=line,
            expires_on=str(expires_on),
            received_on=str(received_on),
        )


class ReceiptUnknownLine(Rejected):
    """The receipt has no such line, or it is named twice."""

    code = "receipt.unknown_line"

    def __init__(self, number: str, line: int) -> None:
        super().__init__(
            f"Line {line} is not one of receipt {number}, or is named twice;"
            " name each of its lines once at most.",
            line=line,
        )


class ReceiptReturnTooLarge(Rejected):
    """More than is left of the line cannot go back."""

    code = "receipt.return_too_large"

    def __init__(self, number: str, line: int, asked: Decimal, left: Decimal) -> None:
        super().__init__(
            f"{asked} cannot go back: of line {line} of receipt {number} {left} are left.",
            line=line,
            asked=str(asked),
            left=str(left),
        )


class ReceiptPartlyReturned(Rejected):
    """Part of it went back to the supplier, so it was no error."""

    code = "receipt.partly_returned"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Goods of receipt {number} went back already, so it cannot be reversed whole;"
            " return the rest."
        )


class ReceiptDateBefore(Rejected):
    """Goods cannot leave before they came."""

    code = "receipt.date_before_receipt"

    def __init__(self, number: str, day: date, received_on: date) -> None:
        super().__init__(
            f"Receipt {number} came on {received_on}; {day} is before that, state a later day.",
            day=str(day),
            received_on=str(received_on),
        )


class ReceiptProofMissing(Rejected):
    """What was shipped past us was counted by nobody here."""

    code = "receipt.proof_missing"

    def __init__(self, number: str, order: str) -> None:
        super().__init__(
            f"Purchase order {order} is shipped straight to whoever needs it; name the proof of"
            f" delivery of receipt {number} in `delivery_note`, or have its requester confirm it.",
            next_step="state_delivery_note",
        )


class ReceiptDeliveryRepeated(Rejected):
    """The same delivery note brings the same again: it is the same delivery, posted twice."""

    code = "receipt.delivery_repeated"

    def __init__(self, delivery_note: str, other: str, line: int) -> None:
        super().__init__(
            f"Delivery note {shown(delivery_note)} brought the same of order line {line} with"
            f" receipt {other} already. If more came under this note, correct that receipt to all"
            " that came; if this is another delivery, state its own note.",
            delivery_note=shown(delivery_note),
            receipt=other,
            line=line,
            next_step="correct_receipt",
        )


class ReceiptBeforeOrder(Rejected):
    """Nothing comes of an order before the supplier has it."""

    code = "receipt.before_order"

    def __init__(self, number: str, day: date, order: str, issued_on: date) -> None:
        super().__init__(
            f"{day} cannot be the day of receipt {number}: purchase order {order} was issued on"
            f" {issued_on}; state a later day, or record what came before it as an unordered"
            " delivery and match that to the order.",
            day=str(day),
            issued_on=str(issued_on),
            next_step="record_unordered_delivery",
        )


class ReceiptDayOutOfRange(Rejected):
    """What came has come."""

    code = "receipt.day_out_of_range"

    def __init__(self, number: str, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{day} cannot be the day of receipt {number}: it lies outside {first} to {last};"
            " state the day on which the goods came or the work was accepted.",
            day=str(day),
            first=str(first),
            last=str(last),
        )
