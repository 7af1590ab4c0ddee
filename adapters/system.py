"""The clock and randomness: the only module beside `api/settings.py` that asks the machine.

Commands carry the moment and the ids that come from here, so everything behind them is repeatable.
"""

import os
import secrets
import time
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

FAULT_PLAN: Final = "PURVEY_FAULT_PLAN"  # Read once; see `fault_points.py`.
TOKEN_BYTES: Final = 32  # 256 bits: no one guesses it, so it can be kept as a plain hash.


def utc_now() -> datetime:
    """Return the present moment, in UTC and with its offset."""
    return datetime.now(UTC)


def unix_nanoseconds() -> int:
    """Return the present moment in nanoseconds since 1970."""
    return time.time_ns()


def monotonic_seconds() -> float:
    """Return seconds from an arbitrary start that never run backwards; for deadlines and rates."""
    return time.monotonic()


def sleep_seconds(seconds: float) -> None:
    """Wait in a synchronous program; asyncio code waits with its own loop."""
    time.sleep(seconds)


def new_uuid() -> UUID:
    """Return a version 7 UUID (RFC 9562): later ids sort later, which keeps indexes dense."""
    milliseconds = time.time_ns() // 1_000_000
    random_bits = int.from_bytes(os.urandom(10)) & (1 << 74) - 1
    number = milliseconds << 80 | 7 << 76 | (random_bits >> 62) << 64 | 2 << 62
    return UUID(int=number | random_bits & (1 << 62) - 1)


def new_token() -> str:
    """Return an unguessable secret that may stand in a URL."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def random_bytes(count: int) -> bytes:
    """Return unpredictable bytes: keys and nonces."""
    return secrets.token_bytes(count)


def fault_plan() -> str:
    """Return where this process is to die or stand still; empty outside of the fault lane."""
    return os.environ.get(FAULT_PLAN, "")
