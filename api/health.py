"""Health: alive (`/healthz`), able to serve (`/readyz`), and how the parts are (`/v1/status`)."""

from typing import Any, Final

from fastapi import Request

from api.late_route import late_router
from api.security import CallerOfRequest
from api.wiring.health import health
from api.wiring.service import Service
from application.errors import Failed
from application.roles import Permission

OLDEST: Final = "oldest"  # The document that waits longest may be another tenant's.
router: Final = late_router("", "health")


class DatabaseUnavailable(Failed):
    """The database does not answer, so nothing can be asked or told."""

    code = "database.unavailable"
    retryable = True


@router.get("/healthz", summary="Is it alive?")
async def healthz(request: Request) -> dict[str, str]:
    """The process answers, and says whose it is: others may listen where one expects it."""
    service: Service = request.app.state.service
    return {"status": "ok", "instance": service.addresses.instance}


@router.get("/readyz", summary="Can it serve?")
async def readyz(request: Request) -> dict[str, str]:
    """The database answers, so commands and queries can be served."""
    await _report(request)
    return {"status": "ready"}


@router.get("/v1/status", summary="How are its parts?")
async def status(request: Request, caller: CallerOfRequest) -> dict[str, Any]:
    """Each part and read model, with lag in events and seconds."""
    caller.require(Permission.READ)
    return await _report(request)


async def _report(request: Request) -> dict[str, Any]:
    service: Service = request.app.state.service
    report = await health(service.addresses)
    if report["database"] != "ok":
        raise DatabaseUnavailable("The database does not answer; try again shortly.")
    consumers = {
        name: {key: value for key, value in each.items() if key != OLDEST}
        for name, each in report["consumers"].items()
    }
    # The API answers, wherever others reach it.
    return {**report, "api": "ok", "consumers": consumers}
