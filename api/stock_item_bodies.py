"""The bodies of requests about stock, each with an example that the tests send as it is printed."""

from datetime import date
from typing import Annotated

from pydantic import Field

from api.charge_bodies import ChargeBody
from api.conversation import Body, CommandBody
from api.examples import ITEM, SUPPLIER, TRANSFER, example
from domain.ids import Code, Id, LineNo, Number
from domain.money import Currency, UnitPrice
from domain.quantity import Quantity, Unit
from domain.stock.parcels import ConsignedDisposition, Disposition

Day = Annotated[date | None, Field(default=None, description="By default the effective day.")]
Lot = Annotated[
    Number | None, Field(default=None, description="By default what expires first, of any lot.")
]


class WantedBody(CommandBody):
    """How much is taken, in the base unit, and which of it where that matters."""

    quantity: Quantity
    lot: Lot = None
    storage_location: Code | None = None
    serials: tuple[Number, ...] = ()


class PlacedParcelBody(Body):
    """Goods that are put down."""

    quantity: Quantity
    lot: Number | None = None
    expires_on: date | None = None
    storage_location: Code | None = None
    serials: tuple[Number, ...] = ()


class OpenStockItemBody(CommandBody):
    """Which item is kept where."""

    model_config = example(
        legal_entity="NORTHSIDE", facility="CLINIC-EAST", item_id=ITEM, base_unit="EA"
    )

    legal_entity: Code
    facility: Code
    item_id: Id
    base_unit: Unit


class IssueStockBody(WantedBody):
    """What a department takes."""

    model_config = example(quantity="30", department="ICU", storage_location="ICU-STORE")

    department: Code
    issued_on: Day = None


class ReturnIssuedStockBody(CommandBody):
    """What a department gives back."""

    model_config = example(
        department="ICU",
        parcel={
            "quantity": "5",
            "lot": "L-2291",
            "expires_on": "2028-06-30",
            "storage_location": "ICU-STORE",
        },
    )

    department: Code
    returned_on: Day = None
    parcel: PlacedParcelBody


class CountedBinBody(Body):
    """What was found in one bin: lot, date, place and disposition name it."""

    quantity: Quantity
    disposition: Disposition = "available"
    lot: Number | None = None
    expires_on: date | None = None
    storage_location: Code | None = None
    serials: tuple[Number, ...] = ()


class CountStockBody(CommandBody):
    """A count of one or more bins. The others stay as they are."""

    model_config = example(
        reason_code="cycle_count",
        bins=[
            {
                "quantity": "950",
                "lot": "L-2291",
                "expires_on": "2028-06-30",
                "storage_location": "ICU-STORE",
            }
        ],
    )

    reason_code: Code
    counted_on: Day = None
    bins: tuple[CountedBinBody, ...]
    unit_cost: UnitPrice | None = Field(
        default=None, description="Of what is found where nothing ever had a cost."
    )
    currency: Currency | None = None


class ScrapStockBody(WantedBody):
    """What was destroyed, and why."""

    model_config = example(quantity="10", reason_code="damaged", lot="L-2291")

    reason_code: Code
    disposition: Disposition = "available"
    scrapped_on: Day = None


class MoveStockBody(WantedBody):
    """What is put elsewhere or judged anew."""

    model_config = example(
        quantity="20",
        lot="L-2291",
        reason_code="packaging_damaged",
        to_disposition="quarantined",
        to_storage_location="QUARANTINE",
    )

    reason_code: Code
    disposition: Disposition = "available"
    to_disposition: Disposition = "available"
    to_storage_location: Code | None = None
    supplier_id: Id | None = Field(
        default=None,
        description="Whose goods they are, where a supplier consigned them: such goods are"
        " `consigned` or `quarantined`.",
    )


class TransferStockBody(WantedBody):
    """What goes to another facility."""

    model_config = example(
        transfer_id=TRANSFER,
        quantity="40",
        to_legal_entity="NORTHSIDE",
        to_facility="CLINIC-EAST",
        to_storage_location="STORE-1",
    )

    transfer_id: Id | None = None
    to_legal_entity: Code
    to_facility: Code
    to_storage_location: Code | None = None
    transferred_on: Day = None
    charges: tuple[ChargeBody, ...] = Field(
        default=(), description="What it costs to bring them there; the goods bear it."
    )
    charged_in: Currency | None = Field(
        default=None, description="The currency of charges that are amounts."
    )


class ReceiveConsignmentBody(CommandBody):
    """What a supplier laid down, and at which price he will ask for it once it is used."""

    model_config = example(
        supplier_id=SUPPLIER,
        delivery_note="DN-7731",
        unit_price="0.625",
        currency="USD",
        parcels=[{"quantity": "100", "lot": "C-118", "expires_on": "2028-01-31"}],
    )

    supplier_id: Id
    delivery_note: Number
    unit_price: UnitPrice | None = Field(
        default=None, description="Of a unit; left out: as the consignment order says."
    )
    currency: Currency | None = None
    purchase_order_id: Id | None = Field(
        default=None, description="The consignment order that the goods came on."
    )
    purchase_order_line: LineNo | None = None
    consigned_on: Day = None
    parcels: tuple[PlacedParcelBody, ...]


class ConsumeConsignmentBody(WantedBody):
    """What was used of it."""

    model_config = example(
        supplier_id=SUPPLIER,
        department="SURGERY",
        quantity="2",
        lot="C-118",
        case_reference="CASE-20931",
    )

    supplier_id: Id
    department: Code
    consumed_on: Day = None
    case_reference: Number | None = Field(
        default=None, description="A token of the procedure; it must not name a person."
    )


class ReverseConsumptionBody(CommandBody):
    """Which use was recorded in error, and how much of it."""

    model_config = example(consumption=1, quantity="1", reason_code="not_opened")

    consumption: LineNo = Field(description="By its number, as the movements of the item tell it.")
    reason_code: Code
    quantity: Quantity | None = Field(
        default=None, description="By default all that stands of it, of the lot if one is named."
    )
    lot: Number | None = None
    serials: tuple[Number, ...] = ()
    reversed_on: Day = None


class ReturnConsignmentBody(WantedBody):
    """What the supplier takes away again."""

    model_config = example(supplier_id=SUPPLIER, quantity="50", reason_code="not_used")

    supplier_id: Id
    reason_code: Code
    returned_on: Day = None
    disposition: ConsignedDisposition = "consigned"
