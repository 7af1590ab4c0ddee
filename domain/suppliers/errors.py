"""How a supplier says no."""

from domain.errors import Rejected


class SupplierExists(Rejected):
    """The id names a supplier already."""

    code = "supplier.exists"

    def __init__(self, supplier_id: str) -> None:
        super().__init__(
            f"Supplier {supplier_id} exists already; propose a new one under an id of its own.",
            supplier_id=supplier_id,
        )


class SupplierNotProposed(Rejected):
    """Only a proposed supplier can be activated."""

    code = "supplier.not_proposed"

    def __init__(self, number: str, status: str) -> None:
        super().__init__(
            f"Supplier {number} is {status}; only a proposed supplier can be activated.",
            status=status,
        )


class SupplierSelfCleared(Rejected):
    """Proposing and clearing are duties of two people."""

    code = "supplier.self_cleared"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} proposed supplier {number} and so cannot activate it;"
            " a second person has to.",
            person=person,
        )


class SupplierHeldAlready(Rejected):
    """One hold per scope."""

    code = "supplier.held_already"

    def __init__(self, number: str, scope: str) -> None:
        super().__init__(
            f"Supplier {number} is already on hold for scope {scope}; release that hold first.",
            scope=scope,
        )


class SupplierNotHeld(Rejected):
    """There is no hold of this scope to release."""

    code = "supplier.not_held"

    def __init__(self, number: str, scope: str, held: tuple[str, ...]) -> None:
        super().__init__(
            f"Supplier {number} has no hold of scope {scope};"
            f" its holds are: {', '.join(held) or 'none'}.",
            scope=scope,
            held=held,
        )


class SupplierNotEligible(Rejected):
    """The supplier may not be ordered from, invoiced by or paid, as asked."""

    code = "supplier.not_eligible"

    def __init__(self, number: str, purpose: str, obstacle: str) -> None:
        super().__init__(
            f"Supplier {number} is not open for {purpose}: it is {obstacle};"
            " have it cleared or choose another supplier.",
            purpose=purpose,
            obstacle=obstacle,
        )
