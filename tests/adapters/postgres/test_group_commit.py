"""How what waits for the log is folded into steps: whole, in halves, and never beyond the limit."""

import asyncio
from asyncio import Future
from collections.abc import Sequence
from dataclasses import dataclass

from adapters.postgres.group_commit import BATCH_EVENTS_MAX, HALVED_EVENTS_MIN, GroupCommit

ROUNDS = 6
SETTLED = 4  # From this step on each caller has found its half.


@dataclass
class Waiting:
    event_count: int
    done: "Future[None]"
    size_bytes: int = 1


async def sizes_of_steps(callers: int, events: int) -> list[int]:
    """Of steps that take longer than it takes all callers to come again."""
    steps: list[int] = []

    async def step(batch: Sequence[Waiting]) -> bool:
        steps.append(sum(each.event_count for each in batch))
        for _ in range(callers):
            await asyncio.sleep(0)
        for each in batch:
            each.done.set_result(None)
        return True

    commit = GroupCommit[Waiting](step, lambda _: None, items_max=10_000, bytes_max=10_000)
    commit.start()

    async def come_again() -> None:
        for _ in range(ROUNDS):
            done: Future[None] = asyncio.get_running_loop().create_future()
            commit.add(Waiting(events, done))
            await done

    await asyncio.gather(*(come_again() for _ in range(callers)))
    await commit.close()
    assert sum(steps) == callers * events * ROUNDS
    return steps


async def test_a_crowd_goes_in_two_halves_in_turn() -> None:
    steps = await sizes_of_steps(callers=32, events=5)
    assert set(steps[SETTLED : 2 * ROUNDS - 2]) == {80}


async def test_few_events_go_together() -> None:
    steps = await sizes_of_steps(callers=HALVED_EVENTS_MIN, events=1)
    assert max(steps[SETTLED:]) == HALVED_EVENTS_MIN


async def test_no_half_is_beyond_the_limit() -> None:
    steps = await sizes_of_steps(callers=300, events=1)
    assert max(steps) == BATCH_EVENTS_MAX


async def test_what_is_larger_than_the_limit_goes_alone() -> None:
    steps = await sizes_of_steps(callers=2, events=2 * BATCH_EVENTS_MAX)
    assert set(steps) == {2 * BATCH_EVENTS_MAX}
