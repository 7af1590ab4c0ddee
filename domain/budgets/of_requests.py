"""What a line that serves several requests holds of budgets: each request for its own payers.

The line's amount is split by what each request has of it. What has come for a request is
liquidated of its own part: one that has all it asked for holds nothing open, to the cent, whatever
the others wait for.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from domain.budgets.commitments import NOTHING, ZERO, Holding
from domain.money import allocated, rounded
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import ServedRequest
from domain.purchase_orders.serving import arrived, billed, held

Payer = tuple[str, str]  # Cost centre and account.


class Part(NamedTuple):
    """What one payer holds of the line; `ended` where nothing more comes for him."""

    holding: Holding
    ended: bool


def by_payer(
    line: Line, whole: Holding, tax: Holding, ended: bool, currency: str
) -> Iterator[tuple[Payer, Part]]:
    """What each payer holds of `whole`, which is what the line holds of its goods, and of `tax`."""
    wants = held(line)
    came = billed(line) if line.terms.match == "two_way" else arrived(line)
    parts = dict[Payer, Part]()
    holdings = _of_requests(line, wants, came, whole, tax, ended, currency)
    for each, holding in zip(line.terms.serves or (), holdings, strict=True):
        is_over = ended or (any(wants.values()) and came[each.key] >= wants[each.key])
        for payer, share in _shared(each, holding, currency):
            had = parts.get(payer, Part(NOTHING, ended=True))
            parts[payer] = Part(had.holding.plus(share), had.ended and is_over)
    yield from parts.items()


def _of_requests(
    line: Line,
    wants: Mapping[str, Decimal],
    came: Mapping[str, Decimal],
    whole: Holding,
    tax: Holding,
    ended: bool,
    currency: str,
) -> Iterator[Holding]:
    wanted = [max(each, ZERO) for each in wants.values()]
    here = [max(each, ZERO) for each in came.values()]
    if whole.reserved or not any(wanted):  # Nothing has come for anybody, or all is nobody's.
        shares = wanted if any(wanted) else [each.quantity for each in line.terms.serves or ()]
        yield from _split(whole.plus(tax), shares, currency)
        return
    spent = allocated(whole.spent, here if any(here) else wanted, currency)
    committed = allocated(line.amount, wanted, currency)
    for index, of_tax in enumerate(_split(tax, wanted, currency)):
        want, part = wanted[index], min(here[index], wanted[index])
        done = committed[index]
        if part < want:
            done = rounded(Fraction(done) * Fraction(part) / Fraction(want), currency)
        still_open = ZERO if ended else committed[index] - done
        yield Holding(open=still_open, liquidated=done, spent=spent[index]).plus(of_tax)


def _split(holding: Holding, weights: Sequence[Decimal], currency: str) -> Iterator[Holding]:
    """Every part of it by the weights, to the cent."""
    parts = zip(*(allocated(part, weights, currency) for part in holding), strict=True)
    return (Holding(*each) for each in parts)


def _shared(
    served: ServedRequest, holding: Holding, currency: str
) -> Iterator[tuple[Payer, Holding]]:
    weights = [each.weight for each in served.bearers]
    for each, part in zip(served.bearers, _split(holding, weights, currency), strict=True):
        yield (each.cost_centre, each.account), part
