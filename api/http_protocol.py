"""How the server reads requests off a connection: as it does, but for what comes behind a body.

A chunked body may be followed by trailers. The server adds them to the headers of the request, and
whoever stands in front of it, setting or removing headers, does not see them. So they are left out
(RFC 9110, 6.5.1: they are not merged into headers that decide who calls).
"""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol


class HeadersBeforeBody(HttpToolsProtocol):
    """The server's protocol without trailers."""

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
        """What follows is the body."""
        self._head_is_whole = True
        super().on_headers_complete()
