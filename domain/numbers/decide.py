"""Who gets a number. Two claims in one moment meet in the number's stream: one of them wins."""

from domain.event import DocumentRef
from domain.numbers.errors import NumberTaken
from domain.numbers.events import NumberClaimed, NumberEvent, NumberReleased
from domain.numbers.spelling import normalised
from domain.numbers.state import ClaimedNumber


def claim(
    number: ClaimedNumber | None,
    kind: str,
    key: str,
    holder: DocumentRef,
    told: str | None = None,
) -> tuple[NumberEvent, ...]:
    """The number becomes the holder's. Nothing to do when it is that already.

    `told` is the number in words that people know, where the key holds an id.
    """
    if number is None or number.holder is None:
        return (NumberClaimed(kind=kind, key=normalised(key), holder=holder),)
    if number.holder.id == holder.id:
        return ()
    raise NumberTaken(kind, told or number.key, number.holder)


def release(number: ClaimedNumber | None, holder: DocumentRef) -> tuple[NumberEvent, ...]:
    """The number is free again. A document that does not hold it has nothing to give back."""
    if number is None or number.holder is None or number.holder.id != holder.id:
        return ()
    return (NumberReleased(holder=holder),)
