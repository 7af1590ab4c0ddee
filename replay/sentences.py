"""Each fact as a sentence that a person reads without knowing the code.

A template may name the event's own fields (`{line[line]}`), `{number}` of the document, `{who}` who
acted; optional facts and lists are told by the functions below. Every event type has a template.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from domain.event import Recorded

Facts = Mapping[str, Any]


def sentence(event: Recorded) -> str:
    """What happened, who did it, and why, in one sentence."""
    actor = event.metadata["actor"]
    who = actor["id"] if actor["type"] == "human" else f"{actor['type']} {actor['id']}"
    told = _TEMPLATES[event.type].format_map(
        {"who": who, "number": event.metadata["number"]}
        | {
            **event.data,
            **{name: told(event.data) for name, told in _PARTS.get(event.type, {}).items()},
        }
    )
    reason = event.data.get("reason_code") or (event.metadata.get("reason") or {}).get("code")
    return f"{told} ({reason})." if reason else f"{told}."


def _lines_received(data: Facts) -> str:
    return ", ".join(
        f"{line['quantity']} {line['unit']} of {line['description']} for {line['amount']}"
        + (f" (lot {line['lot']})" if "lot" in line else "")
        for line in data["lines"]
    )


def _route(data: Facts) -> str:
    roles = [step["role"] for step in data["steps"]]
    return ", then ".join(roles) if roles else "nobody, the policy lets it pass"


def _changes(data: Facts) -> str:
    told = []
    for change in data["changes"]:
        values = [
            f"{name.replace('_', ' ')} {change[name]}"
            for name in ("quantity", "unit_price", "storage_location", "need_by")
            if name in change
        ]
        told.append(f"line {change['line']}: {', '.join(values)}")
    if "payment_terms" in data:
        told.append(f"payment terms {data['payment_terms']}")
    return "; ".join(told) or f"currency {data['currency']}"


def _answers(data: Facts) -> str:
    return ", ".join(f"line {line['line']} {line['code']}" for line in data["lines"])


def _variances(data: Facts) -> str:
    told = [
        f"{each['check'].replace('_', ' ')} expected {each['expected']}, found {each['actual']}"
        for each in data["variances"]
    ]
    return "; ".join(told) or "no variance"


def _hold(data: Facts) -> str:
    line = f" on line {data['line']}" if "line" in data else ""
    found = f", expected {data['expected']}, found {data['actual']}" if "actual" in data else ""
    return f"{data['kind'].replace('_', ' ')}{line}{found}"


def _kind(data: Facts) -> str:
    return str(data["kind"]).replace("_", " ")


def _touchless(data: Facts) -> str:
    return "without a human hand" if data["touchless"] else "after a person stepped in"


def _case(data: Facts) -> str:
    return "by the policy at once" if "approval_case_id" not in data else "by its approval case"


_PARTS: Final[dict[str, dict[str, Callable[[Facts], str]]]] = {
    "approval_case.route_planned": {"route": _route},
    "purchase_order.approved": {"how": _case},
    "purchase_order.acknowledged": {"answers": _answers},
    "purchase_order.change_order_implemented": {"what": _changes},
    "receipt.posted": {"what": _lines_received},
    "receipt.reversed": {"what": _lines_received},
    "receipt.goods_returned": {"what": _lines_received},
    "invoice.captured": {"kind": _kind},
    "invoice.match_evaluated": {
        "what": _variances,
        "verdict": lambda d: d["verdict"].replace("_", " "),
    },
    "invoice.hold_placed": {"what": _hold},
    "invoice.hold_released": {"kind": _kind},
    "invoice.matched": {"how": _touchless},
}

_TEMPLATES: Final[dict[str, str]] = {
    "supplier.proposed": "{who} proposed supplier {number}, {name}",
    "supplier.activated": "{who} cleared the supplier for orders",
    "supplier.hold_placed": "{who} put the supplier on hold for {scope}",
    "supplier.hold_released": "{who} lifted the hold for {scope}",
    "catalogue_item.requested": "{who} requested item {number}, {description}, per {base_unit}",
    "catalogue_item.activated": "{who} opened the item for orders",
    "catalogue_item.retired": "{who} retired the item",
    "number.claimed": "{holder[aggregate]} {holder[number]} took the number {key}",
    "number.released": "{holder[aggregate]} {holder[number]} gave the number back",
    "requisition.created": "{who} drafted requisition {number} for {department} at {facility}",
    "requisition.line_added": "{who} asked for {line[quantity]} {line[unit]} of {line[description]}"
    " at {line[unit_price]} (line {line[line]})",
    "requisition.line_changed": "{who} changed line {line[line]} to {line[quantity]} {line[unit]}"
    " of {line[description]} at {line[unit_price]}",
    "requisition.line_removed": "{who} took out line {line}",
    "requisition.submitted": "{who} submitted {amount} {currency} for approval",
    "requisition.approved": "The requisition was approved at {amount} {currency}",
    "requisition.rejected": "The requisition was rejected",
    "requisition.withdrawn": "{who} withdrew the requisition",
    "requisition.line_ordered": "{quantity} of line {line} went into purchase order"
    " {purchase_order[number]}",
    "requisition.line_cancelled": "{who} gave up {quantity} of line {line}",
    "requisition.closed": "Nothing is left to order",
    "approval_case.route_planned": "Approval of {document[number]} over {facts[amount]}"
    " {facts[currency]} goes to {route} (policy version {policy[version]})",
    "approval_case.step_approved": "{approver_id} agreed as {role} (step {step})",
    "approval_case.step_rejected": "{approver_id} refused as {role} (step {step})",
    "approval_case.approved": "All steps agreed",
    "approval_case.rejected": "The case ended in a refusal",
    "approval_case.superseded": "The case no longer counts",
    "purchase_order.created": "{who} drafted order {number} to {supplier_name} in {currency}",
    "purchase_order.line_added": "Line {line[line]}: {line[quantity]} {line[pack][unit]} of"
    " {line[description]} at {line[unit_price]}, {line[amount]} in all",
    "purchase_order.submitted": "{who} submitted {amount} {currency} for approval",
    "purchase_order.approved": "The order was approved at {amount} {currency} {how}",
    "purchase_order.rejected": "The order was rejected and is a draft again",
    "purchase_order.issued": "{who} issued revision {revision} over {amount} {currency}",
    "purchase_order.transmitted": "Revision {revision} reached the supplier by {channel}"
    " (attempt {attempt})",
    "purchase_order.transmission_failed": "Attempt {attempt} to send revision {revision} by"
    " {channel} failed with {error_code}",
    "purchase_order.acknowledged": "The supplier answered revision {revision}: {answers}",
    "purchase_order.change_order_implemented": "{who} changed the order to revision {revision}:"
    " {what}; {amount_before} became {amount_after} {currency}",
    "purchase_order.hold_placed": "{who} put the order on hold",
    "purchase_order.hold_released": "{who} let the order go on",
    "purchase_order.line_cancelled": "{who} cancelled {quantity} of line {line}, worth {amount}",
    "purchase_order.line_closed": "{who} closed line {line} for {side}",
    "purchase_order.line_reopened": "{who} reopened line {line}, which was {undone}",
    "purchase_order.invoice_settled": "Invoice {invoice[number]} needs no more matching",
    "purchase_order.line_received": "Receipt {receipt[number]} brought {quantity} of line {line},"
    " worth {amount} {currency}",
    "purchase_order.line_receipt_reversed": "Receipt {receipt[number]} was taken back: {quantity}"
    " of line {line}, worth {amount} {currency}",
    "purchase_order.line_returned": "{quantity} of line {line}, worth {amount} {currency}, went"
    " back (receipt {receipt[number]})",
    "purchase_order.line_invoiced": "Invoice {invoice[number]} asks {amount} {currency} for"
    " {quantity} of line {line}",
    "purchase_order.line_invoice_reversed": "Invoice {invoice[number]} was voided: {quantity} of"
    " line {line}, {amount} {currency}",
    "purchase_order.line_credited": "Credit memo {credit_memo[number]} gave back {amount}"
    " {currency} for {quantity} of line {line}",
    "receipt.started": "{who} opened {kind} receipt {number} for order {purchase_order[number]}",
    "receipt.service_entry_recorded": "{who} entered {quantity} {unit} of {description}, performed"
    " on {performed_on} (entry {entry})",
    "receipt.posted": "{who} received {what} {currency} on {received_on} for order"
    " {purchase_order[number]}",
    "receipt.reversed": "{who} took the receipt back: {what} {currency}",
    "receipt.goods_returned": "{who} sent back {what} {currency}",
    "invoice.captured": "{who} captured {kind} {number} of {supplier_name} over {total}"
    " {currency}, dated {invoice_date}, due {due_on}",
    "invoice.duplicate_suspected": "It may repeat {other[number]} (rule {rule})",
    "invoice.linked": "It was tied to order {purchase_order[number]}",
    "invoice.match_evaluated": "Matched against order {purchase_order[number]} revision"
    " {purchase_order_revision}: {verdict}; {what}",
    "invoice.hold_placed": "Hold {hold} for {owner_role}: {what}",
    "invoice.hold_released": "Hold {hold} ({kind}) was released: {how}",
    "invoice.matched": "Nothing stands against payment, {how}",
    "invoice.accounted": "Posted to payables on {posted_on}: {total} {currency}",
    "invoice.payment_recorded": "{who} recorded payment {payment} of {amount} {currency} on"
    " {paid_on}; {open_amount} stays open",
    "invoice.credited": "Credit memo {credit_memo[number]} answers it with {amount} {currency}",
    "invoice.credit_applied": "Credit memo {credit_memo[number]} settled {amount} {currency};"
    " {open_amount} stays open",
    "invoice.voided": "{who} voided the invoice on {voided_on}",
    "credit_memo.captured": "{who} captured credit memo {number} of {supplier_name} over {total}"
    " {currency}",
    "credit_memo.held": "It waits: nothing says what it answers",
    "credit_memo.accounted": "Posted against payables on {posted_on}: {total} {currency}",
    "credit_memo.applied": "{amount} {currency} went to invoice {invoice[number]}; {open_amount}"
    " is still to be used",
}
TYPES: Final = frozenset(_TEMPLATES)
