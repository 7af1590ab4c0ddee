"""One document's history for routes and the command line."""

from collections.abc import Sequence

from api.wiring.service import Service
from replay.history import Step, history


async def document_history(
    service: Service, tenant: str, aggregate: str, document_id: str, until: int | None = None
) -> Sequence[Step]:
    """The steps of one document up to a position of the tenant's history; empty: no such one."""
    events = await service.audit.document(tenant, f"{aggregate}/{document_id}")
    return list(history(each for each in events if until is None or each.position <= until))
