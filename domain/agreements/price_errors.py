"""How a price agreement says no to prices, to lines that name it, and to drawing on its cap."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from domain.agreements.terms import AgreedPrice
from domain.errors import Rejected


def _days(price: AgreedPrice) -> str:
    until = "" if price.ends_on is None else f" to {price.ends_on.isoformat()}"
    return f"{price.pack.unit} from {price.starts_on.isoformat()}{until}"


class PriceAgreementPricesCount(Rejected):
    """A proposal has no price, or too many."""

    code = "price_agreement.prices_out_of_range"

    def __init__(self, count: int, count_max: int) -> None:
        super().__init__(
            f"The proposal has {count} prices; propose 1 to {count_max} at a time.", count=count
        )


class PriceAgreementFull(Rejected):
    """The agreement holds as many price versions as one may."""

    code = "price_agreement.too_many_versions"

    def __init__(self, number: str, count_max: int) -> None:
        super().__init__(
            f"Price agreement {number} would hold more than {count_max} price versions; draft a"
            " successor."
        )


class PriceAgreementUnknownUnit(Rejected):
    """The item does not come in this unit."""

    code = "price_agreement.unknown_unit"

    def __init__(self, item: str, unit: str, units: Iterable[str]) -> None:
        super().__init__(
            f"Item {item} does not come in {unit}; it comes in {', '.join(sorted(units))}.",
            unit=unit,
        )


class PriceAgreementInvalidBreaks(Rejected):
    """Quantity breaks climb, and each begins above zero."""

    code = "price_agreement.invalid_breaks"

    def __init__(self, price: AgreedPrice, problem: str) -> None:
        super().__init__(
            f"The quantity breaks of the price per {_days(price)} {problem}; state them in"
            " climbing order.",
            item_id=price.item_id,
        )


class PriceAgreementPriceContradictory(Rejected):
    """Two prices for the same buyer, item and unit would hold on one day."""

    code = "price_agreement.price_contradictory"

    def __init__(self, price: AgreedPrice, other: AgreedPrice) -> None:
        super().__init__(
            f"The price per {_days(price)} contradicts the one per {_days(other)}; let it end"
            " before the other begins.",
            item_id=price.item_id,
            starts_on=price.starts_on.isoformat(),
            other_starts_on=other.starts_on.isoformat(),
        )


class PriceAgreementPriceBackdated(Rejected):
    """Orders may have been priced on those days already."""

    code = "price_agreement.price_backdated"

    def __init__(self, price: AgreedPrice, today: date) -> None:
        super().__init__(
            f"The price per {_days(price)} begins before today ({today.isoformat()}), and the"
            " agreement is in force; propose a correction with its reason instead.",
            item_id=price.item_id,
            starts_on=price.starts_on.isoformat(),
        )


class PriceAgreementNotBackdated(Rejected):
    """A correction changes the past."""

    code = "price_agreement.not_backdated"

    def __init__(self, price: AgreedPrice, today: date) -> None:
        super().__init__(
            f"The price per {_days(price)} does not begin before today ({today.isoformat()});"
            " propose it as an ordinary price.",
            item_id=price.item_id,
        )


class PriceAgreementPriceUnchanged(Rejected):
    """A correction to what is agreed already."""

    code = "price_agreement.price_unchanged"

    def __init__(self, price: AgreedPrice, unit_price: Decimal) -> None:
        super().__init__(
            f"The price per {_days(price)} is {unit_price} already on all of these days; state the"
            " price that it should have been, or leave it out of the correction.",
            item_id=price.item_id,
            unit_price=str(unit_price),
        )


class PriceAgreementUnknownProposal(Rejected):
    """No such proposal waits."""

    code = "price_agreement.unknown_proposal"

    def __init__(self, number: str, proposal: int) -> None:
        super().__init__(
            f"No proposal {proposal} of price agreement {number} waits for a second person; it may"
            " be decided already.",
            proposal=proposal,
        )


class PriceAgreementUnknown(Rejected):
    """A line names an agreement that does not exist, and approval may depend on it."""

    code = "price_agreement.unknown"

    def __init__(self, line: int, number: str) -> None:
        super().__init__(
            f"Line {line} names price agreement {number}, which does not exist; name one that does"
            " or none.",
            line=line,
            agreement=number,
        )


class PriceAgreementNotApplicable(Rejected):
    """The agreement that a line names does not cover it."""

    code = "price_agreement.not_applicable"

    def __init__(self, line: int, number: str, obstacle: str) -> None:
        super().__init__(
            f"Line {line} names price agreement {number}, which {obstacle}; name another or none.",
            line=line,
            agreement=number,
            obstacle=obstacle,
        )


class PriceAgreementNoPrice(Rejected):
    """A line asks for the agreed price, and there is none."""

    code = "price_agreement.no_price"

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(
            f"Line {line} asks for the price of an agreement, but {problem}; state a price and"
            " where it comes from.",
            line=line,
        )


class PriceAgreementPriceDiffers(Rejected):
    """The stated price is not the agreed one."""

    code = "price_agreement.price_differs"

    def __init__(self, line: int, number: str, agreed: str, stated: Decimal) -> None:
        super().__init__(
            f"Line {line} states {stated}, but price agreement {number} says {agreed}; leave the"
            " price out, or give `price_override` as the reason for another one.",
            line=line,
            agreement=number,
            agreed=agreed,
            stated=str(stated),
        )


class PriceAgreementDearer(Rejected):
    """The line names no agreement and is bought dearer than one has it."""

    code = "price_agreement.dearer_than_agreed"

    def __init__(self, line: int, number: str, agreed: str, stated: Decimal) -> None:
        super().__init__(
            f"Line {line} names no agreement and states {stated}, where price agreement {number}"
            f" with the supplier says {agreed}; name the agreement, or give `price_override` as"
            " the reason for buying beside it.",
            line=line,
            agreement=number,
            agreed=agreed,
            stated=str(stated),
            next_step="name_agreement",
        )


class PriceAgreementNotFirst(Rejected):
    """The buyer names one agreement where another goes before it."""

    code = "price_agreement.not_first"

    def __init__(self, line: int, number: str, first: str, agreed: str) -> None:
        super().__init__(
            f"Line {line} names price agreement {number}, but {first} goes before it, at {agreed};"
            f" name {first} or none, or give `agreement_reason` as the reason for {number}.",
            line=line,
            agreement=number,
            first=first,
            agreed=agreed,
            next_step="name_agreement",
        )


class PriceAgreementReasonUnneeded(Rejected):
    """A reason for an agreement where none goes before it, or where none is named."""

    code = "price_agreement.reason_unneeded"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} gives a reason for its agreement, but no other goes before one that it"
            " names; leave `agreement_reason` out.",
            line=line,
        )


class PriceAgreementPriceNotRepresentable(Rejected):
    """The agreed price in the line's unit needs more than six places."""

    code = "price_agreement.price_not_representable"

    def __init__(self, line: int, number: str, unit: str, price: str) -> None:
        super().__init__(
            f"Price agreement {number} makes {price} for one {unit} of line {line}, which six"
            " decimal places cannot hold; order in the unit that the agreement prices.",
            line=line,
            unit=unit,
        )


class PriceAgreementOverrideUnneeded(Rejected):
    """A reason for another price, where the price is the agreed one or none is agreed."""

    code = "price_agreement.override_unneeded"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line} gives a reason for another price than the agreed one, but there is no"
            " such difference; leave `price_override` out.",
            line=line,
        )


class PriceAgreementCapUnitDiffers(Rejected):
    """What the line orders cannot be counted in the cap's unit or currency."""

    code = "price_agreement.cap_unit_differs"

    def __init__(self, number: str, unit: str, other: str) -> None:
        super().__init__(
            f"The cap of price agreement {number} counts {unit}, the line orders in {other}; order"
            f" what can be counted in {unit}.",
            unit=unit,
            other=other,
        )


class PriceAgreementCapPassed(Rejected):
    """More would be ordered than cap and allowance take."""

    code = "price_agreement.cap_passed"

    def __init__(self, number: str, asked: Decimal, left: Decimal, measure: str) -> None:
        super().__init__(
            f"Price agreement {number} has {left} {measure} left under its cap, {asked} were"
            " asked for; order less, or outside the agreement.",
            asked=str(asked),
            left=str(left),
            measure=measure,
        )
