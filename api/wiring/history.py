"""One document's history for routes and the command line."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from api.wiring.clock import utc_now
from api.wiring.service import AsOf, Service, View
from application.errors import Failed, NotFound
from domain.event import Recorded
from domain.ids import UUID_PATTERN
from domain.registry import AGGREGATES
from projections.index import PROJECTIONS
from replay.history import Beside, Step, Version, at_version, history
from replay.hold_causes import with_causes
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


async def document_version(
    service: Service,
    tenant: str,
    aggregate: str,
    document_id: str,
    version: int | None,
    until: int | None = None,
) -> Version:
    """One version of a document; none: the newest by that position. Raises `NotFound`."""
    events = await _Documents(service, tenant, until).document(f"{aggregate}/{document_id}")
    wanted = len(events) if version is None else version
    if not 1 <= wanted <= len(events):
        then = "" if until is None else f" by position {until}"
        raise NotFound(
            f"This {aggregate.replace('_', ' ')} has the versions 1 to {len(events)}{then}, not"
            f" {wanted}."
            if events
            else f"There is no {aggregate.replace('_', ' ')} {document_id}{then}.",
            document=document_id,
            version=wanted,
            last=len(events),
        )
    own = [events[wanted - 1]]
    beside = await service.audit.beside(tenant, own[0].stream, own)
    return at_version(events, wanted, beside)


async def match_explanation(
    service: Service, tenant: str, invoice_id: str, until: int | None = None
) -> MatchExplanation | None:
    """Why the invoice may or may not be paid, as of a position; none: no such invoice.

    What its holds rest on in other documents is told as it stood then, and on that day.
    """
    documents = _Documents(service, tenant, until)
    events = await documents.document(f"invoice/{invoice_id}")
    explained = explain_match(events)
    if explained is None:
        return None
    async with service.read_models.entered(tenant) as view:
        memos = await view.rows(
            "credit_memos",
            {"invoice_id": invoice_id, "state": "held"},
            as_of=AsOf(position=until),
            limit=CANDIDATES_MAX,
        )
        day = await day_of(view, until)
    waiting = [str(each["credit_memo_id"]) for each in memos.rows]
    return await with_causes(explained, events, documents, day, waiting)


async def day_of(view: View, until: int | None) -> date:
    """The day on which it is asked what stands: today, or that of the last fact by then."""
    if until is None:
        return utc_now().date()
    newest = await view.rows("audit_trail", {}, as_of=AsOf(position=until), limit=1)
    if not newest.rows:
        return utc_now().date()
    return date.fromisoformat(str(newest.rows[0]["effective_at"])[:10])  # A time of UTC, as text.


class _Documents:
    """The histories of a tenant's documents up to a position; each is read once."""

    def __init__(self, service: Service, tenant: str, until: int | None) -> None:
        self._audit, self._tenant, self._until = service.audit, tenant, until
        self._read: dict[str, Sequence[Recorded]] = {}

    async def document(self, stream: str) -> Sequence[Recorded]:
        """All events of one document by then; empty: there was none."""
        if stream not in self._read:
            events = await self._audit.document(self._tenant, stream)
            until = self._until
            self._read[stream] = [e for e in events if until is None or e.position <= until]
        return self._read[stream]

    async def beside(
        self, stream: str, events: Sequence[Recorded]
    ) -> Mapping[str, Sequence[Beside]]:
        """What the commands of these events recorded of other documents, by command."""
        return await self._audit.beside(self._tenant, stream, events)


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
