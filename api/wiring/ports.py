"""The port that the API listens on: the one asked for, the usual one, or a free one."""

import socket

from adapters.embedded.ports import LOOPBACK, free_port


def choose_port(asked: int | None, usual: int) -> int:
    """`asked` as it is; otherwise `usual` where it is free, else a free port."""
    if asked:
        return asked
    return usual if asked is None and _is_free(usual) else free_port()


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
