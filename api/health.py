"""Health: alive (`/healthz`), able to serve (`/readyz`), and how the parts are (`/v1/status`)."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from api.problems import problem
from api.security import CallerOfRequest
from api.wiring.health import health
from api.wiring.service import Service
from application.access import Permission

router: Final = APIRouter(tags=["health"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """The process answers."""
    return {"status": "ok"}


@router.get("/readyz")
async def readyz(request: Request) -> Response:
    """The database answers, so commands and queries can be served."""
    service: Service = request.app.state.service
    report = await health(service.addresses)
    if report["database"] != "ok":
        return problem("log.unavailable", "The database does not answer.")
    return Response('{"status":"ready"}', media_type="application/json")


@router.get("/v1/status")
async def status(request: Request, caller: CallerOfRequest) -> dict[str, Any]:
    """Each part and read model, with lag in events and seconds."""
    caller.require(Permission.READ)
    service: Service = request.app.state.service
    return await health(service.addresses)
