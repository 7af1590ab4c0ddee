"""HTTP for questions about agreed prices: what an item costs, and what a correction touches.

Agreements are folded from their own facts up to the moment asked for, so that the answer follows
from the very rules by which orders are priced.
"""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated, Any, Final

from fastapi import Query

from api import schemas
from api.answers import Json, Reading
from api.examples import ITEM, SUPPLIER
from api.late_route import late_router
from api.plain_values import Day
from api.reading import Asked, AskedOfRequest
from api.wiring.clock import utc_now
from api.wiring.folded import folded
from application.errors import NotFound
from domain.agreements.claims import BoughtLine, TouchedLine, touched_lines
from domain.agreements.resolution import PriceQuestion, ResolvedPrice, resolve
from domain.agreements.state import PRICE_AGREEMENT, PriceAgreement
from domain.agreements.terms import GivenBack
from domain.errors import InvalidValue
from domain.event import DocumentRef
from domain.ids import Code, Id, Number
from domain.money import UNIT_PRICE_PLACES_MAX, Currency, plain, rounded
from domain.quantity import Pack, Quantity, Unit
from projections.catalogue_items import CATALOGUE_ITEMS
from projections.price_agreements import PRICE_AGREEMENTS
from projections.projection import Row

ROWS_MAX: Final = 500  # Of one page, while all rows of an answer are gathered.
_SUMS: Final = ("to_claim", "open_claim", "credited_too_much")
_PLACES: Final = Decimal(1).scaleb(-UNIT_PRICE_PLACES_MAX)

router: Final = late_router("/v1", "price agreements")


@router.get(
    "/agreed-price",
    summary="Tell an agreed price",
    responses=schemas.described(schemas.agreed_price()),
)
async def agreed_price(
    asked: AskedOfRequest,
    item_id: Annotated[Id, Query(examples=[ITEM])],
    supplier_id: Annotated[Id, Query(examples=[SUPPLIER])],
    legal_entity: Annotated[Code, Query(examples=["NORTHSIDE"])],
    facility: Annotated[Code, Query(examples=["HOSP-NORTH"])],
    currency: Annotated[Currency, Query(examples=["USD"])],
    unit: Annotated[Unit, Query(examples=["BX"])],
    quantity: Annotated[Quantity, Query(examples=["20"], gt=0)],
    on: Annotated[Day | None, Query(description="The day bought on; by default today.")] = None,
    known_on: Annotated[
        Day | None, Query(description="The day whose knowledge counts; by default all of it.")
    ] = None,
) -> Json:
    """What one unit costs on a day, as known on another; null where no agreement prices it."""
    own = ("item_id", "supplier_id", "legal_entity", "facility", "currency", "unit")
    asked.refuse_others(*own, "quantity", "on", "known_on")
    bought_on = on or utc_now().date()
    async with asked.entered(PRICE_AGREEMENTS.name, CATALOGUE_ITEMS.name) as reading:
        question = PriceQuestion(
            item_id=item_id,
            supplier_id=supplier_id,
            legal_entity=legal_entity,
            facility=facility,
            currency=currency,
            quantity=quantity,
            pack=await _pack(reading, item_id, unit, bought_on),
            on=bought_on,
            known_on=known_on or date.max,
        )
        page = await reading.page(
            PRICE_AGREEMENTS,
            PRICE_AGREEMENTS.table(PRICE_AGREEMENTS.main),
            {"supplier_id": supplier_id},
            None,
            ROWS_MAX,
        )
        keys = [row["price_agreement_id"] for row in page.pop("data")]
        until = reading.until
    del page["next"]
    agreements = [await _agreement(asked, key, until) for key in keys]
    return {"price": _price(resolve(question, agreements)), **page}


@router.get(
    "/correction-lines",
    summary="List what a correction touches",
    responses=schemas.described(schemas.correction_lines()),
)
async def correction_lines(
    asked: AskedOfRequest,
    agreement: Annotated[Number, Query(description="Its number.", examples=["PA-6001"])],
    correction: Annotated[int, Query(ge=1, description="Of its proposal.", examples=[3])],
) -> Json:
    """Order lines whose price a published correction changes, with what they were overbilled."""
    asked.refuse_others("agreement", "correction")
    async with asked.entered(PRICE_AGREEMENTS.name) as reading:
        key = await reading.key_of(PRICE_AGREEMENTS, agreement)
        one = await _agreement(asked, key, reading.until)  # that may have been named by its id
        rows, standing = await order_lines_of(reading, one.number)
    touched = touched_lines(one, correction, [bought_of(row) for row in rows])
    return {
        "data": [_told(each) for each in touched],
        "currency": one.currency,
        **{name: _sum(touched, name, one.currency) for name in _SUMS},
        **standing,
    }


