"""Price agreements: what each command needs to know, and what it saves.

What order and requisition lines take from an agreement is in `agreed_prices`.
"""

from typing import Final

from application.legal_entities import require_facilities, require_legal_entity
from application.numbers import claim
from application.work import Handlers, Work
from domain.agreements import claims, decide, pricing, renewal, tiers
from domain.agreements.commands import (
    ActivatePriceAgreement,
    BackdatePrices,
    ConfirmPrices,
    ConfirmTier,
    DeclinePrices,
    DraftPriceAgreement,
    LapseTier,
    ProposePrices,
    RaisePriceClaim,
    RenewPriceAgreement,
    RequestTier,
    ReviewPriceAgreementExpiry,
    SignPriceAgreement,
    StatedPrice,
    TerminatePriceAgreement,
)
from domain.agreements.state import IN_FORCE, PRICE_AGREEMENT, PriceAgreement
from domain.catalogue.state import CATALOGUE_ITEM
from domain.event import DocumentRef
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers import registers
from domain.suppliers.state import SUPPLIER


async def draft_price_agreement(work: Work, command: DraftPriceAgreement) -> None:
    """A draft with a supplier that exists, under a number of its own."""
    agreement = await work.find_or_assume_new(PRICE_AGREEMENT, command.price_agreement_id)
    await work.load(SUPPLIER, command.supplier_id)
    for code in command.legal_entities:
        await require_legal_entity(work, code)
    events = decide.draft(agreement, command)
    await require_facilities(work, command.facilities, command.legal_entities)
    await work.record(PRICE_AGREEMENT, command.price_agreement_id, events)
    holder = DocumentRef(
        aggregate=PRICE_AGREEMENT.name, id=command.price_agreement_id, number=command.number
    )
    await claim(work, PRICE_AGREEMENT.name, command.number, holder)


async def renew_price_agreement(work: Work, command: RenewPriceAgreement) -> None:
    """The draft of what follows, and at the former agreement that it is under way."""
    successor = await work.find_or_assume_new(PRICE_AGREEMENT, command.price_agreement_id)
    former = await work.load(PRICE_AGREEMENT, command.renewed_id)
    named = sorted(former.prices) if command.keeps_prices else ()
    items = {each: await work.load(CATALOGUE_ITEM, each) for each in named}
    events = renewal.renew(former, successor, command, items)
    drafted = await work.record(PRICE_AGREEMENT, command.price_agreement_id, events)
    assert drafted is not None, "a drafted agreement has an event"
    told = renewal.renewal_drafted(former, drafted.ref, command)
    await work.record(PRICE_AGREEMENT, former.id, told)
    await claim(work, PRICE_AGREEMENT.name, command.number, drafted.ref)


async def sign_price_agreement(work: Work, command: SignPriceAgreement) -> None:
    """The signatures of both sides."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, decide.sign(agreement, command))


async def activate_price_agreement(work: Work, command: ActivatePriceAgreement) -> None:
    """Opens it for orders."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, decide.activate(agreement, command))
    if agreement.renews is not None:
        former = await work.load(PRICE_AGREEMENT, agreement.renews.id)
        events = renewal.succeed(former, agreement, command.now.date())
        await work.record(PRICE_AGREEMENT, former.id, events)
    await _list(work, agreement)


async def review_expiry(work: Work, command: ReviewPriceAgreementExpiry) -> None:
    """What the calendar says of it."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, decide.review_expiry(agreement, command))


async def terminate_price_agreement(work: Work, command: TerminatePriceAgreement) -> None:
    """Ends it before its time."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, decide.terminate(agreement, command))
    if agreement.renews is not None:
        former = await work.load(PRICE_AGREEMENT, agreement.renews.id)
        await work.record(PRICE_AGREEMENT, former.id, renewal.drop(former, agreement))


async def propose_prices(work: Work, command: ProposePrices) -> None:
    """Prices that a second person has to confirm."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    items = await _known_items(work, command.prices)
    events = pricing.propose(agreement, command, items)
    await _require_priced(work, agreement, command.prices)
    await work.record(PRICE_AGREEMENT, agreement.id, events)


async def backdate_prices(work: Work, command: BackdatePrices) -> None:
    """A correction of past prices that a second person has to confirm."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    items = await _known_items(work, command.prices)
    events = pricing.backdate(agreement, command, items)
    await _require_priced(work, agreement, command.prices)
    await work.record(PRICE_AGREEMENT, agreement.id, events)


async def confirm_prices(work: Work, command: ConfirmPrices) -> None:
    """Makes a proposal, or a correction, count."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, pricing.confirm(agreement, command))
    if agreement.status in IN_FORCE:
        await _list(work, agreement)  # It may have come into force before suppliers knew of it.


async def decline_prices(work: Work, command: DeclinePrices) -> None:
    """Drops a proposal."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, pricing.decline(agreement, command))


async def raise_price_claim(work: Work, command: RaisePriceClaim) -> None:
    """What was billed beyond a corrected price, looked up in the orders themselves."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    lines = []
    for each in command.lines:
        order = await work.load(PURCHASE_ORDER, each.purchase_order_id)
        lines.append(claims.bought_line(order, each.line, agreement))
    events = claims.raise_claim(agreement, command, tuple(lines))
    await work.record(PRICE_AGREEMENT, agreement.id, events)


async def request_tier(work: Work, command: RequestTier) -> None:
    """A facility asks for a tier."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    events = tiers.request(agreement, command)
    await require_facilities(work, (command.facility,), agreement.legal_entities)
    await work.record(PRICE_AGREEMENT, agreement.id, events)


async def confirm_tier(work: Work, command: ConfirmTier) -> None:
    """The facility gets the tier."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, tiers.confirm(agreement, command))


async def lapse_tier(work: Work, command: LapseTier) -> None:
    """The facility loses the tier."""
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    await work.record(PRICE_AGREEMENT, agreement.id, tiers.lapse(agreement, command))


async def _list(work: Work, agreement: PriceAgreement) -> None:
    supplier = await work.load(SUPPLIER, agreement.supplier_id)
    events = registers.list_agreement(supplier, agreement.ref)
    await work.record(SUPPLIER, agreement.supplier_id, events)


async def _require_priced(
    work: Work, agreement: PriceAgreement, prices: tuple[StatedPrice, ...]
) -> None:
    named = sorted({each.facility for each in prices if each.facility is not None})
    await require_facilities(work, named, agreement.legal_entities)


async def _known_items(work: Work, prices: tuple[StatedPrice, ...]) -> pricing.Items:
    """The items that the prices name; `NotFound` for one that does not exist."""
    named = sorted({each.item_id for each in prices})
    return {each: await work.load(CATALOGUE_ITEM, each) for each in named}


HANDLERS: Final[Handlers] = {
    DraftPriceAgreement: draft_price_agreement,
    RenewPriceAgreement: renew_price_agreement,
    SignPriceAgreement: sign_price_agreement,
    ActivatePriceAgreement: activate_price_agreement,
    ReviewPriceAgreementExpiry: review_expiry,
    TerminatePriceAgreement: terminate_price_agreement,
    ProposePrices: propose_prices,
    BackdatePrices: backdate_prices,
    ConfirmPrices: confirm_prices,
    DeclinePrices: decline_prices,
    RaisePriceClaim: raise_price_claim,
    RequestTier: request_tier,
    ConfirmTier: confirm_tier,
    LapseTier: lapse_tier,
}
