"""Invoices reckoned again: what is left to pay of each, and what stops it."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from replay.naive.reckoning import Reckoning, Rows, Told, document_of, id_of

_PAYS: Final = {
    "invoice.payment_recorded": 1,
    "invoice.prepayment_applied": 1,
    "invoice.credit_applied": 1,
    "invoice.payment_voided": -1,
}
_HOLDS: Final = {"invoice.hold_placed": 1, "invoice.hold_released": -1}
_OTHERS: Final = ("invoice.captured", "invoice.credited", "invoice.voided")


def _take(rows: Rows, invoice: str, event: Told) -> None:
    row, data = rows[()], event.data
    if event.type == "invoice.captured":
        row["total"] = row["open_amount"] = Decimal(data["total"])
    elif event.type == "invoice.credited":
        row["credited_amount"] += Decimal(data["amount"])
    elif event.type == "invoice.voided":
        row["open_amount"] = Decimal(0)
    elif event.type in _HOLDS:
        row["holds_open"] += _HOLDS[event.type]
    else:
        kept = Decimal(data.get("discount") or 0)
        row["open_amount"] -= _PAYS[event.type] * (Decimal(data["amount"]) + kept)
        row["discount_taken"] += _PAYS[event.type] * kept


def _itself(event: Told) -> Iterator[str]:
    yield document_of(event)


TO_PAY: Final = Reckoning(
    read_model="invoices",
    table="invoices",
    why="What is left to pay of each invoice, and how many holds stop it.",
    owner="invoice_id",
    key=(),
    figures={
        name: (name,)
        for name in ("total", "open_amount", "credited_amount", "discount_taken", "holds_open")
    },
    types=(*_PAYS, *_HOLDS, *_OTHERS),
    owners=_itself,
    take=_take,
    partition=lambda event: event.stream,
    told_by=lambda _type, stream: id_of(stream),
)
