"""Account numbers, while they may be seen: checked, masked, and then sealed. No event holds one.

A United States routing number ends in a check digit (weights 3, 7, 1), an IBAN begins with two
(ISO 7064, remainder 1 of 97); a BIC has eight or eleven characters.
"""

import re
from typing import Final, NamedTuple

from domain.suppliers.evidence_errors import SupplierAccountInvalid
from domain.suppliers.terms import BankScheme

SHOWN_CHARACTERS: Final = 4
_ROUTING: Final = re.compile(r"[0-9]{9}")
# The Federal Reserve's districts, thrift institutions, electronic transfers, traveller's cheques.
_DISTRICTS: Final = frozenset({*range(1, 13), *range(21, 33), *range(61, 73), 80})
_ROUTING_WEIGHTS: Final = (3, 7, 1) * 3
_BIC: Final = re.compile(r"[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?")
_IBAN: Final = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
_ACCOUNT: Final = re.compile(r"[A-Z0-9]{4,34}")


class CheckedAccount(NamedTuple):
    """An account in the one spelling that is sealed and fingerprinted."""

    scheme: BankScheme
    bank: str
    account: str

    @property
    def masked(self) -> str:
        """What people may see: the last four characters, of a number long enough to hide."""
        shown = SHOWN_CHARACTERS if len(self.account) >= 2 * SHOWN_CHARACTERS else 0
        return f"****{self.account[len(self.account) - shown :]}" if shown else "****"

    @property
    def whole(self) -> str:
        """All of it in one line, to be sealed."""
        return f"{self.scheme} {self.bank} {self.account}"


def checked_account(scheme: BankScheme, bank: str, account: str) -> CheckedAccount:
    """Spaces and hyphens dropped, capitals; `SupplierAccountInvalid` for what cannot be right."""
    bank, account = _one_spelling(bank), _one_spelling(account)
    if scheme == "us_ach":
        _check_routing(bank)
    elif not _BIC.fullmatch(bank):
        raise SupplierAccountInvalid("bank", "is not a BIC of eight or eleven characters")
    if scheme == "iban":
        _check_iban(account)
    elif not _ACCOUNT.fullmatch(account):
        raise SupplierAccountInvalid("account", "is not 4 to 34 letters and digits")
    return CheckedAccount(scheme, bank, account)


def _one_spelling(number: str) -> str:
    return "".join(number.split()).replace("-", "").upper()


def _check_routing(bank: str) -> None:
    if not _ROUTING.fullmatch(bank):
        raise SupplierAccountInvalid("bank", "is not a routing number of nine digits")
    weighted = (int(digit) * by for digit, by in zip(bank, _ROUTING_WEIGHTS, strict=True))
    if sum(weighted) % 10 or int(bank[:2]) not in _DISTRICTS:
        raise SupplierAccountInvalid(
            "bank", "is no routing number: its check digit or its district is wrong"
        )


def _check_iban(account: str) -> None:
    if not _IBAN.fullmatch(account):
        raise SupplierAccountInvalid("account", "does not have the form of an IBAN")
    digits = "".join(str(int(each, 36)) for each in account[4:] + account[:4])
    if int(digits) % 97 != 1:
        raise SupplierAccountInvalid("account", "is an IBAN with wrong check digits")
