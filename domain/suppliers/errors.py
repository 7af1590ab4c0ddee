"""How a supplier says no about its standing; about evidence see `evidence_errors`."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.errors import Rejected
from domain.event import DocumentRef


class SupplierExists(Rejected):
    """The id names a supplier already."""

    code = "supplier.exists"

    def __init__(self, supplier_id: str) -> None:
        super().__init__(
            f"Supplier {supplier_id} exists already; propose a new one under an id of its own.",
            supplier_id=supplier_id,
        )


class SupplierWrongStatus(Rejected):
    """The command does not fit where the supplier stands."""

    code = "supplier.wrong_status"

    def __init__(self, number: str, status: str, wanted: Sequence[str]) -> None:
        super().__init__(
            f"Supplier {number} is {status}; this needs one that is {' or '.join(wanted)}.",
            status=status,
            wanted=tuple(wanted),
        )


class SupplierSelfCleared(Rejected):
    """Proposing, editing and clearing are duties of two people."""

    code = "supplier.self_cleared"

    def __init__(
        self, number: str, person: str, did: str = "proposed", act: str = "activate it"
    ) -> None:
        super().__init__(
            f"{person} {did} supplier {number} and so cannot {act}; a second person has to.",
            person=person,
            did=did,
        )


class SupplierRequirementsMissing(Rejected):
    """The tier asks for lists or documents that are not there."""

    code = "supplier.requirements_missing"

    def __init__(self, number: str, lists: Sequence[str], documents: Sequence[str]) -> None:
        parts = [f"a clear screening against {', '.join(lists)}"] if lists else []
        parts += [f"a verified document of type {', '.join(documents)}"] if documents else []
        super().__init__(
            f"Supplier {number} cannot be activated without {' and '.join(parts)};"
            " record what is missing, or correct its tier.",
            lists=tuple(lists),
            documents=tuple(documents),
        )


class SupplierMatchOpen(Rejected):
    """It is, or may be, in a list of excluded companies."""

    code = "supplier.match_open"

    def __init__(self, number: str, lists: Sequence[str]) -> None:
        super().__init__(
            f"Supplier {number} was found in {', '.join(lists)}; another person has to say first"
            " whether it is the one in the list.",
            lists=tuple(lists),
        )


class SupplierHeldAlready(Rejected):
    """One hold per scope and legal entity."""

    code = "supplier.held_already"

    def __init__(self, number: str, scope: str, legal_entity: str | None = None) -> None:
        where = f" at {legal_entity}" if legal_entity else ""
        super().__init__(
            f"Supplier {number} is already on hold for scope {scope}{where};"
            " release that hold first.",
            scope=scope,
            legal_entity=legal_entity,
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


class SupplierPeriodInvalid(Rejected):
    """The last day lies before the day of the command, or too far behind it."""

    code = "supplier.period_invalid"

    def __init__(self, number: str, until: date, earliest: date, latest: date | None) -> None:
        upper = f" and {latest}" if latest else " or later"
        lower = f"between {earliest}" if latest else str(earliest)
        super().__init__(
            f"Supplier {number}: {until} cannot be the last day; choose a day {lower}{upper}.",
            until=until.isoformat(),
            earliest=earliest.isoformat(),
            latest=latest.isoformat() if latest else None,
        )


class SupplierNothingChanged(Rejected):
    """The supplier is so already."""

    code = "supplier.nothing_changed"

    def __init__(self, number: str, what: str) -> None:
        super().__init__(
            f"Supplier {number} has {what} already; send only what differs.", what=what
        )


class SupplierTaxNegative(Rejected):
    """What is settled without a bill is taxed, or it is not; nothing is withheld of it."""

    code = "supplier.tax_negative"

    def __init__(self, number: str, tax_percent: Decimal) -> None:
        super().__init__(
            f"Supplier {number} cannot be settled with a tax of {tax_percent} %: `tax_percent` is"
            " 0 or above; leave it out where deliveries are not taxed.",
            tax_percent=str(tax_percent),
        )


class SupplierIdentifierStands(Rejected):
    """Of this number there is only one, and another is on record."""

    code = "supplier.identifier_stands"

    def __init__(self, number: str, standing: str) -> None:
        super().__init__(
            f"Supplier {number} has {standing} already, of which there is only one; remove it"
            " first.",
            standing=standing,
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


class SupplierMergedInto(Rejected):
    """It is the same company as another supplier, which goes on."""

    code = "supplier.merged_into"

    def __init__(self, number: str, survivor: DocumentRef) -> None:
        super().__init__(
            f"Supplier {number} was merged into supplier {survivor.number} ({survivor.id});"
            " use that one.",
            survivor=survivor.model_dump(),
        )


class SupplierMergeRefused(Rejected):
    """These two cannot become one."""

    code = "supplier.merge_refused"

    def __init__(self, number: str, why: str) -> None:
        super().__init__(f"Supplier {number} cannot be merged: {why}.", why=why)


class SupplierCapNotPositive(Rejected):
    """A supplier is not opened for nothing."""

    code = "supplier.cap_not_positive"

    def __init__(self, number: str, cap: Decimal, currency: str) -> None:
        super().__init__(
            f"Supplier {number} would be open up to {cap} {currency}; state a cap above zero.",
            cap=str(cap),
            currency=currency,
        )


class SupplierCapExceeded(Rejected):
    """A conditional supplier may be ordered from up to its cap only."""

    code = "supplier.cap_exceeded"

    def __init__(self, number: str, asked: Decimal, left: Decimal, currency: str) -> None:
        super().__init__(
            f"Supplier {number} is open conditionally and {left} {currency} of its cap are left;"
            f" {asked} {currency} are too much. Order less, or have the supplier activated.",
            asked=str(asked),
            left=str(left),
            currency=currency,
        )


class SupplierCapCurrency(Rejected):
    """What a cap in one currency leaves for orders in another is nobody's guess."""

    code = "supplier.cap_currency"

    def __init__(self, number: str, currency: str, cap_currency: str) -> None:
        super().__init__(
            f"Supplier {number} is open conditionally with a cap in {cap_currency}, not in"
            f" {currency}; order in {cap_currency}.",
            currency=currency,
            cap_currency=cap_currency,
        )


class SupplierOneOrderOnly(Rejected):
    """It was opened for one order, which it has."""

    code = "supplier.one_order_only"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Supplier {number} was opened for one order, and has it; have it activated for more."
        )


class SupplierIdentifierInvalid(Rejected):
    """The number cannot be one of this scheme."""

    code = "supplier.identifier_invalid"

    def __init__(self, scheme: str, value: str, problem: str) -> None:
        super().__init__(
            f"{value} is no {scheme}: it {problem}; look at the number again.",
            scheme=scheme,
            value=value,
            problem=problem,
        )


class SupplierUnknownPart(Rejected):
    """The supplier has no document, bank details, identifier or site of that name."""

    code = "supplier.unknown_part"

    def __init__(self, number: str, kind: str, name: object) -> None:
        super().__init__(
            f"Supplier {number} has no {kind} {name}; look at what it has.",
            kind=kind,
            name=str(name),
        )


class SupplierRebatesFull(Rejected):
    """Every invoice of the supplier looks at all of its rebates."""

    code = "supplier.too_many_rebates"

    def __init__(self, number: str, count_max: int) -> None:
        super().__init__(
            f"Supplier {number} has {count_max} rebates, as many as one may; join the terms of"
            " several in one.",
            count_max=count_max,
        )
