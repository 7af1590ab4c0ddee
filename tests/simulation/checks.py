"""What must be true of a simulated network at the end of each day, and of its whole life."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

import psycopg

from domain.invoices.decide_match import evaluate
from domain.invoices.order_facts import once_linked
from domain.invoices.state import Invoice
from domain.invoices.waiting import Walk
from domain.purchase_orders.serving import arrived, held
from domain.purchase_orders.state import PurchaseOrder
from domain.requisitions.following import holdings
from domain.requisitions.line_progress import take_key
from domain.requisitions.state import Requisition
from domain.tolerance import DEFAULT_POLICY
from tests.projections.agreement import everything_agrees
from tests.simulation.hospital import Hospital
from tests.simulation.sending import Sent

ZERO: Final = Decimal(0)
_COMMANDS: Final = (
    "SELECT command_id, stream, version, position, epoch FROM log.command WHERE tenant = %s"
)


def check_day(hospital: Hospital) -> None:
    """No invoice waits without a cause, none is payable beyond what came, none is paid twice."""
    invoices = {each.id: each for each in hospital.documents(Invoice)}
    for invoice in invoices.values():
        assert ZERO <= invoice.paid <= invoice.total, f"{invoice.number} is paid {invoice.paid}"
        assert invoice.open_amount >= ZERO, f"{invoice.number} is open by {invoice.open_amount}"
        withheld = (invoice.unscheduled, invoice.disputed)
        assert min(withheld) >= ZERO, f"{invoice.number} is paid of what is withheld: {withheld}"
    requests = {each.requisition_id: each for each in hospital.documents(Requisition)}
    for order in hospital.documents(PurchaseOrder):
        _holds_are_right(order, invoices)
        _payable_has_come(order, invoices)
        _requests_have_what_orders_say(order, requests)


def _requests_have_what_orders_say(
    order: PurchaseOrder, requests: Mapping[str, Requisition]
) -> None:
    """Of a line that serves several: to each what the order deals to it, and no more than came."""
    for number, line in order.lines.items():
        for each in line.terms.serves or ():
            take = requests[each.requisition.id].lines[each.requisition_line].takes
            found = take[take_key(order.id, number)]
            dealt = holdings(order, line)[each.key]
            assert found.received == dealt.received, f"{order.number}: {found}, and not {dealt}"
            assert found.ordered <= dealt.ordered, f"{order.number}: {found}, and not {dealt}"
        if line.terms.serves:
            here, came = arrived(line), max(line.arrived, ZERO)
            assert min(here.values()) >= 0, f"{order.number} took more from a request than it had"
            assert sum(here.values()) <= came, f"{order.number} dealt {here} of {came}"
            assert sum(held(line).values()) <= line.ordered, f"{order.number} promised too much"


def _holds_are_right(order: PurchaseOrder, invoices: dict[str, Invoice]) -> None:
    mine = [each for each in invoices.values() if _is_on(each, order)]
    if any(each.overrides and each.id not in order.waiting_invoices for each in mine):
        return  # What was paid comes first, and nobody judges the others again for that alone.
    walk = Walk(order, None, DEFAULT_POLICY)
    for invoice_id in reversed(order.waiting_invoices):
        for invoice, prior, named in walk.step(invoices[invoice_id]):
            facts = once_linked(order, invoice, prior, None, named)
            missing = evaluate(invoice, facts, DEFAULT_POLICY)
            assert not missing, f"{invoice.number} on {order.number} was not judged: {missing}"


def _is_on(invoice: Invoice, order: PurchaseOrder) -> bool:
    return invoice.purchase_order is not None and invoice.purchase_order.id == order.id


def _payable_has_come(order: PurchaseOrder, invoices: dict[str, Invoice]) -> None:
    """Of what nobody let pass, no more is payable than came."""
    for number, line in order.lines.items():
        if line.terms.match == "two_way":
            continue
        asked = [
            each.asks().get(number, ZERO)
            for each in invoices.values()
            if _is_on(each, order) and each.status == "matched" and not each.overrides
        ]
        came = max(line.received, ZERO)
        assert sum(asked, ZERO) <= came, f"{order.number} line {number}: {asked} payable of {came}"


def check_end(hospital: Hospital, sent: Sequence[Sent], connection: psycopg.Connection) -> None:
    """The outside journal is the log's own, and read models say what the documents say."""
    rows = connection.execute(_COMMANDS, [hospital.tenant]).fetchall()
    stored = {command_id: outcome for command_id, *outcome in rows}
    for each in sent:
        if each.outcome is not None:
            told = each.outcome
            place = [told.stream, told.version, told.position, told.epoch]
            assert stored.get(each.id) == place, f"{each.id} stands as {stored.get(each.id)}"
        assert (each.id in stored) == bool(each.events), f"{each.id} is stored in part"
    assert stored.keys() <= {each.id for each in sent}, "the log holds what nobody sent"
    versions: dict[str, int] = {}
    for event in hospital.history:
        assert event.version == versions.get(event.stream, 0) + 1, f"{event.stream} has a gap"
        versions[event.stream] = event.version
    everything_agrees(hospital.history, hospital.chance.randint(1, 60))
