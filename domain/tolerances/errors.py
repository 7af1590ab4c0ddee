"""How tolerances say no."""

from collections.abc import Iterable
from datetime import date

from domain.errors import Rejected


class TolerancePolicyTooManyLimits(Rejected):
    """There are none, or more than one version holds."""

    code = "tolerance_policy.limits_out_of_range"

    def __init__(self, count: int, most: int) -> None:
        super().__init__(
            f"A version of the tolerances has 1 to {most} limits, not {count}; put items into"
            " classes, or state a limit for the tenant.",
            count=count,
            most=most,
        )


class TolerancePolicyLimitRepeated(Rejected):
    """The same check is stated twice for one place."""

    code = "tolerance_policy.limit_repeated"

    def __init__(self, named: str) -> None:
        super().__init__(f"The limit for {named} is stated twice; keep one.", limit=named)


class TolerancePolicyLimitMeaningless(Rejected):
    """The limit could never be applied, or says two things."""

    code = "tolerance_policy.limit_meaningless"

    def __init__(self, named: str, why: str) -> None:
        super().__init__(f"The limit for {named} means nothing: {why}.", limit=named)


class TolerancePolicyIncomplete(Rejected):
    """The tenant does not say how far every check may be missed."""

    code = "tolerance_policy.incomplete"

    def __init__(self, missing: Iterable[str]) -> None:
        missing = tuple(missing)
        super().__init__(
            f"A version states every check for the tenant; {', '.join(missing)} is missing. Give a"
            " limit, or say not_checked.",
            missing=missing,
        )


class TolerancePolicyUnknownProposal(Rejected):
    """No such version waits."""

    code = "tolerance_policy.unknown_proposal"

    def __init__(self, version: int, waiting: Iterable[int]) -> None:
        waiting = tuple(waiting)
        known = f"those that wait are {', '.join(map(str, waiting))}" if waiting else "none waits"
        super().__init__(
            f"Version {version} of the tolerances does not wait to be published; {known}.",
            version=version,
            waiting=waiting,
        )


class TolerancePolicySelfPublished(Rejected):
    """Nobody publishes what he proposed."""

    code = "tolerance_policy.self_published"

    def __init__(self, person: str, version: int) -> None:
        super().__init__(
            f"{person} proposed version {version} of the tolerances; another person publishes it.",
            version=version,
        )


class TolerancePolicyTooEarly(Rejected):
    """Verdicts that were reached stay reached, and versions take over in their order."""

    code = "tolerance_policy.effective_too_early"

    def __init__(self, effective_from: date, earliest: date) -> None:
        super().__init__(
            f"The tolerances cannot take effect on {effective_from}; the first day possible is"
            f" {earliest}.",
            effective_from=effective_from.isoformat(),
            earliest=earliest.isoformat(),
        )
