"""The verdict as facts, with all that it rests on. Long invoices are told in several parts.

An event weighs at most 256 KiB; a line with every check deviating takes a thousand bytes. So an
invoice of more lines than `PART_LINES_MAX` has a verdict of several facts in one save, each with
the variances and the figures of its own lines. The first holds what is about the whole document.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from domain.invoices.events import InvoiceMatchEvaluated
from domain.invoices.lines import MatchedLine, MatchedParts, MatchedReceipt
from domain.invoices.order_facts import OrderFacts
from domain.match_sides import Bill, Claim, MatchResult, OrderSide
from domain.matching import ENGINE_VERSION
from domain.tolerance import TolerancePolicy

PART_LINES_MAX: Final = 125
RECEIPTS_AS_A_LINE: Final = 5  # So many are as long as a line with every check deviating.


def verdicts(
    order: OrderFacts, bill: Bill, found: MatchResult, policy: TolerancePolicy
) -> tuple[InvoiceMatchEvaluated, ...]:
    """One fact, or as many as a long invoice needs."""
    chunks = list(_chunks(bill.claims))
    if len(chunks) < 2:
        return (_verdict(order, bill.claims, found, policy, bill.beside),)
    return tuple(_parts(order, chunks, found, policy, bill.beside))


def _chunks(claims: tuple[Claim, ...]) -> Iterator[tuple[Claim, ...]]:
    """As many lines as one fact holds; what several receipts take counts as lines do."""
    start, weight = 0, 0
    for at, claim in enumerate(claims):
        own = 1 + len(claim.named) // RECEIPTS_AS_A_LINE
        if weight + own > PART_LINES_MAX and at > start:
            yield claims[start:at]
            start, weight = at, 0
        weight += own
    yield claims[start:]


def _parts(
    order: OrderFacts,
    chunks: list[tuple[Claim, ...]],
    found: MatchResult,
    policy: TolerancePolicy,
    beside: MatchedParts | None,
) -> Iterator[InvoiceMatchEvaluated]:
    for part, claims in enumerate(chunks, start=1):
        lines: set[int | None] = {each.line for each in claims}
        if part == 1:
            lines.add(None)
        own = tuple(each for each in found.variances if each.line in lines)
        told = MatchResult(variances=own, verdict=found.verdict, holds=())
        verdict = _verdict(order, claims, told, policy, beside)
        values: dict[str, object] = {"part": part, "parts": len(chunks)}
        if part > 1:
            values |= {"receipts": None, "prior_invoices": None, "rates": None, "beside": None}
        yield verdict.model_copy(update=values)


def _verdict(
    order: OrderFacts,
    claims: tuple[Claim, ...],
    found: MatchResult,
    policy: TolerancePolicy,
    beside: MatchedParts | None,
) -> InvoiceMatchEvaluated:
    return InvoiceMatchEvaluated(
        purchase_order=order.purchase_order,
        purchase_order_revision=order.revision,
        engine_version=ENGINE_VERSION,
        tolerance_version=policy.version.version,
        variances=found.variances,
        verdict=found.verdict,
        compared=tuple(_compared(each, each.against) for each in claims if each.against),
        receipts=order.receipts,
        prior_invoices=order.prior_invoices,
        rates=order.around.rates,
        beside=beside,
    )


def _compared(claim: Claim, side: OrderSide) -> MatchedLine:
    return MatchedLine(
        line=claim.line,
        purchase_order_line=side.line,
        match=side.match,
        unit=side.pack.unit,
        unit_price=side.unit_price,
        asked=claim.quantity,
        amount=claim.amount,
        ordered=side.ordered,
        received=side.received,
        accepted=side.accepted if side.match == "four_way" else None,
        billed_before=side.prior,
        pack=claim.pack,
        corrected=side.corrected or None,
        agreed_price=side.agreed_price,
        **_named(claim, side),
        **_early(claim),
    )


def _early(claim: Claim) -> dict[str, Any]:
    """What of it came before it was wanted."""
    if claim.early is None:
        return {}
    quantity, came_on, need_by = claim.early
    return {"early": quantity, "came_on": came_on, "need_by": need_by}


def _named(claim: Claim, side: OrderSide) -> dict[str, Any]:
    """The receipts that the line names, as they stood before it."""
    matched = [
        MatchedReceipt(
            receipt_id=receipt,
            asked=asked,
            received=side.receipts.get(receipt, Decimal(0)),
            billed_before=side.named.get(receipt, Decimal(0)),
        )
        for receipt, asked in claim.named.items()
    ]
    if len(matched) > 1:
        return {"receipts": tuple(matched)}
    return {
        name: value
        for each in matched
        for name, value in (
            ("receipt_id", each.receipt_id),
            ("receipt_received", each.received),
            ("receipt_billed_before", each.billed_before),
        )
    }
