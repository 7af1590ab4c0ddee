"""Which price an order gets: a pure function of what is bought, the day, and what was known of it.

Bitemporal: `on` is the day that is bought on, `known_on` the day whose knowledge counts, so that a
correction never changes what an earlier day was answered. An agreement of one's own goes before
one of a purchasing organisation; what no agreement prices, the buyer states. Prices are converted
from their own unit exactly; money is rounded later, once, by whoever extends them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.agreements.state import Enrolment, PriceAgreement
from domain.agreements.terms import PriceVersion
from domain.event import DocumentRef
from domain.quantity import Pack, content


@dataclass(frozen=True, slots=True, kw_only=True)
class Buying:
    """Who buys of whom, for where, on which day, and how much is known of what was agreed."""

    supplier_id: str
    legal_entity: str
    facility: str
    on: date
    known_on: date = date.max  # whatever is recorded by now


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceQuestion(Buying):
    """What somebody wants to buy: so many of `pack`."""

    item_id: str
    currency: str
    quantity: Decimal
    pack: Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class ResolvedPrice:
    """The agreed price of one unit of the question's pack, exact, and where it comes from."""

    unit_price: Fraction
    agreement: DocumentRef
    version: int
    tier: str | None = None


class Obstacle(NamedTuple):
    """What stands against an agreement: a word for programs, and the end of a sentence."""

    code: str
    says: str


def resolve(question: PriceQuestion, agreements: Iterable[PriceAgreement]) -> ResolvedPrice | None:
    """The price by precedence; none: no agreement has one.

    One's own agreements go before those of a purchasing organisation. Between equals the cheapest,
    then by number.
    """
    offers = [
        (precedence(each, found), found)
        for each in agreements
        if obstacle(each, question) is None and (found := price_in(each, question)) is not None
    ]
    return min(offers, key=lambda offer: offer[0])[1] if offers else None


def precedence(agreement: PriceAgreement, found: ResolvedPrice) -> tuple[bool, Fraction, str]:
    """What goes before what: the least of these does."""
    return agreement.kind == "gpo", found.unit_price, agreement.number


def obstacle(agreement: PriceAgreement, question: Buying) -> Obstacle | None:
    """Why the agreement does not apply to the buyer; none: it does."""
    if agreement.supplier_id != question.supplier_id:
        return Obstacle("other_supplier", "is with another supplier")
    if agreement.legal_entities and question.legal_entity not in agreement.legal_entities:
        entity = question.legal_entity
        return Obstacle("other_legal_entity", f"does not serve legal entity {entity}")
    if agreement.facilities and question.facility not in agreement.facilities:
        return Obstacle("other_facility", f"does not serve facility {question.facility}")
    return _not_in_force(agreement, question.on, question.known_on)


def price_in(agreement: PriceAgreement, question: PriceQuestion) -> ResolvedPrice | None:
    """The agreement's price for the question, whether it applies or not; none: it has none."""
    if agreement.currency != question.currency:
        return None
    tier = tier_of(agreement, question.facility, question.on, question.known_on)
    standing: dict[tuple[str, str, str | None, str | None], PriceVersion] = {}
    for known in agreement.prices.get(question.item_id, ()):
        price = known.price
        fits = price.tier in (None, tier) and price.facility in (None, question.facility)
        comparable = price.pack.base_unit == question.pack.base_unit
        holds = known.learned_on <= question.known_on and price.covers(question.on)
        if fits and comparable and holds:
            standing[price.slot] = price  # Known later: it wins on the days that it covers.
    if not standing:
        return None
    chosen = min(standing.values(), key=lambda each: _rank(each, question.pack))
    return ResolvedPrice(
        unit_price=unit_price_of(chosen, question.quantity, question.pack),
        agreement=agreement.ref,
        version=chosen.version,
        tier=chosen.tier,
    )


