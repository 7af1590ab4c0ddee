"""The pages: dashboard with time slider, lists, and one document with its history.

Every page answers now, or as of a position (`?as_of=`), and keeps that moment in its links.
"""

from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, FastAPI, Query, Request
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles
from fastapi.templating import Jinja2Templates

from api.security import TENANT_DEFAULT, Unauthenticated, authenticate
from api.web.figures import active_days, gather
from api.wiring.health import health
from api.wiring.history import READ_MODELS, document_history
from api.wiring.service import AsOf, Service
from application.errors import NotFound
from projections.index import PROJECTIONS
from replay.errors import UnknownReadModel

FOLDER: Final = Path(__file__).parent
PAGE_ROWS: Final = 50
RESERVED: Final = frozenset({"as_of", "after"})

router: Final = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_templates: Final = Jinja2Templates(FOLDER / "templates")
_TABLES: Final = {table.name: each for each in PROJECTIONS for table in each.tables}
_AGGREGATES: Final = {read_model: aggregate for aggregate, read_model in READ_MODELS.items()}

AsOfPosition = Annotated[int | None, Query(ge=0, description="Position of the history.")]


def mount_static(app: FastAPI) -> None:
    """Serves style, script and the vendored libraries."""
    app.mount("/static", StaticFiles(directory=FOLDER / "static"), name="static")


@router.get("/")
async def dashboard(request: Request, as_of: AsOfPosition = None) -> HTMLResponse:
    """The dashboard, with the slider over all days on which something happened."""
    if not _signed_in(request):
        return _templates.TemplateResponse(request, "sign_in.html", status_code=401)
    service: Service = request.app.state.service
    async with service.read_models.entered(TENANT_DEFAULT) as view:
        figures = await gather(view, as_of)
        days = await active_days(view)
    context = {"figures": figures, "days": days, "charts": _script(figures.charts())}
    return _page(request, "dashboard.html", as_of, {**context, "stops": _script(days)})


@router.get("/figures")
async def figures(request: Request, as_of: AsOfPosition = None) -> HTMLResponse:
    """The part of the dashboard that the slider changes."""
    authenticate(request)
    service: Service = request.app.state.service
    async with service.read_models.entered(TENANT_DEFAULT) as view:
        found = await gather(view, as_of)
    context = {"figures": found, "charts": _script(found.charts())}
    return _page(request, "figures.html", as_of, context)


@router.get("/lag")
async def lag(request: Request) -> HTMLResponse:
    """How far each read model is behind the log; the page asks again by itself."""
    authenticate(request)
    service: Service = request.app.state.service
    return _page(request, "lag.html", None, {"health": await health(service.addresses)})


@router.get("/lists/{table}")
async def rows(
    request: Request, table: str, as_of: AsOfPosition = None, after: str | None = None
) -> HTMLResponse:
    """One table of a read model, filtered by its columns."""
    authenticate(request)
    if table not in _TABLES:
        raise UnknownReadModel(table, _TABLES)
    service: Service = request.app.state.service
    filters = {name: text for name, text in request.query_params.items() if name not in RESERVED}
    async with service.read_models.entered(TENANT_DEFAULT) as view:
        answer = await view.rows(
            _TABLES[table].name,
            filters,
            table=table,
            as_of=AsOf(position=as_of),
            after=after,
            limit=PAGE_ROWS,
        )
    context = {
        "table": table,
        "aggregate": _AGGREGATES.get(_TABLES[table].name),
        "key": _TABLES[table].table(_TABLES[table].main).key[:1],
        "filters": filters,
        "answer": answer,
    }
    return _page(request, "list.html", as_of, context)


@router.get("/documents/{aggregate}/{document_id}")
async def document(
    request: Request, aggregate: str, document_id: str, as_of: AsOfPosition = None
) -> HTMLResponse:
    """One document as it stood, and its life up to then."""
    authenticate(request)
    if aggregate not in READ_MODELS:
        raise NotFound(f"There is no aggregate {aggregate!r}.", known=", ".join(READ_MODELS))
    service: Service = request.app.state.service
    steps = await document_history(service, TENANT_DEFAULT, aggregate, document_id, as_of)
    projection = {each.name: each for each in PROJECTIONS}[READ_MODELS[aggregate]]
    key = projection.table(projection.main).key[0]
    async with service.read_models.entered(TENANT_DEFAULT) as view:
        answer = await view.rows(
            projection.name, {key: document_id}, as_of=AsOf(position=as_of), limit=1
        )
    if not steps or not answer.rows:
        raise NotFound(f"There was no {aggregate} {document_id} then.", document=document_id)
    context = {
        "aggregate": aggregate,
        "row": answer.rows[0],
        "steps": [asdict(step) for step in steps],
    }
    return _page(request, "document.html", as_of, context)


def _page(
    request: Request, template: str, as_of: int | None, context: dict[str, Any]
) -> HTMLResponse:
    moment = "" if as_of is None else f"as_of={as_of}"
    return _templates.TemplateResponse(
        request, template, {**context, "as_of": as_of, "moment": moment}
    )


def _signed_in(request: Request) -> bool:
    try:
        authenticate(request)
    except Unauthenticated:
        return False
    return True


def _script(value: object) -> str:
    """JSON that may stand inside a script element."""
    return orjson.dumps(value, default=str).decode().replace("<", "\\u003c")
