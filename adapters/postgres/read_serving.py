"""A read model as one tenant finds it, where its tables stand, and what an answer tells of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from adapters.postgres.read_registry import SERVING
from adapters.postgres.read_sources import Source
from adapters.postgres.read_tables import schema_name
from projections.projection import Projection, Row, Table
from replay.errors import UnknownReadModel


class Serving(NamedTuple):
    """A read model as one tenant's query finds it; `position` is how far it has come."""

    tenant_no: int
    name: str
    generation: int
    version: int
    state: str
    epoch: int
    offset: int
    position: int
    parked: int
    shape: str | None  # by which its tables were made
    skipped: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Rows, and how far the read models that gave them have all come in the tenant's history.

    `next` is where the list goes on, none at its end. `versions` are those of the read models, by
    name. `parked` counts documents of the tenant that
    a read model could not follow: their rows may be old. `skipped` counts events of the tenant that
    it leaves out, because somebody decided so. `by_effect`: the rows are exact by an
    effective time, of all that is known today, and no position bounds them. `day`: up to which
    ages were reckoned; none: nothing ages, or that of the last fact. `parked_keys`: the first of
    those documents, with read model, position and type of the event.
    """

    rows: list[Row]
    position: int
    epoch: int
    parked: int
    skipped: int
    versions: Mapping[str, int]
    next: str | None = None
    by_effect: bool = False
    day: str | None = None
    parked_keys: tuple[Row, ...] = ()


def serving_for(
    declared: Mapping[str, tuple[int, str]], found: Sequence[Serving]
) -> dict[str, Serving]:
    """By read model the generation that answers a program of these versions and shapes.

    That is the one that serves; or one that it replaced, where only that is made as the program
    declares it: a projector of the same version still moves it.
    """
    chosen = {each.name: each for each in found if each.state in SERVING}
    for each in found:
        made_by, serving = declared.get(each.name), chosen.get(each.name)
        is_own = (each.version, each.shape) == made_by
        if is_own and serving and (serving.version, serving.shape) != made_by:
            chosen[each.name] = each
    return chosen


def source_of(table: Table, serving: Serving) -> Source:
    """The table of the generation that serves."""
    schema = schema_name(serving.name, serving.generation)
    return Source(table, schema, serving.tenant_no, serving.position)


def table_of(projection: Projection, name: str) -> Table:
    """The read model's table of that name; raises `UnknownReadModel`."""
    found = {table.name: table for table in projection.listed}
    if name not in found:
        raise UnknownReadModel(name, found)
    return found[name]


def answer_of(
    rows: list[Row],
    *servings: Serving,
    going_on: str | None = None,
    by_effect: bool = False,
    day: str | None = None,
) -> Answer:
    """The rows with what they rest on: one read model, or several."""
    return Answer(
        rows=rows,
        position=min(each.position for each in servings),
        epoch=min(each.epoch for each in servings),
        parked=sum(each.parked for each in servings),
        skipped=sum(each.skipped for each in servings),
        versions={each.name: each.version for each in servings},
        next=going_on,
        by_effect=by_effect,
        day=day,
    )
