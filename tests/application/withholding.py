"""The words in which clerks withhold parts of the office's first invoice, and others end it."""

from decimal import Decimal

from domain.invoices.disputes import ResolveInvoiceDispute
from domain.invoices.short_pay import ShortPayInvoice, WriteBackInvoiceDispute
from domain.invoices.withholding import Withheld
from tests.application.desk import NOW
from tests.application.office import Office

ZERO = Decimal(0)


async def short_pay(
    office: Office, *lines: tuple[int, str], amount: str = "0", person: str = "amir"
) -> None:
    command = ShortPayInvoice(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        short_paid_by=person,
        reason_code="short_delivery",
        evidence="CLAIM-1",
        lines=tuple((number, Decimal(each)) for number, each in lines),
        amount=Decimal(amount),
    )
    await office.send(person, command)


async def resolve(office: Office, dispute: int = 1, memo: int | None = None) -> None:
    command = ResolveInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        dispute=dispute,
        resolved_by="bella",
        reason_code="agreed",
        credit_memo_id=office.id_of("credit_memo", memo) if memo else None,
    )
    await office.send("bella", command)


async def write_back(
    office: Office, *quantities: Withheld, dispute: int = 1, person: str = "anna"
) -> None:
    command = WriteBackInvoiceDispute(
        now=NOW,
        invoice_id=office.id_of("invoice", 1),
        dispute=dispute,
        credit_memo_id=office.id_of("credit_memo", 9),
        number="DN-9",
        written_back_by=person,
        reason_code="short_delivery",
        consent="MAIL-1",
        quantities=quantities,
    )
    await office.send(person, command)
