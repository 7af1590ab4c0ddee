"""HTTP for tolerances: propose a version, publish or decline it. Rules: `domain/tolerances`."""

from datetime import date
from typing import Any, Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import example
from api.plain_numbers import PathNumber
from api.reads import add_reads
from api.rematching import rematch_held
from domain.ids import Code, Text
from domain.tolerance import Combinator, Scope
from domain.tolerances.commands import DeclineTolerances, ProposeTolerances, PublishTolerances
from domain.tolerances.limits import LIMITS_MAX, Limited, LimitValue, ToleranceLimit
from projections.tolerance_policies import TOLERANCE_POLICIES

router: Final = command_router("/v1/tolerance-policies", "tolerances")

_CENTS: Final = {"abs_over": "0.05", "abs_under": "0.05"}
_EXAMPLE: Final[list[dict[str, Any]]] = [
    {"scope": "tenant", "check": "price", "pct_over": "5"},
    {"scope": "tenant", "check": "ordered_quantity", "pct_over": "0"},
    {"scope": "tenant", "check": "received_quantity", "pct_over": "0"},
    {"scope": "tenant", "check": "accepted_quantity", "pct_over": "0"},
    {"scope": "tenant", "check": "ordered_amount", "pct_over": "0"},
    {"scope": "tenant", "check": "received_amount", "pct_over": "0"},
    {"scope": "tenant", "check": "line_amount", **_CENTS},
    {"scope": "tenant", "check": "tax", "abs_over": "0.10", "pct_over": "2"},
    {"scope": "tenant", "check": "freight", "not_checked": True},
    {"scope": "tenant", "check": "header_total", **_CENTS},
    {"scope": "tenant", "check": "contract_price", "pct_over": "1"},
    {"scope": "tenant", "check": "early_shipment", "abs_over": "3"},
    {"scope": "tenant", "check": "exchange_rate", "not_checked": True},
    {"scope": "tenant", "check": "agreed_tax", **_CENTS},
    {"scope": "tenant", "check": "agreed_freight", "abs_over": "0"},
    {"scope": "tenant", "check": "agreed_discount", "abs_over": "0.05"},
    {"scope": "item_class", "key": "implant", "check": "price", "pct_over": "0", "abs_over": "0"},
    {"scope": "item_class", "key": "implant", "check": "over_receipt", "abs_over": "0"},
]


class ToleranceLimitBody(Body):
    """How far one check may be missed in one scope. A limit that is absent is not checked.

    `key`: an id of an item or supplier, a code of an item class or legal entity, or an order's
    number and line (`PO-17/3`). `lenient` breaks only when every limit of a side is broken.
    `over_receipt` and `over_order` are no checks of invoices: how much more may come than a line
    wants, and be ordered than a request asks for. They may be left out.
    """

    scope: Scope
    key: Text | None = None
    check: Limited
    abs_over: LimitValue | None = None
    pct_over: LimitValue | None = None
    abs_under: LimitValue | None = None
    pct_under: LimitValue | None = None
    combinator: Combinator = "strict"
    not_checked: bool = False


class ProposeTolerancesBody(CommandBody):
    """All limits of the next version; nothing is taken over from the one in force."""

    model_config = example(limits=_EXAMPLE, reason_code="policy_review")

    limits: tuple[ToleranceLimitBody, ...] = Field(max_length=LIMITS_MAX)
    reason_code: Code


class PublishTolerancesBody(CommandBody):
    """From which day on; by default from today, or from where the version before begins."""

    model_config = example(effective_from="2040-01-01")

    effective_from: date | None = None


class DeclineTolerancesBody(CommandBody):
    """Why nobody shall be judged by it."""

    model_config = example(reason_code="too_generous")

    reason_code: Code


@router.post("/versions", status_code=201)
async def propose_tolerances(
    body: ProposeTolerancesBody, conversation: ConversationOfRequest
) -> Accepted:
    """Proposes the next version as a whole. Another person publishes it."""
    return await conversation.send(
        ProposeTolerances(
            limits=tuple(limit_of(each) for each in body.limits),
            reason_code=body.reason_code,
            proposed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/versions/{version}/publish")
async def publish_tolerances(
    version: PathNumber, body: PublishTolerancesBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts a version in force from a day on.

    In force today, it judges the held invoices whose limits it changes; from a later day on, they
    are judged when something moves them, or by their own `rematch`. What passed stays as it is.
    """
    now = conversation.moment(body)
    published = await conversation.send(
        PublishTolerances(
            version=version,
            effective_from=body.effective_from,
            published_by=conversation.actor_id,
            now=now,
        )
    )
    if body.effective_from is None or body.effective_from <= now.date():
        return await rematch_held(conversation, published, now)
    return published


@router.post("/versions/{version}/decline")
async def decline_tolerances(
    version: PathNumber, body: DeclineTolerancesBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes a proposed version away."""
    return await conversation.send(
        DeclineTolerances(
            version=version,
            reason_code=body.reason_code,
            declined_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, TOLERANCE_POLICIES, "tolerance_policy")


def limit_of(body: ToleranceLimitBody) -> ToleranceLimit:
    """One limit as the domain takes it."""
    stated = values_of(body, "not_checked")
    return ToleranceLimit(not_checked=True if body.not_checked else None, **stated)
