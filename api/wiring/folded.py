"""One document as its own facts leave it, now or at a position of the tenant's history."""

from api.wiring.service import Service
from domain.aggregate import Aggregate, State
from replay.stored_facts import fact_of


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
            state = aggregate.evolve(state, fact_of(event))
    return state
