"""Request bodies of what steers an order beside its lines; the routes are in `order_control.py`."""

from datetime import date

from api.conversation import CommandBody
from api.examples import example
from domain.ids import Code, LineNo, Number
from domain.purchase_orders.control_events import Percent, ShippedLine, Sscc


class OrderEndingBody(CommandBody):
    """Why."""

    model_config = example(reason_code="no_longer_needed")

    reason_code: Code


class WriteOffBody(CommandBody):
    """Why nobody will bill it, or bring it."""

    model_config = example(reason_code="supplier_never_billed")

    reason_code: Code


class OverReceiptBody(CommandBody):
    """How many per cent over the order the buyer takes; zero takes nothing over."""

    model_config = example(percent="15")

    percent: Percent


class AsnBody(CommandBody):
    """The supplier's advance ship notice (X12 856)."""

    model_config = example(
        shipment="SH-7001",
        expected_on="2026-03-09",
        lines=[{"line": 1, "quantity": "10", "lot": "L-2291", "expires_on": "2028-01-31"}],
        sscc=["006141411234567890"],
    )

    shipment: Number
    expected_on: date
    lines: tuple[ShippedLine, ...]
    sscc: tuple[Sscc, ...] = ()


class DeliveryOverdueBody(CommandBody):
    """Which line did not come."""

    model_config = example(line=1)

    line: LineNo
