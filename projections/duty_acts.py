"""Which duty each person did on which document, and which rules on duties met in one person.

The auditor reads it. `TAKEN` says of each kind of fact who did what by it, as the fact itself names
him; what the buyer of an order or the requester of a requisition does to his own document goes
unsaid there, and here. A duty counts on the document of the fact and on one more that the fact
names (`of_document`): of a receipt on its order, of a capture on the supplier. The questions in
`duty_figures.py` find out which duties met.
"""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from domain.event import Recorded
from projections.duty_figures import DUTY_FIGURES
from projections.fold import by_stream, nothing_left
from projections.projection import Key, Projection, Row, Table, Tables

_ACTS: Final = Table(
    name="duty_acts",
    kind="fact",
    columns={
        "duty": "text",
        "person": "text",
        "document": "text",  # aggregate
        "document_id": "text",
        "number": "text",
        "of_document": "text",  # that it counts on as well; null: none
        "of_document_id": "text",
        "of_number": "text",
        "place": "text",  # which hold, payment, return or account of the document; null: all of it
        "rule": "text",  # that an override is of
        "outcome": "text",  # of its review: accepted | objected
        "legal_entity": "text",
        "facility": "text",
        "command_id": "text",
    },
    selectors=("document_id", "person"),
    descending=True,
)


class Taken(NamedTuple):
    """By such a fact its `by` did this duty; nobody where the fact names none.

    `by` empty, or `or_actor` where the fact names nobody: who recorded it. `of` names the other
    document, by reference or, `<aggregate>_id`, by id.
    """

    duty: str
    by: str = ""
    of: str = ""
    place: str = ""
    or_actor: bool = False


_EDITED: Final = (Taken("unapproved_editor", "changed_by"),)
_ON_ORDER: Final = "purchase_order"
_EXCESS: Final = "purchase_order.over_receipt_accepted"
TAKEN: Final[dict[str, tuple[Taken, ...]]] = {
    "requisition.created": (Taken("requester", "requester_id"), Taken("requester", "entered_by")),
    "requisition.line_added": _EDITED,
    "requisition.line_changed": _EDITED,
    "requisition.line_removed": _EDITED,
    "requisition.submitted": (Taken("submitter", "submitted_by", or_actor=True),),
    "requisition.approved": (Taken("agreed"),),
    "requisition.line_issued": (Taken("issuer", "issued_by"),),
    "approval_case.route_planned": (Taken("asker", "requester_id", "document"),),
    "approval_case.step_approved": (Taken("decider", "approver_id"),),
    "approval_case.step_rejected": (Taken("decider", "approver_id"),),
    "approval_case.step_returned": (Taken("decider", "approver_id"),),
    "purchase_order.created": (Taken("buyer", "buyer_id"),),
    "purchase_order.line_added": _EDITED,
    "purchase_order.line_reopened": _EDITED,
    "purchase_order.change_order_implemented": _EDITED,
    "purchase_order.supplier_change_accepted": (Taken("unapproved_editor", "accepted_by"),),
    _EXCESS: (Taken("editor", "accepted_by"),),
    "purchase_order.line_cancelled": (Taken("editor", "cancelled_by"),),
    "purchase_order.line_closed": (Taken("editor", "closed_by"),),
    "purchase_order.submitted": (Taken("submitter", "submitted_by", or_actor=True),),
    "purchase_order.approved": (Taken("agreed"),),
    "purchase_order.issued": (Taken("editor", "issued_by"),),
    "purchase_order.finally_closed": (Taken("closer", "closed_by"),),
    "purchase_order.ratified": (Taken("ratifier", "ratified_by"),),
    "purchase_order.line_written_off": (Taken("writer_off", "written_off_by"),),
    "purchase_order.usage_recorded": (Taken("taker", "recorded_by"),),
    "purchase_order.usage_withdrawn": (Taken("taker", "withdrawn_by"),),
    "purchase_order.line_consigned": (Taken("taker"),),
    "purchase_order.line_consumed": (Taken("taker"),),
    "purchase_order.line_consumption_reversed": (Taken("taker"),),
    "receipt.started": (Taken("confirmer", "desktop.confirmed_by", _ON_ORDER),),
    "receipt.posted": (
        Taken("confirmer", "desktop.confirmed_by", _ON_ORDER),
        Taken("receiver", "received_by", _ON_ORDER, or_actor=True),
    ),
    "receipt.corrected": (Taken("taker", "corrected_by", _ON_ORDER),),
    "receipt.labels_corrected": (Taken("taker", "corrected_by", _ON_ORDER),),
    "receipt.reversed": (Taken("taker", "", _ON_ORDER),),
    "receipt.goods_returned": (Taken("sender", "", _ON_ORDER, "return_request"),),
    "receipt.return_requested": (Taken("return_asker", "asked_by", "", "return_request"),),
    "receipt.return_authorized": (Taken("return_asker", "authorized_by", "", "return_request"),),
    "receipt.witnessed": (Taken("witness", "witness_id"),),
    "receipt.inspected": (Taken("inspector", "inspected_by"),),
    "receipt.recounted": (Taken("recounter", "recounted_by"),),
    "shipment.dispatched": (Taken("dispatcher", "dispatched_by"),),
    "shipment.received": (Taken("receiver", "received_by"),),
    "shipment.loss_written_off": (Taken("writer_off", "written_off_by"),),
    "supplier.proposed": (Taken("supplier_proposer", "proposed_by"),),
    "supplier.bank_details_proposed": (
        Taken("bank_details_proposer", "proposed_by", "", "bank_details"),
    ),
    "supplier.bank_details_verified": (
        Taken("bank_details_verifier", "verified_by", "", "bank_details"),
    ),
    "invoice.captured": (Taken("capturer", "captured_by", "supplier_id"),),
    "invoice.hold_placed": (Taken("hold_placer", "placed_by", "", "hold"),),
    "invoice.hold_released": (Taken("hold_releaser", "released_by", "", "hold"),),
    "invoice.approved_without_order": (Taken("expense_approver", "approved_by"),),
    "invoice.dispute_resolved": (Taken("dispute_resolver", "resolved_by"),),
    "invoice.payment_scheduled": (Taken("payment_scheduler", "scheduled_by", "", "payment"),),
    "invoice.payment_recorded": (Taken("payer", "paid_by", "", "payment"),),
    "invoice.payment_voided": (Taken("payment_voider", "voided_by", "", "payment"),),
    "prepayment.requested": (Taken("capturer", "requested_by"),),
    "prepayment.paid": (Taken("payer", "paid_by"),),
    "recovery.written_off": (Taken("writer_off", "written_off_by", "invoice"),),
    "intercompany_bill.issued": (Taken("biller", "billed_by", _ON_ORDER),),
    "duty_override.granted": (Taken("override_granter", "granted_by", "document"),),
    "duty_override.used": (Taken("override_user", "used_by", "document"),),
    "duty_override.reviewed": (Taken("override_reviewer", "reviewed_by"),),
}


