"""How a number says no."""

from domain.errors import Rejected
from domain.event import DocumentRef


class NumberTaken(Rejected):
    """Another document holds the number."""

    code = "number.taken"

    def __init__(self, kind: str, key: str, holder: DocumentRef) -> None:
        super().__init__(
            f"{kind} number {key} is taken by {holder.aggregate} {holder.number} ({holder.id});"
            " use another number.",
            kind=kind,
            key=key,
            holder=holder.model_dump(),
        )
