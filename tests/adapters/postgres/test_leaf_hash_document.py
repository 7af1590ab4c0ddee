"""`LEAF_HASH.md` is enough to write the hash again: done here once more, from that page alone."""

import json
import re
import shutil
import struct
import subprocess
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, LiteralString

import psycopg
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.postgres.canonical_json import CanonicalJson
from adapters.postgres.leaf_hash import EPOCH, MICROSECOND, leaf_hash
from domain.event import EVENT_BYTES_MAX
from tests.adapters.postgres.test_leaf_hash import VECTORS
from tests.conftest import Database

PAGE: Final = (Path(__file__).parents[3] / "adapters" / "postgres" / "LEAF_HASH.md").read_text(
    encoding="utf-8"
)
NODE: Final = shutil.which("node")
SQL: Final[LiteralString] = (
    "SELECT log.leaf_hash(%(tenant)s, %(position)s, %(stream)s, %(version)s, %(type)s,"
    " %(microseconds)s, %(metadata)s, %(payload)s)"
)
EXAMPLE: Final[Mapping[str, Any]] = {
    "tenant": "demo",
    "position": 7,
    "stream": "receipt/1",
    "version": 2,
    "type": "receipt.posted",
    "microseconds": 1_772_366_400_123_456,
    "metadata": b'{"schema":1}',
    "payload": '{"note":"µ"}'.encode(),
}
ORDER: Final = (
    *("tenant", "position", "stream", "version", "type", "microseconds"),
    *("metadata", "payload"),
)
WORDS: Final = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES: Final = st.recursive(
    st.booleans() | st.integers(-(2**63), 2**64 - 1) | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=4),
    max_leaves=12,
)
OBJECTS: Final = st.dictionaries(WORDS, VALUES, max_size=5).map(CanonicalJson().encode)
# Where one more byte takes another bit or byte of the length.
LENGTHS: Final = (0, 1, 127, 128, 255, 256, 32_767, 32_768, 65_535, 65_536, EVENT_BYTES_MAX)
FIELDS: Final = st.fixed_dictionaries(
    {
        "tenant": WORDS,
        "position": st.integers(1, 2**63 - 1),
        "stream": WORDS,
        "version": st.integers(1, 2**31 - 1),
        "type": WORDS,
        "microseconds": st.integers(-(10**15), 10**16),
        "metadata": OBJECTS,
        "payload": OBJECTS,
    }
)


@pytest.fixture
def auditor(database: Database) -> Iterator[psycopg.Connection]:
    """Who may compute hashes in the database."""
    with psycopg.connect(database.role_url("purvey_audit")) as connection:
        yield connection


def by_the_page(fields: Mapping[str, Any]) -> bytes:
    """The hash by the words of the page; shares nothing with ours."""
    hashed = sha256(b"\0" + struct.pack(">i", 14) + b"purvey.event.1")
    for name in ORDER:
        value = fields[name]
        if isinstance(value, int):
            hashed.update(struct.pack(">iq", 8, value))
        else:
            value = value.encode("utf-8") if isinstance(value, str) else value
            hashed.update(struct.pack(">i", len(value)) + value)
    return hashed.digest()


def by_us(fields: Mapping[str, Any]) -> bytes:
    """The hash by `leaf_hash.py`."""
    others = {name: value for name, value in fields.items() if name != "microseconds"}
    return leaf_hash(recorded_at=EPOCH + fields["microseconds"] * MICROSECOND, **others)


def by_the_database(connection: psycopg.Connection, fields: Mapping[str, Any]) -> bytes:
    """The hash by `log.leaf_hash`."""
    row = connection.execute(SQL, dict(fields)).fetchone()
    assert row is not None
    return bytes(row[0])


@given(fields=FIELDS)
@example(
    fields={**EXAMPLE, "tenant": "", "stream": "", "type": "", "metadata": b"", "payload": b""}
)
@example(fields={**EXAMPLE, "position": 2**63 - 1, "version": 2**31 - 1})
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_three_writings_of_the_hash_agree(
    auditor: psycopg.Connection, fields: dict[str, Any]
) -> None:
    assert by_the_page(fields) == by_us(fields) == by_the_database(auditor, fields)


@pytest.mark.parametrize("name", ["tenant", "stream", "type", "metadata", "payload"])
@pytest.mark.parametrize("length", LENGTHS)
def test_they_agree_at_every_turn_of_a_length(
    auditor: psycopg.Connection, name: str, length: int
) -> None:
    kind = type(EXAMPLE[name])
    fields = {**EXAMPLE, name: kind("x" * length) if kind is str else b"\xff" * length}
    assert by_the_page(fields) == by_us(fields) == by_the_database(auditor, fields)


def test_the_worked_example_is_right() -> None:
    written = bytes.fromhex(_block("hex"))
    assert sha256(written).hexdigest() == _block("sha256")
    assert by_us(EXAMPLE).hex() == _block("sha256")


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])
def test_the_published_vectors_hold_by_the_page(vector: dict[str, Any]) -> None:
    assert by_the_page(_fields_of(vector)).hex() == vector["hash"]


@pytest.mark.skipif(NODE is None, reason="node is not installed; the page's JavaScript is not run")
def test_the_javascript_of_the_page_gives_the_published_vectors() -> None:
    vectors = [
        {
            name: list(value) if isinstance(value, bytes) else str(value)
            for name, value in _fields_of(vector).items()
        }
        for vector in [*VECTORS, {"fields": None}]
    ]
    program = (
        f"{_block('js')}\nfor (const fields of {json.dumps(vectors)}) {{"
        " for (const name of ['metadata', 'payload']) fields[name] = Buffer.from(fields[name]);"
        " console.log(leafHash(fields)); }"
    )
    assert NODE is not None
    told = subprocess.run([NODE, "-"], input=program, capture_output=True, text=True, check=True)
    hashes = [*(vector["hash"] for vector in VECTORS), _block("sha256")]
    assert told.stdout.split() == hashes


def test_the_canonical_form_is_what_the_page_says() -> None:
    encode = CanonicalJson().encode
    text = 'x\x01\x1f\x7f\u2028/"\\\b\t\n\f\r'
    assert encode({"b": True, "a": text}) == (
        b'{"a":"x\\u0001\\u001f\x7f\xe2\x80\xa8/\\"\\\\\\b\\t\\n\\f\\r","b":true}'
    )
    assert encode({"\U0001f9e4": 1, "\ufb01": 2, "z": [], "A": {}}) == (
        '{"A":{},"z":[],"\ufb01":2,"\U0001f9e4":1}'.encode()
    )
    assert encode([-(2**63), 2**64 - 1]) == b"[-9223372036854775808,18446744073709551615]"


def _fields_of(vector: dict[str, Any]) -> dict[str, Any]:
    if vector["fields"] is None:
        return dict(EXAMPLE)
    fields = dict(vector["fields"])
    recorded_at = datetime.fromisoformat(fields.pop("recorded_at")).astimezone(UTC)
    fields["microseconds"] = (recorded_at - EPOCH) // MICROSECOND
    for name in ("metadata", "payload"):
        fields[name] = fields[name].encode()
    return fields


def _block(language: str) -> str:
    """The page's one block of this language."""
    (found,) = re.findall(rf"```{language}\n(.*?)\n```", PAGE, re.DOTALL)
    return str(found)
