"""The dashboard at `/`, the part of it that the time slider changes, and the lag of the parts."""

from collections.abc import Sequence
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from api.security import TENANT_DEFAULT, authenticate
from api.web.charts import charts, drawn
from api.web.days import Day
from api.web.figures import gather
from api.web.page import NOWHERE, Page, PageOfRequest, PageRoute, render
from api.wiring.health import health
from api.wiring.service import Service

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)

Currency = Annotated[str | None, Query(pattern="^[A-Z]{3}$")]


@router.get("/")
async def show_dashboard(page: PageOfRequest, currency: Currency = None) -> HTMLResponse:
    """All figures, with the slider over the days of history."""
    return await _answer(page, "dashboard.html", currency)


@router.get("/figures")
async def show_figures(page: PageOfRequest, currency: Currency = None) -> HTMLResponse:
    """What the slider changes."""
    return await _answer(page, "figures.html", currency)


@router.get("/lag")
async def show_lag(request: Request) -> HTMLResponse:
    """How far each read model is behind the log; the page asks again by itself."""
    authenticate(request)
    service: Service = request.app.state.service
    return render(request, "lag.html", NOWHERE, health=await health(service.addresses))


async def _answer(page: Page, template: str, currency: str | None) -> HTMLResponse:
    days = await page.calendars.days(page.view, TENANT_DEFAULT)
    figures = await gather(page.view, page.moment.position, currency)
    shown = charts(figures, page.moment, days)
    return page.answer(
        template,
        figures=figures,
        charts=shown,
        drawn=drawn(shown, figures),
        currency=currency,
        days=days,
        stops=_stops(page, days),
    )


def _stops(page: Page, days: Sequence[Day]) -> dict[str, object]:
    """The slider: its days, and the one that is shown; history may grow while now is shown."""
    shown = page.moment.day if page.moment.in_past else None
    place = days.index(shown) if shown else (0 if page.moment.in_past else max(len(days) - 1, 0))
    stops = [(each.day.isoformat(), each.position, each.events) for each in days]
    return {"place": place, "days": stops}
