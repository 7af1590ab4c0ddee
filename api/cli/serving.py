"""Waiting in the foreground: until a signal comes, with parts that died started anew."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

import structlog

from api.wiring.instance import Instance

WATCH_SECONDS: Final = 0.5
_log: Final = structlog.get_logger(__name__)


@contextmanager
def stop_signals() -> Iterator[threading.Event]:
    """An event that Ctrl-C and SIGTERM set, so that everything is stopped in order."""
    stopped = threading.Event()

    def stop(number: int, frame: FrameType | None) -> None:
        stopped.set()

    former = {number: signal.signal(number, stop) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stopped
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


def serve_until_stopped(instance: Instance, stopped: threading.Event) -> None:
    """Returns when the event is set; a part that ends by itself meanwhile is started again."""
    while not stopped.wait(WATCH_SECONDS):
        for part in instance.revive():
            _log.warning("part.restarted", part=part)
