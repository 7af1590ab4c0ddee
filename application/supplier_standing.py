"""What stands against a supplier's bills today, his survivors included: they are one company.

Who is one company with whom is told here as well.

No commands: suppliers, invoices and payments ask.
"""

from collections.abc import AsyncIterator

from application.work import Work
from domain.suppliers.eligibility import obstacle, obstacle_of_survivor
from domain.suppliers.state import SUPPLIER, Supplier
from domain.suppliers.terms import Purpose


async def standing_obstacle(
    work: Work, supplier_id: str, purpose: Purpose, legal_entity: str
) -> str | None:
    """The first thing found, at the supplier or at whom he was merged into; none: nothing."""
    supplier = await work.load(SUPPLIER, supplier_id)
    found = obstacle(supplier, purpose, on=work.today, legal_entity=legal_entity)
    if found is not None:
        return found
    async for each in survivors(work, supplier):
        found = obstacle_of_survivor(each, purpose, on=work.today, legal_entity=legal_entity)
        if found is not None:
            return found
    return None


async def one_company(work: Work, one: str, other: str) -> bool:
    """Whether both are the same supplier, or have become it by mergers."""
    return one == other or await _became(work, one) == await _became(work, other)


async def survivors(work: Work, supplier: Supplier) -> AsyncIterator[Supplier]:
    """Whom the supplier was merged into, whom that one was, and so on to the last."""
    while supplier.survivor is not None:
        supplier = await work.load(SUPPLIER, supplier.survivor.id)
        yield supplier


async def _became(work: Work, supplier_id: str) -> str:
    """Of an entity of our own that sells to another one there is no supplier: it stays itself."""
    supplier = await work.find(SUPPLIER, supplier_id)
    if supplier is None:
        return supplier_id
    async for each in survivors(work, supplier):
        supplier = each
    return supplier.supplier_id
