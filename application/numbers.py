"""Claims on numbers, made in the same save as the document that bears the number.

Not commands of their own: the capabilities call these while they carry out theirs.
"""

from application.work import Work
from domain.event import DocumentRef
from domain.numbers import decide
from domain.numbers.state import NUMBER, number_id


async def claim(
    work: Work, kind: str, key: str, holder: DocumentRef, told: str | None = None
) -> None:
    """The holder's from now on; `NumberTaken` names the document that has it already.

    `kind` is the aggregate whose number it is, `key` the number with its scope, `told` the same
    for people: where the scope is an id, the name behind it.
    """
    stream_id = number_id(work.tenant, kind, key)
    number = await work.find_or_assume_new(NUMBER, stream_id)
    await work.record(NUMBER, stream_id, decide.claim(number, kind, key, holder, told))


async def claimed_by(work: Work, kind: str, key: str) -> DocumentRef | None:
    """The document that holds the number now, if any: it may well be held, so it is looked up."""
    number = await work.find(NUMBER, number_id(work.tenant, kind, key))
    return number.holder if number else None


async def release(work: Work, kind: str, key: str, holder: DocumentRef) -> None:
    """Frees the number if this document holds it."""
    stream_id = number_id(work.tenant, kind, key)
    number = await work.find(NUMBER, stream_id)
    await work.record(NUMBER, stream_id, decide.release(number, holder))
