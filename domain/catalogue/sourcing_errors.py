"""How an item says no to those who map suppliers to it or want something else to stand in."""

from domain.errors import Rejected


class CatalogueItemSupplierMappedAlready(Rejected):
    """The part number means this item already."""

    code = "catalogue_item.supplier_mapped_already"

    def __init__(self, number: str, part_number: str, unit: str) -> None:
        super().__init__(
            f"Part number {part_number} of this supplier means unit {unit} of item {number}"
            " already; unmap it first if it means another.",
            part_number=part_number,
            unit=unit,
        )


class CatalogueItemSupplierNotMapped(Rejected):
    """The supplier does not sell the item under this number."""

    code = "catalogue_item.supplier_not_mapped"

    def __init__(self, number: str, part_number: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"Part number {part_number} of this supplier does not mean item {number}; those that"
            f" do are: {', '.join(known) or 'none'}.",
            part_number=part_number,
            known=known,
        )


class CatalogueItemTooManySuppliers(Rejected):
    """No item is sold under so many numbers."""

    code = "catalogue_item.too_many_suppliers"

    def __init__(self, number: str, most: int) -> None:
        super().__init__(
            f"Item {number} has {most} part numbers, which is the most; unmap one first.", most=most
        )


class CatalogueItemGtinNamesOther(Rejected):
    """The GTIN on the supplier's label is that of another unit, or not the item's at all."""

    code = "catalogue_item.gtin_names_other"

    def __init__(self, number: str, gtin: str, unit: str, named: str | None) -> None:
        told = f"names unit {named}" if named else "is not assigned"
        super().__init__(
            f"GTIN {gtin} {told} of item {number}, not unit {unit}; assign it to that unit first.",
            gtin=gtin,
            unit=unit,
        )


class CatalogueItemSubstituteUnfit(Rejected):
    """The other item is not the kind of thing that can stand in for this one."""

    code = "catalogue_item.substitute_unfit"

    def __init__(self, number: str, substitute: str, problem: str) -> None:
        super().__init__(
            f"Item {substitute} cannot stand in for item {number}: {problem}; choose another.",
            substitute=substitute,
            problem=problem,
        )


class CatalogueItemSubstituteDeclaredAlready(Rejected):
    """One declaration is enough."""

    code = "catalogue_item.substitute_declared_already"

    def __init__(self, number: str, substitute: str) -> None:
        super().__init__(
            f"Item {substitute} is declared as a substitute of item {number} already; withdraw it"
            " first to declare it otherwise.",
            substitute=substitute,
        )


class CatalogueItemSubstituteNotDeclared(Rejected):
    """Nobody said that the other item may stand in."""

    code = "catalogue_item.substitute_not_declared"

    def __init__(self, number: str, substitute_id: str, known: tuple[str, ...]) -> None:
        super().__init__(
            f"{substitute_id} is no substitute of item {number};"
            f" declared are: {', '.join(known) or 'none'}.",
            substitute_id=substitute_id,
            known=known,
        )


class CatalogueItemSubstituteApprovedAlready(Rejected):
    """One approval is enough."""

    code = "catalogue_item.substitute_approved_already"

    def __init__(self, substitute: str, person: str) -> None:
        super().__init__(
            f"{person} approved the substitute {substitute} already; nothing is left to do.",
            substitute=substitute,
            person=person,
        )


class CatalogueItemSubstituteSelfApproved(Rejected):
    """That one item may stand in for another is said by two people."""

    code = "catalogue_item.substitute_self_approved"

    def __init__(self, substitute: str, person: str) -> None:
        super().__init__(
            f"{person} declared the substitute {substitute} and so cannot approve it; a second"
            " person has to.",
            substitute=substitute,
            person=person,
        )
