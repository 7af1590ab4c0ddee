"""Numbers that others know a supplier by, and the check digits that tell most mistypings.

GLN: GS1, thirteen digits with the check digit of all its keys. DEA: two letters, seven digits, the
last of which is the sum of the odd places and twice that of the even ones. DUNS: nine digits; its
check digit was given up. A tax id has another form in every country and is kept as it is written.
"""

import re
from typing import Final

from domain.catalogue.gtin import check_digit
from domain.numbers.spelling import normalised
from domain.suppliers.errors import SupplierIdentifierInvalid
from domain.suppliers.terms import IdentifierScheme

GLN_DIGITS: Final = 13
_DUNS: Final = re.compile(r"[0-9]{9}")
_DEA: Final = re.compile(r"[A-Z][A-Z9][0-9]{7}")


def checked_identifier(scheme: IdentifierScheme, value: str) -> str:
    """The number as it is, or a refusal that tells what is wrong with it."""
    problem = _PROBLEMS[scheme](value)
    if problem is not None:
        raise SupplierIdentifierInvalid(scheme, value, problem)
    return value


def compared(value: str) -> str:
    """The number as two of them are compared: letters and digits alone, in one case.

    Hyphens, points and slashes stand where a form has room for them, and mean nothing.
    """
    spelled = normalised(value)
    return "".join(each for each in spelled if each.isalnum()) or spelled


def _gln_problem(value: str) -> str | None:
    if len(value) != GLN_DIGITS or not (value.isascii() and value.isdecimal()):
        return f"is not {GLN_DIGITS} digits"
    expected = check_digit(value[:-1])
    return None if value[-1] == expected else f"ends in {value[-1]}, its check digit is {expected}"


def _duns_problem(value: str) -> str | None:
    return None if _DUNS.fullmatch(value) else "is not nine digits without hyphens"


def dea_problem(value: str) -> str | None:
    """What is wrong with a DEA number; none: nothing."""
    if not _DEA.fullmatch(value):
        return "is not two capital letters and seven digits"
    digits = [int(digit) for digit in value[2:]]
    expected = (sum(digits[0:6:2]) + 2 * sum(digits[1:6:2])) % 10
    if digits[6] != expected:
        return f"ends in {digits[6]}, its check digit is {expected}"
    return None


def _no_problem(_value: str) -> str | None:
    return None


_PROBLEMS: Final = {
    "gln": _gln_problem,
    "duns": _duns_problem,
    "dea": dea_problem,
    "tax_id": _no_problem,
}
