"""Who took which part in an invoice, and what that bars him from (`domain/duties.py`)."""

from typing import Final

from domain.duties import Act, Part, Participants, broken_rule
from domain.invoices.settlement_errors import InvoiceDutiesMixed
from domain.invoices.state import Invoice
from domain.suppliers.eligibility import people_who
from domain.suppliers.state import Supplier

_DID: Final[dict[Part, str]] = {
    "capturer": "captured this invoice",
    "hold_placer": "placed this hold",
    "pricer": "set the price of this line",
    "hold_releaser": "released a hold on this invoice",
    "payment_scheduler": "scheduled this payment",
    "payer": "recorded this payment",
    "supplier_proposer": "proposed the supplier",
    "bank_details_proposer": "sent in the supplier's bank details",
    "bank_details_verifier": "called the supplier's bank details back",
}
_WANTS: Final[dict[Act, str]] = {
    "capture": "capture its invoices",
    "release_hold": "release a hold on it",
    "schedule_payment": "schedule its payment",
    "pay": "pay it",
    "void_payment": "void it",
    "write_off": "write off what was paid too much",
}


def participants_of(invoice: Invoice, payment: str | None = None) -> Participants:
    """The parts that the invoice's own history tells; with those in one of its payments."""
    scheduled = invoice.scheduled.get(payment or "")
    paid = invoice.payments.get(payment or "")
    return {
        "capturer": (invoice.captured_by,),
        "hold_releaser": invoice.released_by,
        "payment_scheduler": (scheduled.scheduled_by,) if scheduled else (),
        "payer": (paid.paid_by,) if paid else (),
    }


def require_capturer(supplier: Supplier, person: str) -> None:
    """Raises where the person proposed the supplier who bills."""
    proposers = people_who(supplier, "proposed")
    require_duty("capture", person, {"supplier_proposer": proposers})


def payers_of(invoice: Invoice) -> tuple[str, ...]:
    """Whoever recorded a payment of it that stands."""
    return tuple(each.paid_by for each in invoice.payments.values() if not each.voided)


def require_duty(act: Act, person: str, participants: Participants) -> None:
    """Raises `InvoiceDutiesMixed` where a part that he took bars the person from the act."""
    rule = broken_rule(act, person, participants)
    if rule is not None:
        raise InvoiceDutiesMixed(person, _DID[rule.part], _WANTS[act])
