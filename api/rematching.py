"""Invoices that a request judges again, which moved no order: each in a save of its own.

A published version of the tolerances judges what is held within others; a supplier who is stopped,
or is not any more, all that is open of his; a correction of agreed prices, what is open of the
orders that it touches. Which these are, a read model knows, and of a supplier's the log what that
one does not yet; whether anything of one changes, the invoice decides. A repeat of the request goes
on where it was interrupted.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from api.agreed_prices import bought_of, order_lines_of
from api.answers import Json, Reading
from api.conversation import Accepted, Conversation
from api.reading import Wanted
from api.wiring.folded import folded
from application.invoice_rematching import rematch_each
from domain.agreements.claims import touched_lines
from domain.agreements.state import PRICE_AGREEMENT
from domain.invoices.rematching import TOLERATED
from domain.invoices.state import INVOICE
from projections.invoice_tables import HEADERS, HOLDS
from projections.invoices import INVOICES
from projections.price_agreements import PRICE_AGREEMENTS

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
    """Judges what is open of the supplier's invoices: their payments leave their runs, or go on.

    Whoever stops payments is answered also while read models stand still: what theirs does not know
    yet, the log says.
    """
    wanted = _wanted(conversation, changed)
    still_open = await _open_of_supplier(wanted, supplier_id)
    return await _judged(conversation, changed, still_open, now)


async def rematch_corrected(
    conversation: Conversation,
    confirmed: Accepted,
    price_agreement_id: str,
    proposal: int,
    now: datetime,
) -> Accepted:
    """Judges what is open of the orders that the confirmed proposal touches, if it is a correction.

    What is paid is claimed.
    """
    wanted = _wanted(conversation, confirmed)
    async with wanted.entered(PRICE_AGREEMENTS.name) as reading:
        agreement = await folded(
            conversation.service,
            conversation.caller.tenant,
            PRICE_AGREEMENT,
            price_agreement_id,
            reading.until,
        )
        assert agreement is not None, "its prices were confirmed"
        known = (each for prices in agreement.prices.values() for each in prices)
        if all(each.correction != proposal for each in known):
            return confirmed
        rows, _ = await order_lines_of(reading, agreement.number)
    touched = touched_lines(agreement, proposal, [bought_of(row) for row in rows])
    orders = dict.fromkeys(each.bought.order.id for each in touched if each.replaced_by is None)
    still_open = [
        each for order in orders async for each in _open_of(wanted, "purchase_order_id", order)
    ]
    return await _judged(conversation, confirmed, still_open, now)


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


async def _open_of_supplier(wanted: Wanted, supplier_id: str) -> list[str]:
    """Ids of his invoices that are neither paid nor void, by the read model as far as it has come.

    Behind that, those that something happened to since, paid or not, and those captured since.
    """
    assert wanted.seen is not None, "the command is what is to be seen"
    epoch, until = wanted.seen
    async with replace(wanted, seen=None).entered(INVOICES.name) as reading:
        serving = reading.view.serving.get(INVOICES.name)
        is_of_this_log = serving is not None and serving.epoch == epoch
        if serving is None or not is_of_this_log:
            return [each async for each in _open_of(wanted, "supplier_id", supplier_id)]
        states = {
            row["invoice_id"]: row["state"] async for row in _of_supplier(reading, supplier_id)
        }
        after = serving.position
    since: dict[str, bool] = {}
    if after < until:
        captured = ("invoice.captured", f'"supplier_id":"{supplier_id}"')
        since = await wanted.service.audit.documents_between(
            wanted.caller.tenant, INVOICE.name, after, until, captured
        )
    known = [each for each, state in states.items() if state not in _OVER or each in since]
    return [*known, *(each for each, is_his in since.items() if is_his and each not in states)]


async def _of_supplier(reading: Reading, supplier_id: str) -> AsyncIterator[Json]:
    """The rows of all his invoices."""
    after: str | None = None
    while True:
        page = await reading.page(INVOICES, HEADERS, {"supplier_id": supplier_id}, after, PAGE)
        for row in page["data"]:
            yield row
        after = page["next"]
        if after is None:
            return


async def _open_of(wanted: Wanted, selector: str, selected: str) -> AsyncIterator[str]:
    """Ids of the invoices of a supplier, or an order, that are neither paid nor void."""
    after: str | None = None
    async with wanted.entered(INVOICES.name) as reading:
        while True:
            page = await reading.page(INVOICES, HEADERS, {selector: selected}, after, PAGE)
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
