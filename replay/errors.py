"""Questions that cannot be answered as they were put. Each says what is wrong and what to do.

Failed
├── Refused                  the question is wrong; putting it again changes nothing
│   ├── UnknownReadModel         query.unknown_read_model
│   ├── UnknownQuery             query.unknown_query
│   ├── UnknownColumn            query.unknown_column
│   ├── UnfitValue               query.unfit_value
│   ├── UnfitPage                query.unfit_page
│   ├── UnknownMoment            as_of.unknown_moment
│   ├── BeyondHistory            as_of.beyond_history
│   ├── MomentsReversed          as_of.moments_reversed
│   ├── ClocksUnclear            as_of.clocks_unclear
│   └── OneClockOnly             as_of.one_clock_only
├── ReadModelBehind          read_model.behind           later it can be answered
├── ReadModelOutdated        read_model.outdated         once it is rebuilt
├── ReadModelStopped         read_model.stopped          once what its reason says is done
├── RebuildRunning           read_model.rebuild_running  when the other one is done
├── RebuildInterrupted       read_model.rebuild_interrupted  by another rebuild
├── RebuildDiffers           read_model.rebuild_differs  once somebody has looked at the differences
├── NotParked                read_model.not_parked       it is in line, or of another name
├── NothingKept              read_model.nothing_kept     there is no generation to go back to
├── KeptUnfit                read_model.kept_unfit       by the program that made its rows
└── VerifyRunning            read_model.verify_running   likewise
"""

from collections.abc import Iterable
from typing import ClassVar

from application.errors import Failed


class Refused(Failed):
    """The question is wrong."""

    code = "query.refused"


class UnknownReadModel(Refused):
    """There is no read model or table of that name."""

    code = "query.unknown_read_model"

    def __init__(self, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        super().__init__(
            f"There is no read model {name!r}; there are {', '.join(names)}.",
            name=name,
            known=names,
        )


class UnknownQuery(Refused):
    """The read model does not answer that question."""

    code = "query.unknown_query"

    def __init__(self, read_model: str, name: str, known: Iterable[str]) -> None:
        names = sorted(known)
        super().__init__(
            f"{read_model} has no query {name!r}; it has {', '.join(names) or 'none'}.",
            read_model=read_model,
            name=name,
            known=names,
        )


class UnknownColumn(Refused):
    """A filter or parameter names nothing that can be asked for."""

    code = "query.unknown_column"

    def __init__(self, table: str, column: str, allowed: Iterable[str]) -> None:
        names = list(allowed)
        super().__init__(
            f"{table} cannot be filtered by {column!r}; use {', '.join(names) or 'no filter'}.",
            table=table,
            column=column,
            allowed=names,
        )


class UnfitValue(Refused):
    """A value is not of its column's type."""

    code = "query.unfit_value"

    def __init__(self, column: str, value: object, expected: str) -> None:
        super().__init__(
            f"{column}={value!s} does not fit; give {expected}.",
            column=column,
            value=str(value),
            expected=expected,
        )


class UnfitPage(Refused):
    """The size of a page, or the place to go on from, is not one that was given out."""

    code = "query.unfit_page"


class UnknownMoment(Refused):
    """The words for a moment cannot be read."""

    code = "as_of.unknown_moment"


class BeyondHistory(Refused):
    """Nothing is known as of that moment: history has not come so far."""

    code = "as_of.beyond_history"


class MomentsReversed(Refused):
    """Differences are asked for from a moment to an earlier one."""

    code = "as_of.moments_reversed"


class ClocksUnclear(Refused):
    """Both clocks are asked for in a way that does not say which time is on which."""

    code = "as_of.clocks_unclear"


class OneClockOnly(Refused):
    """Both clocks are asked of something that is not made of facts."""

    code = "as_of.one_clock_only"

    def __init__(self, table: str) -> None:
        super().__init__(
            f"{table} tells how documents stood, one state after another as they were recorded, so"
            " it has one clock; ask both of facts and their sums: movements, levels, postings,"
            " balances, prices, or questions that rest on these alone.",
            table=table,
        )


class ReadModelBehind(Failed):
    """The read model has not reached the position yet."""

    code: ClassVar[str] = "read_model.behind"
    retryable = True


class ReadModelOutdated(Failed):
    """The tables of the read model are not as the program declares them."""

    code: ClassVar[str] = "read_model.outdated"
    retryable = True

    def __init__(self, name: str) -> None:
        super().__init__(
            f"The tables of {name} are not as this version of Purvey declares them. `purvey up`"
            f" rebuilds them at its start, `purvey rebuild {name}` at once.",
            read_model=name,
        )


class ReadModelStopped(Failed):
    """The read model follows the log no more, and has not come to what is asked for."""

    code: ClassVar[str] = "read_model.stopped"
    retryable = True

    def __init__(self, name: str, position: int, reason: str) -> None:
        super().__init__(
            f"{name} stands still at position {position}: {reason}.",
            read_model=name,
            position=position,
        )


class RebuildRunning(Failed):
    """Another process rebuilds the read model."""

    code: ClassVar[str] = "read_model.rebuild_running"
    retryable = True


class RebuildInterrupted(Failed):
    """A process that did a share of the rebuild was ended from outside."""

    code: ClassVar[str] = "read_model.rebuild_interrupted"
    retryable = True

    def __init__(self, by: str) -> None:
        super().__init__(
            f"A process of the rebuild was ended by {by}, as the system does when memory is short;"
            " what serves goes on. Rebuild again, with fewer --workers where memory is short.",
            signal=by,
        )


class RebuildDiffers(Failed):
    """Rows of a rebuild differ from those that serve, and no declared version explains it."""

    code: ClassVar[str] = "read_model.rebuild_differs"

    def __init__(self, names: Iterable[str]) -> None:
        named = list(names)
        super().__init__(
            f"What was rebuilt of {', '.join(named)} differs from what serves, and its version is"
            " the same, or parks documents that what serves follows; what serves goes on. See"
            " `purvey rebuild NAME --dry-run`, then raise the version or mend the folding, or take"
            " the new rows with `purvey rebuild NAME --accept REASON`.",
            names=named,
        )


class NotParked(Failed):
    """Nothing of that name stands still: somebody put it back in line, or it never was parked."""

    code: ClassVar[str] = "read_model.not_parked"

    def __init__(self, name: str, tenant: str, key: str) -> None:
        super().__init__(
            f"{key} of tenant {tenant} is not parked in {name}; `purvey parked` lists what is.",
            read_model=name,
            tenant=tenant,
            key=key,
        )


class NothingKept(Failed):
    """No former generation of the read model is kept."""

    code: ClassVar[str] = "read_model.nothing_kept"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"No former generation of {name} is kept; a rebuild keeps the one that it replaces.",
            read_model=name,
        )


class KeptUnfit(Failed):
    """The generation that is kept cannot serve this program."""

    code: ClassVar[str] = "read_model.kept_unfit"

    def __init__(self, name: str, generation: int, why: str) -> None:
        super().__init__(
            f"Generation {generation} of {name} cannot serve again: {why}. Roll back with the"
            f" program that made it, or make the rows anew with `purvey rebuild {name}`.",
            read_model=name,
            generation=generation,
        )


class VerifyRunning(Failed):
    """Another process verifies this database."""

    code: ClassVar[str] = "read_model.verify_running"
    retryable = True
