"""What may be asked of an invoice."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command, SealedText
from domain.invoices.events import InvoiceKind
from domain.invoices.instalments import StatedInstalment
from domain.invoices.parts import StatedPart
from domain.invoices.taxes import TaxRounding
from domain.purchase_orders.lines import CostShare


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicedLine:
    """One line as the supplier states it, tied to an order line where that is known."""

    line: int
    description: str | None = None
    quantity: Decimal
    unit: str | None = None
    unit_price: Decimal
    amount: Decimal
    purchase_order_line: int | None = None
    receipt_id: str | None = None  # the receipt that the line asks payment for
    receipts: tuple[tuple[str, Decimal], ...] = ()  # several ones, each with its quantity
    tax_percent: Decimal | None = None
    item_id: str | None = None  # the catalogue's item that the supplier's number stands for


@dataclass(frozen=True, slots=True, kw_only=True)
class CaptureInvoice(Command):
    """Puts the document on file; with an order it is linked, matched and accounted in one save."""

    invoice_id: str
    number: str
    supplier_id: str
    legal_entity: str
    facility: str
    currency: str
    invoice_date: date
    due_on: date
    lines: tuple[InvoicedLine, ...]
    tax: Decimal
    freight: Decimal
    total: Decimal
    captured_by: str
    kind: InvoiceKind = "invoice"
    purchase_order_id: str | None = None
    calculated_tax: Decimal | None = None  # none: by the lines' rates, or taken as billed
    tax_rounding: TaxRounding = "line"
    document_hash: str | None = None  # of the file that the supplier sent
    discount_amount: Decimal | None = None  # off the total when paid early
    discount_until: date | None = None  # the last day that counts as early
    instalments: tuple[StatedInstalment, ...] = ()  # none: as the supplier agreed
    parts: tuple[StatedPart, ...] = ()  # what it asks for beside its lines, by name
    self_billed: bool = False  # by `SelfBill`: the supplier sent nothing
    number_as_copied: str | None = None  # with what nobody sees; none: it held nothing like that


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfBill(Command):
    """Settles what came on an order and nobody billed, at its prices: an invoice of our own."""

    invoice_id: str
    number: str
    purchase_order_id: str
    captured_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfCredit(Command):
    """Gives back of such an invoice what it settled and what went back since: our debit note."""

    credit_memo_id: str
    number: str
    invoice_id: str
    raised_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkInvoice(Command):
    """Ties a captured invoice to an order: linked, matched and accounted in one save."""

    invoice_id: str
    purchase_order_id: str
    links: tuple[tuple[int, int], ...]  # (invoice line, order line)
    linked_by: str
    # Invoice line, a receipt that it is for, and how much of it in its own unit: none for all.
    receipts: tuple[tuple[int, str, Decimal | None], ...] = ()
    reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkInvoiceByRule(Command):
    """Ties a waiting invoice to the one of these orders that its lines fit, if there is one.

    Where only some lines fit, what they fit is kept until a person has looked at the others.
    """

    invoice_id: str
    purchase_order_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedTo:
    """Who bears one line; or the charge that it bills, of goods of this order."""

    line: int
    shares: tuple[CostShare, ...] = ()
    charge: str | None = None
    purchase_order_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveInvoiceWithoutOrder(Command):
    """Posts an invoice that no order was made for; each of its lines is charged to somebody."""

    invoice_id: str
    lines: tuple[CodedTo, ...]
    approved_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnlinkInvoice(Command):
    """Takes a wrong match back: off the order and out of the books, until it is linked again."""

    invoice_id: str
    unlinked_by: str
    unlinked_on: date
    reason_code: str
    lines: tuple[int, ...] = ()  # that were tied wrongly; none: all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class RematchInvoice(Command):
    """Judges it again by what is in force today. It decides nothing that a rule does not."""

    invoice_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceInvoiceHold(Command):
    """A person stops the payment."""

    invoice_id: str
    placed_by: str
    reason_code: str
    note: SealedText | None = None
    until: date | None = None  # its last day; none: until another person releases it


@dataclass(frozen=True, slots=True, kw_only=True)
class LengthenInvoiceHold(Command):
    """A hold by hand lasts longer. Only another person ends it sooner, by a release."""

    invoice_id: str
    hold: int
    changed_by: str
    reason_code: str
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseInvoiceHold(Command):
    """A person other than the one who captured or held the invoice lets it go."""

    invoice_id: str
    hold: int  # its number within the invoice
    released_by: str
    roles: frozenset[str]  # the roles that the releaser holds, from the caller's identity
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordPayment(Command):
    """The payer neither captured the invoice nor released one of its holds."""

    invoice_id: str
    paid_by: str
    payment: str
    paid_on: date
    amount: Decimal  # that left the bank
    discount: Decimal = Decimal(0)  # kept back because it is paid early


@dataclass(frozen=True, slots=True, kw_only=True)
class VoidInvoice(Command):
    invoice_id: str
    voided_on: date
    reason_code: str
