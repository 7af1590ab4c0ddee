"""What the page of a document is made of. Which kinds there are is told in `document_pages.py`."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from api.web.columns import Column, text


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The lines, holds or entries of a document."""

    table: str
    title: str
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Related:
    """A list of what belongs to the document: those with its value in a column of theirs."""

    title: str
    table: str
    column: str
    value: str  # a column of the document
    prefix: str = ""  # before the value


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """One kind of document. Amounts among `figures` stand out."""

    title: str
    figures: Sequence[Column] = ()
    facts: Sequence[Column]
    parts: Sequence[Part] = ()
    related: Sequence[Related] = ()


def those(title: str, table: str, column: str, value: str | None = None) -> Related:
    """A list, by a column that both have unless the document calls it differently."""
    return Related(title=title, table=table, column=column, value=value or column)


def journal(aggregate: str) -> Related:
    """What the document booked."""
    return Related(
        title="Journal",
        table="journal_lines",
        column="document",
        value=f"{aggregate}_id",
        prefix=f"{aggregate}/",
    )


PLACE: Final = (text("facility", "Facility"), text("legal_entity", "Legal entity"))
