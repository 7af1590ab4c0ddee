"""How a catalogue item says no."""

from domain.errors import Rejected


class CatalogueItemExists(Rejected):
    """The id names an item already."""

    code = "catalogue_item.exists"

    def __init__(self, item_id: str) -> None:
        super().__init__(
            f"Catalogue item {item_id} exists already; request a new one under an id of its own.",
            item_id=item_id,
        )


class CatalogueItemNotRequested(Rejected):
    """Only a requested or approved item can be activated."""

    code = "catalogue_item.not_requested"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Item {number} is {status}; only an item that is requested or approved can be"
            " activated.",
            status=status,
        )


class CatalogueItemRetiredAlready(Rejected):
    """Retirement is final."""

    code = "catalogue_item.retired_already"

    def __init__(self, number: str) -> None:
        super().__init__(f"Item {number} is retired already; nothing is left to do.")


class CatalogueItemIsRetired(Rejected):
    """What is no longer bought is no longer described anew."""

    code = "catalogue_item.is_retired"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Item {number} is retired and is not changed any more; use its successor or request a"
            " new item."
        )


class CatalogueItemNotActive(Rejected):
    """The item may not be requisitioned or ordered now."""

    code = "catalogue_item.not_active"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Item {number} is {status}; choose an active item or have this one activated.",
            number=number,
            status=status,
        )


class CatalogueItemUnknownUnit(Rejected):
    """The item has no pack of this unit."""

    code = "catalogue_item.unknown_unit"

    def __init__(self, number: str, unit: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"Item {number} does not come in unit {unit}; use one of {', '.join(known)}.",
            number=number,
            unit=unit,
            known=known,
        )


class CatalogueItemInvalidGtin(Rejected):
    """Not a GTIN-14, or its check digit does not fit."""

    code = "catalogue_item.invalid_gtin"

    def __init__(self, gtin: str, problem: str) -> None:
        super().__init__(
            f"GTIN {gtin} {problem}; give 14 digits as GS1 writes them, shorter ones with"
            " leading zeros.",
            gtin=gtin,
        )


class CatalogueItemInvalidPacks(Rejected):
    """The units of the item do not lead to its base unit."""

    code = "catalogue_item.invalid_packs"

    def __init__(self, unit: str, problem: str) -> None:
        super().__init__(
            f"Pack {unit} {problem}; every pack has to lead to the base unit, each unit once.",
            unit=unit,
        )


class CatalogueItemRecallStands(Rejected):
    """The recall was placed on this item before, and was not lifted."""

    code = "catalogue_item.recall_stands"

    def __init__(self, number: str, recall: str) -> None:
        super().__init__(
            f"Recall {recall} of item {number} stands already; place what it lacks under a number"
            " of its own, or lift it first.",
            recall=recall,
        )


class CatalogueItemRecalled(Rejected):
    """Every unit of the item is recalled."""

    code = "catalogue_item.recalled"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"All of catalogue item {number} is recalled; order another item, or wait until the"
            " recall is lifted.",
            number=number,
        )


class CatalogueItemRecallNotStanding(Rejected):
    """There is no such recall of this item to lift."""

    code = "catalogue_item.recall_not_standing"

    def __init__(self, number: str, recall: str, standing: tuple[str, ...]) -> None:
        super().__init__(
            f"No recall {recall} of item {number} stands; those that do are:"
            f" {', '.join(standing) or 'none'}.",
            recall=recall,
            standing=standing,
        )


class CatalogueItemRecallSelfLifted(Rejected):
    """That goods are safe again is said by a second person."""

    code = "catalogue_item.recall_self_lifted"

    def __init__(self, recall: str, person: str) -> None:
        super().__init__(
            f"{person} placed recall {recall} and so cannot lift it; a second person has to.",
            recall=recall,
            person=person,
        )


class CatalogueItemRecallTooLarge(Rejected):
    """One fact cannot name so many lots and serials."""

    code = "catalogue_item.recall_too_large"

    def __init__(self, recall: str, named: int, most: int) -> None:
        super().__init__(
            f"Recall {recall} names {named} lots and serials, at most {most} are possible;"
            " place the rest under a number of its own, or recall the whole item.",
            named=named,
            most=most,
        )


class CatalogueItemHandlingContradicts(Rejected):
    """One half of the handling undoes the other."""

    code = "catalogue_item.handling_contradicts"

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}; state both so that they agree.", field=field)


class CatalogueItemHandlingUnchanged(Rejected):
    """The item is handled so already."""

    code = "catalogue_item.handling_unchanged"

    def __init__(self, number: str) -> None:
        super().__init__(f"Item {number} is handled exactly so already; state what changes.")


class CatalogueItemGtinAssignedAlready(Rejected):
    """The GTIN names a unit of this item, and one is enough."""

    code = "catalogue_item.gtin_assigned_already"

    def __init__(self, number: str, gtin: str, unit: str) -> None:
        super().__init__(
            f"GTIN {gtin} names unit {unit} of item {number} already; withdraw it there first if"
            " it belongs to another unit.",
            gtin=gtin,
            unit=unit,
        )


class CatalogueItemGtinNotAssigned(Rejected):
    """The item does not bear this GTIN."""

    code = "catalogue_item.gtin_not_assigned"

    def __init__(self, number: str, gtin: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"Item {number} does not bear GTIN {gtin}; it bears {', '.join(known) or 'none'}.",
            gtin=gtin,
            known=known,
        )


class CatalogueItemTooManyGtins(Rejected):
    """No item has so many labels."""

    code = "catalogue_item.too_many_gtins"

    def __init__(self, number: str, most: int) -> None:
        super().__init__(
            f"Item {number} bears {most} GTINs, which is the most; withdraw one that is not used.",
            most=most,
        )


class CatalogueItemGtinMissing(Rejected):
    """What needs a UDI has none to be scanned."""

    code = "catalogue_item.gtin_missing"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Item {number} needs a UDI but bears no GTIN; assign the GTIN of its label first."
        )


class UdiUnreadable(Rejected):
    """The code is not a UDI as GS1 writes it."""

    code = "udi.unreadable"

    def __init__(self, problem: str, place: int) -> None:
        super().__init__(
            f"The UDI cannot be read at character {place}: {problem}; scan the label again, or"
            " enter GTIN, lot, serial and expiry by hand.",
            problem=problem,
            place=place,
        )
