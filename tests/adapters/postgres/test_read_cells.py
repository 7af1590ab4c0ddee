"""Cells on their way into the database: exact, typed, and refused where they do not fit."""

from datetime import UTC, datetime
from decimal import InvalidOperation
from typing import Any

import pytest

from adapters.postgres.read_cells import moment_number, row_cells
from adapters.postgres.read_values import plain
from adapters.postgres.wire_numeric import numeric_bytes
from projections.projection import ColumnType
from projections.rows import ProjectionMistake

COLUMNS: dict[str, ColumnType] = {
    "name": "text",
    "price": "numeric",
    "day": "date",
    "moment": "timestamptz",
    "tags": "jsonb",
    "count": "integer",
}


def test_cells_take_the_form_that_binary_copy_takes() -> None:
    row = {
        "count": 3,
        "name": "gloves",
        "price": "12.50",
        "day": "2000-01-02",
        "moment": "2000-01-01T00:00:01.000002Z",
        "tags": {"a": [1, None]},
    }
    assert row_cells("toys", COLUMNS, ("tenant_no", "fork"))(7, None, row) == (
        7,
        None,
        "gloves",
        numeric_bytes("12.50"),
        1,
        1_000_002,
        b'\x01{"a":[1,null]}',
        3,
    )


def test_columns_that_are_left_out_are_null() -> None:
    assert row_cells("toys", COLUMNS)({"name": "x"}) == ("x", *[None] * 5)


@pytest.mark.parametrize("row", [{"nme": "x"}, {**dict.fromkeys(COLUMNS), "colour": "red"}])
def test_a_column_that_the_table_does_not_have_is_a_mistake(row: dict[str, Any]) -> None:
    with pytest.raises(ProjectionMistake, match="toys has no column"):
        row_cells("toys", COLUMNS)(row)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("price", "much"),
        ("day", "2026-02-30"),
        ("day", 5),
        ("moment", "yesterday"),
        ("moment", "2026-01-01T00:00:00"),
        ("tags", {1, 2}),
    ],
)
def test_a_value_that_does_not_fit_its_column_is_refused(column: str, value: object) -> None:
    with pytest.raises((ValueError, TypeError, InvalidOperation)):
        row_cells("toys", COLUMNS)({column: value})


def test_a_moment_is_the_same_as_text_and_as_a_time() -> None:
    moment = datetime(2026, 3, 31, 12, 30, 15, 123_456, tzinfo=UTC)
    assert moment_number(moment) == moment_number(str(plain(moment)))
