"""How the server reads requests off a connection: as it does, but stricter, and with an end.

A chunked body may be followed by trailers. The server adds them to the headers of the request, and
whoever stands in front of it, setting or removing headers, does not see them. So they are left out
(RFC 9110, 6.5.1: they are not merged into headers that decide who calls).

What servers and those in front of them might read differently is refused: a whole address or a
fragment in place of a path, a slash as `%2F` in that of a command, another version than 1.0 and
1.1, another coding than `chunked`. Where something is read, `%2F` is part of a number
(`plain_requests.py`).

Who sends no request, or half of one, holds no connection for ever, and no memory: a request comes
within `RECEIVE_SECONDS_MAX`, its first line and headers within `HEAD_BYTES_MAX`.

Whatever is refused here gets a code like all the rest, in its turn: a request that came whole
before it is answered first, because its command may be stored.
"""

from asyncio import TimerHandle, Transport
from typing import TYPE_CHECKING, Final, NamedTuple

from uvicorn.protocols.http.httptools_impl import (
    STATUS_LINE,
    HttpToolsProtocol,
    RequestResponseCycle,
)

from api.problems import problem

if TYPE_CHECKING:
    from uvicorn._types import ASGI3Application

HEAD_BYTES_MAX: Final = 32 * 1024
RECEIVE_SECONDS_MAX: Final = 30.0
READS: Final = (b"GET", b"HEAD")
VERSIONS: Final = ("1.1", "1.0")


class Refusal(NamedTuple):
    """What is answered to that which is no request, before the connection is closed."""

    status: int
    code: str
    words: str


MALFORMED: Final = Refusal(
    400,
    "request.malformed_http",
    "This is no request that can be read. Send HTTP/1.1 with a path such as /v1/status, not with a"
    " whole address or a fragment, and a body as it is or `chunked`.",
)
SLASH_IN_A_NAME: Final = Refusal(
    400,
    "request.unreadable_path",
    "The path of this command holds a slash that is written as %2F, which some read as part of a"
    " name and others as its end. A command names documents by their ids; read a document by its"
    " number, such as /v1/invoices/INV%2F88, to learn its id.",
)
HEAD_TOO_LARGE: Final = Refusal(
    431,
    "request.head_too_large",
    f"The first line and the headers take more than {HEAD_BYTES_MAX} bytes; send fewer.",
)
TOO_SLOW: Final = Refusal(
    408,
    "request.too_slow",
    f"The request was not complete after {RECEIVE_SECONDS_MAX:.0f} seconds; nothing was done. Send"
    " it again, all at once.",
)


class Refused(ValueError):
    """Raised while the head is read; the parser hands it on as what cannot be parsed."""


class StrictProtocol(HttpToolsProtocol):
    """The server's protocol without trailers, for paths alone, and in its turn."""

    _is_receiving = False  # A request has begun and is not whole.
    _head_is_whole = False
    _head_bytes = 0
    _running: RequestResponseCycle | None = None
    _partial: RequestResponseCycle | None = None  # of the request whose body is still coming
    _refusal: Refusal | None = None
    _patience: TimerHandle | None = None

    def connection_made(
        self,
        transport: Transport,  # type: ignore[override]  # As uvicorn does it.
    ) -> None:
        """Somebody is there, and has so long to ask for something."""
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes; behind what was refused nothing is read."""
        if self._refusal is not None:
            return
        super().data_received(data)
        if not self._is_receiving:
            self._wait_no_more()
            return
        self._wait()
        if not self._head_is_whole:
            # The parser keeps a header to itself until it has come whole.
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES_MAX:
                self._refuse(HEAD_TOO_LARGE)

    def on_message_begin(self) -> None:
        """A request begins."""
        self._is_receiving, self._head_is_whole, self._head_bytes = True, False, 0
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the request, or a trailer."""
        if not self._head_is_whole:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """What follows is the body. Raises where the head is none of ours: then `data_received`
        asks for `send_400_response`."""
        self._head_is_whole = True
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > HEAD_BYTES_MAX:
            self._refuse(HEAD_TOO_LARGE)
            raise Refused
        if not self.url.startswith(b"/") or b"#" in self.url:
            raise Refused
        reads = self.parser.get_method() in READS
        if not reads and b"%" in self.url and b"%2f" in self.url.partition(b"?")[0].lower():
            self._refuse(SLASH_IN_A_NAME)
            raise Refused
        codings = [value.lower() for name, value in self.headers if name == b"transfer-encoding"]
        if codings not in ([], [b"chunked"]) or self.parser.get_http_version() not in VERSIONS:
            raise Refused
        super().on_headers_complete()
        self._partial = self.cycle

    def on_message_complete(self) -> None:
        """The request is whole."""
        self._is_receiving, self._partial = False, None
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """The next request has its turn, or what was refused behind it."""
        super().on_response_complete()
        if self._refusal is not None and not self._is_answering:
            self._answer(self._refusal)

    def send_400_response(self, msg: str) -> None:
        """What came cannot be parsed, or was refused while it was."""
        del msg
        self._refuse(MALFORMED)

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: "ASGI3Application") -> None:
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    @property
    def _is_answering(self) -> bool:
        """Whether a request is carried out, or waits for its turn."""
        running = self._running
        return bool(self.pipeline) or (running is not None and not running.response_complete)

    def _refuse(self, refusal: Refusal) -> None:
        """Answers it once all that came before is answered; nothing more is read."""
        if self._refusal is not None:
            return
        self._refusal = refusal
        self._wait_no_more()
        partial = self._partial
        if partial is not None and partial is not self._running:
            self.pipeline.popleft()  # It has no turn any more; the last that came stands first.
        elif partial is not None:
            # Whoever reads its body is told that there will be none, and does nothing.
            partial.disconnected = True
            partial.message_event.set()
            self._running = None
            if partial.response_started:
                self.transport.close()
        if not self._is_answering:
            self._answer(refusal)

    def _answer(self, refusal: Refusal) -> None:
        if self.transport.is_closing():
            return
        answer = problem(
            refusal.code,
            refusal.words,
            status=refusal.status,
            headers={"Connection": "close"},
        )
        head = [STATUS_LINE[refusal.status], *(b"%b: %b\r\n" % each for each in answer.raw_headers)]
        self.transport.write(b"".join([*head, b"\r\n", bytes(answer.body)]))
        self.transport.close()

    def _wait(self) -> None:
        if self._patience is None:
            self._patience = self.loop.call_later(RECEIVE_SECONDS_MAX, self._refuse, TOO_SLOW)

    def _wait_no_more(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None
