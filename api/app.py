"""The HTTP application: the list of its routes, and what it opens when it starts."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Final

from fastapi import FastAPI

from api import (
    accounting_calendars,
    agreed_prices,
    approvals,
    budget_lines,
    catalogue_items,
    catalogue_lifecycle,
    catalogue_sourcing,
    credit_memos,
    differences,
    duty_overrides,
    exchange_rates,
    facts,
    health,
    intercompany_bills,
    invoice_candidates,
    invoice_disputes,
    invoice_matching,
    invoice_payments,
    invoices,
    legal_entities,
    order_billing,
    order_control,
    order_forms,
    parked,
    postings,
    prepayments,
    price_agreements,
    purchase_orders,
    rebates,
    receipts,
    recoveries,
    requisition_stock,
    requisitions,
    return_requests,
    self_billing,
    shipments,
    stock_items,
    supplier_answers,
    supplier_evidence,
    supplier_registers,
    suppliers,
    tolerance_policies,
    udi,
    unordered_deliveries,
    usages,
)
from api.command_door import CommandDoor
from api.hosts import Hosts, KnownHosts
from api.openapi import serve_description
from api.operations import operation_id
from api.path_index import PathIndex
from api.plain_requests import PlainRequests
from api.problems import add_problem_handlers
from api.web.site import add_pages
from api.wiring.addresses import Addresses, kept_secret
from api.wiring.epoch_watch import told_of_epoch
from api.wiring.service import open_service

PATIENCE_SECONDS: Final = 5  # A client waits so long for a database that restarts, then is told.
DESCRIPTION: Final = (
    "Procure-to-pay for healthcare networks. Commands answer with the document's version and a"
    " token; pass the token as `min_position` to read your own write. Every query takes `as_of`: a"
    " position, a time or a day of the past. Quantities, prices and amounts are decimal strings or"
    " whole numbers; a JSON number with a fraction is refused, because it gets rounded on the way."
    " `Idempotency-Key` makes a command repeatable, byte by byte; `If-Match` ties it to a version."
    " Numbers, names and texts hold no character that nobody sees."
)
LOOPBACK_HOSTS: Final = Hosts("127.0.0.1")
ROUTERS: Final = (
    legal_entities.router,
    accounting_calendars.router,
    exchange_rates.router,
    budget_lines.router,
    suppliers.router,
    supplier_registers.router,
    supplier_evidence.router,
    catalogue_items.router,
    price_agreements.router,
    agreed_prices.router,
    catalogue_lifecycle.router,
    catalogue_sourcing.router,
    requisitions.router,
    requisition_stock.router,
    approvals.router,
    purchase_orders.router,
    supplier_answers.router,
    order_control.router,
    order_billing.router,
    order_forms.router,
    receipts.router,
    stock_items.router,
    shipments.router,
    unordered_deliveries.router,
    duty_overrides.router,
    return_requests.router,
    usages.router,
    tolerance_policies.router,
    invoice_candidates.router,
    invoice_matching.router,
    invoice_payments.router,
    invoice_disputes.router,
    invoices.router,
    self_billing.router,
    prepayments.router,
    rebates.router,
    recoveries.router,
    intercompany_bills.router,
    credit_memos.router,
    udi.router,
    postings.router,
    facts.router,
    differences.router,
    parked.router,
    health.router,
)


def create_app(
    addresses: Addresses,
    home: Path,
    leave: Callable[[], None],
    disk_free_percent_min: int = 0,
    hosts: Hosts = LOOPBACK_HOSTS,
) -> FastAPI:
    """The application over these servers; connections open when it starts serving.

    `leave` is called when the log begins a new epoch or was put back: another process must take
    over from what this one remembers of documents. It answers under the names of `hosts` alone.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with (
            told_of_epoch(addresses, leave),
            open_service(
                addresses,
                home,
                patience_seconds=PATIENCE_SECONDS,
                disk_free_percent_min=disk_free_percent_min,
                put_back=leave,
            ) as service,
        ):
            app.state.service = service
            app.state.dev_token = kept_secret(home / "dev-token")
            yield

    app = FastAPI(
        title="Purvey",
        version="1",
        description=DESCRIPTION,
        lifespan=lifespan,
        openapi_url=None,  # `serve_description` does; pages that load scripts from afar do not.
        redirect_slashes=False,
        telemetry={"tracing": False, "metrics": False, "logs": False},  # Logs would hold values.
        generate_unique_id_function=operation_id,
    )
    add_problem_handlers(app)
    app.add_middleware(PlainRequests)
    app.add_middleware(KnownHosts, hosts=hosts)
    for router in ROUTERS:
        # Side by side: an included router is a level of its own, and asked for each request.
        app.router.routes += router.routes
    serve_description(app)
    add_pages(app)
    app.router.middleware_stack = PathIndex(app.router)
    app.middleware_stack = CommandDoor(app, hosts)
    return app
