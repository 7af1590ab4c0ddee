"""Routes of commands: declared like all others, carried out without detours.

`command_request.py` takes the request in, `command_call.py` calls the route with what it says. Most
requests come through `command_door.py`; the framework leads the others here.
"""

from collections.abc import Callable, Coroutine
from functools import cached_property
from typing import Any, Final

from fastapi import APIRouter, Request, Response

from api.command_call import CommandCall
from api.command_request import CommandRequest
from api.late_route import LateRoute, late_router

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
METHOD: Final = "POST"


def command_router(prefix: str, tag: str) -> APIRouter:
    """Routes of one capability, which commands are among."""
    return late_router(prefix, tag, CommandRoute)


class CommandRoute(LateRoute):
    """A route that carries out a command, or reads what commands of the same capability did."""

    @property
    def is_command(self) -> bool:
        """Whether it takes a body; what reads does not."""
        return self.methods == {METHOD}

    def get_route_handler(self) -> Handler:
        """The framework's handler for what reads, our own for a command."""
        assert (self.body_field is not None) == self.is_command, f"{self.path} takes a body or none"
        return self.carry_out if self.is_command else super().get_route_handler()

    @cached_property
    def _call(self) -> CommandCall:
        return CommandCall(self.endpoint, self.status_code)

    async def carry_out(self, request: Request) -> Response:
        """The answer; raises whatever stands in its way."""
        taken = (
            request
            if isinstance(request, CommandRequest)
            else CommandRequest(request.scope, request.receive)
        )
        await taken.take_in()
        return await self._call(taken)
