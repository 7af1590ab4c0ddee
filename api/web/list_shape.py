"""What a list is made of. Which lists there are is told in `list_pages.py`."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.web.columns import Column


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """One list."""

    read_model: str
    table: str
    title: str
    columns: Sequence[Column]
    by_number: str | None = None  # the label of the field that finds one by its number


def list_page(
    read_model: str, table: str, title: str, *columns: Column, by_number: str | None = None
) -> ListPage:
    """The list of one table, with its columns in order."""
    return ListPage(
        read_model=read_model, table=table, title=title, columns=columns, by_number=by_number
    )
