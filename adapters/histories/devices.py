"""The real medical devices that fill the catalogue, and the companies that supply them.

From AccessGUDID; see `sources/LICENCES.md`. Item numbers are catalogue numbers, GTINs are real.
"""

import gzip
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import orjson

from adapters.histories.files import DEVICES
from domain.catalogue.events import Control

DESCRIPTION_CHARACTERS_MAX: Final = 200
_CONTROLS: Final[tuple[tuple[str, Control], ...]] = (
    ("lotBatch", "lot"),
    ("serialNumber", "serial"),
    ("expirationDate", "expiry"),
)
# Words of the official nomenclature; the first class whose word occurs is the item's.
_CLASS_WORDS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("instrument", ("applicator", "needle", "driver", "forceps", "instrument", "template")),
    ("disposable", ("catheter", "tube", "guidewire", "glove", "drape", "dressing", "single-use")),
    (
        "implant",
        ("implant", "prosthesis", "screw", "stent", "fixation", "lens", "coil", "graft", "plate"),
    ),
)
OTHER_CLASS: Final = "device"


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """One catalogue item. `pieces` is how many a box of it holds."""

    gtin: str
    number: str
    description: str
    company: str
    catalogue_number: str
    item_class: str
    controls: tuple[Control, ...]
    pieces: int

    @property
    def is_serialised(self) -> bool:
        """Each unit has a serial number of its own."""
        return "serial" in self.controls


@cache
def devices() -> tuple[Device, ...]:
    """All devices, in the order of the file."""
    with gzip.open(DEVICES) as file:
        return tuple(_device(index, orjson.loads(line)) for index, line in enumerate(file, start=1))


def _device(index: int, stated: dict[str, Any]) -> Device:
    term = _first(stated, "gmdnTerms", "gmdn").get("gmdnPTName") or ""
    product = _first(stated, "productCodes", "fdaProductCode").get("productCodeName") or ""
    told = stated["deviceDescription"] or term or product or stated["brandName"]
    description = " ".join(f"{stated['brandName']} {told}".split())
    return Device(
        gtin=stated["deviceId"],
        number=f"ITEM-{index:05d}",
        description=description[:DESCRIPTION_CHARACTERS_MAX],
        company=stated["companyName"],
        catalogue_number=stated["catalogNumber"] or stated["versionModelNumber"],
        item_class=_class_of(f"{term} {product}".lower()),
        controls=tuple(control for flag, control in _CONTROLS if stated[flag] == "true"),
        pieces=int(stated["deviceCount"] or 1),
    )


def _first(stated: dict[str, Any], group: str, name: str) -> dict[str, Any]:
    """One entry or a list of them: the source writes both."""
    found = (stated.get(group) or {}).get(name) or {}
    return found[0] if isinstance(found, list) else found


def _class_of(words: str) -> str:
    for item_class, marks in _CLASS_WORDS:
        if any(mark in words for mark in marks):
            return item_class
    return OTHER_CLASS
