"""Which invoices may be one and the same bill: rules R1 to R6.

A document is always captured; a suspicion names its rule and the other invoice, and a hold stops
the payment until somebody else has looked. The same number from the same supplier (R1) or the same
document (R4) keeps the invoice out of the books; the others only stop its payment:

- R1 across a supplier's group, or a number that looks the same to the eye: `0` and `O`, `1`, `I`
  and `l`, letters of other scripts, accents, leading zeros, punctuation;
- R2 the same amount, currency and day; R3 the same amount on the same order under a number that
  differs by one character; R5 goods of an order line that we billed ourselves, as agreed with the
  supplier; R6 goods of an order line that is billed in full.

A new bill for what was credited in full is no duplicate, unless it is the same document.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Protocol

from domain.event import DocumentRef
from domain.invoice_registers.events import Trait
from domain.invoice_registers.state import Entry
from domain.invoices.events import InvoiceKind
from domain.invoices.state import Invoice

DuplicateRule = Literal[
    "same_number",
    "same_document",
    "same_number_in_group",
    "look_alike_number",
    "similar_number",
    "same_amount_and_date",
    "line_billed_already",
    "self_billed_already",
]
PROVEN: Final[frozenset[str]] = frozenset({"same_number", "same_document"})
OF_AN_ORDER: Final[frozenset[str]] = frozenset(
    {"similar_number", "line_billed_already", "self_billed_already"}
)
NUMBERS_REMEMBERED: Final = 10_000  # The numbers on file are looked at for each bill that comes.
SUSPICIONS_MAX: Final = 10  # More of them tell a reader nothing.

# Greek and Cyrillic capitals that look like Latin ones, and letters that look like figures.
_LOOK_ALIKES: Final = str.maketrans(
    {
        each: seen
        for seen, letters in {
            "A": "\u0391\u0410",
            "B": "\u0392\u0412",
            "C": "\u0421",
            "E": "\u0395\u0415",
            "H": "\u0397\u041d",
            "J": "\u0408",
            "K": "\u039a\u041a",
            "M": "\u039c\u041c",
            "N": "\u039d",
            "P": "\u03a1\u0420",
            "S": "\u0405",
            "T": "\u03a4\u0422",
            "X": "\u03a7\u0425",
            "Y": "\u03a5\u04ae",
            "Z": "\u0396",
            "0": "O\u039f\u041e",
            "1": "IL|\u0399\u0406\u04c0",
            "3": "\u0417",
        }.items()
        for each in letters
    }
)


class Billed(Protocol):
    """A document that comes, or one on file: what it may share with another one."""

    @property
    def number(self) -> str: ...
    @property
    def kind(self) -> InvoiceKind: ...
    @property
    def supplier_id(self) -> str: ...
    @property
    def currency(self) -> str: ...
    @property
    def total(self) -> Decimal: ...
    @property
    def invoice_date(self) -> date: ...
    @property
    def document_hash(self) -> str | None: ...


class Suspicion(NamedTuple):
    """Why this invoice may be another one."""

    rule: DuplicateRule
    other: DocumentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is on file of invoices that share a trait with the one that came."""

    holder: DocumentRef | None = None  # of its number, from the same supplier
    alike: Sequence[Entry] = ()  # in number
    same_amount: Sequence[Entry] = ()
    same_document: Sequence[Entry] = ()
    self_billed: Sequence[DocumentRef] = ()  # our own invoices of its order lines
    billed_in_full: Sequence[DocumentRef] = ()  # the invoices that did so to its order lines


def claim_key(supplier_id: str, number: str) -> str:
    """What is claimed for an invoice: its supplier and the normalised number."""
    return f"{supplier_id}:{normalised_number(number)}"


def keys(billed: Billed, supplier_id: str) -> Iterator[tuple[Trait, str]]:
    """The registers in which bills of this supplier that look alike meet.

    A debit on price alone may well repeat an amount, and a bill over nothing costs nothing.
    """
    yield "number", f"{supplier_id}:{shape_of(billed.number)}"
    if billed.kind == "invoice" and billed.total > 0:
        yield "amount", f"{supplier_id}:{billed.currency}:{billed.total.normalize():f}"
    if billed.document_hash is not None:
        yield "document", billed.document_hash


def normalised_number(number: str) -> str:
    """Letters and digits in upper case, without leading zeros; the text itself if none is left."""
    folded = unicodedata.normalize("NFKC", number).upper()
    kept = "".join(each for each in folded if each.isalnum())
    return kept.lstrip("0") or kept or folded


@lru_cache(NUMBERS_REMEMBERED)
def shape_of(number: str) -> str:
    """What the eye sees of a number: two of the same shape are hard to tell apart."""
    bare = unicodedata.normalize("NFKD", number).upper().translate(_LOOK_ALIKES)
    kept = "".join(_figure(each) for each in bare if each.isalnum())
    return kept.lstrip("0") or kept or bare


def suspicions(
    billed: Billed, purchase_order_id: str | None, known: Known
) -> tuple[Suspicion, ...]:
    """Each other invoice once, under the strongest rule that names it."""
    found: dict[str, Suspicion] = {}
    for suspicion in (
        *_by_document(known),
        *_by_number(billed, known),
        *_by_amount(billed, purchase_order_id, known),
        *(Suspicion("self_billed_already", each) for each in known.self_billed),
        *(Suspicion("line_billed_already", each) for each in known.billed_in_full),
    ):
        found.setdefault(suspicion.other.id, suspicion)
    return tuple(found.values())[:SUSPICIONS_MAX]


def is_answered(suspicion: Suspicion, other: Invoice) -> bool:
    """Whether the other one asks for nothing any more: it was credited in full, and billed anew."""
    return suspicion.rule not in PROVEN and other.credited > 0 and other.uncredited == 0


def _by_document(known: Known) -> Iterator[Suspicion]:
    if known.holder is not None:
        yield Suspicion("same_number", known.holder)
    for each in known.same_document:
        yield Suspicion("same_document", each.invoice)


def _by_number(billed: Billed, known: Known) -> Iterator[Suspicion]:
    wanted = normalised_number(billed.number)
    for each in known.alike:
        is_same = normalised_number(each.invoice.number) == wanted
        if is_same and each.supplier_id == billed.supplier_id:
            yield Suspicion("same_number", each.invoice)
        elif is_same:
            yield Suspicion("same_number_in_group", each.invoice)
        else:
            yield Suspicion("look_alike_number", each.invoice)


def _by_amount(billed: Billed, purchase_order_id: str | None, known: Known) -> Iterator[Suspicion]:
    shape = shape_of(billed.number)
    for each in known.same_amount:
        is_same_order = purchase_order_id is not None
        is_same_order = is_same_order and each.purchase_order_id == purchase_order_id
        if is_same_order and _differ_by_one(shape, shape_of(each.invoice.number)):
            yield Suspicion("similar_number", each.invoice)
        elif each.invoice_date == billed.invoice_date:
            yield Suspicion("same_amount_and_date", each.invoice)


def _differ_by_one(one: str, other: str) -> bool:
    """Whether one character changed, came or went at most."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next(
        (place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b),
        len(short),
    )
    return short[same:] == long[same + 1 :] or short[same + 1 :] == long[same + 1 :]


def _figure(letter: str) -> str:
    """Figures of other scripts as ours."""
    return str(unicodedata.decimal(letter, letter))
