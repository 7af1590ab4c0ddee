"""Routes of commands: declared like all others, carried out without detours.

`command_request.py` takes the request in, `command_call.py` calls the route with what it says. Most
requests come through `command_door.py`; the framework leads the others here.
"""

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from api.command_call import CommandCall
from api.command_request import CommandRequest
from api.operations import operation_id

Handler = Callable[[Request], Coroutine[Any, Any, Response]]


def command_router(prefix: str, tag: str) -> APIRouter:
    """Routes of one capability."""
    return APIRouter(
        prefix=prefix,
        tags=[tag],
        route_class=CommandRoute,
        generate_unique_id_function=operation_id,
    )


class CommandRoute(APIRoute):
    """A route that carries out a command, or reads what commands of the same capability did."""

    @property
    def is_command(self) -> bool:
        """Whether it takes a body; what reads does not."""
        return self.body_field is not None

    def get_route_handler(self) -> Handler:
        """The framework's handler for what reads, our own for a command."""
        if not self.is_command:
            return super().get_route_handler()
        self._call = CommandCall(self.endpoint, self.status_code)
        return self.carry_out

    async def carry_out(self, request: Request) -> Response:
        """The answer; raises whatever stands in its way."""
        taken = (
            request
            if isinstance(request, CommandRequest)
            else CommandRequest(request.scope, request.receive)
        )
        await taken.take_in()
        return await self._call(taken)
