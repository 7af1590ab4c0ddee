"""The work of a load is dealt out whole: no partition falls to two workers, none to nobody."""

from itertools import chain

import pytest

from adapters.postgres.read_deal import deal
from adapters.postgres.read_session import connect, log_connection
from adapters.postgres.read_share import HASHES, WHOLE, Share, SharedLog, Target
from projections.index import PROJECTIONS
from projections.projection import Projection
from tests.adapters.postgres.read_support import happen, made, moved, repriced
from tests.conftest import Database
from tests.projections.toys import TOY_BOX, TOY_SHOP

TARGETS = [Target(each, each.name) for each in PROJECTIONS]
BY_DOCUMENT, OF_THEIR_OWN = Target(TOY_BOX, "a"), Target(TOY_SHOP, "b")


@pytest.mark.parametrize("workers", [1, 2, 3, 7])
@pytest.mark.parametrize("targets", [TARGETS, [BY_DOCUMENT], [OF_THEIR_OWN]])
@pytest.mark.parametrize("weights", [{}, {"journal": 1e6}, {"purchase_orders": 3.0, "stock": 0.1}])
def test_the_shares_of_a_read_model_are_the_whole_of_it(
    targets: list[Target], weights: dict[str, float], workers: int
) -> None:
    hands = deal(targets, weights, workers)
    assert len(hands) == workers
    for target in targets:
        shares = sorted(
            each.share for hand in hands for each in hand if each.projection == target.projection
        )
        assert [share.low for share in shares] == [0, *(share.high for share in shares[:-1])]
        assert shares[-1].high == HASHES


def test_who_has_a_read_model_whole_gets_fewer_documents() -> None:
    (busy, idle) = deal([BY_DOCUMENT, OF_THEIR_OWN], {"toy_box": 3.0, "toy_shop": 1.0}, 2)
    assert busy == [OF_THEIR_OWN, BY_DOCUMENT._replace(share=Share(0, HASHES // 3))]
    assert idle == [BY_DOCUMENT._replace(share=Share(HASHES // 3, HASHES))]


def test_one_worker_has_everything_whole() -> None:
    (hand,) = deal(TARGETS, {}, 1)
    assert {each.share for each in hand} == {WHOLE}
    assert {each.projection.name for each in hand} == {each.name for each in PROJECTIONS}


def test_tenants_are_dealt_out_where_that_is_fair() -> None:
    tenants = {"a": 100, "b": 55, "c": 50}
    one, other = deal(TARGETS, {}, 2, tenants)
    assert {each.share for each in one} == {Share(tenants=("a",))}
    assert {each.share for each in other} == {Share(tenants=("b", "c"))}
    for hand in (one, other):
        assert [each.projection for each in hand] == list(PROJECTIONS)


@pytest.mark.parametrize("tenants", [{}, {"a": 100}, {"a": 100, "b": 70}, {"a": 0, "b": 0}])
def test_tenants_that_cannot_be_shared_fairly_are_cut_by_documents(tenants: dict[str, int]) -> None:
    assert deal(TARGETS, {}, 2, tenants) == deal(TARGETS, {}, 2)


@pytest.mark.parametrize("cut", [TOY_BOX, TOY_SHOP])
async def test_each_event_is_read_for_the_share_of_its_tenant(
    database: Database, cut: Projection
) -> None:
    toys = [(f"t{n}", tenant) for n in range(10) for tenant in ("north", "south")]
    happen(database, [made(toy, tenant=tenant) for toy, tenant in toys])
    read = []
    with log_connection(database.role_url("purvey_project")) as log:
        for hand in deal([Target(cut, "c")], {}, 2, {"north": 10, "south": 10}):
            pieces = list(SharedLog(hand).read_at_once(log, 0, 20, 7))
            read.append([event for _, (batch,) in pieces for event in batch])
    assert [{event.tenant for event in each} for each in read] == [{"north"}, {"south"}]
    assert sorted(event.offset for event in chain(*read)) == list(range(1, 21))


@pytest.mark.parametrize("cut", [TOY_BOX, TOY_SHOP])
async def test_each_event_is_read_for_one_share_in_the_order_of_the_log(
    database: Database, cut: Projection
) -> None:
    happen(
        database,
        [
            *(made(f"t{n}") for n in range(40)),
            *(moved(f"t{n}", "x") for n in range(20)),
            *(repriced(f"t{n}", "2.00") for n in range(20)),
        ],
    )
    read = []
    async with await connect(database.role_url("purvey_project")) as connection:
        for (target,) in deal([Target(cut, "c")], {}, 4):
            pieces = list(await SharedLog([target]).read(connection, 0, 80, 7))
            offsets = [event.offset for _, (batch,) in pieces for event in batch]
            assert max(len(batch) for _, (batch,) in pieces) <= 7
            lasts = [last for last, _ in pieces]
            assert lasts == sorted(lasts)
            assert lasts[-1] >= max(offsets, default=0)
            assert offsets == sorted(offsets)
            read.append(offsets)
    assert sorted(chain.from_iterable(read)) == list(range(1, 81))
    assert max(map(len, read)) < 80


async def test_a_read_model_that_is_whole_gets_events_of_all_documents(database: Database) -> None:
    happen(database, [made(f"t{n}") for n in range(40)])
    half = BY_DOCUMENT._replace(share=Share(0, HASHES // 2))
    async with await connect(database.role_url("purvey_project")) as connection:
        pieces = await SharedLog([half, OF_THEIR_OWN]).read(connection, 0, 40, 40)
        ((_, (some, every)),) = pieces
    assert 0 < len(some) < len(every) == 40
