"""Facts of a catalogue item. Stored names are a contract; see `state` for what they add up to."""

from typing import ClassVar, Final, Literal

from domain.event import Event
from domain.ids import Code, Id, Number, Text
from domain.quantity import Pack, Unit

Control = Literal["lot", "serial", "expiry"]
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


CatalogueItemEvent = (
    CatalogueItemRequested
    | CatalogueItemActivated
    | CatalogueItemRetired
    | CatalogueItemRecallPlaced
    | CatalogueItemRecallLifted
)
EVENTS: Final = (
    CatalogueItemRequested,
    CatalogueItemActivated,
    CatalogueItemRetired,
    CatalogueItemRecallPlaced,
    CatalogueItemRecallLifted,
)
