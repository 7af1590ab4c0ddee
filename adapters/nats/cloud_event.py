"""An event as a message: structured CloudEvents 1.0 JSON, from a row of the log and back.

Reading a message gives exactly what reading the row gives (`adapters/postgres/log_reader.py`).
The metadata is carried as extension attributes, which are flat, lower-case and scalar; the payload
is spliced in as the log stores it. Numbers of 64 bits are strings, as the specification asks.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple

import orjson

from adapters.nats.errors import ForeignMessage
from adapters.nats.topology import MESSAGE_BYTES_MAX, subject
from adapters.postgres.leaf_hash import leaf_hash
from adapters.postgres.log_reader import LogRow
from domain.event import Newer, Recorded
from domain.upcasts import NewerSchema, upcast

SPECIFICATION: Final = "1.0"
TYPE_PREFIX: Final = "purvey."
SOURCE_PREFIX: Final = "/purvey/"
SCHEMA_PREFIX: Final = "urn:purvey:"
LEAF_HASH: Final = "leafhash"  # The log's hash of the event: a message proves itself by it.
OUT_OF_FORM: Final = "event.out_of_form"  # The type of what a message of ours cannot hold.
SEQUENCE_DIGITS: Final = 19  # Positions sort as text, and 2**63 - 1 fits.
MOMENTS_REMEMBERED_MAX: Final = 16  # Events of one append share theirs, and follow each other.

_DATA: Final = b',"data":'  # Its quotes would be escaped in a text, so the first one is it.
# Metadata that is one text, and the extension attribute that carries it.
_TEXTS: Final = (
    ("posting_from", "postingfrom"),
    ("causation_id", "causationid"),
    ("command_id", "commandid"),
    ("correlation_id", "correlationid"),
    ("effective_at", "effectivetime"),
    ("facility", "facility"),
    ("legal_entity", "legalentity"),
    ("number", "documentnumber"),
)


class Publication(NamedTuple):
    """One event, ready to be published."""

    subject: str
    body: bytes


def encode(row: LogRow) -> bytes:
    """The message body of one event."""
    return publication(row).body


def publication(row: LogRow) -> Publication:
    """Subject and body of one event; of one that no message of ours can hold, that it is there."""
    try:
        return _in_form(row)
    except (ValueError, KeyError, TypeError, AttributeError, ForeignMessage):
        # why: the stream has a message for every offset, or it would end here for good.
        return _out_of_form(row)


def _in_form(row: LogRow) -> Publication:
    metadata = orjson.loads(row.metadata)
    address = subject(row.tenant, metadata.get("facility"), row.type)
    what = {
        "datacontenttype": "application/json",
        "dataschema": f"{SCHEMA_PREFIX}{row.type}:{metadata.pop('schema')}",
        LEAF_HASH: row.hash.hex(),
    }
    attributes = _attributes(row, metadata.pop("event_id"), row.type, what)
    if _move(metadata, attributes):
        # Written by a newer program: what we cannot name travels as it is stored.
        attributes["metadata"] = row.metadata.decode()
    body = b"".join((orjson.dumps(attributes)[:-1], _DATA, row.payload, b"}"))
    if len(body) > MESSAGE_BYTES_MAX:
        raise ForeignMessage(f"Event {row.offset} is too large for a message.")
    return Publication(address, body)


def _out_of_form(row: LogRow) -> Publication:
    """Who wants its bytes reads the log."""
    attributes = _attributes(row, f"{row.epoch}.{row.offset}", OUT_OF_FORM, {})
    return Publication(subject(row.tenant, None, OUT_OF_FORM), orjson.dumps(attributes))


def _attributes(
    row: LogRow, event_id: str, event_type: str, what: dict[str, Any]
) -> dict[str, Any]:
    return {
        "specversion": SPECIFICATION,
        "id": event_id,
        "source": SOURCE_PREFIX + row.tenant,
        "type": TYPE_PREFIX + event_type,
        "subject": row.stream,
        "time": _utc_text(row.recorded_at),
        **what,
        "sequence": str(row.position).zfill(SEQUENCE_DIGITS),
        "epoch": str(row.epoch),
        "logoffset": str(row.offset),
        "streamversion": row.version,
    }


def decode(body: bytes) -> Recorded:
    """The event of one message body; ForeignMessage when it holds none that our relay wrote."""
    try:
        event = orjson.loads(body)
        stored_type = event["type"].removeprefix(TYPE_PREFIX)
        metadata, data = _metadata(event), event["data"]
        try:
            metadata["schema"], data = upcast(stored_type, metadata["schema"], data)
        except NewerSchema:
            data = Newer(data)
        return Recorded(
            epoch=int(event["epoch"]),
            offset=int(event["logoffset"]),
            tenant=event["source"].removeprefix(SOURCE_PREFIX),
            position=int(event["sequence"]),
            stream=event["subject"],
            version=event["streamversion"],
            type=stored_type,
            recorded_at=datetime.fromisoformat(event["time"]),
            metadata=metadata,
            data=data,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ForeignMessage(f"A message is no event of ours ({error!r}).") from error


def carried_hash(body: bytes) -> bytes | None:
    """The leaf hash that a message carries; none where it has none, or says something else."""
    try:
        event = orjson.loads(body)
        metadata = (
            event["metadata"].encode()
            if "metadata" in event
            else orjson.dumps(_metadata(event), option=orjson.OPT_SORT_KEYS)
        )
        computed = leaf_hash(
            tenant=event["source"].removeprefix(SOURCE_PREFIX),
            position=int(event["sequence"]),
            stream=event["subject"],
            version=event["streamversion"],
            type=event["type"].removeprefix(TYPE_PREFIX),
            recorded_at=datetime.fromisoformat(event["time"]),
            metadata=metadata,
            payload=body[body.index(_DATA) + len(_DATA) : -1],
        )
        return computed if computed.hex() == event[LEAF_HASH] else None
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError):
        # why: what is no message of ours proves nothing.
        return None


def _move(metadata: dict[str, Any], attributes: dict[str, Any]) -> bool:
    """Moves the metadata into extension attributes; tells whether anything had no place."""
    take = metadata.pop
    for key, name in _TEXTS:
        text = take(key, None)
        if text is not None:
            attributes[name] = text
    actor = take("actor")
    attributes["actorid"] = actor.pop("id")
    attributes["actortype"] = actor.pop("type")
    left = False
    if actor:
        if "on_behalf_of" in actor:
            attributes["onbehalfof"] = actor.pop("on_behalf_of")
        left = bool(actor)
    if "policies" in metadata:
        policies = metadata.pop("policies")
        attributes["policies"] = " ".join(
            f"{each.pop('id')}@{each.pop('version')}" for each in policies
        )
        left |= any(policies)
    if "reason" in metadata:
        reason = metadata.pop("reason")
        attributes["reasoncode"] = reason.pop("code")
        if "text" in reason:
            text = reason.pop("text")
            attributes["reasonsubject"], attributes["reasonbox"] = (
                text.pop("subject"),
                text.pop("box"),
            )
            left |= bool(text)
        left |= bool(reason)
    return left or bool(metadata)


def _metadata(event: dict[str, Any]) -> dict[str, Any]:
    """The metadata as the log stores it."""
    if "metadata" in event:
        stored: dict[str, Any] = orjson.loads(event["metadata"])
        return stored
    actor = {"id": event["actorid"], "type": event["actortype"]}
    if "onbehalfof" in event:
        actor["on_behalf_of"] = event["onbehalfof"]
    found: dict[str, Any] = {
        "actor": actor,
        "event_id": event["id"],
        "schema": int(event["dataschema"].rpartition(":")[2]),
    }
    for key, name in _TEXTS:
        if name in event:
            found[key] = event[name]
    if "policies" in event:
        found["policies"] = [_policy(each) for each in event["policies"].split()]
    if "reasoncode" in event:
        found["reason"] = reason = {"code": event["reasoncode"]}
        if "reasonbox" in event:
            reason["text"] = {"subject": event["reasonsubject"], "box": event["reasonbox"]}
    return found


def _policy(text: str) -> dict[str, str | int]:
    policy, _, version = text.rpartition("@")
    return {"id": policy, "version": int(version)}


@lru_cache(MOMENTS_REMEMBERED_MAX)
def _utc_text(moment: datetime) -> str:
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"
