"""One document as its own facts leave it, now or at a position of the tenant's history."""

from typing import Any

from api.wiring.service import Service
from domain.aggregate import Aggregate, State
from domain.registry import EVENTS
from domain.visible import STORED


async def folded(
    service: Service,
    tenant: str,
    aggregate: Aggregate[State],
    document_id: str,
    until: int | None = None,
) -> State | None:
    """The document; none: there was none by then."""
    state: State | None = None
    for event in await service.audit.document(tenant, aggregate.stream(document_id)):
        if until is None or event.position <= until:
            fact: Any = EVENTS[event.type].model_validate(dict(event.data), context=STORED)
            state = aggregate.evolve(state, fact)
    return state
