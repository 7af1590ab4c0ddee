"""What catalogue items refuse where the case has ended: who sends what, and the answer."""

from typing import Any, Final

from api import examples
from tests.api.catalogue_case import ITEM, SECOND

UNKNOWN: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2fff"
ONE: Final = examples.ITEM
STANDS_SO: Final = "catalogue_item.standard_cost_unchanged"

CATALOGUE_REFUSALS: Final[list[tuple[str, str, str, dict[str, Any], int, str]]] = [
    ("ivan", f"{ITEM}/handling", ONE, {}, 409, "catalogue_item.handling_unchanged"),
    ("ivan", f"{ITEM}/gtins", ONE, {"unit": "CS"}, 422, "catalogue_item.unknown_unit"),
    ("ivan", f"{ITEM}/gtins", SECOND, {}, 409, "catalogue_item.is_retired"),
    ("ivan", f"{ITEM}/gtins/withdraw", ONE, {}, 409, "catalogue_item.gtin_not_assigned"),
    ("ivan", f"{ITEM}/recalls", UNKNOWN, {}, 404, "document.not_found"),
    ("rhea", f"{ITEM}/recalls/lift", ONE, {}, 409, "catalogue_item.recall_not_standing"),
    ("ivan", f"{ITEM}/suppliers", ONE, {"unit": "CS"}, 422, "catalogue_item.unknown_unit"),
    ("ivan", f"{ITEM}/suppliers", ONE, {"supplier_id": UNKNOWN}, 404, "document.not_found"),
    ("ivan", f"{ITEM}/suppliers/unmap", ONE, {}, 409, "catalogue_item.supplier_not_mapped"),
    (
        "ivan",
        f"{ITEM}/substitutes",
        ONE,
        {"substitute_id": ONE},
        422,
        "catalogue_item.substitute_unfit",
    ),
    (
        "vera",
        f"{ITEM}/substitutes/approve",
        ONE,
        {},
        409,
        "catalogue_item.substitute_not_declared",
    ),
    (
        "ivan",
        f"{ITEM}/substitutes/withdraw",
        ONE,
        {},
        409,
        "catalogue_item.substitute_not_declared",
    ),
    (
        "vera",
        f"{ITEM}/restriction",
        ONE,
        {"only_at": ["CLINIC-WEST"]},
        422,
        "catalogue_item.restriction_unclear",
    ),
    ("vera", f"{ITEM}/restriction/lift", ONE, {}, 409, "catalogue_item.not_restricted"),
    ("fred", f"{ITEM}/standard-costs", examples.ITEM, {}, 409, STANDS_SO),
    ("ivan", f"{ITEM}/conversions", ONE, {}, 409, "catalogue_item.conversion_unchanged"),
    ("ivan", f"{ITEM}/analysis", ONE, {}, 409, "catalogue_item.wrong_status"),
    ("vera", f"{ITEM}/decisions", ONE, {}, 409, "catalogue_item.wrong_status"),
    ("ivan", f"{ITEM}/phase-out", SECOND, {}, 409, "catalogue_item.wrong_status"),
]
