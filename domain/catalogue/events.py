"""Facts of a catalogue item. Stored names are a contract; see `state` for what they add up to.

What committees decided and where the item is bought: `lifecycle_events.py`; who sells it and what
may stand in for it: `sourcing_events.py`.
"""

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from domain.catalogue.lifecycle_events import LIFECYCLE_EVENTS, LifecycleEvent
from domain.catalogue.sourcing_events import SOURCING_EVENTS, SourcingEvent
from domain.event import Event, Value
from domain.ids import Code, Id, Number, Text
from domain.quantity import Pack, Unit

Control = Literal["lot", "serial", "expiry"]
ColdChain = Literal["refrigerated", "frozen", "ultracold"]  # 2 to 8, -25 to -15, below -60 C
Schedule = Literal["I", "II", "III", "IV", "V"]  # of the Controlled Substances Act
ShelfLife = Annotated[int, Field(ge=1, le=3650)]  # days
RecallClass = Literal["I", "II", "III"]  # I: death or serious harm is likely; III: harm is not.


class CatalogueItemRequested(Event):
    """The item is described; it cannot be ordered before it is activated."""

    TYPE: ClassVar[str] = "catalogue_item.requested"
    item_id: Id
    number: Number
    description: Text
    item_class: Code
    base_unit: Unit
    packs: tuple[Pack, ...] = ()
    gtin: Number | None = None  # 14 digits with a valid check digit
    manufacturer: Text | None = None
    manufacturer_number: Text | None = None
    controls: tuple[Control, ...] = ()


class Handling(Value):
    """What must be known of every unit, and how it is treated from the dock to the patient."""

    controls: tuple[Control, ...] = ()
    shelf_life_days_min: ShelfLife | None = None  # left on the day of receipt, or to quarantine
    cold_chain: ColdChain | None = None
    hazardous: bool = False
    implant: bool = False  # stays in a patient: each unit can be told from which lot it came
    udi_required: bool = False  # may be bought only once it has a GTIN
    controlled_schedule: Schedule | None = None


class CatalogueItemHandlingDefined(Event):
    """The item is handled so from now on; it replaces what was said before, controls too."""

    TYPE: ClassVar[str] = "catalogue_item.handling_defined"
    handling: Handling


class CatalogueItemGtinAssigned(Event):
    """The GTIN names this unit of the item: the number on the label of the each, box or case."""

    TYPE: ClassVar[str] = "catalogue_item.gtin_assigned"
    unit: Unit
    gtin: Number  # 14 digits with a valid check digit


class CatalogueItemGtinWithdrawn(Event):
    """The GTIN no longer names the item and may name another."""

    TYPE: ClassVar[str] = "catalogue_item.gtin_withdrawn"
    gtin: Number
    reason_code: Code


class CatalogueItemActivated(Event):
    """The item may be requisitioned and ordered."""

    TYPE: ClassVar[str] = "catalogue_item.activated"


class CatalogueItemRetired(Event):
    """No new order may name the item; old ones stand."""

    TYPE: ClassVar[str] = "catalogue_item.retired"
    reason_code: Code


class CatalogueItemRecallPlaced(Event):
    """Units of the item are unsafe: what comes goes to quarantine, what is here is not issued.

    Lots and serials say which units, either of them is enough; without both it is every unit.
    """

    TYPE: ClassVar[str] = "catalogue_item.recall_placed"
    recall: Number  # as its source numbers it
    recall_class: RecallClass
    source: Code  # who says so: fda, manufacturer, distributor ...
    placed_by: Code
    reason_code: Code
    lots: tuple[Number, ...] = ()
    serials: tuple[Number, ...] = ()


class CatalogueItemRecallLifted(Event):
    """Units of this recall may be put away and issued again; other recalls stand."""

    TYPE: ClassVar[str] = "catalogue_item.recall_lifted"
    recall: Number
    lifted_by: Code
    reason_code: Code


ItemEvent = (
    CatalogueItemRequested
    | CatalogueItemHandlingDefined
    | CatalogueItemGtinAssigned
    | CatalogueItemGtinWithdrawn
    | CatalogueItemActivated
    | CatalogueItemRetired
    | CatalogueItemRecallPlaced
    | CatalogueItemRecallLifted
)
CatalogueItemEvent = ItemEvent | LifecycleEvent | SourcingEvent
EVENTS: Final = (
    CatalogueItemRequested,
    CatalogueItemHandlingDefined,
    CatalogueItemGtinAssigned,
    CatalogueItemGtinWithdrawn,
    CatalogueItemActivated,
    CatalogueItemRetired,
    CatalogueItemRecallPlaced,
    CatalogueItemRecallLifted,
    *LIFECYCLE_EVENTS,
    *SOURCING_EVENTS,
)
