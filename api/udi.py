"""HTTP for the receiving desk: what a scanned UDI says, and which item and unit it names."""

from dataclasses import asdict
from typing import Annotated, Final

from fastapi import Query

from api import schemas
from api.answers import Json
from api.late_route import late_router
from api.reading import AskedOfRequest
from api.wiring.clock import utc_now
from domain.catalogue.udi import CHARACTERS_MAX, read_udi
from projections.catalogue_items import CATALOGUE_ITEMS

GTINS: Final = CATALOGUE_ITEMS.table("catalogue_item_gtins")

router: Final = late_router("/v1", "catalogue items")


@router.get("/udi", summary="Read a UDI", responses=schemas.described(schemas.udi(GTINS)))
async def udi(
    asked: AskedOfRequest,
    code: Annotated[
        str,
        Query(
            description="A GS1 element string as scanned (group separators as %1D), or as printed.",
            max_length=CHARACTERS_MAX,
            examples=["(01)09506000134352(17)280229(10)LOT-0731"],
        ),
    ],
) -> Json:
    """GTIN, lot, serial and dates of the label, and the unit of the item that it names, if any."""
    asked.refuse_others("code")
    found = read_udi(code, utc_now().date())
    async with asked.entered(CATALOGUE_ITEMS.name) as reading:
        page = await reading.page(CATALOGUE_ITEMS, GTINS, {"gtin": found.gtin}, None, 1)
    del page["next"]
    named = page.pop("data")
    return {"udi": asdict(found), "names": named[0] if named else None, **page}
