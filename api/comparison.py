"""The differences between two moments as they are told, over HTTP and on the command line."""

from collections.abc import Mapping
from typing import Final

from api.answers import Json, Reading
from api.wiring.service import Between, View, at_moment
from projections.projection import Cell, Projection, Query, Table
from replay.answer_differences import answer_differences
from replay.as_of import Moment, check_order

_OF_BOTH: Final = ("epoch", "parked", "skipped", "versions")
_TOLD_ONCE: Final = (*_OF_BOTH, "policies")


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
    standings = (Reading(view, moment).standing(answer) for moment in moments)
    return {
        "data": answer.rows,
        "next": answer.next,
        **_rests_on(view, projection, *standings),
        "table": table.name,
        "question": None,
    }


async def compare_answers(
    view: View,
    asked: tuple[Projection, Query],
    moments: tuple[Moment, Moment],
    parameters: Mapping[str, Cell],
) -> Json:
    """As `compare`, what the whole answer to a question differs in. Raises `MomentsReversed`."""
    projection, query = asked
    check_order(*moments)
    former, later = [
        await view.answer(projection.name, query.name, parameters, as_of=at_moment(moment))
        for moment in moments
    ]
    by = list(dict.fromkeys(query.documents.by.values()))
    standings = (
        Reading(view, moment).standing(answer)
        for moment, answer in zip(moments, (former, later), strict=True)
    )
    return {
        "data": answer_differences(by, former.rows, later.rows),
        "next": None,
        **_rests_on(view, projection, *standings),
        "table": None,
        "question": query.name,
    }


def _rests_on(view: View, projection: Projection, former: Json, later: Json) -> Json:
    return {
        "from": {name: value for name, value in former.items() if name not in _TOLD_ONCE},
        "to": {name: value for name, value in later.items() if name not in _TOLD_ONCE},
        "read_model": projection.name,
        "projection_version": view.serving[projection.name].version,
        **{name: later[name] for name in _OF_BOTH},
    }
