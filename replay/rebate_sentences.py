"""What happened to a rebate, as sentences."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from replay.wording import Told, counted, in_turn

REBATE_SENTENCES: Final[dict[str, str]] = {
    "rebate.proposed": "{proposed_by} proposed {rebate_terms} on purchases of {legal_entity} under"
    " agreement {price_agreement[number]}{in_pool}",
    "rebate.confirmed": "{confirmed_by} confirmed the terms: what is invoiced is counted",
    "rebate.declined": "{declined_by} declined the terms",
    "rebate.purchase_counted": "Line {line} of order {purchase_order[number]} {purchase_told} by"
    " invoice {invoice[number]} of {invoice_date}",
    "rebate.earned": "{earned_by} booked that purchases of {purchases:money}{of_pool} earn"
    " {earned:money}:"
    " {earned_told}",
    "rebate.claimed": "{claimed_by} claimed {amount:money} of the supplier (claim {claim})",
    "rebate.credited": "Credit memo {credit_memo[number]} gave {amount:money}; with its tax that is"
    " {total:money}",
    "rebate.received": "{recorded_by} recorded that payment {payment} of {amount:money} came on"
    " {received_on}",
    "rebate.disputed": "{recorded_by} recorded that the supplier denies {amount:money} of claim"
    " {claim} (dispute {dispute}): {reason_code:words}",
    "rebate.dispute_settled": "{resolved_by} settled dispute {dispute} of {amount:money}:"
    " {conceding}",
    "rebate.conceded": "{amount:money} of dispute {dispute} are asked for no more",
}


def _terms(told: Told) -> str:
    terms = told.data["terms"]
    steps = in_turn(
        [
            f"{counted(each['percent'])} per cent from {counted(each['from_amount'])} on"
            for each in terms["steps"]
        ]
    )
    beyond = f" beyond {counted(terms['baseline'])}" if "baseline" in terms else ""
    return f"{steps}{beyond} ({terms['method']}), from {terms['starts_on']} to {terms['ends_on']},"


def _purchase(told: Told) -> str:
    amount = told.data["amount"]
    moved = "more" if Decimal(amount) > 0 else "less"
    return f"counts for {counted(amount.lstrip('-'))} {moved}"


def _earned(told: Told) -> str:
    amount = told.data["amount"]
    moved = "more" if Decimal(amount) > 0 else "less"
    return f"{told.money(amount.lstrip('-'))} {moved} than was booked before"


def _conceding(told: Told) -> str:
    conceded = told.data["conceded"]
    if Decimal(conceded) == 0:
        return "the claim stands"
    return f"{told.money(conceded)} are conceded"


def _in_pool(told: Told) -> str:
    return f", with its steps in pool {told.data['pool']}" if "pool" in told.data else ""


def _of_pool(told: Told) -> str:
    pooled = told.data.get("pooled")
    return "" if pooled is None else f", of {told.money(pooled)} in the pool,"


REBATE_DETAILS: Final[dict[str, Callable[[Told], str]]] = {
    "rebate_terms": _terms,
    "purchase_told": _purchase,
    "earned_told": _earned,
    "conceding": _conceding,
    "in_pool": _in_pool,
    "of_pool": _of_pool,
}
