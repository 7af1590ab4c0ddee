"""From a chain of packs (a case of ten boxes, a box of five) to what each holds in base units."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from domain.catalogue.errors import CatalogueItemInvalidPacks
from domain.quantity import RATIO_MAX, Pack

PACKS_MAX: Final = 20  # Units of one item; more is a mistake in the item master.


def resolved(base_unit: str, packs: Sequence[Pack]) -> tuple[Pack, ...]:
    """Each pack stated in the base unit, in the given order; refused when a chain leads nowhere."""
    if len(packs) > PACKS_MAX:
        raise CatalogueItemInvalidPacks(packs[PACKS_MAX].unit, f"is beyond {PACKS_MAX} packs")
    holds: dict[str, Pack] = {}
    for pack in packs:
        if pack.unit == base_unit:
            raise CatalogueItemInvalidPacks(pack.unit, "is the base unit itself")
        if pack.unit in holds:
            raise CatalogueItemInvalidPacks(pack.unit, "is stated twice")
        holds[pack.unit] = pack
    return tuple(_in_base(base_unit, pack, holds) for pack in packs)


def _in_base(base_unit: str, pack: Pack, holds: dict[str, Pack]) -> Pack:
    ratio = Fraction(pack.numerator, pack.denominator)
    inner = pack.base_unit
    for _ in holds:  # A chain without a cycle has at most as many links as there are packs.
        if inner == base_unit:
            break
        if inner not in holds:
            raise CatalogueItemInvalidPacks(pack.unit, f"holds {inner}, which is no unit here")
        ratio *= Fraction(holds[inner].numerator, holds[inner].denominator)
        inner = holds[inner].base_unit
    if inner != base_unit:
        raise CatalogueItemInvalidPacks(pack.unit, "holds itself in the end")
    if max(ratio.numerator, ratio.denominator) > RATIO_MAX:
        raise CatalogueItemInvalidPacks(
            pack.unit, f"is {ratio} base units, beyond a ratio of {RATIO_MAX}"
        )
    return Pack(
        unit=pack.unit,
        base_unit=base_unit,
        numerator=ratio.numerator,
        denominator=ratio.denominator,
    )
