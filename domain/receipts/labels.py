"""What scanned labels add to a counted line: lot, date and serials of the item that is due."""

from dataclasses import replace
from datetime import date

from domain.catalogue.state import CatalogueItem
from domain.catalogue.udi import Udi, read_udi
from domain.receipts.commands import ReceivedLine
from domain.receipts.judgement_errors import (
    ReceiptLabelContradicts,
    ReceiptLabelOfOtherItem,
)


def with_labels(counted: ReceivedLine, item: CatalogueItem | None, today: date) -> ReceivedLine:
    """The line with what its labels say. Labels that contradict it, or each other, are refused."""
    lot, expires_on, serials = counted.lot, counted.expires_on, list(counted.serials)
    for carrier in counted.udis:
        udi = read_udi(carrier, today)
        if item is None or udi.gtin not in item.gtins:
            raise ReceiptLabelOfOtherItem(counted.purchase_order_line, udi.gtin)
        _require_same(counted, "lot", lot, udi.lot)
        _require_same(counted, "expires_on", expires_on, udi.expires_on)
        lot, expires_on = lot or udi.lot, expires_on or udi.expires_on
        if udi.serial is not None and udi.serial not in serials:
            serials.append(_new_serial(counted, udi))
    return replace(counted, lot=lot, expires_on=expires_on, serials=tuple(serials))


def _new_serial(counted: ReceivedLine, udi: Udi) -> str:
    assert udi.serial is not None, "asked for a label that has one"
    if counted.serials:
        stated = ", ".join(counted.serials[:3])
        raise ReceiptLabelContradicts(counted.purchase_order_line, "serial", stated, udi.serial)
    return udi.serial


def _require_same(counted: ReceivedLine, what: str, stated: object, label: object) -> None:
    if stated is not None and label is not None and stated != label:
        raise ReceiptLabelContradicts(counted.purchase_order_line, what, str(stated), str(label))
