"""What a published version of the tolerances does at once: it judges what is held within others.

Which invoices are held, a read model knows; whether the version touches one of them, the invoice
decides. Each is a save of its own, so a repeat of the request goes on where it was interrupted.
"""

from collections.abc import AsyncIterator
from datetime import datetime
from typing import Final

from api.conversation import Accepted, Conversation
from api.reading import Wanted
from application.invoice_rematching import rematch_each
from domain.invoices.rematching import TOLERATED
from projections.invoice_tables import HOLDS
from projections.invoices import INVOICES

PAGE: Final = 500


async def rematch_held(conversation: Conversation, published: Accepted, now: datetime) -> Accepted:
    """Judges the held invoices again, as far as limits have something to say on their holds.

    The answer's token is that of the last of them: whoever reads by it sees all of it.
    """
    epoch, _, position = published.token.partition(".")
    seen = (int(epoch), int(position))
    wanted = Wanted(conversation.caller, conversation.service, None, "recorded", seen, None)
    held = dict.fromkeys([each async for each in _held(wanted)])
    context = conversation.context()
    told = await rematch_each(conversation.service.application, held, context, now)
    if told.last is None:
        return published
    seen_last = {"position": told.last.position, "token": told.last.token}
    return published.model_copy(update=seen_last)


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
