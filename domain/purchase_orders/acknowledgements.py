"""The supplier's answer to each line: what a code means, what it must say, what follows from it.

A code that changes something becomes a proposal; whether the order takes it is decided in
`supplier_changes`, by the buyer or by policy.
"""

from collections.abc import Iterator
from typing import Any, Final, get_args

from domain.purchase_orders.answer_errors import (
    PurchaseOrderAnswerUnclear,
    PurchaseOrderNoLinesNamed,
    PurchaseOrderNotOverdue,
)
from domain.purchase_orders.coming_days import check_coming
from domain.purchase_orders.decide import require_issued_once
from domain.purchase_orders.errors import (
    PurchaseOrderLineNamedTwice,
)
from domain.purchase_orders.events import PurchaseOrderAcknowledged, PurchaseOrderEvent
from domain.purchase_orders.intercompany import require_supplier
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode, SupplierChangeKind
from domain.purchase_orders.progress import acknowledgement
from domain.purchase_orders.state import PurchaseOrder, evolve
from domain.purchase_orders.supplier_changes import accepted_by_policy
from domain.purchase_orders.supplier_commands import (
    RecordAcknowledgement,
    RecordAcknowledgementOverdue,
)
from domain.purchase_orders.supplier_events import (
    PurchaseOrderAcknowledgementOverdue,
    PurchaseOrderSupplierChangeProposed,
)
from domain.purchase_orders.words import AcceptedCode, RefusedCode
from domain.quantity import require_sound

_NEEDED: Final[dict[AcknowledgementCode, str]] = {
    "IQ": "quantity",
    "BP": "quantity",
    "IP": "unit_price",
    "IS": "substitute",
    "DR": "promised_on",
}
_ABOUT: Final[dict[AcknowledgementCode, SupplierChangeKind]] = {
    "IQ": "quantity",
    "IP": "price",
    "DR": "date",
}
_REFUSED: Final = frozenset(get_args(RefusedCode))
_PLAIN: Final = frozenset(get_args(AcceptedCode))


def record_acknowledgement(
    order: PurchaseOrder, command: RecordAcknowledgement
) -> tuple[PurchaseOrderEvent, ...]:
    """The answer to some lines, each named once; what it changes is proposed, or taken by policy.

    The latest answer counts: what an earlier one proposed for the same line is void.
    """
    require_supplier(order, "answers to it")
    require_issued_once(order)
    if not command.lines:
        raise PurchaseOrderNoLinesNamed(order.number)
    seen: set[int] = set()
    for answer in command.lines:
        line = line_of(order, answer.line)
        if answer.line in seen:
            raise PurchaseOrderLineNamedTwice(order.number, answer.line)
        seen.add(answer.line)
        _require_clear(line, answer)
        check_coming(order, answer.promised_on, answer.line)
    events: list[PurchaseOrderEvent] = [
        PurchaseOrderAcknowledged(revision=order.revision, lines=command.lines)
    ]
    state = evolve(order, events[0])
    for proposal in _proposals(order, command.lines):
        state = evolve(state, proposal)
        accepted = accepted_by_policy(state, proposal)
        for event in accepted:
            state = evolve(state, event)
        events += (proposal, *accepted)
    return tuple(events)


def record_overdue(
    order: PurchaseOrder, command: RecordAcknowledgementOverdue
) -> tuple[PurchaseOrderEvent, ...]:
    """The supplier had until the end of `acknowledge_by`; told once for each revision."""
    due_on = order.acknowledge_by
    if acknowledgement(order) != "pending" or due_on is None or command.now.date() <= due_on:
        raise PurchaseOrderNotOverdue(order.number, acknowledgement(order), due_on)
    return (PurchaseOrderAcknowledgementOverdue(revision=order.revision, due_on=due_on),)


