"""How a shipment says no."""

from datetime import date
from decimal import Decimal

from domain.errors import Rejected
from domain.ids import LINES_MAX


class ShipmentExists(Rejected):
    """The id names a shipment already."""

    code = "shipment.exists"

    def __init__(self, shipment_id: str) -> None:
        super().__init__(
            f"Shipment {shipment_id} exists already; dispatch the new one under its own id."
        )


class ShipmentLinesWrong(Rejected):
    """No line, too many, or one that is not there or named twice."""

    code = "shipment.lines_wrong"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Shipment {number} takes 1 to {LINES_MAX} lines, one for each lot and place, and each"
            " of its own lines once for each way in which its goods stand; name them by their"
            " numbers."
        )


class ShipmentNotKept(Rejected):
    """No stock of the item is kept where it is to leave."""

    code = "shipment.not_kept"

    def __init__(self, number: str, item: str, facility: str) -> None:
        super().__init__(
            f"Shipment {number} leaves {facility}, where no stock of {item} is kept; send it from"
            " where it lies.",
            item=item,
            facility=facility,
        )


class ShipmentSameFacility(Rejected):
    """Goods are sent to another facility."""

    code = "shipment.same_facility"

    def __init__(self, facility: str) -> None:
        super().__init__(
            f"The goods are at {facility} already; move them there, or name where they go.",
            facility=facility,
        )


class ShipmentDayOutOfRange(Rejected):
    """It has not happened yet, or would have before the goods left."""

    code = "shipment.day_out_of_range"

    def __init__(self, number: str, day: date, first: date, last: date) -> None:
        super().__init__(
            f"Shipment {number}: {day} is not between {first} and {last}; state the day on which it"
            " happened.",
            day=str(day),
            first=str(first),
            last=str(last),
        )


class ShipmentExpectedBefore(Rejected):
    """Goods cannot be awaited before they left."""

    code = "shipment.expected_before"

    def __init__(self, number: str, expected_on: date, dispatched_on: date) -> None:
        super().__init__(
            f"Shipment {number} leaves on {dispatched_on} and cannot be awaited on {expected_on};"
            " state a later day or none.",
            expected_on=str(expected_on),
        )


class ShipmentQuantityWrong(Rejected):
    """Nothing, or more than is on its way."""

    code = "shipment.quantity_wrong"

    def __init__(self, line: int, quantity: Decimal, left: Decimal) -> None:
        super().__init__(
            f"The quantity {quantity} of line {line} must be above zero and at most"
            f" {left.normalize():f}, which are on their way; count what is beyond as found, in the"
            " stock item.",
            line=line,
            quantity=str(quantity),
            left=str(left),
        )


class ShipmentUnitsWrong(Rejected):
    """Each single unit is named once, and is among those that are on their way."""

    code = "shipment.units_wrong"

    def __init__(self, line: int, quantity: Decimal, serials: int) -> None:
        super().__init__(
            f"Line {line} counts {quantity} but names {serials} serials that are on their way; name"
            " each unit once.",
            line=line,
            serials=serials,
        )


class ShipmentOtherLot(Rejected):
    """What came bears another lot than what left."""

    code = "shipment.other_lot"

    def __init__(self, line: int, lot: str | None, named: str) -> None:
        super().__init__(
            f"Line {line} left as {f'lot {lot}' if lot else 'goods without a lot'}, and lot {named}"
            " came; receive it by the line of its lot, or count it as found.",
            line=line,
            lot=lot,
        )


class ShipmentReasonMissing(Rejected):
    """Goods that cannot be used at once say why."""

    code = "shipment.reason_missing"

    def __init__(self, line: int, disposition: str) -> None:
        super().__init__(
            f"Goods of line {line} come as {disposition}; state a reason_code that says why.",
            line=line,
        )


class ShipmentReceivedByDispatcher(Rejected):
    """Who sent goods off does not say alone that they came."""

    code = "shipment.received_by_dispatcher"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} dispatched shipment {number}; let somebody else receive it, or have rule"
            " receive_own_dispatch overridden.",
            person=person,
        )


class ShipmentLossDutiesMixed(Rejected):
    """Who had the goods in hand does not write their loss off."""

    code = "shipment.loss_duties_mixed"

    def __init__(self, number: str, person: str, rule: str) -> None:
        super().__init__(
            f"{person} dispatched or received shipment {number} (rule {rule}); let somebody without"
            " a part in it write the loss off.",
            person=person,
            rule=rule,
        )
