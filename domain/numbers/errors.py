"""How a number says no."""

from domain.errors import Rejected
from domain.event import DocumentRef


class NumberTaken(Rejected):
    """Another document holds the number."""

    code = "number.taken"

    def __init__(self, kind: str, told: str, holder: DocumentRef) -> None:
        super().__init__(
            f"{_words(kind)} number {told} is taken by {_words(holder.aggregate)} {holder.number}"
            f" ({holder.id}); use another number.",
            kind=kind,
            key=told,
            holder=holder.model_dump(),
        )


def _words(name: str) -> str:
    return name.replace("_", " ")
