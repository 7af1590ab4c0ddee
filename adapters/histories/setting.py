"""What a history does not tell: who, where, what and from whom; drawn once for each case.

Every choice is a pure function of case and seed. Quantities and prices follow in `figures`, once it
is known what happens to them. Duties of one case lie with distinct people.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from adapters.histories.devices import Device, devices
from adapters.histories.draws import Draws
from domain.policy import APPROVAL_POLICY
from domain.quantity import Pack

PEOPLE_PER_DUTY: Final = 6  # At each legal entity.
DEVICE_TRIES: Final = 20  # Most devices bear no serials and are no implants.


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A legal entity of the network, and its places."""

    code: str
    currency: str
    facilities: tuple[str, ...]
    tax_percent: Decimal = Decimal(0)


ENTITIES: Final = (
    Entity(
        code="RIVERSIDE",
        currency="USD",
        facilities=("RIVERSIDE-MAIN", "RIVERSIDE-HEART", "RIVERSIDE-CHILD", "RIVERSIDE-SURGERY"),
    ),
    Entity(code="LAKESHORE", currency="CAD", facilities=("LAKESHORE-GEN", "LAKESHORE-CANCER")),
    Entity(code="STAUBACH", currency="EUR", facilities=("STAUBACH-KLINIK",)),
)
ENTITY_WEIGHTS: Final = (0, 0, 0, 0, 0, 0, 0, 1, 1, 2)  # Seven in ten cases are Riverside's.

GOODS_DEPARTMENTS: Final = ("SURGERY", "ORTHOPAEDICS", "CARDIOLOGY", "STERILE-SUPPLY", "EMERGENCY")
SERVICE_DEPARTMENTS: Final = ("FACILITIES", "LINEN", "BIOMED", "LOGISTICS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service that is bought by the unit."""

    description: str
    unit: str
    item_class: str
    supplier: str


SERVICES: Final = (
    Service(
        description="Laundering of surgical linen, per piece",
        unit="EA",
        item_class="linen_service",
        supplier="Clearwater Linen Services",
    ),
    Service(
        description="Collection of clinical waste, per container",
        unit="CT",
        item_class="waste_service",
        supplier="Northgate Environmental",
    ),
    Service(
        description="Reprocessing of instruments, per tray",
        unit="TR",
        item_class="sterile_service",
        supplier="Meridian Sterile Processing",
    ),
    Service(
        description="Courier of laboratory samples, per stop",
        unit="ST",
        item_class="courier_service",
        supplier="Swiftline Medical Couriers",
    ),
    Service(
        description="Medical interpreting, per minute",
        unit="MIN",
        item_class="interpreting_service",
        supplier="Babel Bridge Interpreters",
    ),
    Service(
        description="Maintenance of monitors, per unit checked",
        unit="EA",
        item_class="biomedical_service",
        supplier="Halden Biomedical",
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The fixed facts of a case."""

    entity: Entity
    facility: str
    department: str
    supplier: str  # its name
    description: str
    item_class: str
    pack: Pack
    device: Device | None  # none: a service
    storage_locations: tuple[str, str]
    price_source: str
    draws: Draws

    @property
    def dollars(self) -> Decimal:
        """What one unit of the currency counts for the approval policy."""
        return APPROVAL_POLICY.dollars_per_unit[self.entity.currency]

    def person(self, duty: str) -> str:
        """Who has this duty in the case; two duties are never one person's."""
        number = self.draws.number(f"person {duty}", 1, PEOPLE_PER_DUTY)
        return f"{duty}-{self.entity.code.lower()}-{number}"


def setting_of(draws: Draws, *, is_service: bool, serials_allowed: bool) -> Setting:
    """Where the case happens and what it is about."""
    entity = ENTITIES[draws.choice("entity", ENTITY_WEIGHTS)]
    facility = draws.choice("facility", entity.facilities)
    places = (f"{facility}-A{draws.number('shelf', 1, 9)}", f"{facility}-B1")
    if is_service:
        service = draws.choice("service", SERVICES)
        return Setting(
            entity=entity,
            facility=facility,
            department=draws.choice("department", SERVICE_DEPARTMENTS),
            supplier=service.supplier,
            description=service.description,
            item_class=service.item_class,
            pack=Pack(unit=service.unit, base_unit=service.unit),
            device=None,
            storage_locations=places,
            price_source="quote",
            draws=draws,
        )
    device = _device(draws, serials_allowed)
    return Setting(
        entity=entity,
        facility=facility,
        department=draws.choice("department", GOODS_DEPARTMENTS),
        supplier=device.company,
        description=device.description,
        item_class=device.item_class,
        pack=pack_of(device),
        device=device,
        storage_locations=places,
        price_source="quote",
        draws=draws,
    )


def pack_of(device: Device) -> Pack:
    """What is ordered: boxes where the device comes in boxes, else pieces."""
    if device.pieces > 1:
        return Pack(unit="BX", base_unit="EA", numerator=device.pieces)
    return Pack(unit="EA", base_unit="EA")


def _device(draws: Draws, serials_allowed: bool) -> Device:
    for attempt in range(DEVICE_TRIES):
        device = draws.choice(f"device {attempt}", devices())
        if serials_allowed or not device.is_serialised:
            return device
    return next(each for each in devices() if not each.is_serialised)
