"""An open item as its movements left it, by what moved it. `carrying` says what each takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.ids import derived_id
from domain.open_items.carrying import NOTHING, InBooks
from domain.open_items.events import OpenItemEvent


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenItem:
    """What one document left on one account; `in_books` is by source."""

    account: str
    document: DocumentRef
    legal_entity: str
    facility: str | None
    in_books: Mapping[str, InBooks] = field(default_factory=dict)

    @property
    def number(self) -> str:
        """As people name it: accounts_payable/INV-1."""
        return f"{self.account}/{self.document.number}"


def open_item_id(
    tenant: str, account: str, document_id: str, line: int | None, currency: str | None = None
) -> str:
    """The id of the stream in which the movements of an item meet."""
    of = (account, document_id, str(line or ""), *(() if currency is None else (currency,)))
    return derived_id(tenant, OPEN_ITEM.name, *of)


def evolve(state: OpenItem | None, event: OpenItemEvent) -> OpenItem:
    """The next state."""
    item = state or OpenItem(
        account=event.account,
        document=event.document,
        legal_entity=event.legal_entity,
        facility=event.facility,
    )
    stands = item.in_books.get(event.source, NOTHING)
    stands = stands.plus(event.amount, event.books_amount, frozenset({event.rate}))
    return replace(item, in_books={**item.in_books, event.source: stands})


OPEN_ITEM: Final = Aggregate(name="open_item", state=OpenItem, evolve=evolve)
