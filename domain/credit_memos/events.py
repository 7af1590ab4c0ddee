"""Facts of a credit memo. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, CopiedNumber, Id, LineNo, Number, Text
from domain.invoices.parts import InvoicePart
from domain.money import Amount, Currency
from domain.purchase_orders.lines import Accounting, CostShare
from domain.quantity import Quantity, Unit

CreditBasis = Literal["quantity", "price", "reversal"]
MemoKind = Literal["credit_memo", "debit_note"]  # the supplier's, or ours: what we claim of him


class CreditLine(Value):
    """What is given back, as the supplier states it; on price alone the quantity is zero."""

    line: LineNo
    description: Text
    quantity: Quantity
    amount: Amount
    purchase_order_line: LineNo | None = None
    unit: Unit | None = None  # as the invoice line was billed; none: the order line's


class AccountedCreditLine(Value):
    """How one line is posted: `amount` = `cleared` (against goods received) + `variance`."""

    line: LineNo
    purchase_order_line: LineNo | None = None
    quantity: Quantity
    amount: Amount
    cleared: Amount
    variance: Amount
    accounting: Accounting
    shares: tuple[CostShare, ...] | None = None  # as the billed line had them
    charge: Code | None = None  # as the billed line had it: freight and the like of an order


class CreditMemoCaptured(Event):
    """The document is on file. Without a reference it waits on hold, it is never refused."""

    TYPE: ClassVar[str] = "credit_memo.captured"
    credit_memo_id: Id
    number: Number
    basis: CreditBasis
    supplier_id: Id
    supplier_name: Text
    legal_entity: Code
    facility: Code
    currency: Currency
    credit_date: date
    lines: tuple[CreditLine, ...]
    tax: Amount
    freight: Amount
    total: Amount
    invoice: DocumentRef | None = None
    purchase_order: DocumentRef | None = None
    kind: MemoKind | None = None  # none: a credit memo
    discount: Amount | None = None  # off the total: what was paid less of it for being early
    number_as_copied: CopiedNumber | None = None  # absent: it held nothing that nobody sees


class CreditMemoHeld(Event):
    """It waits until it is posted: no original is known, or the original's facility is another."""

    TYPE: ClassVar[str] = "credit_memo.held"
    reason_code: Code
    owner_role: Code | None = None  # none: from before holds had one


class CreditMemoAccounted(Event):
    """Posted once against payables."""

    TYPE: ClassVar[str] = "credit_memo.accounted"
    credit_memo_id: Id
    number: Number
    supplier_id: Id
    posted_on: date
    currency: Currency
    lines: tuple[AccountedCreditLine, ...]
    tax: Amount
    freight: Amount
    difference: Amount  # total less lines, tax, freight, and the discount: the small difference
    total: Amount
    invoice: DocumentRef
    purchase_order: DocumentRef | None = None
    parts: tuple[InvoicePart, ...] | None = None  # of the tax: by name, where some of it was cost
    discount: Amount | None = None
    beyond_recovery: Literal[True] | None = None  # said by whoever posted it
    other_facility: Literal[True] | None = None  # likewise: than that of its invoice


class CreditMemoPostedForRebate(Event):
    """It answers no invoice but a rebate, whose own fact books it; it may be used from now on."""

    TYPE: ClassVar[str] = "credit_memo.posted_for_rebate"
    rebate: DocumentRef
    posted_on: date
    total: Amount
    currency: Currency


class CreditMemoApplied(Event):
    """Used to settle part of an invoice."""

    TYPE: ClassVar[str] = "credit_memo.applied"
    invoice: DocumentRef
    amount: Amount
    currency: Currency
    open_amount: Amount


class CreditMemoRefunded(Event):
    """The supplier paid part of it back: money that no invoice is settled with any more."""

    TYPE: ClassVar[str] = "credit_memo.refunded"
    supplier_id: Id
    refund: Number
    refunded_on: date
    amount: Amount
    currency: Currency
    open_amount: Amount
    recorded_by: Code


CreditMemoEvent = (
    CreditMemoCaptured
    | CreditMemoHeld
    | CreditMemoAccounted
    | CreditMemoPostedForRebate
    | CreditMemoApplied
    | CreditMemoRefunded
)
EVENTS: Final = (
    CreditMemoCaptured,
    CreditMemoHeld,
    CreditMemoAccounted,
    CreditMemoPostedForRebate,
    CreditMemoApplied,
    CreditMemoRefunded,
)
