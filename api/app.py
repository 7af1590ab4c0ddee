"""The HTTP application: the list of its routes, and what it opens when it starts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from api import (
    approvals,
    catalogue_items,
    credit_memos,
    facts,
    health,
    invoices,
    purchase_orders,
    receipts,
    requisitions,
    suppliers,
)
from api.problems import add_problem_handlers
from api.web import dashboard, sign_in
from api.wiring.instance import Addresses, kept_secret
from api.wiring.service import open_service

DESCRIPTION: Final = (
    "Procure-to-pay for healthcare networks. Commands answer with the document's version and a"
    " token; pass the token as `min_position` to read your own write. Every query takes `as_of`."
)
ROUTERS: Final = (
    suppliers.router,
    catalogue_items.router,
    requisitions.router,
    approvals.router,
    purchase_orders.router,
    receipts.router,
    invoices.router,
    credit_memos.router,
    facts.router,
    health.router,
    sign_in.router,
    dashboard.router,
)


def create_app(addresses: Addresses, home: Path) -> FastAPI:
    """The application over these servers; connections open when it starts serving."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with open_service(addresses, home) as service:
            app.state.service = service
            app.state.dev_token = kept_secret(home / "dev-token")
            yield

    app = FastAPI(title="Purvey", version="1", description=DESCRIPTION, lifespan=lifespan)
    add_problem_handlers(app)
    for router in ROUTERS:
        app.include_router(router)
    dashboard.mount_static(app)
    return app
