"""Working and waiting in the foreground, until a signal says stop (`stopping.py`)."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final, TypeVar

import uvloop

from api.cli.report import say
from api.cli.stopping import Stopped
from api.wiring.instance import Instance

WATCH_SECONDS: Final = 0.5
LOOK_SECONDS: Final = 0.2  # How long a signal may go unnoticed while there is work.

Result = TypeVar("Result")


def run_unless_stopped(
    work: Callable[[], Coroutine[Any, Any, Result]], stopped: threading.Event, then: str = ""
) -> Result:
    """Runs the work to its end; `Stopped` when the event is set before. `then` says what to do."""

    async def watched() -> Result:
        task = asyncio.ensure_future(work())
        while not (await asyncio.wait((task,), timeout=LOOK_SECONDS))[0]:
            if stopped.is_set():
                task.cancel()
                await asyncio.wait((task,))
                break
        if task.cancelled():
            raise Stopped(f"Stopped before the end. {then}".strip())
        return task.result()

    return uvloop.run(watched())


def serve_until_stopped(instance: Instance, stopped: threading.Event) -> None:
    """Returns when the event is set; what ends by itself meanwhile is started again."""
    while not stopped.wait(WATCH_SECONDS):
        for revived in instance.revive():
            with suppress(OSError):  # why: nobody is served the better if this one ends as well.
                say(f"Started again, because it had ended by itself: {revived}")
