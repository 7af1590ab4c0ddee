"""A posted line as later facts left it: how much still stands, where, and which units by serial.

Goods stand in four buckets. What comes is `received`, or `quarantined` where something speaks
against it; an inspection makes it `accepted` or `rejected`. Each change here is a function of the
line, so that facts of a receipt are folded line by line.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.frozen import replace
from domain.money import rounded
from domain.receipts.buckets import MISCOUNTED_FIRST, RETURNED_FIRST, WITNESS_PENDING, Bucket
from domain.receipts.events import InspectedLine, QuarantinedLine, ReceiptLine
from domain.receipts.label_events import RelabelledLine

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """How much stands in one bucket, in the order's unit, and which units of it."""

    quantity: Decimal = ZERO
    serials: tuple[str, ...] = ()


NOTHING: Final = Holding()


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """`posted` is the line as it was counted first, under the label that is known by now;
    corrections and returns are summed beside.
    """

    posted: ReceiptLine
    buckets: Mapping[Bucket, Holding] = field(default_factory=dict)
    returned: Decimal = ZERO
    returned_amount: Decimal = ZERO
    returned_landed: Mapping[str, Decimal] = field(default_factory=dict)  # by charge
    corrected: Decimal = ZERO
    corrected_base: Decimal = ZERO
    corrected_amount: Decimal = ZERO
    worth: Decimal = ZERO  # of what is left, as stock takes it up: at standard, or with charges
    is_witnessed: bool = False
    dealt: Mapping[str, Decimal] = field(default_factory=dict)  # what each request has of it

    @property
    def counted(self) -> Decimal:
        """What came, as it is known by now."""
        return self.posted.quantity + self.corrected

    @property
    def left(self) -> Decimal:
        """What may still go back."""
        return self.counted - self.returned

    @property
    def left_amount(self) -> Decimal:
        """What it is worth."""
        return self.posted.amount + self.corrected_amount - self.returned_amount

    @property
    def left_serials(self) -> tuple[str, ...]:
        """The serials that are still here."""
        return tuple(serial for each in self.buckets.values() for serial in each.serials)

    @property
    def awaits_witness(self) -> bool:
        """Controlled goods that only one person has counted."""
        return self.posted.disposition_reason == WITNESS_PENDING and not self.is_witnessed

    def in_bucket(self, bucket: Bucket) -> Holding:
        """What stands there."""
        return self.buckets.get(bucket, NOTHING)


def share(worth: Decimal, quantity: Decimal, left: Decimal, currency: str) -> Decimal:
    """The value of what goes: its part of what is left, so that the last takes the rest."""
    return rounded(Fraction(quantity) / Fraction(left) * Fraction(worth), currency)


def worth_of(line: ReceiptLine) -> Decimal:
    """What the line's goods are worth on stock or as expense, charges included."""
    if line.standard is not None:
        return line.standard.amount
    return sum((each.amount for each in line.landed or ()), line.amount)


def held(line: ReceiptLine) -> HeldLine:
    """The line as it is posted."""
    bucket: Bucket = line.disposition or "received"
    return HeldLine(
        posted=line,
        buckets={bucket: Holding(quantity=line.quantity, serials=line.serials)},
        worth=worth_of(line),
        dealt=_dealt({}, line, 1),
    )


def _dealt(had: Mapping[str, Decimal], line: ReceiptLine, sign: int) -> Mapping[str, Decimal]:
    parts = dict(had)
    for each in line.dealt or ():
        parts[each.key] = parts.get(each.key, ZERO) + sign * each.quantity
    return parts


def split(
    line: HeldLine, quantity: Decimal, order: Sequence[Bucket], serials: tuple[str, ...] = ()
) -> tuple[tuple[Bucket, Decimal, tuple[str, ...]], ...]:
    """From which buckets so much leaves: in this order, or where the named units stand."""
    parts: list[tuple[Bucket, Decimal, tuple[str, ...]]] = []
    left, units = quantity, Decimal(len(serials))
    for bucket in order:
        here = line.in_bucket(bucket)
        if serials:
            named = tuple(each for each in serials if each in here.serials)
            part = quantity * len(named) / units
        else:
            named, part = (), min(here.quantity, left)
        if part > 0:
            parts.append((bucket, part, named))
            left -= part
    return tuple(parts)


def returned(gone: ReceiptLine) -> Callable[[HeldLine], HeldLine]:
    """So much went back to the supplier."""

    def change(line: HeldLine) -> HeldLine:
        line = _out(line, gone, RETURNED_FIRST)
        return replace(
            line,
            returned=line.returned + gone.quantity,
            returned_amount=line.returned_amount + gone.amount,
            returned_landed=_landed(line.returned_landed, gone),
            worth=line.worth - worth_of(gone),
            dealt=_dealt(line.dealt, gone, -1),
        )

    return change


