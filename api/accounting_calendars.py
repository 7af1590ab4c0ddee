"""HTTP for accounting periods: open, close in two steps, re-open. Rules: the domain's calendar."""

from typing import Annotated, Final

from fastapi import Path

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from api.legal_entities import EntityCode
from api.reads import add_reads
from domain.accounting_calendars.commands import (
    CloseAccountingPeriod,
    OpenAccountingPeriod,
    ReopenAccountingPeriod,
    SoftCloseAccountingPeriod,
)
from domain.accounting_calendars.events import PERIOD_PATTERN, Period
from domain.ids import Code
from projections.accounting_calendars import ACCOUNTING_CALENDARS

router: Final = command_router("/v1/accounting-calendars", "accounting calendars")

PeriodPath = Annotated[str, Path(pattern=PERIOD_PATTERN, description="The month: 2026-03.")]


class OpenPeriodBody(CommandBody):
    """The month after the one that was opened last; the first one may be any."""

    model_config = example(period="2026-03")

    period: Period


class ClosePeriodBody(CommandBody):
    """The month that is over and that no earlier one keeps from being closed."""

    model_config = example()


class ReopenPeriodBody(CommandBody):
    """Why what was settled is unsettled."""

    model_config = example(reason_code="late_freight_bills")

    reason_code: Code


@router.post("/{legal_entity}/periods", status_code=201)
async def open_accounting_period(
    legal_entity: EntityCode, body: OpenPeriodBody, conversation: ConversationOfRequest
) -> Accepted:
    """Opens a month. From the first one on, invoices wait for an open month."""
    return await conversation.send(
        OpenAccountingPeriod(
            legal_entity=legal_entity,
            period=body.period,
            opened_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/periods/{period}/soft-close")
async def soft_close_accounting_period(
    legal_entity: EntityCode,
    period: PeriodPath,
    body: ClosePeriodBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Closes a month to goods; payables still post to it."""
    return await conversation.send(
        SoftCloseAccountingPeriod(
            legal_entity=legal_entity,
            period=period,
            closed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/periods/{period}/close")
async def close_accounting_period(
    legal_entity: EntityCode,
    period: PeriodPath,
    body: ClosePeriodBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Closes a month; what comes late posts to the next one that is open."""
    return await conversation.send(
        CloseAccountingPeriod(
            legal_entity=legal_entity,
            period=period,
            closed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/periods/{period}/reopen")
async def reopen_accounting_period(
    legal_entity: EntityCode,
    period: PeriodPath,
    body: ReopenPeriodBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Opens a closed month again. Whoever closed it is refused."""
    return await conversation.send(
        ReopenAccountingPeriod(
            legal_entity=legal_entity,
            period=period,
            reason_code=body.reason_code,
            reopened_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, ACCOUNTING_CALENDARS, "accounting_calendar")
