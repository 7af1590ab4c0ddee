"""What may be asked of a credit memo."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.credit_memos.events import CreditBasis, MemoKind
from domain.event import Command


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditedLine:
    """What the supplier gives back. On price alone the quantity is zero.

    It answers the invoice line that billed this order line; without one, the invoice line of the
    same number. Without a unit the quantity counts in the order line's, or in the invoice's where
    there is none; stated, the unit is the one that the invoice line was billed in.
    """

    line: int
    description: str
    quantity: Decimal
    amount: Decimal
    purchase_order_line: int | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureCreditMemo(Command):
    """Puts the document on file; it is posted by `PostCreditMemo`.

    The reversal of a whole invoice may leave out its lines: they are then those of the invoice.
    """

    credit_memo_id: str
    number: str
    basis: CreditBasis
    supplier_id: str
    legal_entity: str
    facility: str
    currency: str
    credit_date: date
    lines: tuple[CreditedLine, ...]
    tax: Decimal
    total: Decimal
    freight: Decimal = Decimal(0)
    invoice_id: str | None = None
    purchase_order_id: str | None = None  # as the document names it; the invoice's own order counts
    discount: Decimal = Decimal(0)  # what was paid less of it for being early, off the total
    kind: MemoKind = "credit_memo"  # a debit note is ours, and names the invoice that it answers
    number_as_copied: str | None = None  # with what nobody sees; none: it held nothing like that


@dataclass(frozen=True, slots=True, kw_only=True)
class PostCreditMemo(Command):
    """Accounts for the credit, updates the order's ledger and settles the invoice it answers.

    `invoice_id` gives the reference that was missing at capture. `beyond_recovery` says that it is
    for something else than what a recovery gave back or wrote off, `other_facility` that it is
    meant for another facility than that of its invoice.
    """

    credit_memo_id: str
    posted_on: date
    invoice_id: str | None = None
    beyond_recovery: bool = False
    other_facility: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplyCreditMemo(Command):
    """Settles an invoice of the same supplier with what is unused of a posted credit memo."""

    credit_memo_id: str
    invoice_id: str
    amount: Decimal | None = None  # none: as much as both have left


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordSupplierRefund(Command):
    """The supplier paid back what is unused of a posted credit memo, or part of it."""

    credit_memo_id: str
    refund: str  # as the bank or the supplier names it
    refunded_on: date
    amount: Decimal
    recorded_by: str
