"""The least client that can load an HTTP server: keep-alive, requests made beforehand, no parsing.

A client of a library would take more of the machine than the server that it is to measure. It reads
status and length of each answer, and looks into none.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

STATUS: Final = slice(9, 12)  # Of `HTTP/1.1 201 Created`.
HEAD_END: Final = b"\r\n\r\n"
LENGTH: Final = b"content-length: "


class Refused(Exception):
    """The server answered something else than it should."""


@dataclass(slots=True)
class Answers:
    """How long each answer took, in seconds."""

    seconds: list[float] = field(default_factory=list)


async def send_for(port: int, requests: Sequence[bytes], status: bytes, answers: Answers) -> int:
    """Sends one request after another over one connection; how many were answered.

    Raises `Refused` at the first answer of another status.
    """
    clock = asyncio.get_running_loop().time
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for request in requests:
            started = clock()
            writer.write(request)
            head = await reader.readuntil(HEAD_END)
            length = int(head.lower().partition(LENGTH)[2].partition(b"\r\n")[0])
            body = await reader.readexactly(length)
            if head[STATUS] != status:
                raise Refused((head + body).decode())
            answers.seconds.append(clock() - started)
    finally:
        writer.close()
    return len(requests)


def post(path: str, token: str, actor: str, body: bytes) -> bytes:
    """The bytes of one request."""
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {token}\r\n"
        f"X-Purvey-Actor: {actor}\r\nX-Purvey-Tenant: bench\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
