"""The differences between two moments as they are told, over HTTP and on the command line."""

from collections.abc import Mapping
from typing import Final

from api.answers import Json, Reading
from api.wiring.service import Between, View, at_moment
from projections.projection import Cell, Projection, Table
from replay.as_of import Moment, check_order

_OF_BOTH: Final = ("epoch", "parked")
_TOLD_ONCE: Final = (*_OF_BOTH, "versions", "policies")  # The version beside the read model.


async def compare(
    view: View,
    read_model: tuple[Projection, Table],
    moments: tuple[Moment, Moment],
    filters: Mapping[str, Cell],
    after: str | None,
    limit: int,
) -> Json:
    """A page of differences, and what they rest on: both moments, epoch, read model, version.

    Facts and sums of them go by their effective time where both moments are times on that clock,
    counting all that is known today; else they go by position, as documents do. Raises
    `MomentsReversed`.
    """
    projection, table = read_model
    check_order(*moments)
    between = Between(*map(at_moment, moments))
    answer = await view.differences(
        projection.name, between, filters, table=table.name, after=after, limit=limit
    )
    former, later = (Reading(view, moment).standing(answer) for moment in moments)
    return {
        "data": answer.rows,
        "next": answer.next,
        "from": {name: value for name, value in former.items() if name not in _TOLD_ONCE},
        "to": {name: value for name, value in later.items() if name not in _TOLD_ONCE},
        "read_model": projection.name,
        "table": table.name,
        "projection_version": view.serving[projection.name].version,
        **{name: later[name] for name in _OF_BOTH},
    }
