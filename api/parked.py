"""HTTP for what read models cannot follow: which documents, since which event, what was decided.

Answers of other routes only count them (`parked`). Putting them back is an operator's work
(`purvey parked`), not a user's.
"""

from typing import Final

from fastapi import Request

from api import schemas
from api.answers import Json, Reading
from api.blindness import blindness_of
from api.command_request import UnknownParameter
from api.late_route import late_router
from api.security import CallerOfRequest
from api.wiring.service import Service
from application.roles import Permission

router: Final = late_router("/v1", "facts")


@router.get("/parked", summary="List what is parked", responses=schemas.described(schemas.parked()))
async def list_parked(request: Request, caller: CallerOfRequest) -> Json:
    """Documents that a read model cannot follow, and the last 1,000 decisions on such ones."""
    caller.require(Permission.READ)
    for name in request.query_params:
        raise UnknownParameter(f"{name!a} means nothing here.", parameter=name)
    service: Service = request.app.state.service
    async with service.read_models.entered(caller.tenant) as view:
        blindness = await blindness_of(caller.roles, Reading(view, None))
        if blindness is not None:
            blindness.check("parked")
        return {"data": await view.parked(), "decisions": await view.parked_decisions()}
