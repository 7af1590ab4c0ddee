"""Catalogue items in the case of `case.py`: one ends active, one retired, one only asked for."""

from typing import TYPE_CHECKING

from api import examples

if TYPE_CHECKING:
    from tests.api.case import Story

ITEM = "/v1/catalogue-items/{item_id}"
SECOND = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d02"


def describe_and_open_items(story: "Story") -> None:
    """Sends every example about items once as it is printed, and what they need beside it."""
    story.tell("ivan", "/v1/catalogue-items")
    story.tell(
        "ivan",
        "/v1/catalogue-items",
        id=SECOND,
        number="ITEM-2002",
        gtin="39506000134353",
        package_gtins=[],
    )
    for act in ("handling", "gtins", "gtins/withdraw"):
        story.tell("ivan", f"{ITEM}/{act}", examples.ITEM)
    story.tell(
        "ivan",
        "/v1/catalogue-items",
        id=examples.SUBSTITUTE_ITEM,
        number="ITEM-2004",
        gtin=None,
        package_gtins=[],
        handling=None,
    )
    story.tell("ivan", f"{ITEM}/suppliers", examples.ITEM)
    story.tell("ivan", f"{ITEM}/suppliers/unmap", examples.ITEM)
    story.tell("ivan", f"{ITEM}/substitutes", examples.ITEM)
    story.tell("vera", f"{ITEM}/substitutes/approve", examples.ITEM)
    story.tell("ivan", f"{ITEM}/substitutes/withdraw", examples.ITEM)
    story.tell("vera", f"{ITEM}/restriction", examples.ITEM)
    story.tell("vera", f"{ITEM}/restriction/lift", examples.ITEM)
    story.tell("ivan", f"{ITEM}/conversions", examples.ITEM)
    story.tell("fred", f"{ITEM}/standard-costs", examples.ITEM)
    story.tell("ivan", f"{ITEM}/analysis", examples.ITEM)
    story.tell("vera", f"{ITEM}/decisions", examples.ITEM)
    for item in (examples.ITEM, SECOND):
        story.tell("ivan", f"{ITEM}/activate", item)
    story.tell("ivan", f"{ITEM}/phase-out", SECOND)
    story.tell("ivan", f"{ITEM}/retire", SECOND)
    story.tell("ivan", f"{ITEM}/recalls", examples.ITEM)
    story.tell("rhea", f"{ITEM}/recalls/lift", examples.ITEM)
