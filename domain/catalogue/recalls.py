"""Recalls of an item: which units are unsafe, who says so, and when they are safe again.

A recall stands whatever the item's status is: goods of a retired item may still be on a shelf.
Receipts and stock ask `recall_of`; `projections/recalls.py` lists what was received of it.
"""

from collections.abc import Sequence
from typing import Final

from domain.catalogue.commands import LiftCatalogueItemRecall, PlaceCatalogueItemRecall
from domain.catalogue.errors import (
    CatalogueItemRecallNotStanding,
    CatalogueItemRecallSelfLifted,
    CatalogueItemRecallStands,
    CatalogueItemRecallTooLarge,
)
from domain.catalogue.events import (
    CatalogueItemEvent,
    CatalogueItemRecallLifted,
    CatalogueItemRecallPlaced,
)
from domain.catalogue.parts import Recall
from domain.catalogue.state import CatalogueItem
from domain.numbers.spelling import normalised

UNITS_NAMED_MAX: Final = 2_000  # Lots and serials of one recall: they fit into one event.


def place_recall(
    item: CatalogueItem, command: PlaceCatalogueItemRecall
) -> tuple[CatalogueItemEvent, ...]:
    """Units of the item are unsafe from now on. Several recalls may stand, each by its number."""
    named = len(command.lots) + len(command.serials)
    if named > UNITS_NAMED_MAX:
        raise CatalogueItemRecallTooLarge(command.recall, named, UNITS_NAMED_MAX)
    standing = _standing(item, command.recall)
    if standing is not None:
        raise CatalogueItemRecallStands(item.number, standing.recall)
    return (
        CatalogueItemRecallPlaced(
            recall=command.recall,
            recall_class=command.recall_class,
            source=command.source,
            placed_by=command.placed_by,
            reason_code=command.reason_code,
            lots=_each_once(command.lots),
            serials=_each_once(command.serials),
        ),
    )


def lift_recall(
    item: CatalogueItem, command: LiftCatalogueItemRecall
) -> tuple[CatalogueItemEvent, ...]:
    """A second person says that the units are safe again."""
    standing = _standing(item, command.recall)
    if standing is None:
        known = tuple(each.recall for each in item.recalls)
        raise CatalogueItemRecallNotStanding(item.number, command.recall, known)
    if command.lifted_by == standing.placed_by:
        raise CatalogueItemRecallSelfLifted(standing.recall, command.lifted_by)
    return (
        CatalogueItemRecallLifted(
            recall=standing.recall, lifted_by=command.lifted_by, reason_code=command.reason_code
        ),
    )


def recall_of(item: CatalogueItem, lot: str | None, serials: Sequence[str] = ()) -> Recall | None:
    """The recall that these units fall under, the gravest first; none: they are safe.

    What is not known of units cannot clear them: where lots are recalled, units without a lot are
    recalled too, and so are units without serials where serials are.
    """
    covering = [each for each in item.recalls if _covers(each, lot, serials)]
    return min(covering, key=lambda each: each.recall_class, default=None)  # I before II and III


def _covers(recall: Recall, lot: str | None, serials: Sequence[str]) -> bool:
    if not recall.lots and not recall.serials:
        return True
    return _names(recall.lots, () if lot is None else (lot,)) or _names(recall.serials, serials)


def _names(recalled: Sequence[str], stated: Sequence[str]) -> bool:
    """Whether any of the stated is among the recalled, however it is spelled."""
    if not recalled or not stated:
        return bool(recalled)
    return not {normalised(each) for each in recalled}.isdisjoint(map(normalised, stated))


def _standing(item: CatalogueItem, recall: str) -> Recall | None:
    wanted = normalised(recall)
    return next((each for each in item.recalls if normalised(each.recall) == wanted), None)


def _each_once(stated: Sequence[str]) -> tuple[str, ...]:
    """In the order of the alphabet; of several spellings, the first one that was given."""
    spelled: dict[str, str] = {}
    for each in stated:
        spelled.setdefault(normalised(each), each)
    return tuple(sorted(spelled.values()))
