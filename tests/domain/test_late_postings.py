"""Facts that come into a closed period stand in the next open one, and say where they belong."""

from collections.abc import Mapping
from typing import Any

import pytest

from domain.accounting import JournalLine, journal_entries
from tests.domain.test_accounting import COST, METADATA, event, received


def late(kind: str, data: Mapping[str, Any], open_from: str) -> list[JournalLine]:
    """What a fact books that was recorded when the books were open from this day on."""
    metadata = {**METADATA, "posting_from": open_from}
    return journal_entries(event(kind, data)._replace(metadata=metadata))


@pytest.mark.parametrize(
    ("open_from", "posted_on", "period"),
    [
        ("2026-02-01", "2026-03-01", "2026-03"),
        ("2026-03-01", "2026-03-01", "2026-03"),
        ("2026-04-01", "2026-04-01", "2026-04"),
    ],
)
def test_period_close_with_late_events(open_from: str, posted_on: str, period: str) -> None:
    lines = late("receipt.posted", received(), open_from)
    told = {(each.posted_on, each.period, each.relates_to_period) for each in lines}
    assert told == {(posted_on, period, "2026-03")}
    stock = {"costs": [COST], "scrapped_on": "2026-03-01"}
    assert {each.posted_on for each in late("stock_item.scrapped", stock, open_from)} == {posted_on}
