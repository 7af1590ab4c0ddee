"""Receipts of gloves that are inspected, in few words."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from domain.catalogue.events import (
    CatalogueItemHandlingDefined,
    CatalogueItemRecallPlaced,
    Handling,
)
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.event import Event
from domain.receipts.commands import (
    JudgedLine,
    PostReceipt,
    ReceivedLine,
    RecordInspection,
)
from domain.receipts.events import (
    InspectedLine,
    ReceiptInspected,
)
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.orders import (
    GLOVES,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    gloves,
    in_force,
    order_after,
)
from tests.domain.receipts import receipt_line
from tests.domain.scenario import folded

OPEN: Final = order_after(*in_force(added(item_id=GLOVES)))
GTIN: Final = "00614141123452"
LABEL: Final = f"(01){GTIN}(17)280630(10)L-9(21)S-1"


def item(*facts: Event, **handling: Any) -> CatalogueItem:
    """The gloves, handled so."""
    defined = CatalogueItemHandlingDefined(handling=Handling(**handling))
    state = gloves()
    for fact in (defined, *facts):
        state = CATALOGUE_ITEM.evolve(state, fact)
    return state


def recalled(*lots: str) -> CatalogueItemRecallPlaced:
    return CatalogueItemRecallPlaced(
        recall="Z-1",
        recall_class="I",
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=lots,
    )


def post_of(quantity: str, receiver: str = "rico", **found: Any) -> PostReceipt:
    counted = ReceivedLine(purchase_order_line=1, quantity=Decimal(quantity), **found)
    return PostReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=receiver,
        number=RECEIPT.number,
        purchase_order_id=ORDER.id,
        received_on=TODAY,
        lines=(counted,),
    )


def line(quantity: str, **found: Any) -> Any:  # noqa: ANN401 - a receipt line
    amount = str(Decimal(quantity) * 10)
    return receipt_line(quantity, amount, item_id=GLOVES, **found)


def judged(line: int, accepted: str, rejected: str = "0", **how: Any) -> JudgedLine:
    parts = {"accepted": Decimal(accepted), "rejected": Decimal(rejected)}
    whole = sum(parts.values(), Decimal(0))
    reason = "damaged" if parts["rejected"] else None
    values: dict[str, Any] = {"inspected": whole, "reason_code": reason, **parts, **how}
    return JudgedLine(line=line, **values)


def inspection(*lines: JudgedLine, on: date = TODAY) -> RecordInspection:
    return RecordInspection(
        now=NOW, receipt_id=RECEIPT.id, inspected_by="ines", inspected_on=on, lines=lines
    )


def found(line: int, bucket: str, accepted: str, rejected: str = "0", **how: Any) -> InspectedLine:
    values = {"accepted": Decimal(accepted), "rejected": Decimal(rejected), **how}
    values.setdefault("reason_code", "damaged" if values["rejected"] else None)
    told = {"line": line, "purchase_order_line": 1, "bucket": bucket, **values}
    return InspectedLine.model_validate(told)


def inspected(*lines: InspectedLine, by: str = "ines") -> ReceiptInspected:
    return ReceiptInspected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        inspected_by=by,
        inspected_on=TODAY,
        lines=lines,
    )


def buckets(*events: Event) -> dict[str, Decimal]:
    """How much of line 1 stands where."""
    held = folded(RECEIPTS, *events).lines[1]
    return {name: each.quantity for name, each in held.buckets.items()}
