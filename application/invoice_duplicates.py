"""Where duplicates are looked for: an invoice meets others in the registers of what they share.

No commands: capturing, linking and voiding call this in their own save, so that of two documents
that come in one moment the second one is suspected. A supplier's group is he, his parents, and
those that were merged into one of them, now or in mergers before.
"""

from collections import deque
from collections.abc import Iterable, Sequence
from typing import Final

from application.work import Work
from domain.event import DocumentRef
from domain.invoice_registers.events import (
    InvoiceRegisterEntered,
    InvoiceRegisterRemoved,
    Trait,
)
from domain.invoice_registers.state import INVOICE_REGISTER, Entry, register_id
from domain.invoices.duplicates import Billed, Known, Suspicion, is_answered, keys, suspicions
from domain.invoices.order_facts import billed_by, billed_in_full
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.state import PurchaseOrder
from domain.suppliers.state import SUPPLIER, Supplier

LATEST_MAX: Final = 20  # Invoices of an order line that a capture looks at.
GROUP_MAX: Final = 100  # Suppliers whose registers one capture reads.


async def suspected(
    work: Work,
    invoice_id: str,
    billed: Billed,
    *,
    holder: DocumentRef | None,
    order: PurchaseOrder | None,
    order_lines: Iterable[int],
) -> tuple[Suspicion, ...]:
    """Which invoices this one may be, by what it shares with them.

    `order_lines` are those that it bills of the order that it names or is tied to.
    """
    alike: dict[Trait, list[Entry]] = {"number": [], "amount": [], "document": []}
    for member in await _group(work, billed.supplier_id):
        for trait, key in keys(billed, member):
            alike[trait] += await _entries(work, trait, key)
    wanted = tuple(order_lines)
    full = billed_in_full(order, wanted) if order else ()
    known = Known(
        holder=holder,
        alike=_others(alike["number"], invoice_id),
        same_amount=_others(alike["amount"], invoice_id),
        same_document=_others(alike["document"], invoice_id),
        self_billed=await _self_billed(work, order, wanted) if order else (),
        billed_in_full=[(await work.load(INVOICE, each)).ref for each in full],
    )
    found = suspicions(billed, order.id if order else None, known)
    return tuple([each for each in found if not await _is_answered(work, each)])


async def enter(work: Work, invoice: Invoice, purchase_order_id: str | None) -> None:
    """The next one that looks like this one is suspected."""
    head = (await _above(work, invoice.supplier_id))[-1]
    for trait, key in keys(invoice, head):
        entered = InvoiceRegisterEntered(
            trait=trait,
            key=key,
            invoice=invoice.ref,
            supplier_id=invoice.supplier_id,
            invoice_date=invoice.invoice_date,
            purchase_order_id=purchase_order_id,
        )
        await work.record(INVOICE_REGISTER, register_id(work.tenant, trait, key), (entered,))


async def leave(work: Work, invoice: Invoice) -> tuple[str, ...]:
    """It was voided: whoever looks like it may be right. Their ids."""
    left: dict[str, None] = {}
    for member in await _group(work, invoice.supplier_id):
        for trait, key in keys(invoice, member):
            stream_id = register_id(work.tenant, trait, key)
            register = await work.find(INVOICE_REGISTER, stream_id)
            entries = register.entries if register else ()
            others = [each.invoice.id for each in entries]
            left |= dict.fromkeys(others)
            if invoice.id in others:
                removed = InvoiceRegisterRemoved(invoice=invoice.ref)
                await work.record(INVOICE_REGISTER, stream_id, (removed,))
    return tuple(each for each in left if each != invoice.id)


async def _group(work: Work, supplier_id: str) -> Sequence[str]:
    """The head of the group first: under him its invoices are entered.

    Parents and mergers may have come later, so that earlier invoices stand under others.
    """
    chain = await _above(work, supplier_id)
    members: dict[str, None] = {}
    waiting = deque(reversed(chain))
    while waiting and len(members) < GROUP_MAX:
        member = waiting.popleft()
        if member not in members:
            members[member] = None
            waiting += _next_to(await work.load(SUPPLIER, member))
    return tuple(members)


async def _above(work: Work, supplier_id: str) -> Sequence[str]:
    """He himself, whoever he was merged into or belongs to, and so on up to the head."""
    chain: dict[str, None] = {}
    following: str | None = supplier_id
    while following is not None and following not in chain and len(chain) < GROUP_MAX:
        supplier = await work.load(SUPPLIER, following)
        chain[following] = None
        above = supplier.survivor or supplier.parent
        following = above.id if above else None
    return tuple(chain)


def _next_to(supplier: Supplier) -> Sequence[str]:
    """Whoever may have been the head of his bills, and whoever was merged into him."""
    heads = [each for each in (supplier.survivor, supplier.parent) if each is not None]
    return [each.id for each in (*heads, *supplier.absorbed)]


async def _entries(work: Work, trait: Trait, key: str) -> tuple[Entry, ...]:
    """What is on file under a trait. Amounts, numbers that look alike and files may well repeat.

    Assuming the registers new was tried: it spares an import two loads of three, and a resumed
    one, which knows no register, decided again out of its turn what followed.
    """
    register = await work.find(INVOICE_REGISTER, register_id(work.tenant, trait, key))
    return register.entries if register else ()


async def _self_billed(
    work: Work, order: PurchaseOrder, order_lines: Iterable[int]
) -> Sequence[DocumentRef]:
    """What we billed ourselves of these lines; such a supplier sends no bill for the same goods."""
    if order.seller is not None:
        return ()
    supplier = await work.load(SUPPLIER, order.supplier_id)
    if not supplier.ever_self_billed:
        return ()
    latest = [await work.load(INVOICE, each) for each in billed_by(order, order_lines, LATEST_MAX)]
    return [each.ref for each in latest if each.self_billed]


def _others(entries: Sequence[Entry], invoice_id: str) -> Sequence[Entry]:
    return [each for each in entries if each.invoice.id != invoice_id]


async def _is_answered(work: Work, suspicion: Suspicion) -> bool:
    return is_answered(suspicion, await work.load(INVOICE, suspicion.other.id))
