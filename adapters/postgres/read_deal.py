"""Deals the work of a load out to workers.

Histories of tenants never meet. Where tenants can be dealt out so that no worker has much more to
do than the others, each has all read models of some of them, and no event is read twice.

Else read models whose partitions are documents are cut through: each worker folds some documents
for all of them. Others need the events of many documents, so each goes to one worker whole, who
gets fewer documents for it. If there are fewer of those than workers and nothing else, they are cut
as well.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from psycopg import AsyncConnection

from adapters.postgres.read_share import HASHES, WHOLE, Share, Target, by_document

Weights = Mapping[str, float]  # The work that a read model is, by name; those unknown count as one.
UNEVEN_MAX: Final = 1.1  # What the busiest worker may have of tenants' events, to a fair part of 1.


def deal(
    targets: Sequence[Target],
    weights: Weights,
    workers: int,
    tenants: Mapping[str, int] | None = None,
) -> list[list[Target]]:
    """The targets of each worker, with their shares; `tenants` are the lengths of histories."""
    parts = _tenants_of_each(tenants or {}, workers)
    if parts is not None:
        return [[each._replace(share=Share(tenants=part)) for each in targets] for part in parts]
    cut = [target for target in targets if by_document(target.projection)]
    whole = [target for target in targets if not by_document(target.projection)]
    if not cut and len(whole) < workers:
        cut, whole = whole, []
    hands: list[list[Target]] = [[] for _ in range(workers)]
    loads = [0.0] * workers
    for target in sorted(whole, key=lambda each: -_weight(each, weights)):
        lightest = loads.index(min(loads))
        hands[lightest].append(target._replace(share=WHOLE))
        loads[lightest] += _weight(target, weights)
    fair = (sum(loads) + sum(_weight(target, weights) for target in cut)) / workers
    for hand, share in zip(hands, _shares([max(fair - load, 0) for load in loads]), strict=True):
        hand += [target._replace(share=share) for target in cut]
    return hands


def _tenants_of_each(tenants: Mapping[str, int], workers: int) -> list[tuple[str, ...]] | None:
    """The tenants of each worker, if that is fair."""
    if workers == 1:
        return None
    parts: list[list[str]] = [[] for _ in range(workers)]
    loads = [0] * workers
    for tenant in sorted(tenants, key=lambda each: -tenants[each]):
        lightest = loads.index(min(loads))
        parts[lightest].append(tenant)
        loads[lightest] += tenants[tenant]
    fair = sum(loads) / workers
    return list(map(tuple, parts)) if 0 < max(loads) <= UNEVEN_MAX * fair else None


def _shares(parts: Sequence[float]) -> list[Share]:
    """Ranges of the hash in proportion; together they are the whole."""
    total = sum(parts) or 1.0
    bounds = [round(sum(parts[:number]) / total * HASHES) for number in range(len(parts))]
    return [Share(*each) for each in zip(bounds, [*bounds[1:], HASHES], strict=True)]


def _weight(target: Target, weights: Weights) -> float:
    return weights.get(target.projection.name, 1.0)


async def lengths_of(connection: AsyncConnection) -> dict[str, int]:
    """How many events each tenant's history has."""
    found = await connection.execute("SELECT tenant, position FROM log.tenant_head")
    return dict(await found.fetchall())


async def weights_of(connection: AsyncConnection) -> dict[str, float]:
    """The work that each read model is, by the rows that it has now.

    A version of an entity is read, changed and ended: twice the work of a fact.
    """
    found = await connection.execute(
        "SELECT p.name, 1 + coalesce(sum(s.n_live_tup * (CASE WHEN EXISTS ("
        "         SELECT FROM pg_attribute a WHERE a.attrelid = s.relid AND a.attname = 'valid_to')"
        "         THEN 2 ELSE 1 END)), 0)::float8"
        "  FROM read.projection p"
        "  LEFT JOIN pg_stat_user_tables s ON s.schemaname = p.name || '_g' || p.generation"
        " WHERE p.state IN ('live', 'paused', 'failed') GROUP BY p.name"
    )
    return dict(await found.fetchall())
