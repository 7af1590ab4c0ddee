"""Invoices that a request judges again, which moved no order: each in a save of its own.

A published version of the tolerances judges what is held within others; a supplier who is stopped,
or is not any more, all that is open of his. Which these are, a read model knows; whether anything
of one changes, the invoice decides. A repeat of the request goes on where it was interrupted.
"""

from collections.abc import AsyncIterator, Iterable
from datetime import datetime
from typing import Final

from api.conversation import Accepted, Conversation
from api.reading import Wanted
from application.invoice_rematching import rematch_each
from domain.invoices.rematching import TOLERATED
from projections.invoice_tables import HEADERS, HOLDS
from projections.invoices import INVOICES

PAGE: Final = 500
_OVER: Final = frozenset({"paid", "voided"})


async def rematch_held(conversation: Conversation, published: Accepted, now: datetime) -> Accepted:
    """Judges the held invoices again, as far as limits have something to say on their holds.

    The answer's token is that of the last of them: whoever reads by it sees all of it.
    """
    held = [each async for each in _held(_wanted(conversation, published))]
    return await _judged(conversation, published, held, now)


async def rematch_of_supplier(
    conversation: Conversation, changed: Accepted, supplier_id: str, now: datetime
) -> Accepted:
    """Judges what is open of the supplier's invoices: their payments leave their runs, or go on."""
    wanted = _wanted(conversation, changed)
    still_open = [each async for each in _open_of(wanted, supplier_id)]
    return await _judged(conversation, changed, still_open, now)


async def _judged(
    conversation: Conversation, sent: Accepted, invoices: Iterable[str], now: datetime
) -> Accepted:
    context = conversation.context()
    each_once = dict.fromkeys(invoices)
    told = await rematch_each(conversation.service.application, each_once, context, now)
    if told.last is None:
        return sent
    seen_last = {"position": told.last.position, "token": told.last.token}
    return sent.model_copy(update=seen_last)


def _wanted(conversation: Conversation, sent: Accepted) -> Wanted:
    """Reading what the command has done."""
    epoch, _, position = sent.token.partition(".")
    seen = (int(epoch), int(position))
    return Wanted(conversation.caller, conversation.service, None, "recorded", seen, None)


async def _open_of(wanted: Wanted, supplier_id: str) -> AsyncIterator[str]:
    """Ids of the supplier's invoices that are neither paid nor void."""
    after: str | None = None
    async with wanted.entered(INVOICES.name) as reading:
        while True:
            page = await reading.page(INVOICES, HEADERS, {"supplier_id": supplier_id}, after, PAGE)
            for row in page["data"]:
                if row["state"] not in _OVER:
                    yield row["invoice_id"]
            after = page["next"]
            if after is None:
                return


async def _held(wanted: Wanted) -> AsyncIterator[str]:
    """Ids, the longest held first; one as often as it has such holds."""
    after: str | None = None
    async with wanted.entered(INVOICES.name) as reading:
        while True:
            page = await reading.page(INVOICES, HOLDS, {"state": "open"}, after, PAGE)
            for row in page["data"]:
                if row["kind"] in TOLERATED:
                    yield row["invoice_id"]
            after = page["next"]
            if after is None:
                return
