"""Answers only who asks for this machine by a name of its own.

A page of anybody's may let its own name point at this machine once it is loaded (DNS rebinding);
then a browser takes this API for that page's server. The page's name stays in `Host`, so it shows.
"""

import ipaddress
from collections.abc import Iterable
from typing import Final
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from api.problems import problem

LOCALHOST: Final = "localhost"
KNOWN_MAX: Final = 1_000  # Spellings that are remembered, ports included.


class Hosts:
    """The names under which this API may be asked for."""

    def __init__(self, listens_on: str, names: Iterable[str] = ()) -> None:
        """`listens_on` is the address that it is bound to, `names` are those that settings add."""
        self._names = {LOCALHOST, listens_on.lower(), *(name.lower() for name in names)}
        self._everywhere = not _is_loopback(listens_on) and listens_on.lower() != LOCALHOST
        self._known: set[bytes] = set()

    def is_known(self, scope: Scope) -> bool:
        """Whether a request names one host, and that is this machine."""
        given = [value for name, value in scope["headers"] if name == b"host"]
        return len(given) == 1 and self.takes(given[0])

    def takes(self, given: bytes) -> bool:
        """Whether a `Host` header names this machine."""
        if given in self._known:
            return True
        taken = self._takes(given.decode("latin-1"))
        if taken and len(self._known) < KNOWN_MAX:
            self._known.add(given)
        return taken

    def _takes(self, given: str) -> bool:
        try:
            parts = urlsplit(f"//{given}")
            name, _ = parts.hostname, parts.port
        except ValueError:
            return False
        if name is None or parts.netloc != given or "@" in given:
            return False
        # An address is no name that somebody else could let point here.
        return name in self._names or _is_loopback(name) or (self._everywhere and _is_address(name))


class KnownHosts:
    """Refuses what was asked of another host."""

    def __init__(self, app: ASGIApp, hosts: Hosts) -> None:
        self._app = app
        self._hosts = hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on if its one `Host` is known."""
        if scope["type"] == "http" and not self._hosts.is_known(scope):
            given = [value for name, value in scope["headers"] if name == b"host"]
            shown = b", ".join(given).decode("latin-1")
            answer = problem(
                "request.unknown_host",
                f"Host {shown!a} is no name of this server: ask for 127.0.0.1 or localhost, or"
                " add the name to PURVEY_API_NAMES.",
                {"host": shown},
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _is_loopback(name: str) -> bool:
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
