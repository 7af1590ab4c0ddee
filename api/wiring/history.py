"""One document's history for routes and the command line."""

import re
from collections.abc import Sequence
from typing import Final

from api.wiring.service import Service
from application.errors import Failed, NotFound
from domain.ids import UUID_PATTERN
from domain.registry import AGGREGATES
from projections.index import PROJECTIONS
from replay.history import Step, history
from replay.match_explanation import MatchExplanation, explain_match

# The read model in which a document of each aggregate is found by its number.
READ_MODELS: Final = {
    "supplier": "suppliers",
    "catalogue_item": "catalogue_items",
    "price_agreement": "price_agreements",
    "requisition": "requisitions",
    "approval_case": "approvals",
    "purchase_order": "purchase_orders",
    "receipt": "receipts",
    "stock_item": "stock",
    "shipment": "shipments",
    "unordered_delivery": "unordered_deliveries",
    "duty_override": "duty_overrides",
    "accounting_calendar": "accounting_calendars",
    "exchange_rate": "exchange_rates",
    "tolerance_policy": "tolerance_policies",
    "invoice": "invoices",
    "credit_memo": "credit_memos",
    "prepayment": "prepayments",
    "recovery": "recoveries",
    "intercompany_bill": "intercompany_bills",
    "rebate": "rebates",
}
CANDIDATES_MAX: Final = 20


class AmbiguousNumber(Failed):
    """Numbers of invoices are unique per supplier only."""

    code = "document.ambiguous_number"


async def document_history(
    service: Service, tenant: str, aggregate: str, document_id: str, until: int | None = None
) -> Sequence[Step]:
    """The steps of one document up to a position of the tenant's history; empty: no such one."""
    stream = f"{aggregate}/{document_id}"
    events = await service.audit.document(tenant, stream)
    events = [each for each in events if until is None or each.position <= until]
    beside = await service.audit.beside(tenant, stream, events) if events else {}
    return list(history(events, beside))


async def match_explanation(
    service: Service, tenant: str, invoice_id: str, until: int | None = None
) -> MatchExplanation | None:
    """Why the invoice may or may not be paid, as of a position; none: no such invoice."""
    events = await service.audit.document(tenant, f"invoice/{invoice_id}")
    return explain_match(each for each in events if until is None or each.position <= until)


async def find_document(service: Service, tenant: str, aggregate: str, name: str) -> str:
    """The id of the document that is named by id or number."""
    if aggregate not in AGGREGATES:
        known = ", ".join(sorted(AGGREGATES))
        raise NotFound(f"There is no aggregate {aggregate!r}; there are {known}.", known=known)
    if re.fullmatch(UUID_PATTERN, name):
        return name
    if aggregate not in READ_MODELS:
        raise NotFound(f"A {aggregate} is found by its id alone, not by {name!r}.", document=name)
    read_model = {each.name: each for each in PROJECTIONS}[READ_MODELS[aggregate]]
    key = read_model.table(read_model.main).key[0]
    async with service.read_models.entered(tenant) as view:
        answer = await view.rows(read_model.name, {"number": name}, limit=CANDIDATES_MAX)
    if not answer.rows:
        raise NotFound(f"There is no {aggregate} {name} in tenant {tenant}.", document=name)
    if len(answer.rows) > 1:
        ids = [str(row[key]) for row in answer.rows]
        raise AmbiguousNumber(f"{name} names several; use an id: {', '.join(ids)}.", candidates=ids)
    return str(answer.rows[0][key])
