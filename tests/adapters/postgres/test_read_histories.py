"""Whatever happens, live rows, rebuilt rows and answers of the past say the same as the events."""

import asyncio
from collections.abc import Iterator

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.read_sources import AsOf
from tests.adapters.postgres.read_support import (
    Happening,
    broken,
    catch_up,
    happen,
    lost,
    made,
    moved,
    read_models,
    rebuilt,
    repriced,
    table_rows,
    unstorable,
    verified,
)
from tests.conftest import Database, copied_database

EXAMPLES = 12  # Each makes a database.
TENANTS = st.sampled_from(["north", "south"])
TOYS = st.sampled_from(["a", "b", "c"])
BOXES = st.sampled_from(["red", "blue"])
PRICES = st.sampled_from(["0.50", "1.00", "12.125"])
HAPPENINGS = st.lists(
    st.one_of(
        st.builds(
            lambda t, n, b, p: made(t, tenant=n, box=b, price=p), TOYS, TENANTS, BOXES, PRICES
        ),
        st.builds(lambda t, n, b: moved(t, b, tenant=n), TOYS, TENANTS, BOXES),
        st.builds(lambda t, n, p: repriced(t, p, tenant=n), TOYS, TENANTS, PRICES),
        st.builds(lambda t, n: lost(t, tenant=n), TOYS, TENANTS),
        st.builds(lambda t, n: broken(t, tenant=n), TOYS, TENANTS),
        st.builds(lambda t, n: unstorable(t, tenant=n), TOYS, TENANTS),
    ),
    min_size=1,
    max_size=24,
)

Toys = dict[str, tuple[str, str, int]]  # box, price and moves by toy


def told_by_the_events(happenings: list[Happening], tenant: str) -> Iterator[Toys]:
    """What the events say after each of the tenant's positions, in the plainest words."""
    toys: Toys = {}
    stuck: set[str] = set()
    yield {}
    for each in happenings:
        if each.tenant != tenant:
            continue
        toy, data = each.toy, each.data
        if toy not in stuck:
            match each.type.removeprefix("toy."), toy in toys:
                case "made", _:
                    toys[toy] = (data["box"], data["price"], 0)
                case "moved", True:
                    toys[toy] = (data["box"], toys[toy][1], toys[toy][2] + 1)
                case "repriced", True:
                    toys[toy] = (toys[toy][0], data["price"], toys[toy][2])
                case "lost", _:
                    toys.pop(toy, None)
                case _:
                    stuck.add(toy)
        yield dict(toys)


@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
@given(happenings=HAPPENINGS, batch_events=st.integers(1, 9))
def test_live_rebuilt_and_past_rows_tell_what_the_events_tell(
    servers: ServerAddresses,
    migrated_template: str,
    happenings: list[Happening],
    batch_events: int,
) -> None:
    with copied_database(servers, migrated_template) as database:
        asyncio.run(check(database, happenings, batch_events))


async def check(database: Database, happenings: list[Happening], batch_events: int) -> None:
    happen(database, happenings)
    await catch_up(database, batch_events=batch_events)
    tables = ("toys", "toy_parts", "toy_prices")
    live = {table: table_rows(database, table) for table in tables}
    await as_the_events_tell(database, happenings)
    assert (await verified(database)).differences == 0
    await rebuilt(database)
    assert {table: table_rows(database, table) for table in tables} == live
    await as_the_events_tell(database, happenings)


async def as_the_events_tell(database: Database, happenings: list[Happening]) -> None:
    async with read_models(database) as models:
        for tenant in ("north", "south"):
            async with models.entered(tenant) as view:
                for position, expected in enumerate(told_by_the_events(happenings, tenant)):
                    past = AsOf(position=position)
                    answer = await view.rows("toy_box", as_of=past)
                    found = {r["toy_id"]: (r["box"], r["price"], r["moves"]) for r in answer.rows}
                    assert found == expected, f"{tenant} as of {position}"
                    red = await view.rows("toy_box", {"box": "red"}, as_of=past)
                    assert {r["toy_id"] for r in red.rows} == {
                        toy for toy, (box, _, _) in expected.items() if box == "red"
                    }
