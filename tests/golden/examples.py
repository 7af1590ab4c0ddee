"""One believable example of every event, built from its class: the source of the golden files.

Every optional fact is present, so that each name of the stored form is held by a golden file.
"""

from datetime import date
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any, Final, Literal, get_args, get_origin

from pydantic import TypeAdapter, ValidationError

from domain.event import DocumentRef, Event, Value
from domain.ids import derived_id

DAY: Final = "2026-03-01"
AMOUNTS: Final = {
    "quantity": "10",
    "base_quantity": "1000",
    "unit_price": "1.25",
    "cap": "5000.00",
    "cleared": "0.00",
    "amount_before": "10.00",
    "difference": "2.50",
    "expected": "12",
    "freight": "4.90",
    "tax": "1.03",
    "total": "18.43",
    "variance": "-0.40",
}
NUMBERS: Final = {
    "fiscal_month": 3,
    "fiscal_year": 2027,
    "fiscal_year_start": 7,
    "year": 2026,
    "numerator": 100,
    "revision": 2,
    "version": 3,
    "engine_version": 1,
    "attempt": 1,
    "score": 22,
}
DOCUMENTS: Final = {
    "exchange_rate": "EUR/USD",
    "accounting_calendar": "NORTH",
    "approval_case": "AC-501",
    "budget_line": "NORTH/emergency/exam-gloves",
    "credit_memo": "CM-311",
    "duty_override": "PO-1001",
    "invoice": "INV-4711",
    "prepayment": "PF-2207",
    "price_agreement": "PA-77",
    "purchase_order": "PO-1001",
    "receipt": "GR-2001",
    "recovery": "INV-4711",
    "shipment": "SH-301",
    "stock_item": "ITEM-9",
    "unordered_delivery": "UD-61",
    "requisition": "REQ-88",
    "supplier": "SUP-17",
}
# The aggregate that a reference points at, where the field has another name.
REFERENCES: Final = {
    "duplicate_of": "invoice",
    "merged": "supplier",
    "parent": "supplier",
    "reference": "credit_memo",
    "shared_with": "supplier",
    "substitute": "catalogue_item",
    "successor": "catalogue_item",
    "used_in": "receipt",
    "survivor": "supplier",
}
TEXTS: Final = {
    "actual": "12.50",
    "agreement": "AGR-7",
    "authorization": "RMA-12",
    "base_unit": "EA",
    "box": "bm9uY2UgYW5kIGNpcGhlcnRleHQ=",
    "case_reference": "CASE-20931",
    "channel": "edi",
    "conditions": "Revision surgery only",
    "currency": "USD",
    "delivery_note": "DN-7731",
    "department": "emergency",
    "description": "Nitrile examination gloves, size M",
    "difference": "2.50",
    "error_code": "timeout",
    "expected": "10.00",
    "from_currency": "EUR",
    "to_currency": "USD",
    "facility": "NORTH-ER",
    "gtin": "00614141123452",
    "id": "spend",
    "item_class": "exam-gloves",
    "item_classes": "exam-gloves",
    "key": "00614141123452",
    "legal_entity": "NORTH",
    "limit": "0.50",
    "lot": "L-2291",
    "lots": "L-2291",
    "missing_serials": "SN-000174",
    "manufacturer": "Example Devices Ltd",
    "manufacturer_number": "EX-100-M",
    "name": "Nitrile examination gloves",
    "item_number": "ITEM-9",
    "kind": "gtin",
    "owner_role": "buyer",
    "not_at": "NORTH-ER",
    "only_at": "NORTH-OR",
    "part_number": "EX-100-M-BX",
    "payment": "PAY-3001",
    "payment_terms": "net-30",
    "reason_code": "wrong-size",
    "period": "2026-03",
    "recall": "Z-2104-2026",
    "books_currency": "EUR",
    "relates_to_period": "2026-02",
    "source_type": "receipt.posted",
    "bank": "021000021",
    "country": "US",
    "legal_entities": "NORTH",
    "masked": "****6789",
    "reference": "PL-0031177",
    "site": "REMIT-1",
    "value": "0614141000012",
    "role": "department-head",
    "rule": "spend-over-500",
    "scope": "north",
    "serials": "SN-000173",
    "source": "fda",
    "storage_location": "ER-A2",
    "sscc": "006141411234567890",
    "subject": "person-12",
    "supplier_name": "Example Medical Supply",
    "tax_id": "12-3456789",
    "udi": "(01)00614141123452(17)280630(10)L-2291",
    "unit": "BX",
}


def example(kind: type[Event]) -> Event:
    """The example of this class; the same one whenever it is asked for."""
    return kind.model_validate(_members(kind, kind.TYPE.partition(".")[0]))


def _members(kind: type[Value], document: str) -> dict[str, Any]:
    """A value for each field; `document` is what the number in it belongs to."""
    members = {
        name: _sample(name, document, Annotated[(field.annotation, name, *field.metadata)])
        for name, field in kind.model_fields.items()
    }
    if "number" in members:
        members["number"] = DOCUMENTS.get(document, "NO-42")
    if kind is DocumentRef:
        members["aggregate"] = document
    return members


def _sample(name: str, document: str, annotation: Any) -> Any:  # noqa: ANN401 - untyped by nature
    bare = annotation
    while get_origin(bare) is Annotated or NoneType in get_args(bare):
        bare = next(each for each in get_args(bare) if each is not NoneType)
    if get_origin(bare) is Literal:
        return get_args(bare)[0]
    if get_origin(bare) is tuple:
        return [_sample(name, document, get_args(bare)[0])]
    if bare is DocumentRef:
        return _members(bare, REFERENCES.get(name, name if name in DOCUMENTS else "purchase_order"))
    if issubclass(bare, Value):
        return _members(bare, document)
    if bare is bool:
        return True
    if bare is int:
        return NUMBERS.get(name, 1)
    if bare is Decimal:
        return AMOUNTS.get(name, "12.50")
    if bare is date:
        return DAY
    assert bare is str, f"{name}: no example of {bare}"
    return _text(name, annotation)


def _text(name: str, annotation: Any) -> str:  # noqa: ANN401 - as above
    """The first candidate that the field's own pattern lets pass."""
    person = "person-12" if name.endswith(("_by", "_id")) else name.replace("_", "-")
    for candidate in (TEXTS.get(name, person), derived_id("example", name), "0f" * 32):
        try:
            TypeAdapter(annotation).validate_python(candidate)
        except ValidationError:
            continue
        return candidate
    raise AssertionError(f"{name}: give it an example in TEXTS")
