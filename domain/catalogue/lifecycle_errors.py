"""How an item says no to a step of its life, and to those who want to buy it."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from domain.errors import Rejected
from domain.quantity import Pack


class CatalogueItemWrongStatus(Rejected):
    """The step does not follow the status that the item has."""

    code = "catalogue_item.wrong_status"

    def __init__(self, number: str, status: str, wanted: Sequence[str]) -> None:
        super().__init__(
            f"Item {number} is {status}; this takes an item that is {' or '.join(wanted)}.",
            status=status,
            wanted=tuple(wanted),
        )


class CatalogueItemCommitteeNeeded(Rejected):
    """The class of the item may not be bought before its committee has agreed."""

    code = "catalogue_item.committee_needed"

    def __init__(self, number: str, item_class: str, committee: str) -> None:
        super().__init__(
            f"Item {number} is of class {item_class}, which the committee {committee} decides on;"
            " start its analysis first.",
            item_class=item_class,
            committee=committee,
        )


class CatalogueItemCommitteeDiffers(Rejected):
    """Another committee has the item before it."""

    code = "catalogue_item.committee_differs"

    def __init__(self, number: str, stated: str, committee: str) -> None:
        super().__init__(
            f"Item {number} is before the committee {committee}, not {stated}; record what that"
            " one decided.",
            committee=committee,
        )


class CatalogueItemSelfDecided(Rejected):
    """Who brings an item before a committee does not record what it decided."""

    code = "catalogue_item.self_decided"

    def __init__(self, number: str, person: str) -> None:
        super().__init__(
            f"{person} brought item {number} before the committee and so cannot record its"
            " decision; a second person has to.",
            person=person,
        )


class CatalogueItemVotesContradict(Rejected):
    """The votes do not carry the decision that is stated."""

    code = "catalogue_item.votes_contradict"

    def __init__(self, problem: str) -> None:
        super().__init__(f"{problem}; correct votes or outcome.", problem=problem)


class CatalogueItemDayOutOfRange(Rejected):
    """A day in a plan lies in the past, or too far ahead."""

    code = "catalogue_item.day_out_of_range"

    def __init__(self, field: str, day: date, first: date, last: date) -> None:
        super().__init__(
            f"{field} is {day}; it has to be from {first} to {last}.", field=field, day=str(day)
        )


class CatalogueItemRestrictionUnclear(Rejected):
    """A restriction says where, or where not, and not both; or for whom."""

    code = "catalogue_item.restriction_unclear"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Say for item {number} either at which facilities alone it is bought, or at which it"
            " is not; or for which departments and roles it is."
        )


class CatalogueItemNotRestricted(Rejected):
    """There is no restriction to lift."""

    code = "catalogue_item.not_restricted"

    def __init__(self, number: str) -> None:
        super().__init__(f"Item {number} is bought for every facility; nothing is to be lifted.")


class CatalogueItemRestrictedHere(Rejected):
    """The facility may not buy the item."""

    code = "catalogue_item.restricted_here"

    def __init__(self, number: str, facility: str, reason_code: str) -> None:
        super().__init__(
            f"Item {number} is not bought for facility {facility} ({reason_code}); choose another"
            " item or have the restriction changed.",
            number=number,
            facility=facility,
            reason_code=reason_code,
        )


class CatalogueItemRestrictedToDepartments(Rejected):
    """The committee let the item in for other departments."""

    code = "catalogue_item.restricted_to_departments"

    def __init__(
        self, number: str, department: str, departments: Sequence[str], reason_code: str
    ) -> None:
        super().__init__(
            f"Item {number} is for {', '.join(departments)} only, not for {department}"
            f" ({reason_code}); choose another item, or have the committee restrict it otherwise.",
            number=number,
            departments=tuple(departments),
            reason_code=reason_code,
        )


class CatalogueItemRestrictedToRoles(Rejected):
    """The committee wants somebody in one of these roles to ask for the item."""

    code = "catalogue_item.restricted_to_roles"

    def __init__(self, number: str, roles: Sequence[str], reason_code: str) -> None:
        super().__init__(
            f"Item {number} has to be asked for by somebody in the role {' or '.join(roles)}"
            f" ({reason_code}); let one of them submit the requisition, and order from that one.",
            number=number,
            roles=tuple(roles),
            reason_code=reason_code,
        )


class CatalogueItemPhasedOut(Rejected):
    """The last day for orders is over."""

    code = "catalogue_item.phased_out"

    def __init__(self, number: str, last_order_on: date, successor: str | None) -> None:
        instead = f"order its successor {successor}" if successor else "choose another item"
        super().__init__(
            f"Item {number} was to be ordered until {last_order_on}; {instead}.",
            number=number,
            last_order_on=str(last_order_on),
            successor=successor,
        )


class CatalogueItemTrialOver(Rejected):
    """The committee let the item in until a day that is past."""

    code = "catalogue_item.trial_over"

    def __init__(self, number: str, trial_until: date) -> None:
        super().__init__(
            f"The trial of item {number} ended on {trial_until}; its committee has to decide on"
            " it.",
            number=number,
            trial_until=str(trial_until),
        )


class CatalogueItemConversionUnchanged(Rejected):
    """The unit holds so many base units on that day already."""

    code = "catalogue_item.conversion_unchanged"

    def __init__(self, number: str, pack: Pack, starts_on: date) -> None:
        super().__init__(
            f"One {pack.unit} of item {number} holds {pack.numerator}/{pack.denominator}"
            f" {pack.base_unit} on {starts_on} already; state what changes, and from which day on.",
            unit=pack.unit,
            starts_on=str(starts_on),
        )


class CatalogueItemTooManyConversions(Rejected):
    """No item is packed anew so often."""

    code = "catalogue_item.too_many_conversions"

    def __init__(self, number: str, most: int) -> None:
        super().__init__(
            f"Item {number} has had {most} conversions, which is all that one item takes; request"
            " a new item.",
            most=most,
        )


class CatalogueItemStandardCostOtherCurrency(Rejected):
    """Standards are kept in the currency of the books."""

    code = "catalogue_item.standard_cost_other_currency"

    def __init__(self, legal_entity: str, books: str, stated: str) -> None:
        super().__init__(
            f"The books of {legal_entity} are kept in {books}, not {stated}; state the standard"
            f" cost in {books}.",
            currency=books,
        )


class CatalogueItemStandardCostUnchanged(Rejected):
    """The standard is as asked for on that day."""

    code = "catalogue_item.standard_cost_unchanged"

    def __init__(self, number: str, unit_cost: Decimal, starts_on: date) -> None:
        super().__init__(
            f"Item {number} stands at {unit_cost} on {starts_on} already; state what changes, and"
            " from which day on.",
            starts_on=str(starts_on),
        )


class CatalogueItemTooManyStandardCosts(Rejected):
    """No item is costed anew so often."""

    code = "catalogue_item.too_many_standard_costs"

    def __init__(self, number: str, most: int) -> None:
        super().__init__(
            f"Item {number} has had {most} standard costs, which is all that one item takes;"
            " request a new item.",
            most=most,
        )


class CatalogueItemSuccessorUnfit(Rejected):
    """What follows has to be there, and to be something else."""

    code = "catalogue_item.successor_unfit"

    def __init__(self, number: str, problem: str) -> None:
        super().__init__(f"Item {number} cannot be the successor: {problem}.", problem=problem)
