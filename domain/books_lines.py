"""The lines of an entry with their value in the currency of the books, which they balance in too.

What metadata of the fact tell (`posting_rates`) decides: the rate of its day, and by how much lines
of open items count otherwise (`open_items`). Lines of what that comes to have no amount in the
currency of the document. Facts that were recorded before open items were followed tell of goods
received alone (`goods`), or at which rate a liability was put on (`carried`).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from domain.books_currency import ZERO, Valued, settled, valued
from domain.event import Recorded
from domain.journal_lines import JournalLine
from domain.money import allocated
from domain.postings import RECEIVED, Account, Facts

Told = Mapping[str, Any]
NO_RATES: Final[Told] = {}  # all is in the currency of the books
_IN_BOOKS: Final = JournalLine._fields.index("books_currency")  # then its debit and credit
_BORNE_BY: Final[tuple[Account, ...]] = ("realised_fx", "small_difference")


def in_books(lines: list[JournalLine], told: Told, event: Recorded) -> list[JournalLine]:
    """All lines of one entry, with more behind them where rates, or rounding, came to something."""
    if not lines:
        return lines
    currency = lines[0].currency
    if told.get("currency", currency) == currency:
        return [_as_they_are(each) for each in lines]
    books, rate = told["currency"], rates_of(told, event.version).get(currency)
    if rate is None:
        return [each._replace(books_currency=books) for each in lines]
    otherwise = list(differences(told, event))
    carried = told.get("carried", {}).get(currency, rate)
    if carried != rate and not otherwise:
        return _paid(lines, Decimal(rate), Decimal(carried), books)
    found = _put(lines, valued(_sides_of(lines), Decimal(rate), books), books)
    borne = dict.fromkeys(_BORNE_BY, ZERO)
    late: list[JournalLine] = []
    for each in otherwise:
        if any(_is_about(line, each) for line in found):
            found = _moved_by(found, each, books)
            if each["to"] in borne:
                borne[each["to"]] -= Decimal(each["amount"])
            else:
                late += _valued_late(found[-1], each, books)
    found += [each._replace(line=number) for number, each in enumerate(late, start=len(found) + 1)]
    return [*found, *_borne(found[-1], borne)]


def rates_of(told: Told, version: int) -> Mapping[str, str]:
    """Those of the fact's day, by currency; facts of one save may be of several days."""
    found: Mapping[str, str] = told.get("rates_of", {}).get(str(version), told["rates"])
    return found


def _as_they_are(line: JournalLine) -> JournalLine:
    """Most lines by far: to replace values by name takes more than twice as long."""
    before, behind = line[:_IN_BOOKS], line[_IN_BOOKS + 3 :]
    return JournalLine._make((*before, line.currency, line.debit, line.credit, *behind))


def differences(told: Told, event: Recorded) -> Iterator[Facts]:
    """By how much lines count otherwise than at the day's rate, and who bears it.

    `account` and, where they are told, `line` of the order, `side` and `currency` say which lines.
    What told of goods alone was by the name of the fact, which several of other lines may share.
    """
    yield from told.get("differences", {}).get(str(event.version), ())
    for line, amount in told.get("goods", {}).get(_named(event), {}).items():
        told_then = {"account": "grir", "line": int(line), "amount": amount}
        yield {**told_then, "to": "realised_fx", "by": "first"}


def _named(event: Recorded) -> str:
    """One save may count several usages, or uses of consigned goods."""
    for number in ("usage", "consumption"):
        if number in event.data:
            return f"{event.type}/{event.data[number]}"
    return event.type


def _moved_by(lines: list[JournalLine], difference: Facts, books: str) -> list[JournalLine]:
    """The lines that it is about share it by their amounts, or the first of them bears it."""
    weights = [
        Decimal(each.debit) + Decimal(each.credit) if _is_about(each, difference) else ZERO
        for each in lines
    ]
    if "by" in difference:
        first = next(place for place, weight in enumerate(weights) if weight)
        weights = [weight if place == first else ZERO for place, weight in enumerate(weights)]
    shares = allocated(Decimal(difference["amount"]), weights, books)
    return [
        _worth(each, _value(each) + share) if share else each
        for each, share in zip(lines, shares, strict=True)
    ]


def _is_about(line: JournalLine, difference: Facts) -> bool:
    account = difference["account"]
    if line.account != account and not {line.account, account} <= RECEIVED:
        return False
    if "currency" in difference and line.currency != difference["currency"]:
        return False
    if "line" in difference and line.purchase_order_line != difference["line"]:
        return False
    return "side" not in difference or Decimal(getattr(line, difference["side"])) != 0


def _value(line: JournalLine) -> Decimal:
    return Decimal(line.books_debit or 0) - Decimal(line.books_credit or 0)


def _worth(line: JournalLine, value: Decimal) -> JournalLine:
    debit, credit = told_as(max(value, ZERO)), told_as(max(-value, ZERO))
    return line._replace(books_debit=debit, books_credit=credit)


def _paid(
    lines: list[JournalLine], rate: Decimal, carried: Decimal, books: str
) -> list[JournalLine]:
    marked = [
        (*side, each.account == "accounts_payable")
        for side, each in zip(_sides_of(lines), lines, strict=True)
    ]
    figures, loss = settled(marked, rate, carried, books)
    found = _put(lines, figures, books)
    return [*found, *_borne(found[-1], {"realised_fx": loss})]


def _valued_late(last: JournalLine, difference: Facts, books: str) -> Iterator[JournalLine]:
    """What goods count that had no rate when they came, for each of those who bear them."""
    bare = last._replace(account=difference["to"], debit="0", credit="0", charge=None)
    bare = bare._replace(purchase_order_line=difference["line"])
    shares: Sequence[Facts] = difference.get("shares") or ({},)
    weights = [Decimal(each.get("weight", 1)) for each in shares]
    parts = allocated(-Decimal(difference["amount"]), weights, books)
    for share, part in zip(shares, parts, strict=True):
        if part:
            borne = bare._replace(
                cost_centre=share.get("cost_centre"), cost_account=share.get("account")
            )
            borne = borne._replace(project=share.get("project"), grant_code=share.get("grant"))
            yield _worth(borne, part)


def _borne(last: JournalLine, losses: Mapping[Account, Decimal]) -> Iterator[JournalLine]:
    """What rates and rounding came to: a loss above zero, a gain below it."""
    number = last.line
    for account, loss in losses.items():
        if loss:
            number += 1
            bare = last._replace(line=number, account=account, debit="0", credit="0")
            bare = bare._replace(charge=None, cost_centre=None, cost_account=None)
            yield _worth(bare._replace(project=None, grant_code=None), loss)


def _sides_of(lines: Sequence[JournalLine]) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(each.debit), Decimal(each.credit)) for each in lines]


def _put(lines: list[JournalLine], figures: Sequence[Valued], books: str) -> list[JournalLine]:
    return [
        each._replace(
            books_currency=books,
            books_debit=told_as(figure.debit),
            books_credit=told_as(figure.credit),
        )
        for each, figure in zip(lines, figures, strict=True)
    ]


def told_as(amount: Decimal) -> str:
    """As lines tell it."""
    return f"{amount:f}" if amount else "0"
