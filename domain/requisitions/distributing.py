"""Who pays a line: stated as percentages or as amounts, kept as amounts that sum exactly to it.

A cent that percentages leave goes to the largest remainder, of equal ones to the first stated.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from domain.money import allocated, exact
from domain.requisitions.commands import StatedDistribution
from domain.requisitions.kind_errors import (
    RequisitionDistributionMixed,
    RequisitionDistributionNegative,
    RequisitionDistributionRepeated,
    RequisitionDistributionUnbalanced,
)
from domain.requisitions.lines import Distribution

WHOLE: Final = Decimal(100)


def distributed(
    line: int, total: Decimal, stated: Sequence[StatedDistribution], currency: str
) -> tuple[Distribution, ...] | None:
    """The parts of the line's amount; none: nobody was named, and the department pays."""
    if not stated:
        return None
    _refuse_repeated(line, stated)
    percents = [each.percent for each in stated if each.percent is not None]
    amounts = [each.amount for each in stated if each.amount is not None]
    if sorted((len(percents), len(amounts))) != [0, len(stated)]:
        raise RequisitionDistributionMixed(line)
    for part in (*percents, *amounts):
        if part < 0 or (part == 0 and total != 0):
            raise RequisitionDistributionNegative(line, part)
    if percents:
        if sum(percents) != WHOLE:
            raise RequisitionDistributionUnbalanced(line, f"{sum(percents)} %", "100 %")
        parts = allocated(total, percents, currency)
    else:
        parts = tuple(exact(each, currency) for each in amounts)
        if sum(parts) != total:
            raise RequisitionDistributionUnbalanced(
                line, f"{sum(parts)} {currency}", f"{total} {currency}"
            )
    return tuple(
        Distribution(
            cost_centre=each.cost_centre,
            account=each.account,
            project=each.project,
            grant=each.grant,
            percent=each.percent,
            amount=part,
        )
        for each, part in zip(stated, parts, strict=True)
    )


def _refuse_repeated(line: int, stated: Sequence[StatedDistribution]) -> None:
    seen = set[tuple[str, str, str | None, str | None]]()
    for each in stated:
        place = (each.cost_centre, each.account, each.project, each.grant)
        if place in seen:
            raise RequisitionDistributionRepeated(line, each.cost_centre, each.account)
        seen.add(place)
