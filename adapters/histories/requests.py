"""The shape of what is asked for: requisitions, one for each cycle."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Request:
    """One requisition. `steps` is how many people have to approve it: none or one."""

    number: int
    steps: int
    is_submitted: bool = False
    is_approved: bool = False
    is_ordered: bool = False
    is_change: bool = False  # the order stood before: a change of it


@dataclass(slots=True)
class Requests:
    """All requisitions of the case, and the one whose cycle runs."""

    made: list[Request] = field(default_factory=list)

    @property
    def current(self) -> Request | None:
        """The latest one."""
        return self.made[-1] if self.made else None

    def new(self, steps: int, *, is_change: bool) -> Request:
        """The next requisition."""
        request = Request(len(self.made) + 1, steps, is_change=is_change)
        self.made.append(request)
        return request
