"""Whatever a body, a parameter or a path holds is taken or refused, and never a fault of ours."""

from collections.abc import Iterator
from copy import deepcopy
from itertools import count, cycle, islice
from typing import Any, Final
from urllib.parse import quote

import pytest

from adapters.system import new_uuid
from api import examples
from tests.api.case import FOURTH, Story, tell_case
from tests.api.office import Json, Office, offices, refused
from tests.api.openapi import Document
from tests.api.running import Api

HOSTILE: Final[tuple[object, ...]] = (
    None,
    True,
    -1,
    0,
    10**30,
    "",
    " ",
    "0",
    "-0.000001",
    "1e400",
    "9" * 400,
    "NaN",
    "x" * 600,
    "a\0b",
    "\u202e\ufeff",
    "1969-12-31",
    "9999-12-31",
    "0001-01-01T00:00:00+14:00",
    "'; --",
    [],
    [[]],
    {},
    {"line": 1},
    [None] * 1_500,
)


TEXTS: Final = tuple(
    str(value) for value in HOSTILE if isinstance(value, str | int) or value is None
)


class Names(dict[str, str]):
    """What stands in an address; a part that is not named here is a small number or a code."""

    def __missing__(self, part: str) -> str:
        return "1"


NAMES: Final = Names(
    {
        "supplier_id": examples.SUPPLIER,
        "item_id": examples.ITEM,
        "requisition_id": FOURTH,
        "approval_case_id": examples.APPROVAL_CASE,
        "purchase_order_id": examples.PURCHASE_ORDER,
        "receipt_id": examples.RECEIPT,
        "invoice_id": examples.INVOICE,
        "credit_memo_id": examples.CREDIT_MEMO,
        "line": "1",
        "hold": "1",
    }
)
UNSUPPORTED_MEDIA_TYPE: Final = "request.unsupported_media_type"
VALUES_PER_PLACE: Final = 2  # Other places get other ones; together they try them all.


@pytest.fixture(scope="module")
def spoilt_case(api: Api, document: Document) -> Iterator[Story]:
    """A case of this module alone, because some of what is sent is taken."""
    with offices(api, f"t-{new_uuid().hex}") as office:
        yield tell_case(office, document)


def test_a_spoilt_body_is_taken_or_refused(spoilt_case: Story, document: Document) -> None:
    office, numbers, answered = spoilt_case.office, count(1), set()
    for path in document.commands:
        body = {"effective_at": "2026-03-02T09:30:00Z", **document.example(path)}
        if "{" not in path:  # A document of its own, so that more than its id is looked at.
            body = {name: value for name, value in body.items() if name != "id"}
        for spoilt in spoilt_bodies(body):
            if spoilt.get("number") == body.get("number", ""):
                spoilt["number"] = f"N-{next(numbers)}"
            response = office.post(path.format_map(NAMES).removeprefix("/v1/"), spoilt, "hal")
            assert response.status_code < 500, (path, spoilt, response.text)
            answered.add(response.status_code)
    assert {200, 201, 409, 422} <= answered


def test_a_hostile_filter_moment_or_name_is_taken_or_refused(
    case: Story, document: Document
) -> None:
    texts = cycle(TEXTS)
    for path in document.queries:
        names = list(document.filters(path)) if path in document.lists else []
        for name in (*names, "as_of", "clock", "min_position", "after", "limit", "document"):
            text = next(texts)
            filled = path.replace("{document}", quote(text, safe="") or "x")
            response = case.office.get(filled.removeprefix("/v1/"), **{name: text})
            assert response.status_code < 500, (path, name, text, response.text)


@pytest.mark.parametrize(
    ("headers", "status", "code"),
    [
        ({"Content-Type": "application/json; charset=utf-16"}, 415, UNSUPPORTED_MEDIA_TYPE),
        ({"Content-Type": 'application/json;CHARSET = "latin1"'}, 415, UNSUPPORTED_MEDIA_TYPE),
        ({"Content-Encoding": "gzip"}, 415, "request.unsupported_encoding"),
        ({"Content-Encoding": "identity, br"}, 415, "request.unsupported_encoding"),
        ({"Idempotency-Key": "schlüssel".encode()}, 422, "request.invalid"),
        ({"Idempotency-Key": "schlüssel".encode("latin-1")}, 422, "request.invalid"),
        ({"Idempotency-Key": b"a\tb"}, 422, "request.invalid"),
    ],
)
def test_a_header_that_nobody_reads_alike_is_refused(
    office: Office, headers: dict[str, str | bytes], status: int, code: str
) -> None:
    refused(office.send("suppliers", b'{"name": "Acme"}', headers), status, code)


@pytest.mark.parametrize("kind", ["application/json", 'application/json; charset="UTF-8"'])
def test_a_body_in_utf_8_as_it_is_is_taken(office: Office, kind: str) -> None:
    headers = {"Content-Type": kind, "Content-Encoding": "Identity", "Idempotency-Key": "order 17"}
    assert office.send("suppliers", b'{"name": "Acme"}', headers).is_success


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", "Ac\u200bme"), ("name", "\u202eemca"), ("number", "S\u20661"), ("number", "S\xad1")],
)
def test_a_number_or_name_with_what_nobody_sees_is_refused(
    office: Office, field: str, value: str
) -> None:
    body = {"name": "Acme", field: value}
    told = refused(office.post("suppliers", body), 422, "request.invalid")
    assert told["detail"].startswith(f"body.{field}: ")
    assert "invisible character U+" in told["detail"]


def spoilt_bodies(body: Json) -> Iterator[Json]:
    """The body with one value replaced by something hostile, at each place a few times."""
    values = cycle(HOSTILE)
    for *way, last in places(body):
        for value in islice(values, VALUES_PER_PLACE):
            changed = deepcopy(body)
            inner: Any = changed
            for step in way:
                inner = inner[step]
            inner[last] = value
            yield changed


def places(value: object) -> Iterator[tuple[Any, ...]]:
    """Where something can be replaced."""
    inner: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        inner = list(value.items())
    elif isinstance(value, list):
        inner = list(enumerate(value))
    for name, each in inner:
        yield (name,)
        yield from ((name, *place) for place in places(each))
