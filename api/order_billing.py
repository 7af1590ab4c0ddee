"""HTTP for what suppliers may bill of an order. Rules are in `domain/purchase_orders/billing.py`.

The order is folded from its own facts up to the moment asked for, so that the answer follows from
the rules by which a bill is judged.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Final

from fastapi import Query

from api import bill_schemas, schemas
from api.answers import Json
from api.blindness import blindness_of
from api.late_route import late_router
from api.plain_values import Day
from api.reading import Asked, AskedOfRequest
from api.reads import Document
from api.wiring.clock import utc_now
from api.wiring.folded import folded
from application.errors import NotFound
from domain.exchange_rates.errors import ExchangeRateUnknown
from domain.exchange_rates.state import EXCHANGE_RATE, exchange_rate_id, rate_between
from domain.invoices.beside_lines import proposed_parts
from domain.invoices.expected_parts import BilledLine
from domain.invoices.parts import moved_by
from domain.money import Currency, exponent, rounded
from domain.purchase_orders.billing import (
    BilledReceipt,
    ProposedLine,
    in_currency,
    proposed_bill,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from projections.purchase_orders import PURCHASE_ORDERS

router: Final = late_router("/v1/purchase-orders", "purchase orders")


@router.get(
    "/{document}/proposed-bill",
    summary="Propose the next bill of one order",
    responses=schemas.described(bill_schemas.proposed_bill()),
)
async def proposed_bill_of_order(
    document: Document,
    asked: AskedOfRequest,
    currency: Annotated[
        Currency | None, Query(description="In which to propose it; by default the order's.")
    ] = None,
    on: Annotated[Day | None, Query(description="The day of the rate; by default today.")] = None,
) -> Json:
    """What may be billed now, by line and by receipt that nobody has billed whole."""
    asked.refuse_others("currency", "on")
    async with asked.entered(PURCHASE_ORDERS.name) as reading:
        blindness = await blindness_of(asked.caller.roles, reading)
        if blindness is not None:
            blindness.check("proposed_bills")
        key = await reading.key_of(PURCHASE_ORDERS, document)
        until = reading.until
    order = await folded(asked.service, asked.caller.tenant, PURCHASE_ORDER, key, until)
    if order is None:
        raise NotFound(f"There is no purchase order {document}.", document=document)
    lines, told_in = proposed_bill(order), currency or order.currency
    billed = [BilledLine(each.line, each.quantity, each.amount) for each in lines]
    parts = proposed_parts(order, billed)
    if told_in != order.currency:
        exponent(told_in)
        rate = await _rate(asked, order.currency, told_in, on or utc_now().date(), until)
        lines = in_currency(lines, told_in, rate)
        parts = tuple(
            replace(each, amount=rounded(Fraction(each.amount) * rate, told_in)) for each in parts
        )
    return {
        "id": key,
        "number": order.number,
        "supplier_id": order.supplier_id,
        "currency": told_in,
        "lines": [_told(each) for each in lines],
        "parts": [
            {"charge": each.charge, "kind": each.kind, "amount": str(each.amount)} for each in parts
        ],
        "total": str(sum((each.amount for each in lines), Decimal(0))),
        "total_with_parts": str(sum((each.amount for each in lines), moved_by(parts))),
    }


async def _rate(asked: Asked, source: str, target: str, day: date, until: int | None) -> Fraction:
    """What the one currency counts in the other, as far as it was known at the moment."""
    tenant = asked.caller.tenant
    pairs = [
        await folded(asked.service, tenant, EXCHANGE_RATE, exchange_rate_id(tenant, *pair), until)
        for pair in ((source, target), (target, source))
    ]
    rate = rate_between(pairs[0], pairs[1], day)
    if rate is None:
        raise ExchangeRateUnknown(source, target, day)
    return rate


def _told(line: ProposedLine) -> Json:
    return {
        "line": line.line,
        "description": line.description,
        "quantity": str(line.quantity),
        "unit": line.unit,
        "unit_price": str(line.unit_price),
        "amount": str(line.amount),
        "receipts": [_receipt(name, each) for name, each in line.receipts.items()],
    }


def _receipt(name: str, receipt: BilledReceipt) -> Json:
    """A receipt goes by its id, a usage of a bill-only order by its number."""
    return {
        "receipt": name,
        "quantity": str(receipt.stands.quantity),
        "billed": str(receipt.billed.quantity),
        "billed_amount": str(receipt.billed.amount),
        "left": str(receipt.left),
    }
