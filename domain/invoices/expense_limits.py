"""Beyond what a manager of payables may decide alone, others agree before the money goes.

The invoice is posted: we owe it whoever has to agree. A hold for each of those whose limits it
reaches stops the payment; they decide in an approval case, one after the other, and their own holds
go with their agreement. A refusal leaves one hold, and the invoice is voided or credited.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.approvals.events import RouteStep, RoutingFacts
from domain.approvals.state import ApprovalCase
from domain.expense_policy import EXPENSE_POLICY
from domain.invoices.decide_match import place, resolve, standing
from domain.invoices.events import InvoiceEvent, InvoiceHoldPlaced, InvoiceHoldReleased
from domain.invoices.hold_kinds import HoldKind
from domain.invoices.state import Hold, Invoice
from domain.invoices.without_order_events import CodedLine
from domain.money import rounded
from domain.policy import ApprovalPolicy
from domain.routing import route

BEYOND: Final[HoldKind] = "beyond_limit"


def expense_facts(invoice: Invoice, coded: Sequence[CodedLine]) -> RoutingFacts:
    """What the limits look at: the sum, whose books, and who bears it; the department bears most.

    Of what goods of orders bear alone, the facility's name stands for the department.
    """
    borne = _borne(invoice, coded)
    shares = [share for each in coded for share in each.shares or ()]
    objects = {each.cost_centre for each in shares} | {each.account for each in shares}
    most = max(sorted(borne), key=lambda each: borne[each]) if borne else invoice.facility
    return RoutingFacts(
        amount=invoice.total,
        currency=invoice.currency,
        facility=invoice.facility,
        department=most,
        item_classes=(),
        on_agreement=False,
        legal_entity=invoice.legal_entity,
        cost_objects=tuple(sorted(objects)),
    )


def facts_beside_order(invoice: Invoice, department: str) -> RoutingFacts:
    """The same of lines that are on no order line, with their part of what is beside the lines.

    Nobody agreed to buy them, whatever else is on the document; `department` is the order's.
    """
    beside = (line.amount for line in invoice.lines if line.line not in invoice.links)
    goods = sum((line.amount for line in invoice.lines), Decimal(0))
    amount = Fraction(sum(beside, Decimal(0)))
    if goods > 0:
        amount = amount * Fraction(invoice.total) / Fraction(goods)
    return RoutingFacts(
        amount=rounded(amount, invoice.currency),
        currency=invoice.currency,
        facility=invoice.facility,
        department=department,
        item_classes=(),
        on_agreement=False,
        legal_entity=invoice.legal_entity,
        cost_objects=(),
    )


def steps_beyond(
    facts: RoutingFacts, policy: ApprovalPolicy = EXPENSE_POLICY
) -> tuple[RouteStep, ...]:
    """Who has to agree beside the manager of payables; nobody: it is within his limit."""
    return route(facts, policy)


def await_limits(invoice: Invoice, steps: Sequence[RouteStep]) -> tuple[InvoiceEvent, ...]:
    """A hold for each, with the role that has the limit as its owner."""
    return tuple(_placed(invoice, at, each.role, "not yet") for at, each in enumerate(steps))


def agreed(invoice: Invoice, case: ApprovalCase) -> tuple[InvoiceEvent, ...]:
    """Whoever decided last lets go the hold that was his."""
    person = [*case.decided_by][-1]
    return tuple(
        InvoiceHoldReleased(
            hold=each.hold,
            kind=each.kind,
            how="manual",
            reason_code="within_limit",
            released_by=person,
        )
        for each in waiting(invoice)[:1]
    )


def refused(invoice: Invoice, reason_code: str) -> tuple[InvoiceEvent, ...]:
    """Nobody else is asked: it is for the manager of payables to void it."""
    gone = [resolve(each, "refused") for each in waiting(invoice)]
    if not gone:
        return ()
    again = _placed(invoice, 0, "ap_manager", "refused")
    return (*gone, again.model_copy(update={"reason_code": reason_code}))


def waiting(invoice: Invoice) -> list[Hold]:
    """The holds for limits that still wait for somebody."""
    return [each for each in invoice.holds if each.kind == BEYOND]


def _placed(invoice: Invoice, at: int, role: str, what: str) -> InvoiceHoldPlaced:
    wanted = standing(BEYOND, f"agreed to by {role.replace('_', ' ')}", what, invoice.total)
    hold = place(invoice.hold_last + 1 + at, wanted)
    return hold.model_copy(update={"owner_role": role})


def _borne(invoice: Invoice, coded: Sequence[CodedLine]) -> Mapping[str, Fraction]:
    """What each cost centre bears, before rounding."""
    amounts = {line.line: line.amount for line in invoice.lines}
    borne: dict[str, Fraction] = {}
    for each in coded:
        shares = each.shares or ()
        weights = sum((share.weight for share in shares), Decimal(0))
        for share in shares:
            part = Fraction(amounts[each.line]) * Fraction(share.weight) / Fraction(weights)
            borne[share.cost_centre] = borne.get(share.cost_centre, Fraction(0)) + part
    return borne
