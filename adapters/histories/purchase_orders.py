"""Maps the order itself: its creation, its changes, what the channel to the supplier does.

Approvals stand in `approvals`, what the supplier answers in `order_answers`, blocks and indicators
in `order_switches`.
"""

from typing import Final, Literal

from adapters.histories.activities import Activity
from adapters.histories.case import Case, Happening, Mapped, Step, agreement_number, item_id
from adapters.histories.order_life import ValueChange
from adapters.histories.requests import Request
from adapters.histories.routes import grows_to_approval, steps_of_new_order
from domain.ids import derived_id
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    ChangedLine,
    CreatePurchaseOrder,
    ImplementChangeOrder,
    IssuePurchaseOrder,
    OrderedLine,
    RecordTransmission,
    SubmitPurchaseOrder,
)

CHANNEL: Final = "srm"
TERMS_CHANGED: Final = ("NET60", "NET45", "NET14")
OTHER_CURRENCY: Final = {"USD": "EUR", "CAD": "USD", "EUR": "USD"}


def create_item(case: Case, at: Happening) -> Mapped:
    """The order with its line, submitted; issued at once unless somebody has to approve."""
    order = case.order
    stood = order.stands
    request = case.requests.first(lambda each: each.is_approved)
    if request.is_approved and not stood:
        request.is_ordered = request.is_taken = True
    taken = request if request.is_ordered else None
    order.is_covered = taken is not None and taken.steps > 0
    order.stands = order.has_line = True
    steps = 0 if order.is_covered else steps_of_new_order(case, at.index)
    order.steps_first = steps
    order.submit(steps)
    create = _added if stood else _created_with_line
    makers = [lambda: create(case, at, taken), lambda: _submitted(case, at)]
    if steps == 0:
        order.is_issued = True
        makers.append(lambda: issued(case, at))
    return Mapped(tuple(makers))


def change_value(case: Case, at: Happening) -> Mapped:
    """Another quantity or price, as a change order."""
    kind: Literal["quantity", "unit_price"] = "quantity"
    if at.activity is Activity.CHANGE_PRICE:
        kind = "unit_price"
    change = ValueChange(at.index, kind, grows=False)
    if case.order.has_line and not case.order.is_cancelled:
        change.grows = grows_to_approval(case, at.index)
        case.order.changes.append(change)
    return Mapped((lambda: _changed(case, at, _new_value(case, change)),))


def change_storage(case: Case, at: Happening) -> Mapped:
    """Another place to deliver to."""
    earlier = case.count(-1, at.index, {Activity.CHANGE_STORAGE})
    place = case.setting.storage_locations[(earlier + 1) % 2]
    line = ChangedLine(line=case.line, storage_location=place)
    return Mapped((lambda: _changed(case, at, line),))


def change_terms(case: Case, at: Happening) -> Mapped:
    """Another term of payment."""
    earlier = case.count(-1, at.index, {Activity.CHANGE_TERMS})
    terms = TERMS_CHANGED[earlier % len(TERMS_CHANGED)]
    return Mapped((lambda: _implemented(case, at, terms=terms),))


def change_currency(case: Case, at: Happening) -> Mapped:
    """Another currency, for all that comes later; it is fixed once something was received."""
    order = case.order
    currency = OTHER_CURRENCY[case.setting.entity.currency]
    untouched = not case.bills.linked and not any(
        each.posted_at is not None for each in case.deliveries.made
    )
    if order.has_line and untouched and order.currency is None:
        order.currency, order.currency_changed_at = currency, at.index
    return Mapped((lambda: _implemented(case, at, currency=currency),))


def transmit(case: Case, at: Happening) -> Mapped:
    """What the channel reported."""
    error = "receiver_failed" if at.activity is Activity.SRM_TRANSFER_FAILED else None
    command = RecordTransmission(
        purchase_order_id=case.order_id, channel=CHANNEL, error_code=error, now=at.at
    )
    return Mapped((lambda: case.step("buyer", "buyer", command),))


def approval_case_id(case: Case, submission: int) -> str:
    """The case of the order's first submission, or of a later one, whose id the domain derives."""
    return derived_id(case.tenant, "approval_case", case.order_id, str(submission))


def issued(case: Case, at: Happening) -> Step:
    """The order goes to the supplier."""
    command = IssuePurchaseOrder(purchase_order_id=case.order_id, now=at.at)
    return case.step("buyer", "buyer", command)


def item_of(case: Case) -> str | None:
    """The catalogue item's id; none for a service."""
    device = case.setting.device
    return item_id(case.tenant, device.number) if device else None


def agreement_of(case: Case) -> str | None:
    """Goods are bought under a price agreement with their supplier."""
    setting = case.setting
    if setting.device is None:
        return None
    return agreement_number(case.supplier_id, setting.entity.currency)


def _line(case: Case, taken: Request | None) -> OrderedLine:
    setting, order = case.setting, case.order
    return OrderedLine(
        line=case.line,
        description=setting.description,
        item_class=setting.item_class,
        quantity=order.quantity,
        pack=setting.pack,
        unit_price=order.unit_price,
        match=order.match,
        delivery="goods" if setting.device else "service",
        accounting="stock" if setting.device else "expense",
        price_source=setting.price_source,
        item_id=item_of(case),
        agreement=agreement_of(case),
        requisition_id=case.id_of("requisition", taken.number) if taken else None,
        requisition_line=1 if taken else None,
        storage_location=setting.storage_locations[0],
    )


def created(
    case: Case, at: Happening, taken: Request | None, lines: tuple[OrderedLine, ...] = ()
) -> Step:
    """The case's order, from a request if it was taken up."""
    setting = case.setting
    command = CreatePurchaseOrder(
        purchase_order_id=case.order_id,
        number=f"PO-{case.name}",
        supplier_id=case.supplier_id,
        legal_entity=setting.entity.code,
        facility=setting.facility,
        department=setting.department,
        currency=setting.entity.currency,
        buyer_id=setting.person("buyer"),
        payment_terms="NET30",
        lines=lines,
        requisition_id=case.id_of("requisition", taken.number) if taken else None,
        now=at.at,
    )
    return case.step("buyer", "buyer", command)


def _created_with_line(case: Case, at: Happening, taken: Request | None) -> Step:
    return created(case, at, taken, (_line(case, taken),))


def _added(case: Case, at: Happening, taken: Request | None) -> Step:
    command = AddPurchaseOrderLine(
        purchase_order_id=case.order_id, line=_line(case, taken), now=at.at
    )
    return case.step("buyer", "buyer", command)


def _submitted(case: Case, at: Happening) -> Step:
    command = SubmitPurchaseOrder(
        purchase_order_id=case.order_id,
        approval_case_id=approval_case_id(case, 1),
        now=at.at,
    )
    return case.step("buyer", "buyer", command)


def _new_value(case: Case, change: ValueChange) -> ChangedLine:
    if change.kind == "quantity":
        return ChangedLine(line=case.line, quantity=change.value)
    return ChangedLine(line=case.line, unit_price=change.value)


def _changed(case: Case, at: Happening, line: ChangedLine) -> Step:
    return _implemented(case, at, lines=(line,))


def _implemented(
    case: Case,
    at: Happening,
    *,
    lines: tuple[ChangedLine, ...] = (),
    currency: str | None = None,
    terms: str | None = None,
) -> Step:
    command = ImplementChangeOrder(
        purchase_order_id=case.order_id,
        lines=lines,
        currency=currency,
        payment_terms=terms,
        now=at.at,
    )
    return case.step("buyer", "buyer", command)
