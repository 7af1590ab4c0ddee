"""Which agreement covers a line that names none: by precedence, of the candidates that there are.

A candidate is an agreement with the supplier that has a price for the item, on whatever day. The
choice does not depend on the order in which they are looked at: what is left decides by precedence
(`resolution`), and no two are equal in it, for numbers are unique.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from domain.agreements.candidates import CANDIDATES_MAX, AgreementCandidate
from domain.agreements.consumption import Wanted, cap_obstacle
from domain.agreements.resolution import (
    Obstacle,
    PriceQuestion,
    ResolvedPrice,
    no_price_because,
    obstacle,
    precedence,
    price_in,
)
from domain.agreements.state import PriceAgreement
from domain.agreements.unit_prices import in_six_places
from domain.money import rounded

Draws = Mapping[str, tuple[Wanted, ...]]  # What lines take of each agreement, by its id.


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The price that goes before all others, and what was weighed. None: off contract."""

    found: ResolvedPrice | None
    is_own: bool = True  # and not of a purchasing organisation
    candidates: tuple[AgreementCandidate, ...] = ()

    def first_before(
        self, agreement: PriceAgreement, question: PriceQuestion
    ) -> ResolvedPrice | None:
        """What goes before the agreement that a buyer names; none: nothing does."""
        first, named = self.found, price_in(agreement, question)
        if first is None or first.agreement.id == agreement.id:
            return None
        if named is None:
            return first
        mine = precedence(agreement, named)[:2]
        return first if (not self.is_own, first.unit_price) < mine else None


@dataclass(frozen=True, slots=True)
class _Weighed:
    agreement: PriceAgreement
    found: ResolvedPrice | None
    against: Obstacle | None


def choose(
    question: PriceQuestion,
    agreements: Iterable[PriceAgreement],
    before: Draws | None = None,
    after: Draws | None = None,
) -> Choice:
    """The choice, given what the order's lines drew `before` and, without this one, draw `after`.

    An agreement whose cap would refuse the line is no choice: the next one is, or none.
    """
    weighed = [
        _weigh(question, each, before or {}, after or {})
        for each in agreements
        if each.supplier_id == question.supplier_id and question.item_id in each.prices
    ]
    open_ones = [each for each in weighed if each.found is not None and each.against is None]
    ruled_out = [each for each in weighed if each.against is not None]
    open_ones.sort(key=_precedence)
    ruled_out.sort(key=lambda each: each.agreement.number)
    told = tuple(_told(each) for each in (*open_ones, *ruled_out))
    if not open_ones:
        return Choice(found=None, candidates=told[:CANDIDATES_MAX])
    first = open_ones[0]
    is_own = first.agreement.kind != "gpo"
    return Choice(found=first.found, is_own=is_own, candidates=told[:CANDIDATES_MAX])


def wanted_at(question: PriceQuestion, unit_price: Fraction | Decimal) -> Wanted:
    """What the line draws on a cap at this price."""
    amount = Fraction(question.quantity) * Fraction(unit_price)
    return Wanted(
        quantity=question.quantity,
        pack=question.pack,
        amount=rounded(amount, question.currency),
        currency=question.currency,
    )


def _weigh(
    question: PriceQuestion, agreement: PriceAgreement, before: Draws, after: Draws
) -> _Weighed:
    found = price_in(agreement, question)
    against = obstacle(agreement, question)
    if against is None and found is None:
        against = no_price_because(agreement, question)
    elif against is None and found is not None:
        mine = (*after.get(agreement.id, ()), wanted_at(question, found.unit_price))
        against = cap_obstacle(agreement, before.get(agreement.id, ()), mine)
    return _Weighed(agreement, found, against)


def _precedence(weighed: _Weighed) -> tuple[bool, Fraction, str]:
    assert weighed.found is not None, "what is left has a price"
    return precedence(weighed.agreement, weighed.found)


def _told(weighed: _Weighed) -> AgreementCandidate:
    found, against = weighed.found, weighed.against
    return AgreementCandidate(
        agreement=weighed.agreement.ref,
        version=None if found is None else found.version,
        tier=None if found is None else found.tier,
        unit_price=None if found is None else in_six_places(found.unit_price),
        obstacle=None if against is None else against.code,
    )
