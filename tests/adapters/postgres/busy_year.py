"""Two tenants that make, move and reprice toys, some of which break: what rebuilds are tried on."""

from collections.abc import Sequence

from projections.projection import Projection
from tests.adapters.postgres.read_support import (
    Happening,
    broken,
    lost,
    made,
    moved,
    repriced,
    table_rows,
    unstorable,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX


def busy_year(toys: int = 30) -> list[Happening]:
    names = [f"t{n}" for n in range(toys)]
    happenings = [made(name, tenant=tenant) for name in names for tenant in ("north", "south")]
    happenings += [moved(name, "blue") for name in names for _ in range(3)]
    happenings += [repriced(name, "7.25", tenant="south") for name in names]
    happenings += [broken("t1"), unstorable("t2", tenant="south"), moved("t1", "red")]
    happenings += [repriced("t2", "1.00", tenant="south"), lost("t3"), made("t3", box="green")]
    return happenings


def everything(
    database: Database, projections: Sequence[Projection] = (TOY_BOX,)
) -> dict[tuple[str, str], list[object]]:
    return {
        (each.name, table.name): table_rows(database, table.name, each.name)
        for each in projections
        for table in each.tables
    }