def _landed(before: Mapping[str, Decimal], gone: ReceiptLine) -> Mapping[str, Decimal]:
    more = {each.charge: each.amount for each in gone.landed or ()}
    return {**before, **{charge: before.get(charge, ZERO) + more[charge] for charge in more}}


def corrected(by: ReceiptLine) -> Callable[[HeldLine], HeldLine]:
    """It was so much more, or less, from the beginning."""

    def change(line: HeldLine) -> HeldLine:
        if by.quantity < 0:
            gone = by.model_copy(update={"quantity": -by.quantity})
            line = _out(line, gone, MISCOUNTED_FIRST)
        else:
            bucket: Bucket = by.bucket or line.posted.disposition or "received"
            line = _into(line, bucket, by.quantity, by.serials)
        return replace(
            line,
            corrected=line.corrected + by.quantity,
            corrected_base=line.corrected_base + by.base_quantity,
            corrected_amount=line.corrected_amount + by.amount,
            worth=line.worth + worth_of(by),
            dealt=_dealt(line.dealt, by, 1),
        )

    return change


def inspected(found: InspectedLine) -> Callable[[HeldLine], HeldLine]:
    """Goods of one bucket were judged."""

    def change(line: HeldLine) -> HeldLine:
        judged = found.accepted + found.rejected
        serials = (*found.accepted_serials, *found.rejected_serials)
        line = _from(line, found.bucket, judged, serials)
        line = _into(line, "accepted", found.accepted, found.accepted_serials)
        return _into(line, "rejected", found.rejected, found.rejected_serials)

    return change


def quarantined(doubted: QuarantinedLine) -> Callable[[HeldLine], HeldLine]:
    """Goods of one bucket wait for a judgement."""

    def change(line: HeldLine) -> HeldLine:
        line = _from(line, doubted.bucket, doubted.quantity, doubted.serials)
        return _into(line, "quarantined", doubted.quantity, doubted.serials)

    return change


def relabelled(by: RelabelledLine) -> Callable[[HeldLine], HeldLine]:
    """The goods are of another lot or date, or units bear other serials, than was entered."""
    names = dict(zip(by.was.serials, by.becomes.serials, strict=True))
    told = {"lot": by.becomes.lot, "expires_on": by.becomes.expires_on, "udi": by.becomes.udi}

    def renamed(serials: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(names.get(serial, serial) for serial in serials)

    def change(line: HeldLine) -> HeldLine:
        posted = line.posted.model_copy(update=told | {"serials": renamed(line.posted.serials)})
        buckets = {
            bucket: replace(each, serials=renamed(each.serials))
            for bucket, each in line.buckets.items()
        }
        return replace(line, posted=posted, buckets=buckets)

    return change


def witnessed(line: HeldLine) -> HeldLine:
    """A second person counted the goods: what waited for that alone is free."""
    waiting = line.in_bucket("quarantined")
    line = _from(line, "quarantined", waiting.quantity, waiting.serials)
    line = _into(line, "received", waiting.quantity, waiting.serials)
    return replace(line, is_witnessed=True)


def _out(line: HeldLine, gone: ReceiptLine, order: Sequence[Bucket]) -> HeldLine:
    """Goods that a fact took away: from the bucket that it names, else as they are looked for."""
    if gone.bucket is not None:
        return _from(line, gone.bucket, gone.quantity, gone.serials)
    for bucket, quantity, serials in split(line, gone.quantity, order, gone.serials):
        line = _from(line, bucket, quantity, serials)
    return line


def _from(line: HeldLine, bucket: Bucket, quantity: Decimal, serials: tuple[str, ...]) -> HeldLine:
    here = line.in_bucket(bucket)
    left = Holding(
        quantity=here.quantity - quantity,
        serials=tuple(each for each in here.serials if each not in serials),
    )
    buckets = {name: each for name, each in line.buckets.items() if name != bucket}
    if left.quantity:
        buckets[bucket] = left
    return replace(line, buckets=buckets)


def _into(line: HeldLine, bucket: Bucket, quantity: Decimal, serials: tuple[str, ...]) -> HeldLine:
    if not quantity:
        return line
    here = line.in_bucket(bucket)
    more = Holding(quantity=here.quantity + quantity, serials=(*here.serials, *serials))
    return replace(line, buckets={**line.buckets, bucket: more})
