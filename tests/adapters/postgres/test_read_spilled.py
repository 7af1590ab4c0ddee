"""Rows that a load wrote ahead: none is forgotten, and nothing new is looked up."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.postgres.read_spilled import SpilledKeys
from projections.rows import MemoryTables, TenantKey
from tests.projections.toys import TOY_BOX

TOYS = "toys"
KEYS = st.sets(st.tuples(st.sampled_from(["north", "south"]), st.text(max_size=3)))


def tables_with(keys: set[tuple[str, str]], *, absent: set[tuple[str, str]]) -> MemoryTables:
    tables = MemoryTables(TOY_BOX)
    rows = tables.entity(TOYS)
    for tenant, toy in keys:
        rows.loaded(tenant, {"toy_id": toy}, 1)
    for key in absent:
        rows.absent(key)
    return tables


@given(written=KEYS, never=KEYS, asked=KEYS)
def test_what_was_written_is_fetched_and_all_else_settled(
    written: set[tuple[str, str]], never: set[tuple[str, str]], asked: set[tuple[str, str]]
) -> None:
    spilled = SPILLED
    spilled.add(tables_with(written, absent=never - written))
    now = MemoryTables(TOY_BOX)
    wanted: list[TenantKey] = [*written, *asked]
    missing = spilled.to_fetch(now, {TOYS: wanted})
    assert written <= set(missing.get(TOYS, ()))
    assert set(wanted) == {*missing.get(TOYS, ()), *now.entity(TOYS).current}
    assert not any(now.entity(TOYS).current.values())


def test_what_is_in_memory_is_not_fetched() -> None:
    spilled = SpilledKeys()
    key = ("north", "bear")
    spilled.add(tables_with({key}, absent=set()))
    assert spilled.to_fetch(tables_with({key}, absent=set()), {TOYS: [key]}) == {}
    assert spilled.to_fetch(MemoryTables(TOY_BOX), {"toy_parts": [key]}) == {}, "of another table"


def test_few_others_are_looked_up_for_nothing() -> None:
    spilled = SpilledKeys()
    spilled.add(tables_with({("north", f"t{n}") for n in range(100_000)}, absent=set()))
    others: list[TenantKey] = [("south", f"t{n}") for n in range(100_000)]
    missing = spilled.to_fetch(MemoryTables(TOY_BOX), {TOYS: others})
    assert len(missing.get(TOYS, ())) < 100


SPILLED = SpilledKeys()  # One for all examples: it has 32 MiB.
