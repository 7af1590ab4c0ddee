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
    """Only a requested item can be activated."""

    code = "catalogue_item.not_requested"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Item {number} is {status}; only a requested item can be activated.", status=status
        )


class CatalogueItemRetiredAlready(Rejected):
    """Retirement is final."""

    code = "catalogue_item.retired_already"

    def __init__(self, number: str) -> None:
        super().__init__(f"Item {number} is retired already; nothing is left to do.")


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
