"""Bodies are read exactly, whether a machine wrote them as short as it can or a person did not."""

import json
from typing import Final

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.exact_json import InexactNumber, MalformedJson, RepeatedMember, canonical, parse
from application.errors import Failed

VALUES: Final = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
NESTED: Final = 300  # Deeper than what is written again, and than anybody needs.


@given(VALUES)
def test_what_was_sent_is_what_is_read(value: object) -> None:
    for separators in ((",", ":"), (", ", ": ")):
        body = json.dumps(value, separators=separators, ensure_ascii=False)
        try:
            sent = body.encode()
        except UnicodeEncodeError:
            continue  # A lone surrogate is no text that could be sent.
        assert _same(parse(sent), value)


@given(st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5))
def test_a_fraction_is_refused_wherever_it_stands(number: float, name: str) -> None:
    for value in (number, [1, number], {name: [{"lines": number}]}):
        with pytest.raises(InexactNumber):
            parse(json.dumps(value).encode())
        with pytest.raises(InexactNumber):
            parse(json.dumps(value, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b'{"a":1,"a":1}', RepeatedMember),
        (b'{"a":{"b":1,"b":2}}', RepeatedMember),
        (b'{"a":-0}', InexactNumber),
        (b"[-0]", InexactNumber),
        (b"1.0", InexactNumber),
        (b"1e2", InexactNumber),
        (b'{"a":NaN}', InexactNumber),
        (b'{"a":1', MalformedJson),
        (b'{"a":"\xff"}', MalformedJson),
        (b"", MalformedJson),
        (b"\xef\xbb\xbf{}", MalformedJson),
    ],
)
def test_what_would_be_read_as_something_else_is_refused(body: bytes, error: type[Failed]) -> None:
    with pytest.raises(error):
        parse(body)


def test_whole_numbers_of_any_size_stay_what_they_are() -> None:
    for number in (2**53 + 1, 2**63, 2**64, -(2**63) - 1, 10**40):
        assert parse(b'{"quantity":%d}' % number) == {"quantity": number}


def test_a_number_without_end_is_refused_in_words_for_its_sender() -> None:
    """Python's own would advise whoever runs this process."""
    with pytest.raises(MalformedJson, match="more digits than are read"):
        parse(b'{"quantity":' + b"9" * 5_000 + b"}")


def test_what_says_the_same_has_the_same_canonical_form() -> None:
    said = {"b": [1, {"d": "\u00e9", "c": None}], "a": {}}
    turned = b'{"a":{}, "b":[1,{"c":null,"d":"\\u00e9"}]}'
    form = b'{"a":{},"b":[1,{"c":null,"d":"\xc3\xa9"}]}'
    assert canonical(said, b"") == canonical(parse(turned), turned) == form
    for sent in (b'{"a":%d}' % 2**70, b'{"a":"\\ud800"}', b"[" * NESTED + b"]" * NESTED):
        assert canonical(parse(sent), sent) == sent


def test_what_only_looks_like_a_fraction_is_text() -> None:
    body = {"note": "1.5", "1.5": 'a:1.5,"b":-0', "list": ["[1.5", "-0"]}
    assert parse(orjson.dumps(body)) == body


def test_a_body_that_is_nested_deeper_than_anything_needs_is_read_or_refused() -> None:
    body = b"[" * NESTED + b"]" * NESTED
    assert json.dumps(parse(body)).encode() == body
    with pytest.raises(MalformedJson, match=r"^The body is nested too deeply\.$"):
        parse(b"[" * 100_000 + b"]" * 100_000)


def test_what_is_wrong_with_a_long_body_is_found_in_the_time_that_it_takes_to_read_it() -> None:
    many = {f"name-{number}": number for number in range(60_000)}
    twice = orjson.dumps(many)[:-1] + b',"name-59999":0}'
    with pytest.raises(RepeatedMember, match="name-59999"):
        parse(twice)
    with pytest.raises(InexactNumber, match=r"body\.x:"):
        parse(orjson.dumps({"x": 1.5, "a" * 60_000: [0] * 30_000}))
    with pytest.raises(InexactNumber, match=r"body\.lines\.1\.price"):
        parse(b'{"lines":[{}, {"price":1.5}]}')


def _same(one: object, other: object) -> bool:
    """Equal, and of the same types: True is no 1."""
    return json.dumps(one) == json.dumps(other)
