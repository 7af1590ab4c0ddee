"""Starting a server on a free loopback port, again if another process was quicker."""

import socket
from collections.abc import Callable
from typing import Final

from adapters.embedded.errors import ServerNotStarted

LOOPBACK: Final = "127.0.0.1"
PORT_TRIES_MAX: Final = 5


def start_on_free_port(start: Callable[[int], None], port_before: int | None) -> int:
    """Call `start` with a port and return the one that worked; a restart keeps its port."""
    if port_before is not None:
        start(port_before)
        return port_before
    for _ in range(PORT_TRIES_MAX - 1):
        port = _free_port()
        try:
            start(port)
            return port
        except ServerNotStarted as error:
            if "address already in use" not in error.log_tail.casefold():
                raise
    port = _free_port()
    start(port)
    return port


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        number: int = probe.getsockname()[1]
        return number