def _sum(touched: Sequence[TouchedLine], name: str, currency: str) -> str:
    """Of one figure over all lines."""
    amounts: list[Decimal] = [getattr(each, name) for each in touched]
    return str(rounded(sum(amounts, Decimal(0)), currency))


async def _agreement(asked: Asked, key: str, until: int | None) -> PriceAgreement:
    state = await folded(asked.service, asked.caller.tenant, PRICE_AGREEMENT, key, until)
    assert state is not None, "the read model has it, so it has a fact"
    return state


async def _pack(reading: Reading, item_id: str, unit: str, on: date) -> Pack:
    """What the unit holds on the day: as the item was requested, or as it was changed since."""
    page = await reading.page(
        CATALOGUE_ITEMS,
        CATALOGUE_ITEMS.table(CATALOGUE_ITEMS.main),
        {"item_id": item_id},
        None,
        1,
    )
    if not page["data"]:
        raise NotFound(f"There is no item {item_id}.", asked=item_id)
    row = page["data"][0]
    if unit == row["base_unit"]:
        return Pack(unit=unit, base_unit=unit)
    packs: dict[str, Any] = {each["unit"]: each for each in row["packs"]}
    for each in sorted(row["conversions"], key=lambda one: one["starts_on"]):
        if each["starts_on"] <= on.isoformat():
            packs[each["unit"]] = {name: each[name] for name in Pack.model_fields}
    if unit not in packs:
        known = ", ".join(sorted({row["base_unit"], *packs}))
        raise InvalidValue("unit", f"item {row['number']} comes in {known}", unit)
    return Pack.model_validate(packs[unit])


async def order_lines_of(reading: Reading, agreement: str) -> tuple[Sequence[Row], Json]:
    """All rows of lines at the agreement's prices, and what the answer rests on."""
    table = PRICE_AGREEMENTS.table("agreed_order_lines")
    rows: list[Row] = []
    after: str | None = None
    while True:
        filters = {"agreement_number": agreement, "price_source": "agreement"}
        page = await reading.page(PRICE_AGREEMENTS, table, filters, after, ROWS_MAX)
        rows += page.pop("data")
        after = page.pop("next")
        if after is None:
            return rows, page


def bought_of(row: Row) -> BoughtLine:
    """The order line of the row, as claims look at it."""
    return BoughtLine(
        order=DocumentRef(
            aggregate="purchase_order", id=row["purchase_order_id"], number=row["order_number"]
        ),
        line=row["line"],
        item_id=row["item_id"],
        legal_entity=row["legal_entity"],
        facility=row["facility"],
        pack=Pack.model_validate(row["pack"]),
        priced_on=date.fromisoformat(str(row["priced_on"])),
        unit_price=Decimal(row["unit_price"]),
        quantity=Decimal(row["ordered"]) - Decimal(row["cancelled"]),
        invoiced_quantity=Decimal(row["invoiced_quantity"]),
        invoiced_amount=Decimal(row["invoiced_amount"]),
        given_back=GivenBack(
            on_price=Decimal(row["credited_on_price"]),
            quantity=Decimal(row["given_back_quantity"]),
            amount=Decimal(row["given_back_amount"]),
        ),
    )


def _told(touched: TouchedLine) -> Json:
    bought = touched.bought
    return {
        "purchase_order_id": bought.order.id,
        "order_number": bought.order.number,
        "line": bought.line,
        "item_id": bought.item_id,
        "facility": bought.facility,
        "unit": bought.pack.unit,
        "priced_on": bought.priced_on.isoformat(),
        "quantity": str(bought.quantity),
        "unit_price": str(bought.unit_price),
        "version": touched.version,
        "replaced_by": touched.replaced_by,
        "corrected_price": _in_places(touched.corrected_price),
        "invoiced_quantity": str(bought.invoiced_quantity),
        "invoiced_amount": str(bought.invoiced_amount),
        "overbilled": str(touched.overbilled),
        "claimed": str(touched.claimed),
        "credited_on_price": str(bought.given_back.on_price),
        **{name: str(getattr(touched, name)) for name in _SUMS},
        "overpriced": str(touched.overpriced),
    }


def _price(found: ResolvedPrice | None) -> Json | None:
    if found is None:
        return None
    return {
        "unit_price": _in_places(found.unit_price),
        "exact": f"{found.unit_price.numerator}/{found.unit_price.denominator}",
        "price_agreement_id": found.agreement.id,
        "agreement_number": found.agreement.number,
        "version": found.version,
        "tier": found.tier,
    }


def _in_places(price: Fraction) -> str:
    """The price at six places, for people to read; what is computed from it is exact."""
    value = Decimal(price.numerator) / Decimal(price.denominator)
    return format(plain(value.quantize(_PLACES, ROUND_HALF_UP).normalize()), "f")
