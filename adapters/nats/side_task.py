"""Waiting and working beside something else, without leaving a task behind."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

Result = TypeVar("Result")


@asynccontextmanager
async def meanwhile(work: Coroutine[Any, Any, Result]) -> AsyncIterator[asyncio.Task[Result]]:
    """A task that works beside the block and does not outlive it.

    Its error is the block's business, which can await the task; behind the block nobody needs it.
    """
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait((task,))
        if not task.cancelled():
            task.exception()


async def wait_for_event(event: asyncio.Event, seconds_max: float) -> None:
    """Returns when the event is set, or when the time is over."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds_max):
            await event.wait()
