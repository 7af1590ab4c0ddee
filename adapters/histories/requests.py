"""The shape of what is asked for: requisitions, one for each cycle."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    """One requisition. `steps` is how many people have to approve it: none or one.

    `is_taken`: the order was made from it, or changed because of it.
    """

    number: int
    steps: int
    is_submitted: bool = False
    is_approved: bool = False
    is_taken: bool = False
    is_ordered: bool = False  # the order was made from it
    is_deleted: bool = False


@dataclass(slots=True)
class Requests:
    """All requisitions of the case. Cycles may overlap: each step is that of the oldest it fits."""

    made: list[Request] = field(default_factory=list)

    def new(self, steps: int) -> Request:
        """The next requisition."""
        request = Request(len(self.made) + 1, steps)
        self.made.append(request)
        return request

    def first(self, fits: Callable[[Request], bool]) -> Request:
        """The oldest one that fits; else the latest, else one that nobody created."""
        fallback = self.made[-1] if self.made else Request(0, 0)
        return next((each for each in self.made if fits(each)), fallback)
