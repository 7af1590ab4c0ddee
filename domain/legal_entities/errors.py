"""How a legal entity says no."""

from datetime import date
from decimal import Decimal

from domain.errors import Rejected


class LegalEntityExists(Rejected):
    """The code names an entity already."""

    code = "legal_entity.exists"

    def __init__(self, legal_entity: str) -> None:
        super().__init__(
            f"Legal entity {legal_entity} is registered already; use it, or choose another code.",
            legal_entity=legal_entity,
        )


class LegalEntityFacilityAddedAlready(Rejected):
    """The facility is this entity's already."""

    code = "legal_entity.facility_added_already"

    def __init__(self, legal_entity: str, facility: str) -> None:
        super().__init__(
            f"Facility {facility} belongs to legal entity {legal_entity} already; nothing is left"
            " to do.",
            facility=facility,
        )


class LegalEntityControlledSo(Rejected):
    """The control is as asked for."""

    code = "legal_entity.controlled_so"

    def __init__(self, legal_entity: str, control: str) -> None:
        super().__init__(
            f"Budget control of legal entity {legal_entity} is {control} already; nothing is left"
            " to do.",
            control=control,
        )


class LegalEntityReceivesSo(Rejected):
    """The facility receives as asked for."""

    code = "legal_entity.receives_so"

    def __init__(self, legal_entity: str, facility: str) -> None:
        super().__init__(
            f"Facility {facility} of legal entity {legal_entity} receives in that way already;"
            " nothing is left to do.",
            facility=facility,
        )


class LegalEntityRegistrationInvalid(Rejected):
    """The registration is mistyped, over, or says nothing."""

    code = "legal_entity.registration_invalid"

    def __init__(self, facility: str, registration: str, problem: str) -> None:
        super().__init__(
            f"Registration {registration} of facility {facility} {problem}; state it as the"
            " certificate does.",
            facility=facility,
            registration=registration,
        )


class LegalEntityForeignFacility(Rejected):
    """The document names a facility that its legal entity does not run."""

    code = "legal_entity.foreign_facility"

    def __init__(self, legal_entity: str, facility: str, known: tuple[str, ...]) -> None:
        own = f"one of {', '.join(known)}, or " if known else ""
        super().__init__(
            f"Facility {facility} does not belong to legal entity {legal_entity}; name {own}the"
            f" entity that runs {facility}.",
            legal_entity=legal_entity,
            facility=facility,
            known=known,
        )


class LegalEntityUnregistered(Rejected):
    """The tenant registers its legal entities, and this one is not among them."""

    code = "legal_entity.unregistered"

    def __init__(self, legal_entity: str) -> None:
        super().__init__(
            f"Legal entity {legal_entity} is not registered; name one that is, or have it"
            " registered first.",
            legal_entity=legal_entity,
            next_step="register_legal_entity",
        )


class LegalEntityFacilityUnregistered(Rejected):
    """The tenant registers its facilities, and this one is not among them."""

    code = "legal_entity.facility_unregistered"

    def __init__(self, facility: str) -> None:
        super().__init__(
            f"Facility {facility} is not registered; name one that is, or have it added to the"
            " legal entity that runs it first.",
            facility=facility,
            next_step="add_legal_entity_facility",
        )


class LegalEntityRunsElsewhere(Rejected):
    """The document names a facility that another legal entity runs."""

    code = "legal_entity.facility_of_other"

    def __init__(self, legal_entity: str, facility: str, runs_it: str) -> None:
        super().__init__(
            f"Facility {facility} is run by legal entity {runs_it}, not by {legal_entity}; name"
            " the entity and its own facility.",
            legal_entity=legal_entity,
            facility=facility,
            runs_it=runs_it,
        )


class LegalEntityCapsStandSo(Rejected):
    """These caps stand already."""

    code = "legal_entity.caps_stand_so"

    def __init__(self, legal_entity: str) -> None:
        super().__init__(
            f"The caps on small differences of legal entity {legal_entity} stand so already;"
            " nothing is left to do."
        )


class LegalEntityCapNegative(Rejected):
    """Nothing is less than nothing."""

    code = "legal_entity.cap_negative"

    def __init__(self, cap: Decimal) -> None:
        super().__init__(
            f"A cap of {cap} is below zero; state what may be written off, or leave it out.",
            cap=str(cap),
        )


class LegalEntityHolidayOutside(Rejected):
    """A day belongs to another year."""

    code = "legal_entity.holiday_outside"

    def __init__(self, year: int, day: date) -> None:
        super().__init__(
            f"{day} is no day of {year}; state each year's holidays apart.", year=year, day=str(day)
        )


class LegalEntityHolidaysStandSo(Rejected):
    """These are the year's holidays already."""

    code = "legal_entity.holidays_stand_so"

    def __init__(self, place: str, year: int) -> None:
        super().__init__(
            f"The holidays of {place} in {year} are these already; nothing is left to do.",
            year=year,
        )


class LegalEntityPricesSo(Rejected):
    """Other entities pay this markup already."""

    code = "legal_entity.prices_so"

    def __init__(self, legal_entity: str, markup_percent: Decimal) -> None:
        super().__init__(
            f"Goods of legal entity {legal_entity} go to others at cost plus {markup_percent:f} per"
            " cent already; nothing is left to do.",
            legal_entity=legal_entity,
            markup_percent=str(markup_percent),
        )


class LegalEntityClosesSo(Rejected):
    """Lines close at these percentages already."""

    code = "legal_entity.closes_so"

    def __init__(self, legal_entity: str) -> None:
        super().__init__(
            f"Order lines of legal entity {legal_entity} close so already; nothing is left to do."
        )
