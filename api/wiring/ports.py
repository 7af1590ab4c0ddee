"""The port that the API listens on: the one asked for, the usual one, or a free one.

It is bound before anything else starts and handed to the API's process, so no other program can
take it meanwhile, and requests wait rather than fail while that process is started again.
"""

import errno
import socket
from typing import ClassVar, Final

from adapters.embedded.errors import EmbeddedServerError

BACKLOG: Final = 1_024
ANY_PORT: Final = 0


class PortTaken(EmbeddedServerError):
    """Another program listens on the port that was asked for."""

    code: ClassVar[str] = "instance.port_taken"

    def __init__(self, port: int, cause: OSError) -> None:
        super().__init__(
            f"The API cannot listen on port {port}: {cause.strerror}. Stop what listens there, or"
            " set PURVEY_API_PORT to another port (0: any free one)."
        )


def listener(host: str, asked: int | None, usual: int) -> socket.socket:
    """Listens on `asked`; where nothing was asked for, on `usual` if it is free, else anywhere."""
    if asked is not None:
        return _listening(host, asked)
    try:
        return _listening(host, usual)
    except PortTaken:
        return _listening(host, ANY_PORT)


def _listening(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), backlog=BACKLOG)
    except OSError as error:
        if error.errno in (errno.EADDRINUSE, errno.EACCES, errno.EADDRNOTAVAIL):
            raise PortTaken(port, error) from error
        raise
