"""The stored form of payload and metadata: one form for each value, and none for some values."""

import json
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.canonical_json import CanonicalJson, NotCanonical
from application.errors import InvalidText

JSON: Final = CanonicalJson()
TEXT: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES: Final = st.recursive(
    st.one_of(TEXT, st.booleans(), st.integers(-(2**63), 2**63 - 1)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXT, inner, max_size=4)),
    max_leaves=8,
)


@given(VALUES)
def test_every_plain_value_comes_back(value: object) -> None:
    assert JSON.decode(JSON.encode(value)) == value


@given(st.dictionaries(TEXT, VALUES, max_size=5))
def test_keys_are_sorted_and_nothing_is_blank(value: dict[str, object]) -> None:
    shuffled = dict(reversed(list(value.items())))
    encoded = JSON.encode(value)
    assert JSON.encode(shuffled) == encoded
    plain = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert json.loads(encoded) == json.loads(plain)
    assert len(encoded) <= len(plain.encode())


def test_the_bytes_are_what_the_log_holds() -> None:
    value = {"b": [1, True], "a": 'µ"\\\n', "ä": {"z": "1.50", "y": "2026-03-01"}}
    text = r'{"a":"µ\"\\\n","b":[1,true],"ä":{"y":"2026-03-01","z":"1.50"}}'
    assert JSON.encode(value) == text.encode()


@pytest.mark.parametrize("text", ["a\0", "\ud800 first", "last \udfff"])
@pytest.mark.parametrize("place", ["value", "key", "deep"])
def test_a_text_that_cannot_be_stored_is_refused_wherever_it_stands(text: str, place: str) -> None:
    value: object = {"value": text, "key": {text: 1}, "deep": [{"a": ["b", text]}]}[place]
    with pytest.raises(InvalidText) as caught:
        JSON.encode({"a": value})
    assert caught.value.values == {"text": ascii(text)[1:-1]}


def test_an_escaped_backslash_is_no_nul() -> None:
    assert JSON.encode(r"\u0000") == rb'"\\u0000"'


@pytest.mark.parametrize(
    "value", [1.5, float("nan"), None, Decimal("1.5"), b"bytes", {1, 2}, 2**64, object()]
)
def test_a_value_without_a_canonical_form_is_refused_wherever_it_stands(value: object) -> None:
    for place in (value, [value], {"a": [1, {"b": value}]}):
        with pytest.raises(NotCanonical):
            JSON.encode(place)
