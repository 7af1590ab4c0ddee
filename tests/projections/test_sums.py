"""Balances and levels are sums of facts, so they answer on both clocks at once as facts do."""

from datetime import datetime

import pytest

from adapters.postgres.read_differences import Between
from adapters.postgres.read_sources import AsOf
from projections.index import PROJECTIONS
from tests.adapters.postgres.read_support import read_models
from tests.projections.asked import PAST, Asked
from tests.projections.sums import SUMMED, apart, every_row


@pytest.mark.parametrize("share", PAST)
async def test_tables_of_sums_hold_what_their_facts_sum_up_to(asked: Asked, share: float) -> None:
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        assert await apart(view, int(len(asked.history) * share)) == []


async def test_differences_by_effect_are_those_between_both_sums(asked: Asked) -> None:
    times = sorted(event.metadata["effective_at"] for event in asked.history)
    former, later = (
        AsOf(position=1, effective_at=datetime.fromisoformat(times[len(times) * part // 3]))
        for part in (1, 2)
    )
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        for projection, table in SUMMED:
            name = projection.name
            before, after = [
                {tuple(row[key] for key in table.key): row for row in rows}
                for rows in [
                    await every_row(view, name, table.name, each) for each in (former, later)
                ]
            ]
            expected = {
                key
                for key in before.keys() | after.keys()
                if _plain(before.get(key)) != _plain(after.get(key))
            }
            assert expected
            answer = await view.differences(
                name, Between(former, later), table=table.name, limit=1_000
            )
            assert (answer.by_effect, answer.next) == (True, None)
            assert {tuple(each["key"].values()) for each in answer.rows} == expected
            for each in answer.rows:
                key = tuple(each["key"].values())
                assert (each["before"], each["after"]) == (before.get(key), after.get(key))


def _plain(row: dict[str, object] | None) -> object:
    return row and {name: value for name, value in row.items() if name != "valid_from"}
