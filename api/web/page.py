"""What all pages have in common: who may see them, when they show, and how they fail in words.

A page needs the session; without one its address answers with the sign-in page and goes on from
there. A part of a page that a script asked for fails into the page's notice instead.
"""

import traceback
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final

import structlog
from fastapi import Depends, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse
from fastapi.templating import Jinja2Templates
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.late_route import LateRoute
from api.problem_codes import STATUS_BY_CODE
from api.security import TENANT_DEFAULT, Unauthenticated, authenticate
from api.web import words
from api.web.days import Calendars, Moment
from api.web.protection import protected
from api.wiring.health import UNAVAILABLE
from api.wiring.service import Service, View
from application.errors import Failed
from domain.errors import Rejected
from replay.errors import BeyondHistory

FOLDER: Final = Path(__file__).parent
NAVIGATION: Final = (
    ("/", "Dashboard"),
    ("/questions", "Key figures"),
    ("/lists/requisitions", "Requisitions"),
    ("/lists/approval_cases", "Approvals"),
    ("/lists/purchase_orders", "Orders"),
    ("/lists/receipts", "Receipts"),
    ("/lists/stock_levels", "Stock"),
    ("/lists/invoices", "Invoices"),
    ("/lists/credit_memos", "Credit memos"),
    ("/lists/prepayments", "Prepayments"),
    ("/lists/recoveries", "Recoveries"),
    ("/lists/intercompany_bills", "Inter-company"),
    ("/lists/grir_balances", "GR/IR"),
    ("/lists/journal_lines", "Journal"),
    ("/lists/suppliers", "Suppliers"),
    ("/lists/catalogue_items", "Items"),
    ("/lists/price_agreements", "Agreements"),
    ("/lists/rebates", "Rebates"),
    ("/lists/audit_trail", "Audit trail"),
)
NOWHERE: Final = Moment(None, 0, None)
_log: Final = structlog.get_logger(__name__)

# A page never shows the hole of a name that nobody set, nor data as markup.
templates: Final = Jinja2Templates(
    env=Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
)
templates.env.filters.update(
    (each.__name__, each)
    for each in (
        words.money,
        words.rounded,
        words.number,
        words.days,
        words.day,
        words.moment,
        words.month,
        words.words,
        words.script,
    )
)
templates.env.globals.update(navigation=NAVIGATION)


@dataclass(frozen=True, slots=True)
class Page:
    """One request for a page: its view of the read models, and its moment."""

    request: Request
    view: View
    moment: Moment

    @property
    def service(self) -> Service:
        """What the application works with."""
        service: Service = self.request.app.state.service
        return service

    @property
    def calendars(self) -> Calendars:
        """The days of history."""
        calendars: Calendars = self.request.app.state.calendars
        return calendars

    def answer(self, template: str, **context: Any) -> HTMLResponse:
        """The page from its template."""
        return render(self.request, template, self.moment, **context)


async def page(
    request: Request,
    as_of: Annotated[int | None, Query(ge=0, lt=2**63, description="Position of the past.")] = None,
) -> AsyncIterator[Page]:
    """A page that its reader may see."""
    authenticate(request)
    service: Service = request.app.state.service
    calendars: Calendars = request.app.state.calendars
    async with service.read_models.entered(TENANT_DEFAULT) as view:
        moment = await calendars.moment(view, TENANT_DEFAULT, as_of)
        if as_of is not None and as_of > moment.head:
            raise BeyondHistory(
                f"History has come to position {moment.head:,}, not to {as_of:,} yet.",
                position=as_of,
                head=moment.head,
            )
        yield Page(request, view, moment)


PageOfRequest = Annotated[Page, Depends(page)]


class PageRoute(LateRoute):
    """A route whose failures are pages, and whose answers keep to themselves."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler that answers in words when the route's own fails."""
        answer = super().get_route_handler()

        async def handle(request: Request) -> Response:
            try:
                response = await answer(request)
            except Unauthenticated as failure:
                response = _signed_out(request, failure)
            except (Rejected, Failed) as failure:
                response = _failed(request, STATUS_BY_CODE[failure.code], failure.message)
            except RequestValidationError as failure:
                response = _failed(request, 422, _invalid(failure))
            except UNAVAILABLE as failure:
                _log.warning("page.unavailable", path=request.url.path, reason=str(failure))
                text = "The database does not answer. It is started again by itself; try again."
                response = _failed(request, 503, text)
            except Exception:
                # why: people get a page that leads on, the log gets what nobody foresaw. As text:
                # a renderer that shows local variables would write what people told us.
                trace = traceback.format_exc()
                _log.error("page.failed", path=request.url.path, trace=trace)
                response = _failed(request, 500, "This is a fault of ours; the log tells more.")
            response.headers.setdefault("Cache-Control", "no-store")
            return protected(response)

        return handle


def render(
    request: Request, template: str, moment: Moment, status: int = 200, **context: Any
) -> HTMLResponse:
    """A template as a response."""
    context = {"moment": moment, "path": request.url.path, **context}
    return templates.TemplateResponse(request, template, context, status_code=status)


def _signed_out(request: Request, failure: Unauthenticated) -> Response:
    """The sign-in page under the asked address; a script's request has the page loaded again."""
    if "HX-Request" in request.headers:
        return Response(status_code=401, headers={"HX-Refresh": "true"})
    after = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wrong = failure.message if request.url.path == "/sign-in" else None
    after = "/" if wrong else after
    return render(request, "sign_in.html", NOWHERE, 401, after=after, wrong=wrong, bare=True)


def _failed(request: Request, status: int, text: str) -> Response:
    if "HX-Request" in request.headers:
        answer = render(request, "notice.html", NOWHERE, status, text=text)
        answer.headers.update({"HX-Retarget": "#notice", "HX-Reswap": "innerHTML"})
        return answer
    return render(request, "failed.html", NOWHERE, status, text=text, status_code=status)


def _invalid(failure: RequestValidationError) -> str:
    first = failure.errors()[0]
    return f"{first['loc'][-1]} in the address is wrong: {first['msg']}."
