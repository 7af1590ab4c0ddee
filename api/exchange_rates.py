"""HTTP for exchange rates: record one before its day begins. Rules: `domain/exchange_rates`."""

from datetime import date
from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from api.reads import add_reads
from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.events import Rate
from domain.ids import Code
from domain.money import Currency
from projections.exchange_rates import EXCHANGE_RATES

router: Final = command_router("/v1/exchange-rates", "exchange rates")


class RecordExchangeRateBody(CommandBody):
    """How many units of the second currency one unit of the first counts, from a day on."""

    model_config = example(
        from_currency="EUR", to_currency="USD", rate="1.0843", starts_on="2035-03-01", source="ecb"
    )

    from_currency: Currency
    to_currency: Currency
    rate: Rate
    starts_on: date
    source: Code


@router.post("", status_code=201)
async def record_exchange_rate(
    body: RecordExchangeRateBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records the rate of a later day than today: that of a day that has begun stands."""
    return await conversation.send(
        RecordExchangeRate(
            from_currency=body.from_currency,
            to_currency=body.to_currency,
            rate=body.rate,
            starts_on=body.starts_on,
            source=body.source,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, EXCHANGE_RATES, "exchange_rate")
