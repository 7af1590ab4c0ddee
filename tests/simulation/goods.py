"""What the simulated network buys, and how it came to know it: suppliers, items, entities."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from domain.catalogue.commands import ActivateCatalogueItem, RequestCatalogueItem
from domain.ids import derived_id
from domain.purchase_orders.lines import Match
from domain.suppliers.commands import ActivateSupplier, ProposeSupplier
from tests.simulation.hospital import Hospital, Planned


class Goods(NamedTuple):
    """One item of the catalogue; the price is in US dollars for each."""

    name: str
    item_class: str
    price: Decimal
    match: Match = "three_way"

    @property
    def id(self) -> str:
        """Of the item in the catalogue."""
        return derived_id("simulation", "item", self.name)


GOODS: Final = (
    Goods("gloves", "consumable", Decimal("10.00")),
    Goods("syringes", "consumable", Decimal("0.37")),
    Goods("gowns", "consumable", Decimal("33.333"), "four_way"),
    Goods("monitors", "equipment", Decimal("899.50")),
    Goods("batteries", "consumable", Decimal("4.2"), "two_way"),
)
SUPPLIERS: Final = ("medline", "stryker", "owens")


def beginnings(hospital: Hospital) -> Iterator[Planned]:
    """What has to be known before the first day: nothing of it is left to chance."""
    for name in SUPPLIERS:
        supplier_id = derived_id("simulation", "supplier", name)
        yield Planned(
            ProposeSupplier(
                now=hospital.now,
                supplier_id=supplier_id,
                number=name,
                name=name,
                proposed_by="adam",
            ),
            "adam",
        )
        yield Planned(
            ActivateSupplier(now=hospital.now, supplier_id=supplier_id, activated_by="cora"),
            "cora",
        )
    for goods in GOODS:
        yield Planned(
            RequestCatalogueItem(
                now=hospital.now,
                item_id=goods.id,
                number=goods.name,
                description=goods.name,
                item_class=goods.item_class,
                base_unit="EA",
            ),
            "ivan",
        )
        yield Planned(ActivateCatalogueItem(now=hospital.now, item_id=goods.id), "ivan")


def agreed_price(hospital: Hospital, goods: Goods) -> Decimal:
    """Mostly the usual one."""
    return goods.price * Decimal(hospital.chance.choice(("1", "1", "1", "0.95", "1.07")))
