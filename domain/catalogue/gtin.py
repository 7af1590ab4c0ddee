"""GTIN-14: thirteen digits and the check digit that GS1 computes over them."""

from typing import Final

from domain.catalogue.errors import CatalogueItemInvalidGtin

GTIN_DIGITS: Final = 14


def checked_gtin(gtin: str) -> str:
    """The GTIN as it is, or a refusal that tells what is wrong with it."""
    if len(gtin) != GTIN_DIGITS or not (gtin.isascii() and gtin.isdecimal()):
        raise CatalogueItemInvalidGtin(gtin, f"is not {GTIN_DIGITS} digits")
    expected = check_digit(gtin[:-1])
    if gtin[-1] != expected:
        raise CatalogueItemInvalidGtin(gtin, f"ends in {gtin[-1]}, its check digit is {expected}")
    return gtin


def check_digit(digits: str) -> str:
    """Weights 3 and 1 from the right; the digit that fills the sum to a multiple of ten."""
    weighted = (
        int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(digits))
    )
    return str(-sum(weighted) % 10)
