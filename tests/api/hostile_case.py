"""The case once more, where each command of purchasing is first sent wrong in every way.

Each wrong body goes out at the very moment at which the right one is taken, so that nothing but
what is wrong with it can be the reason of its refusal. `test_hostile_commands.py` reads
the answers.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, Final, NamedTuple

from tests.api.buying_contradictions import BUYING_CONTRADICTIONS
from tests.api.case import Story
from tests.api.office import Json
from tests.api.openapi import Document

ROOMS: Final = (
    "/v1/budget-lines",
    "/v1/catalogue-items",
    "/v1/price-agreements",
    "/v1/purchase-orders",
    "/v1/receipts",
    "/v1/shipments",
    "/v1/stock-items",
    "/v1/suppliers",
    "/v1/unordered-deliveries",
    "/v1/requisitions",
)
# Here a document that contradicts itself is mostly put on file and waits: see its own tests.
BILLS_AND_BOOKS: Final = (
    "/v1/accounting-calendars",
    "/v1/approval-cases",
    "/v1/credit-memos",
    "/v1/duty-overrides",
    "/v1/exchange-rates",
    "/v1/invoices",
    "/v1/legal-entities",
    "/v1/prepayments",
    "/v1/recoveries",
    "/v1/tolerance-policies",
)
UNKNOWN: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2fee"
_NUMBER: Final = re.compile(r"-?[0-9]+([.][0-9]+)?")
_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Ids that a command makes; all others name what has to be there.
MADE: Final = frozenset({"id", "receipt_id", "approval_case_id", "transfer_id"})
COUNTED: Final = frozenset(  # Of the document itself, from 1.
    {"line", "return_request", "document", "bank_details", "change", "usage", "proposal", "site"}
    | {"period", "version", "hold", "dispute"}
)
NUMBERED: Final = frozenset(
    {"number", "lot", "lots", "serials", "receipt_number", "delivery_note", "account", "bank"}
    | {"gtin", "value", "sscc", "tax_id", "reference"}
)

_LINE: Final[Json] = {
    "line": 1,
    "description": "Gauze",
    "item_class": "consumable",
    "quantity": "1",
    "unit": "EA",
    "unit_price": "1.00",
}
_TWO_AS_ONE: Final[Json] = {"quantity": "2", "serials": ["SN-1"]}
# What each command may say that cannot be true together, beside the values of its example.
CONTRADICTIONS: Final[dict[str, Json]] = {
    **BUYING_CONTRADICTIONS,
    "/v1/receipts": {"posted_on": "1999-12-31"},
    "/v1/receipts/desktop": {"performed_from": "2026-02-27", "performed_until": "2026-02-02"},
    "/v1/receipts/service-entries": {"purchase_order_line": 99},
    "/v1/receipts/{receipt_id}/corrections": {"corrected_on": "1999-12-31"},
    "/v1/receipts/{receipt_id}/label-corrections": {"corrected_on": "1999-12-31"},
    "/v1/receipts/{receipt_id}/inspections": {
        "lines": [{"line": 1, "inspected": "3", "accepted": "1", "rejected": "1"}]
    },
    "/v1/receipts/{receipt_id}/quarantine": {"quarantined_on": "1999-12-31"},
    "/v1/receipts/{receipt_id}/recount-requests": {"lines": [1, 1]},
    "/v1/receipts/{receipt_id}/recounts": {"recounted_on": "1999-12-31"},
    "/v1/receipts/{receipt_id}/return-requests": {
        "lines": [{"line": 1, "quantity": "1"}, {"line": 1, "quantity": "1"}]
    },
    "/v1/receipts/{receipt_id}/returns": {
        "lines": [{"line": 1, "quantity": "1"}, {"line": 1, "quantity": "1"}]
    },
    "/v1/requisitions/{requisition_id}/lines/{line}/cancel": {"quantity": "999999"},
    "/v1/requisitions/{requisition_id}/lines/{line}/issue-returns": {"quantity": "999999"},
    "/v1/requisitions/{requisition_id}/lines/{line}/issues": {"quantity": "999999"},
    "/v1/requisitions/{requisition_id}/lines/{line}/pick": {"quantity": "999999"},
    "/v1/requisitions/{requisition_id}/lines/{line}/pick/release": {"quantity": "999999"},
    "/v1/requisitions": {"lines": [_LINE, _LINE]},
    "/v1/requisitions/{requisition_id}/lines": {"line": _LINE},
    "/v1/requisitions/{requisition_id}/lines/change": {"line": {**_LINE, "line": 99}},
    "/v1/shipments": {"expected_on": "1999-12-31"},
    "/v1/shipments/{shipment_id}/receive": {
        "lines": [{"line": 1, "quantity": "1"}, {"line": 1, "quantity": "1"}]
    },
    "/v1/shipments/{shipment_id}/write-off": {"written_off_on": "1999-12-31"},
    "/v1/shipments/{shipment_id}/take-back": {"lines": []},
    "/v1/stock-items": {"facility": "ELSEWHERE"},
    "/v1/stock-items/{stock_item_id}/issues": {"quantity": "9999999"},
    "/v1/stock-items/{stock_item_id}/issue-returns": {"parcel": _TWO_AS_ONE},
    "/v1/stock-items/{stock_item_id}/counts": {"bins": [{"quantity": "1"}, {"quantity": "2"}]},
    "/v1/stock-items/{stock_item_id}/scraps": {"quantity": "9999999"},
    "/v1/stock-items/{stock_item_id}/moves": {"quantity": "9999999"},
    "/v1/stock-items/{stock_item_id}/transfers": {"to_facility": "HOSP-NORTH"},
    "/v1/stock-items/{stock_item_id}/consignments": {"parcels": [_TWO_AS_ONE]},
    "/v1/stock-items/{stock_item_id}/consignment-returns": {"quantity": "9999999"},
    "/v1/stock-items/{stock_item_id}/consumptions": {"quantity": "9999999"},
    "/v1/stock-items/{stock_item_id}/consumption-reversals": {"quantity": "9999999"},
    "/v1/unordered-deliveries": {"facility": "ELSEWHERE"},
    "/v1/unordered-deliveries/{unordered_delivery_id}/match": {"lines": []},
    "/v1/unordered-deliveries/{unordered_delivery_id}/send-back": {"sent_on": "1999-12-31"},
}

# What looks wrong and is right: it is not sent.
RIGHT: Final[dict[tuple[str, str, str], str]] = {
    ("/v1/unordered-deliveries", "wrong unit", "lines.0.unit"): "a label counts as it likes",
    ("/v1/invoices", "wrong unit", "lines.0.unit"): "it is put on file and held",
    ("/v1/invoices", "foreign tenant", "purchase_order_id"): "it is put on file and held",
    ("/v1/credit-memos", "foreign tenant", "invoice_id"): "it waits for its invoice",
    ("/v1/credit-memos", "foreign tenant", "purchase_order_id"): "it waits for its order",
    ("/v1/exchange-rates", "over-precise", "rate"): "rates have ten places",
    (
        "/v1/invoices/{invoice_id}/disputes/{dispute}/write-back",
        "foreign tenant",
        "credit_memo_id",
    ): "it is the id of our debit note, which is made",
    ("/v1/catalogue-items/{item_id}/conversions", "wrong unit", "pack.unit"): "a unit is new once",
    (
        "/v1/price-agreements/{price_agreement_id}/renewals",
        "negative",
        "price_change_percent",
    ): "prices may fall",
}


class Answer(NamedTuple):
    """What a wrong body was answered with."""

    route: str
    kind: str  # of wrongness
    place: str
    status: int
    code: str


class HostileStory(Story):
    """Sends every example of these rooms wrong before it sends it right."""

    def __init__(self, office: Any, document: Document) -> None:  # noqa: ANN401 - as its base
        super().__init__(office, document)
        self.answers: list[Answer] = []
        self.moved: list[str] = []  # Routes whose wrong bodies left a trace.

    def tell(
        self, actor: str, route: str, names: str | dict[str, Any] = "", **changes: Any
    ) -> Json:
        """First wrong in every way, then right."""
        if route.startswith(ROOMS + BILLS_AND_BOOKS) and route not in self.sent and not changes:
            self._spoil(actor, route, names)
        return super().tell(actor, route, names, **changes)

    def _spoil(self, actor: str, route: str, names: str | dict[str, Any]) -> None:
        before = self.office.see("audit-trail", limit=1)["position"]
        if isinstance(names, str):
            names = dict.fromkeys(self.document.path_parameters(route), names)
        example = self.document.example(route)
        for kind, place, body in self._wrong(route, example):
            if (route, kind, place) in RIGHT:
                continue
            self._send(actor, route, names, kind, place, body)
        for name in names.keys() - COUNTED:
            stranger = {**names, name: UNKNOWN}
            self._send(actor, route, stranger, "foreign tenant", name, example)
        if self.office.see("audit-trail", limit=1)["position"] != before:
            self.moved.append(route)

    def _send(
        self, actor: str, route: str, names: dict[str, Any], kind: str, place: str, body: Json
    ) -> None:
        response = self.office.post(route.format(**names).removeprefix("/v1/"), body, actor)
        code = "" if response.is_success else str(response.json()["code"])
        self.answers.append(Answer(route, kind, place, response.status_code, code))

    def _wrong(self, route: str, example: Json) -> Iterator[tuple[str, str, Json]]:
        for place in self._required(route, example):
            yield "missing", told_of(place), without(example, place)
        for place, value in leaves(example):
            name = next(each for each in reversed(place) if isinstance(each, str))
            for kind, wrong in spoilt(name, value):
                yield kind, told_of(place), placed(example, place, wrong)
        if route in CONTRADICTIONS:
            yield "contradictory", "", {**example, **CONTRADICTIONS[route]}

    def _required(self, route: str, example: Json) -> Iterator[tuple[Any, ...]]:
        body = self.document.content["paths"][route]["post"]["requestBody"]
        schema = self.document.resolved(body["content"]["application/json"]["schema"])
        yield from self._required_in(schema, example, ())

    def _required_in(
        self, schema: Json, value: object, place: tuple[Any, ...]
    ) -> Iterator[tuple[Any, ...]]:
        schema = self.document.resolved(schema)
        if isinstance(value, dict):
            for name in value:
                if name in schema.get("required", ()):
                    yield (*place, name)
                inner = schema.get("properties", {}).get(name, {})
                yield from self._required_in(inner, value[name], (*place, name))
        elif isinstance(value, list) and value:
            yield from self._required_in(schema.get("items", {}), value[0], (*place, 0))


def spoilt(name: str, value: object) -> Iterator[tuple[str, object]]:
    """The kinds of wrongness that a value of this name can have."""
    if name == "unit":
        yield "wrong unit", "ZZ9"
    elif name == "currency":
        yield "wrong currency", "ZZZ"
    elif isinstance(value, str) and _UUID.fullmatch(value) and name not in MADE:
        yield "foreign tenant", UNKNOWN
    elif isinstance(value, int) and not isinstance(value, bool):
        yield "negative", -1
        yield "over-precise", 1.5
        yield "huge", 10**30
    elif isinstance(value, str) and _NUMBER.fullmatch(value) and name not in NUMBERED:
        yield "negative", "-1"
        yield "over-precise", "1.0000001"
        yield "huge", "9" * 30


def leaves(value: object, place: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], object]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, (*place, name))
    elif isinstance(value, list):
        for number, each in enumerate(value[:1]):
            yield from leaves(each, (*place, number))
    else:
        yield place, value


def placed(example: Json, place: tuple[Any, ...], value: object) -> Json:
    changed = deepcopy(example)
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    return changed


def without(example: Json, place: tuple[Any, ...]) -> Json:
    changed = deepcopy(example)
    inner: Any = changed
    for step in place[:-1]:
        inner = inner[step]
    del inner[place[-1]]
    return changed


def told_of(place: tuple[Any, ...]) -> str:
    return ".".join(str(step) for step in place)
