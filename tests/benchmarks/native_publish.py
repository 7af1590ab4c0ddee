"""What JetStream takes when nothing is left to do but to send: batches of bytes made beforehand.

Each batch is one piece in the form of the wire, written to a plain socket; the next one follows its
acknowledgement. Messages and batch sizes are the relay's; reading and encoding are done before.
"""

import asyncio
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final, NamedTuple
from urllib.parse import unquote, urlsplit

import orjson
from psycopg import AsyncConnection

from adapters.nats.batch import split
from adapters.nats.cloud_event import Publication
from adapters.nats.connection import connected
from adapters.nats.log_page import next_page
from adapters.nats.topology import create_stream, delete_stream
from adapters.system import monotonic_seconds

INBOX: Final = "purvey-bench"
CONNECT: Final = {
    "verbose": False,
    "pedantic": False,
    "headers": True,
    "no_responders": True,
    "protocol": 1,
    "lang": "bytes",
    "version": "1",
}


class Prebuilt(NamedTuple):
    """Batches as bytes, and how many messages they hold."""

    batches: list[bytes]
    messages: int


async def prebuilt(database_url: str, messages_max: int) -> Prebuilt:
    """The log's first events, as the relay would cut and send them."""
    batches: list[bytes] = []
    after = 0
    async with await AsyncConnection.connect(database_url, autocommit=True) as log:
        while after < messages_max and (page := await next_page(log, after)):
            for batch in split(page):
                batches.append(_framed(batch, after, f"prebuilt-{len(batches)}"))
                after += len(batch)
    return Prebuilt(batches, after)


async def empty_stream(nats_url: str) -> None:
    """A new stream in the place of the one that may be there."""
    async with connected(nats_url, "benchmark") as nats:
        await delete_stream(nats)
        await create_stream(nats, 1)


async def publish_seconds(nats_url: str, made: Prebuilt) -> float:
    """From the first byte sent to the last acknowledgement, into an empty stream."""
    await empty_stream(nats_url)
    async with _socket(nats_url) as (reader, writer):
        started = monotonic_seconds()
        answer: dict[str, Any] = {}
        for batch in made.batches:
            writer.write(batch)
            await writer.drain()
            answer = await _answer(reader, writer)
        seconds = monotonic_seconds() - started
    assert answer.get("seq") == made.messages, answer
    return seconds


def _framed(batch: Sequence[Publication], after: int, batch_id: str) -> bytes:
    parts: list[bytes] = []
    for number, (subject, body) in enumerate(batch, start=1):
        fence = f"Nats-Expected-Last-Sequence: {after}\r\n" if number == 1 else ""
        last = number == len(batch)
        commit, reply = ("Nats-Batch-Commit: 1\r\n", f"{INBOX} ") if last else ("", "")
        headers = (
            f"NATS/1.0\r\nNats-Batch-Id: {batch_id}\r\nNats-Batch-Sequence: {number}\r\n"
            f"{fence}{commit}\r\n"
        )
        sizes = f"{len(headers)} {len(headers) + len(body)}"
        parts += (f"HPUB {subject} {reply}{sizes}\r\n{headers}".encode(), body, b"\r\n")
    return b"".join(parts)


@asynccontextmanager
async def _socket(nats_url: str) -> AsyncIterator[tuple[StreamReader, StreamWriter]]:
    """A connection that listens to the inbox, without a client library around it."""
    address = urlsplit(nats_url)
    reader, writer = await asyncio.open_connection(address.hostname, address.port)
    try:
        await reader.readline()  # INFO
        login = {"user": unquote(address.username or ""), "pass": unquote(address.password or "")}
        writer.write(
            b"CONNECT %b\r\nSUB %b 1\r\nPING\r\n"
            % (orjson.dumps({**CONNECT, **login}), INBOX.encode())
        )
        while await _line(reader) != b"PONG\r\n":
            continue
        yield reader, writer
    finally:
        writer.close()
        await writer.wait_closed()


async def _answer(reader: StreamReader, writer: StreamWriter) -> dict[str, Any]:
    """The JSON object of the next message; the server's pings are answered meanwhile."""
    while not (line := await _line(reader)).startswith(b"MSG"):
        if line == b"PING\r\n":
            writer.write(b"PONG\r\n")
    answer: dict[str, Any] = orjson.loads(await reader.readline())
    assert "error" not in answer, answer
    return answer


async def _line(reader: StreamReader) -> bytes:
    line = await reader.readline()
    assert line, "the server is there"
    assert not line.startswith(b"-ERR"), line
    return line
