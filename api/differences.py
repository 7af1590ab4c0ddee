"""HTTP for the differences between two moments of any table of any read model, or question.

A difference is a row that came, went, or reads otherwise: its key, the columns that changed, and
the row before and after. The answer names both moments and the read model's version.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import Depends, Query, Request, Response

from api import schemas
from api.blindness import blindness_of
from api.command_request import UnknownParameter
from api.comparison import compare, compare_answers
from api.late_route import late_router
from api.reading import WORDS_LENGTH_MAX, Asked, ClockAsked, MinPosition, moment_of, seen_by
from api.reads import PAGE_DEFAULT, After, Limit, json_of
from api.security import CallerOfRequest
from api.tables import QUESTIONS, read_models_of, table_named
from application.roles import Permission

NAME_LENGTH_MAX: Final = 64
OWN: Final = ("of", "from", "to", "after", "limit")

router: Final = late_router("/v1", "facts")


def _moment(alias: str, description: str, example: str) -> object:
    return Query(
        alias=alias, description=description, max_length=WORDS_LENGTH_MAX, examples=[example]
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Two moments as the request names them; `asked` is about the later one."""

    asked: Asked
    former: str


async def compared(
    request: Request,
    caller: CallerOfRequest,
    former: Annotated[str, _moment("from", "The former moment.", "2026-03-01")],
    later: Annotated[str, _moment("to", "The later moment.", "2026-03-31")],
    clock: ClockAsked = "recorded",
    min_position: MinPosition = None,
) -> Compared:
    """What the request says about its moments. Async for the reason that `caller` is."""
    caller.require(Permission.READ)
    service, seen = request.app.state.service, seen_by(min_position)
    return Compared(Asked(caller, service, later, clock, seen, None, request), former)


@router.get(
    "/differences",
    name="list_differences",
    summary="List differences between two moments",
    description="Rows that were added, are gone or have changed, by key. Columns filter by"
    " equality, at each moment: a row that fits only before is gone. Of a question, whose"
    " parameters are given likewise, all of its answer is compared, without pages.",
    responses=schemas.described(schemas.differences()),
)
async def list_differences(
    of: Annotated[
        str,
        Query(
            description="A read model, one of its tables, or a question.",
            max_length=NAME_LENGTH_MAX,
            examples=["invoices"],
        ),
    ],
    wanted: Annotated[Compared, Depends(compared)],
    after: After = None,
    limit: Limit = PAGE_DEFAULT,
) -> Response:
    """One page of them; `next` is where it goes on."""
    asked = wanted.asked
    question = QUESTIONS.get(of)
    names = read_models_of(*question) if question else [table_named(of)[0].name]
    filters = asked.filters(*OWN)
    for name in ("as_of", "effective_at"):
        if name in asked.request.query_params:
            raise UnknownParameter(f"{name} means nothing here; use from and to.", parameter=name)
    async with asked.entered(*names) as reading:
        blindness = await blindness_of(asked.caller.roles, reading)
        if blindness is not None:
            blindness.check("differences")
        former = await moment_of(reading.view, wanted.former, asked.clock)
        assert reading.moment is not None, "the later moment is never left out"
        moments = (former, reading.moment)
        if question is not None:
            return json_of(await compare_answers(reading.view, question, moments, filters))
        table = table_named(of)
        return json_of(await compare(reading.view, table, moments, filters, after, limit))
