"""Accounting calendars: which months of whose books are open, and who closed the others."""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current
from projections.projection import Key, Projection, Row, Table, Tables

_CALENDARS: Final = Table(
    name="accounting_calendars",
    kind="entity",
    columns={
        "accounting_calendar_id": "text",
        "number": "text",  # the code of the legal entity
        "opened_through": "text",  # the latest month that was opened: 2026-03
        "changed_at": "timestamptz",
    },
    key=("accounting_calendar_id",),
    selectors=("number",),
    order=("number",),
)
_PERIODS: Final = Table(
    name="accounting_periods",
    kind="entity",
    columns={
        "accounting_calendar_id": "text",
        "period": "text",  # a month: 2026-03
        "legal_entity": "text",
        "fiscal_year": "integer",
        "fiscal_month": "integer",  # from 1
        "state": "text",  # open | soft_closed | closed
        "opened_by": "text",
        "closed_by": "text",  # null: open
        "reopened": "integer",  # how many times
        "reason_code": "text",  # why it was re-opened last
        "changed_at": "timestamptz",
    },
    key=("accounting_calendar_id", "period"),
    selectors=("accounting_calendar_id", "legal_entity", "state"),
    order=("legal_entity", "period"),
)


def _opened(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    tables.entity("accounting_calendars").put(
        event,
        {
            "accounting_calendar_id": event.document_id,
            "number": data["legal_entity"],
            "opened_through": data["period"],
            "changed_at": moment,
        },
    )
    row: Row = {"accounting_calendar_id": event.document_id, **data, "state": "open"}
    row |= {"closed_by": None, "reopened": 0, "reason_code": None, "changed_at": moment}
    tables.entity("accounting_periods").put(event, row)


def _soft_closed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="soft_closed", closed_by=event.data["closed_by"])


def _closed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="closed", closed_by=event.data["closed_by"])


def _reopened(event: Recorded, tables: Tables) -> None:
    times = current(event, tables, "accounting_periods", *_period(event))["reopened"]
    assert isinstance(times, int)
    _change(
        event,
        tables,
        state="open",
        closed_by=None,
        opened_by=event.data["reopened_by"],
        reopened=times + 1,
        reason_code=event.data["reason_code"],
    )


def _change(event: Recorded, tables: Tables, **values: str | int | None) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "accounting_periods", _period(event), **values, changed_at=moment)


def _period(event: Recorded) -> Key:
    return event.document_id, event.data["period"]


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (
        ("accounting_calendars", (event.document_id,)),
        ("accounting_periods", _period(event)),
    )


ACCOUNTING_CALENDARS: Final = Projection(
    name="accounting_calendars",
    version=1,
    why="Which months of whose books are open, and to what.",
    tables=(_CALENDARS, _PERIODS),
    handles={
        "accounting_calendar.period_opened": _opened,
        "accounting_calendar.period_soft_closed": _soft_closed,
        "accounting_calendar.period_closed": _closed,
        "accounting_calendar.period_reopened": _reopened,
    },
    keys=_keys,
    partition=by_stream,
    main="accounting_calendars",
)
