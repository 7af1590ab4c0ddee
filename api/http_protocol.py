"""How the server reads requests off a connection: as it does, but for three things.

A chunked body may be followed by trailers. The server adds them to the headers of the request, and
whoever stands in front of it, setting or removing headers, does not see them. So they are left out
(RFC 9110, 6.5.1: they are not merged into headers that decide who calls).

A request may name a whole address in place of a path (`GET http://host/path`), as one to a proxy
does. The server takes the path of it, and its host for nothing, so a request could name two. This
is no proxy, and refuses it.

What is no HTTP is answered by the server itself, in words; here it gets a code like all the rest.
"""

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from api.problems import problem

CODE = "request.malformed_http"
STATUS = 400


class AddressForPath(ValueError):
    """The request names something else than a path of this server."""


class StrictProtocol(HttpToolsProtocol):
    """The server's protocol without trailers, and for paths alone."""

    _head_is_whole = False

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head_is_whole = False
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header of the request, or a trailer."""
        if not self._head_is_whole:
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """What follows is the body. Raises where no path was asked for: then `data_received` asks
        for `send_400_response`."""
        self._head_is_whole = True
        if not self.url.startswith(b"/"):
            raise AddressForPath(self.url)
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """Answers what cannot be read as a request, and closes the connection."""
        answer = problem(
            CODE,
            f"{msg} Send HTTP/1.1 with a path such as /v1/status, not with a whole address.",
            status=STATUS,
            headers={"Connection": "close"},
        )
        lines = [STATUS_LINE[STATUS], *(b"%b: %b\r\n" % each for each in answer.raw_headers)]
        self.transport.write(b"".join([*lines, b"\r\n", bytes(answer.body)]))
        self.transport.close()
