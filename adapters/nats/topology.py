"""The stream and its subjects: names, limits, and what JetStream is asked about them.

The stream is a mirror: its sequence is the log's offset. It can be neither edited nor purged; it is
repaired by deleting it and making it again (`relay.py`). Its consumers: `consumers.py`.
"""

import base64
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Literal

from adapters.nats.connection import NatsConnection
from adapters.nats.errors import ForeignMessage, JetStreamRefused, PayloadLimitTooLow
from domain.event import EVENT_BYTES_MAX

STREAM: Final = "PURVEY"
SUBJECT_PREFIX: Final = "purvey"
SUBJECTS: Final = f"{SUBJECT_PREFIX}.>"
NO_FACILITY: Final = "_"
ENVELOPE_BYTES_MAX: Final = 16 * 1024  # Headers and attributes around an event.
MESSAGE_BYTES_MAX: Final = EVENT_BYTES_MAX + ENVELOPE_BYTES_MAX
SUBJECTS_REMEMBERED_MAX: Final = 10_000

_STREAM_NOT_FOUND: Final = 10059
_MESSAGE_NOT_FOUND: Final = 10037
_SOUND_SUBJECT: Final = re.compile(r"purvey(?:\.[A-Za-z0-9_-]+){4}")
_EPOCH: Final = "purvey_epoch"  # Names the log's epoch in the stream's own metadata.
_EPOCH_DIGITS_MAX: Final = 10  # No log comes to more; somebody else wrote what is longer.
_DEFINITION: Final[dict[str, object]] = {
    "name": STREAM,
    "subjects": [SUBJECTS],
    "retention": "limits",
    # No limits but one: a mirror that forgets is no mirror.
    "max_msgs": -1,
    "max_msgs_per_subject": -1,
    "max_bytes": -1,
    "max_age": 0,
    "max_msg_size": MESSAGE_BYTES_MAX,
    "discard": "new",
    "allow_atomic": True,
    "allow_direct": True,
    "deny_delete": True,
    "deny_purge": True,
    "sealed": False,
}
# What somebody may have added since, by which messages would stand under other subjects, come from
# elsewhere, go elsewhere, or be stored without an answer.
_ADDITIONS: Final = ("subject_transform", "republish", "sources", "mirror", "no_ack")


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamSettings:
    """How the servers keep the stream; a deployment decides (`api/settings.py`)."""

    storage: Literal["file", "memory"] = "file"
    replicas: int = 1


ON_FILE: Final = StreamSettings()


@dataclass(frozen=True, slots=True, kw_only=True)
class StreamState:
    """Where the stream stands. An empty one has `last_sequence` = `first_sequence` - 1."""

    messages: int
    first_sequence: int
    last_sequence: int
    epoch: int  # of the log that it was made from, 0 where it does not say
    created: str  # When the server made it; another stream of this name has another.
    settings: StreamSettings
    is_ours: bool  # defined as `create_stream` does it, whatever the settings
    is_direct: bool  # read by the page

    @property
    def is_whole(self) -> bool:
        """No message is missing between the first and the last."""
        return self.messages == self.last_sequence - self.first_sequence + 1


@lru_cache(SUBJECTS_REMEMBERED_MAX)
def subject(tenant: str, facility: str | None, event_type: str) -> str:
    """`purvey.<tenant>.<facility or _>.<aggregate>.<event>`; ForeignMessage for unsafe parts."""
    found = f"{SUBJECT_PREFIX}.{tenant}.{facility or NO_FACILITY}.{event_type}"
    if not _SOUND_SUBJECT.fullmatch(found):
        raise ForeignMessage(f"{found!r} is no subject: tenant, facility or type is not a code.")
    return found


def assert_payload_limit(nats: NatsConnection) -> None:
    """Raises PayloadLimitTooLow when the server would refuse our largest event."""
    if nats.payload_bytes_max < MESSAGE_BYTES_MAX:
        raise PayloadLimitTooLow(nats.payload_bytes_max, MESSAGE_BYTES_MAX)


async def stream_state(nats: NatsConnection) -> StreamState | None:
    """Where the stream stands, or none when there is no stream."""
    try:
        answer = await nats.look(f"STREAM.INFO.{STREAM}")
    except JetStreamRefused as refused:
        if refused.error_code == _STREAM_NOT_FOUND:
            return None
        raise
    return _state(answer)


async def create_stream(
    nats: NatsConnection,
    first_sequence: int,
    epoch: int = 1,
    settings: StreamSettings = ON_FILE,
) -> StreamState:
    """Makes the stream of an epoch, empty; its first message gets `first_sequence`."""
    definition = {
        **_DEFINITION,
        "storage": settings.storage,
        "num_replicas": settings.replicas,
        "metadata": {_EPOCH: str(epoch)},
        "first_seq": first_sequence,
    }
    answer = await nats.ask(f"STREAM.CREATE.{STREAM}", definition)
    return _state(answer)


async def delete_stream(nats: NatsConnection) -> None:
    """Removes the stream with its consumers; nothing happens when there is none."""
    try:
        await nats.ask(f"STREAM.DELETE.{STREAM}")
    except JetStreamRefused as refused:
        if refused.error_code != _STREAM_NOT_FOUND:
            raise


async def stored_body(nats: NatsConnection, sequence: int) -> bytes | None:
    """The body of the message with that sequence, or none when the stream does not hold it."""
    try:
        answer = await nats.look(f"STREAM.MSG.GET.{STREAM}", {"seq": sequence})
    except JetStreamRefused as refused:
        if refused.error_code == _MESSAGE_NOT_FOUND:
            return None
        raise
    return base64.b64decode(answer["message"].get("data", ""))


def _state(answer: dict[str, Any]) -> StreamState:
    state, config = answer["state"], answer["config"]
    return StreamState(
        messages=state["messages"],
        # A stream that never held a message reports 0 here, and 0 as its last sequence.
        first_sequence=max(state["first_seq"], 1),
        last_sequence=state["last_seq"],
        epoch=_epoch(config),
        created=answer["created"],
        settings=StreamSettings(storage=config["storage"], replicas=config["num_replicas"]),
        is_ours=all(config.get(key) == value for key, value in _DEFINITION.items())
        and not any(config.get(key) for key in _ADDITIONS),
        is_direct=bool(config.get("allow_direct")),
    )


def _epoch(config: dict[str, Any]) -> int:
    told = (config.get("metadata") or {}).get(_EPOCH, "")
    return int(told) if told.isdecimal() and len(told) <= _EPOCH_DIGITS_MAX else 0
