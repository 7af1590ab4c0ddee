"""A file of histories is taken or refused as a whole, with the line and the cause."""

import gzip
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from adapters.histories import reader
from adapters.histories.activities import Activity
from adapters.histories.errors import RefusedFile
from adapters.histories.reader import LINE_BYTES_MAX, read_histories
from tests.adapters.histories.traces import NOW, trace, write_traces

SOUND = trace("4507000001_00010", Activity.CREATE_ORDER, Activity.GOODS_RECEIPT)
MOMENT = "2018-03-01T10:00:00+00:00"
ORDER = Activity.CREATE_ORDER.value


def event_line(moment: object, activity: object = ORDER) -> bytes:
    return orjson.dumps({"case": "c2", "events": [[moment, activity]]})


@pytest.mark.parametrize(
    ("line", "cause"),
    [
        (b'{"case": "c2", "events": [', "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (b"", "not JSON"),
        (b"[]", "not an object"),
        (b'{"case": "c2"}', "not an object of exactly"),
        (orjson.dumps({**SOUND, "extra": 1}), "not an object of exactly"),
        (b'{"case": 7, "events": [[]]}', "not a name"),
        (b'{"case": "", "events": [[]]}', "not a name"),
        (b'{"case": "c 2", "events": [[]]}', "not a name"),
        (b'{"case": "c2", "events": []}', "has no events"),
        (b'{"case": "c2", "events": {}}', "has no events"),
        (b'{"case": "c2", "events": ["x"]}', "not a pair"),
        (orjson.dumps({"case": "c2", "events": [[MOMENT, ORDER, 1]]}), "not a pair"),
        (event_line(MOMENT, "Dance"), "unknown activity 'Dance'"),
        (event_line(MOMENT, 7), "unknown activity '7'"),
        (event_line(None), "no timestamp"),
        (event_line(1519898400), "no timestamp"),
        (event_line(""), "no timestamp"),
        (event_line("2018-02-30T10:00:00+00:00"), "no timestamp"),
        (event_line("2018-03-01T25:00:00+00:00"), "no timestamp"),
        (event_line("2018-03-01"), "no timestamp"),
        (event_line("2018-03-01T10:00:00"), "no timestamp"),
        (event_line((NOW + timedelta(minutes=1)).isoformat()), "in the future"),
        (event_line("9999-12-31T23:59:59-14:00"), "in the future"),
        (event_line("0001-01-01T00:00:00+14:00"), "before 1990"),
        (orjson.dumps(SOUND), "was on line 1 before"),
        (event_line(MOMENT)[:-1] + b', "\\u0063ase": "c3"}', "states a key twice"),
    ],
)
def test_a_file_with_one_wrong_line_is_refused_with_line_and_cause(
    tmp_path: Path, line: bytes, cause: str
) -> None:
    path = tmp_path / "traces.jsonl.gz"
    path.write_bytes(gzip.compress(orjson.dumps(SOUND) + b"\n" + line + b"\n"))
    with pytest.raises(RefusedFile, match=r"traces\.jsonl\.gz, line 2: ") as refusal:
        read_histories(path, NOW)
    assert cause in refusal.value.message
    assert refusal.value.code == "import.refused_file"
    assert refusal.value.values["line"] == 2


def test_cases_whose_documents_would_share_their_numbers_are_one_case(tmp_path: Path) -> None:
    path = write_traces(tmp_path / "t.gz", [{**SOUND, "case": "a-1"}, {**SOUND, "case": "A-1"}])
    with pytest.raises(RefusedFile, match="line 2: case A-1 was on line 1 before"):
        read_histories(path, NOW)


def test_a_line_over_one_mebibyte_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "traces.jsonl.gz"
    path.write_bytes(gzip.compress(b'{"case": "' + b"x" * LINE_BYTES_MAX + b'"}\n'))
    with pytest.raises(RefusedFile, match="line 1: longer than 1048576 bytes"):
        read_histories(path, NOW)


def test_a_truncated_gzip_file_is_refused(tmp_path: Path) -> None:
    path = write_traces(tmp_path / "traces.jsonl.gz", [SOUND])
    path.write_bytes(path.read_bytes()[:-9])
    with pytest.raises(RefusedFile, match="the gzip file ends too early"):
        read_histories(path, NOW)


def test_a_damaged_gzip_file_is_refused(tmp_path: Path) -> None:
    path = write_traces(tmp_path / "traces.jsonl.gz", [SOUND])
    content = bytearray(path.read_bytes())
    content[-6] ^= 0xFF  # in the checksum
    path.write_bytes(content)
    with pytest.raises(RefusedFile, match="not a sound gzip file"):
        read_histories(path, NOW)


def test_a_file_that_is_no_gzip_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "traces.jsonl"
    path.write_bytes(orjson.dumps(SOUND))
    with pytest.raises(RefusedFile, match="not a sound gzip file"):
        read_histories(path, NOW)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="cannot be read"):
        read_histories(tmp_path / "none.jsonl.gz", NOW)


def test_a_file_without_histories_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedFile, match="holds no history"):
        read_histories(write_traces(tmp_path / "traces.jsonl.gz", []), NOW)


def test_a_small_file_that_unpacks_to_more_than_the_limit_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "FILE_BYTES_MAX", 100)
    path = write_traces(tmp_path / "traces.jsonl.gz", [SOUND])
    with pytest.raises(RefusedFile, match="unpacks to more than 100 bytes"):
        read_histories(path, NOW)


@pytest.mark.parametrize(("limit", "value"), [("CASES_MAX", 0), ("EVENTS_MAX", 1)])
def test_a_file_with_too_much_in_it_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, value: int
) -> None:
    monkeypatch.setattr(reader, limit, value)
    with pytest.raises(RefusedFile, match="split the file"):
        read_histories(write_traces(tmp_path / "traces.jsonl.gz", [SOUND]), NOW)


def test_the_same_content_packed_otherwise_is_the_same_file(tmp_path: Path) -> None:
    line = orjson.dumps(SOUND) + b"\n"
    one, other = tmp_path / "one.gz", tmp_path / "other.gz"
    one.write_bytes(gzip.compress(line, 1, mtime=1))
    other.write_bytes(gzip.compress(line, 9, mtime=2))
    assert read_histories(one, NOW).digest == read_histories(other, NOW).digest
