"""What Ctrl-C, SIGTERM and the end of the terminal do to the program, whenever they come.

Most of a second goes by before a command has begun, and some of it behind its end. So the program
hears signals before it imports anything: this module needs next to nothing. Commands that tidy up
have handlers of their own while they work.
"""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import ClassVar, Final, NoReturn

STOPPED: Final = 130  # As shells tell an interrupted program.


class Interrupted(KeyboardInterrupt):
    """A signal came that nobody else hears.

    Every library knows Ctrl-C and gives back what it holds. Not Python's own: where that passes
    through code that is made of text, as dataclasses are, the process kills itself at its end.
    """


@contextmanager
def signals_heard() -> Iterator[None]:
    """Around the whole program: a signal that nobody else hears ends it with `STOPPED`.

    What comes when the program has ended in order changes its exit code no more.
    """
    for number in _heard():
        signal.signal(number, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        sys.exit(STOPPED)  # The command line has its own way to this, once it is there.
    finally:
        for number in _heard():
            signal.signal(number, signal.SIG_IGN)


def interrupt(number: int, frame: FrameType | None) -> NoReturn:
    """Stops what is under way."""
    raise Interrupted


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
    """In place of the handlers that stand. Who ends in order is not interrupted on the way."""
    was_heard = False

    def hear(number: int, frame: FrameType | None) -> None:
        nonlocal was_heard
        was_heard = True
        handler(number, frame)

    former = {number: signal.signal(number, hear) for number in _heard()}
    try:
        yield
    finally:
        for number, each in former.items():
            is_done = was_heard and each is interrupt
            signal.signal(number, signal.SIG_IGN if is_done else each)


def _heard() -> tuple[signal.Signals, ...]:
    """Ctrl-C, a request to end, and a terminal that closed, unless `nohup` keeps that away."""
    asked = (signal.SIGINT, signal.SIGTERM)
    without_terminal = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return asked if without_terminal else (*asked, signal.SIGHUP)
