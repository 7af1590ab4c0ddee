"""All pages as one part of the application: routes, and the files that browsers load."""

from typing import Final

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from starlette.responses import Response
from starlette.types import Scope

from api.web import dashboard, documents, lists, questions, sign_in
from api.web.days import Calendars
from api.web.page import FOLDER
from api.web.protection import protected

ROUTERS: Final = (
    sign_in.router,
    dashboard.router,
    questions.router,
    lists.router,
    documents.router,
)


def add_pages(app: FastAPI) -> None:
    """Adds every page to the application."""
    app.state.calendars = Calendars()
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", _Static(directory=FOLDER / "static"), name="static")


class _Static(StaticFiles):
    """Style, scripts and type; a browser asks whether they changed before it uses its copy."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return protected(response)
