"""The facts of one receipt of `PO-1` (`tests/domain/orders.py`), in few words."""

from decimal import Decimal

from domain.receipts.acceptance_events import AcceptedValue, ReceiptAcceptanceValued
from domain.receipts.events import (
    ReceiptGoodsReturned,
    ReceiptKind,
    ReceiptLine,
    ReceiptPosted,
    ReceiptReversed,
)
from domain.receipts.label_events import Label, ReceiptLabelsCorrected, RelabelledLine
from tests.domain.orders import MEDLINE, ORDER, RECEIPT, TODAY


def receipt_line(
    quantity: str,
    amount: str,
    number: int = 1,
    line: int = 1,
    price: str = "10",
    base: str | None = None,
    **found: object,
) -> ReceiptLine:
    """Line `number` of the receipt, for order line `line`; the base unit is each."""
    values: dict[str, object] = {"description": "Gloves", "unit": "EA", "base_unit": "EA"}
    values |= {"accounting": "stock", "match": "three_way", **found}
    values |= {"line": number, "purchase_order_line": line, "quantity": Decimal(quantity)}
    values |= {"base_quantity": Decimal(base or quantity), "unit_price": Decimal(price)}
    values["amount"] = Decimal(amount)
    return ReceiptLine.model_validate(values)


def posted(
    *lines: ReceiptLine, kind: ReceiptKind = "goods", received_by: str | None = "rico"
) -> ReceiptPosted:
    return ReceiptPosted(
        receipt_id=RECEIPT.id,
        number=RECEIPT.number,
        kind=kind,
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        legal_entity="NHS",
        facility="NORTH",
        received_on=TODAY,
        currency="USD",
        lines=lines,
        received_by=received_by,
    )


def reversed_whole(*lines: ReceiptLine) -> ReceiptReversed:
    return ReceiptReversed(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        reversed_on=TODAY,
        currency="USD",
        lines=lines,
        reason_code="wrong_order",
    )


def goods_returned(*lines: ReceiptLine, authorization: str | None = None) -> ReceiptGoodsReturned:
    return ReceiptGoodsReturned(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        returned_on=TODAY,
        currency="USD",
        lines=lines,
        reason_code="damaged",
        authorization=authorization,
    )


def accepted(amount: str, line: int = 1) -> ReceiptAcceptanceValued:
    """Goods of one line worth so much left inspection."""
    value = AcceptedValue(
        line=line, purchase_order_line=1, amount=Decimal(amount), accounting="stock"
    )
    return ReceiptAcceptanceValued(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        valued_on=TODAY,
        currency="USD",
        lines=(value,),
    )


def labels_corrected(line: ReceiptLine, was: Label, becomes: Label) -> ReceiptLabelsCorrected:
    """All of the line bears another label than was entered."""
    goods = {name: value for name, value in line if name in RelabelledLine.model_fields}
    return ReceiptLabelsCorrected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        corrected_by="rico",
        corrected_on=TODAY,
        reason_code="mistyped",
        lines=(RelabelledLine(**goods, was=was, becomes=becomes),),
    )
