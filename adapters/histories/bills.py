"""The shape of what the supplier asks for and gives back: invoices, debits and credits."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from adapters.histories.deliveries import Delivery
from domain.credit_memos.events import CreditBasis
from domain.invoices.events import InvoiceKind

ZERO: Final = Decimal(0)


@dataclass(slots=True)
class Bill:
    """One invoice. Places are indexes of events; figures come last, from `figures`."""

    number: int
    day: date  # of the document
    kind: InvoiceKind = "invoice"
    captured_at: int = 0
    has_document: bool = True  # false: recorded before the supplier's document was seen
    linked_at: int | None = None
    released_at: int | None = None
    paid_at: int | None = None
    voided_at: int | None = None
    credited_at: int | None = None  # as a whole
    blocked_at: int | None = None  # by a person
    replaces: "Bill | None" = None  # the one taken back before, whose goods it asks for again
    is_dear: bool = False  # its price is beyond tolerance, because its block is removed later
    quantity: Decimal = ZERO
    unit_price: Decimal = ZERO
    amount: Decimal = ZERO
    tax: Decimal = ZERO
    holds: list[int] = field(default_factory=list)  # that stand when the block is removed

    @property
    def total(self) -> Decimal:
        """What the supplier asks for."""
        return self.amount + self.tax

    @property
    def reversed_at(self) -> int | None:
        """Where it ceased to count."""
        return self.voided_at if self.voided_at is not None else self.credited_at

    @property
    def is_open(self) -> bool:
        """Linked, neither paid nor taken back, as far as the walk has come."""
        return self.linked_at is not None and self.paid_at is None and self.reversed_at is None

    @property
    def stands(self) -> bool:
        """Linked and not taken back."""
        return self.linked_at is not None and self.reversed_at is None

    def counts_at(self, index: int) -> bool:
        """Whether the order's ledger holds it before the event at `index`."""
        if self.linked_at is None or self.linked_at >= index:
            return False
        return self.reversed_at is None or self.reversed_at >= index


@dataclass(slots=True)
class Memo:
    """One credit of the supplier. Without a bill it waits for ever."""

    number: int
    captured_at: int
    basis: CreditBasis = "price"
    bill: Bill | None = None
    returned: Delivery | None = None  # the goods that went back and that it credits
    posted_at: int | None = None
    quantity: Decimal = ZERO
    amount: Decimal = ZERO
    tax: Decimal = ZERO


@dataclass(slots=True)
class Bills:
    """`waiting` are captured and not linked, `memos` captured and not posted: oldest first."""

    all: list[Bill] = field(default_factory=list)
    waiting: list[Bill] = field(default_factory=list)
    linked: list[Bill] = field(default_factory=list)
    credits: list[Memo] = field(default_factory=list)
    memos: list[Memo] = field(default_factory=list)
    reversals_open: int = 0  # not yet netted by a clearing

    def new(self, index: int, day: date) -> Bill:
        """The next invoice, captured here."""
        bill = Bill(len(self.all) + 1, day, captured_at=index)
        self.all.append(bill)
        return bill

    def new_memo(self, index: int) -> Memo:
        """The next credit, captured here."""
        memo = Memo(len(self.credits) + 1, index)
        self.credits.append(memo)
        return memo

    def credited_before(self, bill: Bill, index: int) -> Decimal:
        """What credits on price gave back of the bill before the event at `index`."""
        return sum(
            (
                memo.amount + memo.tax
                for memo in self.credits
                if memo.bill is bill
                and memo.basis == "price"
                and memo.posted_at is not None
                and memo.posted_at < index
            ),
            ZERO,
        )
