"""Named points of the program at which a test lets it die or stand still; `tests/faults` does.

A process that is started with `PURVEY_FAULT_PLAN=relay.page_read@3=kill,append.sent@40=stop` kills
itself (SIGKILL) the third time that it has read a page, and stops itself (SIGSTOP) at its fortieth
append. Without a plan a point is a call that looks at an empty table.
"""

import asyncio
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from signal import SIGKILL, SIGSTOP, Signals
from typing import Final

from adapters.system import FAULT_PLAN, fault_plan

# What has happened when the point is reached, and what has not.
POINTS: Final[Mapping[str, str]] = {
    "append.sent": "the database has the batch; nobody knows what became of it",
    "append.answered": "the batch is stored; no caller has been told",
    "relay.page_read": "a page has been read from the log; nothing of it is published",
    "relay.messages_sent": "the messages of a batch are on their way; the batch is not committed",
    "relay.batch_stored": "the stream holds the batch; the relay does not know it",
    "relay.stream_deleted": "the stream is gone; there is no new one",
    "relay.stream_created": "the new stream is empty; no consumer has been restored",
    "projections.rows_written": "rows and cursors are written; their transaction is open",
    "projections.committed": "rows and cursors are stored; the runner does not know it",
    "restore.recovered": "the recovered data are whole; those of before stand as they were",
    "restore.put_aside": "the data of before have another name; none stand in their place",
    "restore.changed_places": "the recovered data stand; the home has the secrets of before",
    "restore.secrets_brought_back": "data and secrets fit; the log is in its former epoch",
    "epoch.lost_kept": "what only the stream knew is in a file; the epoch has not begun",
    "epoch.begun": "the log is in its new epoch; the stream is that of the former",
    "restore.epoch_followed": "stream and read models follow the epoch; the home is closed",
}
STANDARD_ERROR: Final = 2
SIGNALS: Final[Mapping[str, Signals]] = {"kill": SIGKILL, "stop": SIGSTOP}

_FAULT: Final = re.compile(r"([a-z_.]+)@([1-9][0-9]*)=([a-z]+)")


@dataclass(slots=True)
class Fault:
    """What happens to this process the `left`-th time from now that it reaches a point."""

    left: int
    signal: Signals


def reach(point: str) -> None:
    """The program has come to the point; with a plan that says so it does not go on."""
    if _plan:
        _count(point)


def reach_while_waiting(point: str) -> None:
    """As `reach`, once the caller waits: what it sends next is sent by then."""
    if _plan:
        asyncio.get_running_loop().call_soon(_count, point)


def planned(text: str) -> dict[str, Fault]:
    """The faults of a plan, by point. Raises ValueError for what is no plan."""
    plan = {}
    for each in filter(None, text.split(",")):
        match = _FAULT.fullmatch(each)
        if match is None or match[1] not in POINTS or match[3] not in SIGNALS:
            raise ValueError(
                f"{FAULT_PLAN} holds {each!r}, which is not POINT@TIME=SIGNAL with one of the"
                f" points {', '.join(POINTS)} and kill or stop. Unset it to run without faults."
            )
        plan[match[1]] = Fault(int(match[2]), SIGNALS[match[3]])
    return plan


def _count(point: str) -> None:
    fault = _plan.get(point)
    if fault is not None:
        fault.left -= 1
        if fault.left == 0:
            said = f"{FAULT_PLAN} sends {fault.signal.name} at {point}.\n"
            os.write(STANDARD_ERROR, said.encode())  # Nobody should have to wonder what it died of.
            os.kill(os.getpid(), fault.signal)


_plan: Final = planned(fault_plan())