def _require_clear(line: Line, answer: AcknowledgedLine) -> None:
    """Raises where the answer leaves out what its code is about, or contradicts it."""
    code, terms = answer.code, line.terms
    needed = _NEEDED.get(code)
    if needed is not None and getattr(answer, needed) is None:
        raise PurchaseOrderAnswerUnclear(answer.line, code, f"has to state {needed}")
    if code == "IC" and not _differences(line, answer):
        problem = "has to state a quantity, unit_price or promised_on that differs"
        raise PurchaseOrderAnswerUnclear(answer.line, code, problem)
    if answer.quantity is not None and answer.quantity <= 0:
        raise PurchaseOrderAnswerUnclear(answer.line, code, "states a quantity that is not above 0")
    if answer.substitute is not None and code != "IS":
        raise PurchaseOrderAnswerUnclear(answer.line, code, "has no substitute; that is IS")
    if answer.substitute is not None:
        require_sound(answer.line, answer.substitute.pack)
    if code not in ("IP", "IC") and answer.unit_price not in (None, terms.unit_price):
        raise PurchaseOrderAnswerUnclear(answer.line, code, "states another price; that is IP")
    if code in _PLAIN and line.live and answer.quantity not in (None, line.ordered):
        raise PurchaseOrderAnswerUnclear(answer.line, code, "states another quantity; that is IQ")
    open_quantity = line.open_for_receiving
    replaced = min(open_quantity, line.uncommitted)
    if code == "IS" and line.live and answer.quantity not in (None, replaced):
        problem = f"replaces {answer.quantity} of {replaced} that are open: a substitute is for all"
        raise PurchaseOrderAnswerUnclear(answer.line, code, problem)
    if code == "BP" and line.live and not (answer.quantity or ZERO) < open_quantity:
        problem = f"ships {answer.quantity} now, of which {open_quantity} are open: none is left"
        raise PurchaseOrderAnswerUnclear(answer.line, code, problem)
    if code == "IB" and line.live and (answer.quantity or ZERO) > open_quantity:
        problem = f"backorders {answer.quantity}, but only {open_quantity} are open"
        raise PurchaseOrderAnswerUnclear(answer.line, code, problem)


def _differences(line: Line, answer: AcknowledgedLine) -> dict[SupplierChangeKind, dict[str, Any]]:
    """What the answer would change of the terms, by kind of change."""
    found: dict[SupplierChangeKind, dict[str, Any]] = {}
    if answer.quantity not in (None, line.ordered):
        found["quantity"] = {"quantity": answer.quantity}
    if answer.unit_price not in (None, line.terms.unit_price):
        found["price"] = {"unit_price": answer.unit_price}
    if answer.promised_on not in (None, line.promised_on):
        found["date"] = {"promised_on": answer.promised_on}
    return found


def _changes(line: Line, answer: AcknowledgedLine) -> dict[SupplierChangeKind, dict[str, Any]]:
    """What the code proposes, by kind of change; nothing where nothing is open any more."""
    still, expected = line.open_for_receiving, {"promised_on": answer.promised_on}
    differences = _differences(line, answer)
    match answer.code:
        case "IC":
            return differences
        case "IP" | "IQ" | "DR" as code:
            kind = _ABOUT[code]
            return {kind: differences[kind]} if kind in differences else {}
        case "IB" if still > 0:
            return {"backorder": {"quantity": answer.quantity or still, **expected}}
        case "BP" if answer.quantity is not None and still > 0:
            return {"backorder": {"quantity": still - answer.quantity, **expected}}
        case "IS" if min(still, line.uncommitted) > 0:
            values = {"quantity": min(still, line.uncommitted), "substitute": answer.substitute}
            return {"substitute": {**values, **expected}}
        case code if code in _REFUSED and line.uncommitted > 0:
            return {"reject": {"quantity": line.uncommitted}}
        case _:
            return {}


def _proposals(
    order: PurchaseOrder, answers: tuple[AcknowledgedLine, ...]
) -> Iterator[PurchaseOrderSupplierChangeProposed]:
    """Numbered on from what the supplier proposed before."""
    number = order.supplier_changes
    for answer in answers:
        line = order.lines[answer.line]
        for kind, values in _changes(line, answer).items() if line.live else ():
            number += 1
            yield PurchaseOrderSupplierChangeProposed(
                change=number, line=answer.line, kind=kind, code=answer.code, **values
            )
