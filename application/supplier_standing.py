"""What stands against a supplier's bills today, his survivors included: they are one company.

Who is one company with whom is told here as well.

No commands: invoices and payments ask.
"""

from application.work import Work
from domain.suppliers.eligibility import obstacle, obstacle_of_survivor
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import Purpose


async def standing_obstacle(
    work: Work, supplier_id: str, purpose: Purpose, legal_entity: str
) -> str | None:
    """The first thing found, at the supplier or at whom he was merged into; none: nothing."""
    supplier = await work.load(SUPPLIER, supplier_id)
    found = obstacle(supplier, purpose, on=work.today, legal_entity=legal_entity)
    while found is None and supplier.survivor is not None:
        supplier = await work.load(SUPPLIER, supplier.survivor.id)
        found = obstacle_of_survivor(supplier, purpose, on=work.today, legal_entity=legal_entity)
    return found


async def one_company(work: Work, one: str, other: str) -> bool:
    """Whether both are the same supplier, or have become it by mergers."""
    return one == other or await _became(work, one) == await _became(work, other)


async def _became(work: Work, supplier_id: str) -> str:
    """Of an entity of our own that sells to another one there is no supplier: it stays itself."""
    supplier = await work.find(SUPPLIER, supplier_id)
    if supplier is None:
        return supplier_id
    while supplier.survivor is not None:
        supplier = await work.load(SUPPLIER, supplier.survivor.id)
    return supplier.supplier_id