def _acted(event: Recorded, tables: Tables) -> None:
    if event.type == _EXCESS and nothing_left(event.data["percent"]):
        return  # Who takes no more than was ordered buys nothing.
    for taken in TAKEN[event.type]:
        person = _person(event, taken)
        if person is not None:
            tables.fact("duty_acts").add(event, _row(event, taken, person))


def _person(event: Recorded, taken: Taken) -> str | None:
    told: Any = event.data
    for name in taken.by.split(".") if taken.by else ():
        told = told.get(name, {}) if name == "desktop" else told.get(name)
    if not taken.by or (told is None and taken.or_actor):
        told = event.metadata["actor"]["id"]
    return None if told is None else str(told)


def _row(event: Recorded, taken: Taken, person: str) -> Row:
    data, around = event.data, event.metadata
    place = data.get(taken.place)
    row: Row = {"duty": taken.duty, "person": person, "document": event.aggregate}
    row |= {"document_id": event.document_id, "number": around["number"]}
    row |= _other(event, taken)
    row["place"] = None if place is None else str(place)
    row |= {name: data.get(name) for name in ("rule", "outcome")}
    row |= {name: around.get(name) for name in ("legal_entity", "facility", "command_id")}
    return row


def _other(event: Recorded, taken: Taken) -> Row:
    """The other document that the duty counts on."""
    kind = taken.of.removesuffix("_id")
    told = event.data.get(taken.of)
    if told is None:
        found: tuple[Any, ...] = (None, None, None)
    elif isinstance(told, str):
        found = (kind, told, None)
    else:
        found = (told["aggregate"], told["id"], told["number"])
    return dict(zip(("of_document", "of_document_id", "of_number"), found, strict=True))


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    """There are facts alone."""
    del event
    return ()


DUTY_ACTS: Final = Projection(
    name="duty_acts",
    version=1,
    why="The auditor's: who did which duty on which document, and where duties met in one person.",
    tables=(_ACTS,),
    handles=dict.fromkeys(TAKEN, _acted),
    keys=_keys,
    partition=by_stream,
    main="duty_acts",
    queries=DUTY_FIGURES,
)