def tier_of(agreement: PriceAgreement, facility: str, on: date, known_on: date) -> str | None:
    """The tier whose prices the facility has on that day, as far as was known."""
    best: tuple[date, date] | None = None
    standing: Enrolment | None = None
    for each in agreement.enrolments:
        if each.facility != facility or each.effective_from is None or each.learned_on is None:
            continue
        if each.effective_from > on or each.learned_on > known_on:
            continue
        if best is None or (each.effective_from, each.learned_on) >= best:
            best, standing = (each.effective_from, each.learned_on), each
    if standing is None or _has_lapsed(standing, on, known_on):
        return None
    return standing.tier


def _has_lapsed(enrolment: Enrolment, on: date, known_on: date) -> bool:
    ended, learned = enrolment.lapsed_on, enrolment.lapse_learned_on
    return ended is not None and learned is not None and ended <= on and learned <= known_on


def no_price_because(agreement: PriceAgreement, question: PriceQuestion) -> Obstacle:
    """Why an agreement that has prices for the item, and applies, has none for this question."""
    if agreement.currency != question.currency:
        return Obstacle("other_currency", f"prices it in {agreement.currency}")
    known = [
        each.price
        for each in agreement.prices.get(question.item_id, ())
        if each.learned_on <= question.known_on and each.price.covers(question.on)
    ]
    if not known:
        return Obstacle("no_price_on_day", f"has no price for it on {question.on.isoformat()}")
    here = [each for each in known if each.facility in (None, question.facility)]
    if not here:
        return Obstacle("other_facility", f"has no price for it at {question.facility}")
    tier = tier_of(agreement, question.facility, question.on, question.known_on)
    if all(each.tier not in (None, tier) for each in here):
        return Obstacle("other_tier", f"has it for tiers that {question.facility} does not have")
    return Obstacle("other_base_unit", "prices it in units that are not comparable")


def _not_in_force(agreement: PriceAgreement, on: date, known_on: date) -> Obstacle | None:
    if agreement.activated_on is None or known_on < agreement.activated_on:
        return Obstacle("not_active", "is not active")
    if on < agreement.starts_on:
        return Obstacle("not_begun", f"begins on {agreement.starts_on.isoformat()}")
    follows, learned = agreement.succeeded_on, agreement.succession_learned_on
    if follows is not None and learned is not None and follows <= on and learned <= known_on:
        assert agreement.renewal is not None, "what follows it is known"
        told = f"was renewed as {agreement.renewal.number} from {follows.isoformat()} on"
        return Obstacle("renewed", told)
    if agreement.ends_on is not None and on > agreement.ends_on:
        return Obstacle("ended", f"ended on {agreement.ends_on.isoformat()}")
    ended, learned = agreement.terminated_on, agreement.termination_learned_on
    if ended is not None and learned is not None and ended <= on and learned <= known_on:
        return Obstacle("terminated", f"was terminated on {ended.isoformat()}")
    return None


def _rank(price: PriceVersion, wanted: Pack) -> tuple[bool, bool, bool, bool, Fraction]:
    """The more particular price first: for the facility, of its tier, in the very unit.

    Failing that, the largest unit that the wanted one holds, for nobody sells pieces at the price
    of a case; failing that, the smallest.
    """
    size, wish = content(price.pack), content(wanted)
    is_held = size <= wish
    return (
        price.facility is None,
        price.tier is None,
        price.pack.unit != wanted.unit,
        not is_held,
        -size if is_held else size,
    )


def unit_price_of(price: PriceVersion, quantity: Decimal, pack: Pack) -> Fraction:
    """Of one unit of the pack, exact, at the break that so many of them reach."""
    ratio = content(pack) / content(price.pack)
    ordered = Fraction(quantity) * ratio
    agreed = price.unit_price
    for each in price.breaks:
        if Fraction(each.quantity) <= ordered:
            agreed = each.unit_price
    return Fraction(agreed) * ratio
