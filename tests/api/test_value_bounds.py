"""A body that holds more values than any document needs is refused before they are looked at."""

from typing import Final

import pytest

from api.value_bounds import (
    LISTS_MAX,
    OBJECTS_MAX,
    VALUES_MAX,
    TooManyValues,
    refuse_too_many_values,
)
from tests.api.office import Office, refused
from tests.api.test_commands import send

MANY: Final = 400_000
TOO_MANY: Final = {
    "elements": b'{"lines": [' + b",".join([b"1"] * MANY) + b"]}",
    "objects": b'{"lines": [' + b",".join([b"{}"] * (OBJECTS_MAX + 1)) + b"]}",
    "unknown members": b"{" + b",".join(b'"%x": 1' % n for n in range(VALUES_MAX + 1)) + b"}",
    "elements of a list in a list": b'{"lines": [{"taxes": [' + b"1," * MANY + b"1]}]}",
    "lists in each other": b'{"lines": [' + b"[" * LISTS_MAX + b"1.5" + b"]" * LISTS_MAX + b"]}",
    "behind a text that does not end": b"," * VALUES_MAX + b'"' + b"," * MANY,
}
FEW: Final = {
    "values": b"[" + b",".join([b"1"] * VALUES_MAX) + b"]",
    "objects": b"[" + b",".join([b"{}"] * OBJECTS_MAX) + b"]",
    "lists": b"[" + b",".join([b"[]"] * (LISTS_MAX - 1)) + b"]",
    "a text of commas": b'{"name": "' + b"{[," * MANY + b'"}',
    "a text with quotes in it": b'["\\"' + b"," * MANY + b'\\"", "' + b"," * MANY + b'\\\\", 1]',
    "a text that does not end": b'["' + b'\\"' * MANY + b"," * MANY,
}


@pytest.mark.parametrize("body", TOO_MANY.values(), ids=TOO_MANY)
def test_more_values_than_a_document_needs_are_refused_at_once(body: bytes) -> None:
    with pytest.raises(TooManyValues, match="split the document"):
        refuse_too_many_values(body)


@pytest.mark.parametrize("body", FEW.values(), ids=FEW)
def test_what_stands_in_a_text_is_no_value(body: bytes) -> None:
    refuse_too_many_values(body)


@pytest.mark.parametrize("body", list(TOO_MANY.values())[:-1], ids=list(TOO_MANY)[:-1])
def test_a_command_of_too_many_values_is_told_the_limits(office: Office, body: bytes) -> None:
    told = refused(send(office, body), 413, "request.too_many_values")
    assert told["values"] == {
        "values_max": VALUES_MAX,
        "objects_max": OBJECTS_MAX,
        "lists_max": LISTS_MAX,
    }


def test_as_many_wrong_values_as_a_body_may_hold_are_counted_and_the_first_are_shown(
    office: Office,
) -> None:
    wrong = b",".join([b"1"] * (VALUES_MAX - 1))
    told = refused(
        send(office, b'{"name": "A", "lines": [' + wrong + b"]}"), 422, "request.invalid"
    )
    assert told["values"]["errors"][0]["where"] == "body.lines"
    told = refused(
        send(office, b"{" + b",".join(b'"%x": 1' % n for n in range(VALUES_MAX)) + b"}"),
        422,
        "request.invalid",
    )
    assert told["values"]["errors_count"] == VALUES_MAX + 1, "the name is missing, too"
    assert len(told["values"]["errors"]) == 20
