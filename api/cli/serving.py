"""Working and waiting in the foreground, until a signal says stop."""

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any, ClassVar, Final, TypeVar

import uvloop

from api.cli.report import say
from api.wiring.instance import Instance

WATCH_SECONDS: Final = 0.5
LOOK_SECONDS: Final = 0.2  # How long a signal may go unnoticed while there is work.

Result = TypeVar("Result")


class Stopped(Exception):
    """Ctrl-C, SIGTERM or SIGHUP came before the work was done."""

    code: ClassVar[str] = "stopped"


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C, SIGTERM and SIGHUP set, so that everything is stopped in order."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    with _handled_by(stop):
        yield stopped


@contextmanager
def stopped_by_signals() -> Iterator[None]:
    """Raises `Stopped` in the midst of the work at Ctrl-C, SIGTERM or SIGHUP, so that it tidies up.

    Once only: whoever signals again does not keep it from tidying. For work that blocks; what runs
    in an event loop looks at `stop_signals` instead.
    """
    stopping = False

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal stopping
        if not stopping:
            stopping = True
            raise Stopped("Stopped before the end.")

    with _handled_by(stop):
        yield


@contextmanager
def _handled_by(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    former = {number: signal.signal(number, handler) for number in _heard()}
    try:
        yield
    finally:
        for number, each in former.items():
            signal.signal(number, each)


def _heard() -> tuple[signal.Signals, ...]:
    """Ctrl-C, a request to end, and a terminal that closed, unless `nohup` keeps that away."""
    asked = (signal.SIGINT, signal.SIGTERM)
    without_terminal = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return asked if without_terminal else (*asked, signal.SIGHUP)


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
            say(f"Started again, because it had ended by itself: {revived}")
