"""Commands go to their routes at once, past the layers that the framework puts around a request.

There are a dozen of them, for what commands do not use: telemetry, dependencies that have to be
closed, mounted applications. Each hands the answer on in pieces, and all routes of a capability are
asked whether they are meant. What comes to a command is the same, whichever way it comes: the host
is known, and each failure is answered in the one form. Whatever this door does not know is left to
the framework: what reads, other methods, unknown paths and hosts.
"""

import re
from collections import defaultdict

from fastapi import FastAPI
from starlette.types import Receive, Scope, Send

from api.command_request import CommandRequest
from api.command_route import METHOD, CommandRoute
from api.hosts import Hosts
from api.problems import answer_to

_Place = tuple[str, int]  # The first two words of a path, and how many there are.


class CommandDoor:
    """The outermost layer of the application; made once all its routes are known."""

    def __init__(self, app: FastAPI, hosts: Hosts) -> None:
        self._beyond = app.build_middleware_stack()
        self._hosts = hosts
        self._routes: defaultdict[_Place, list[tuple[re.Pattern[str], CommandRoute]]]
        self._routes = defaultdict(list)
        for route in app.router.routes:
            if isinstance(route, CommandRoute) and route.is_command:
                self._routes[_place(route.path)].append((route.path_regex, route))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a command, and passes everything else on."""
        route = self.route_of(scope)
        if route is None:
            await self._beyond(scope, receive, send)
            return
        request = CommandRequest(scope, receive)
        try:
            answer = await route.carry_out(request)
        except Exception as failure:
            # why: `answer_to` logs what nobody foresaw, and the client gets a code for it.
            answer = await answer_to(request, failure)
        await answer(scope, receive, send)

    def route_of(self, scope: Scope) -> CommandRoute | None:
        """The command that a request means; its `path_params` are then in the scope."""
        if scope["type"] != "http" or scope["method"] != METHOD or not self._hosts.is_known(scope):
            return None
        path: str = scope["path"]
        for pattern, route in self._routes.get(_place(path), ()):
            found = pattern.fullmatch(path)  # `match` takes a line break behind it.
            if found is not None:
                scope["path_params"] = found.groupdict()
                return route
        return None


def _place(path: str) -> _Place:
    words = path.split("/")
    return "/".join(words[:3]), len(words)
