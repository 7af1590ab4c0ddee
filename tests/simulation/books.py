"""The general ledger of one simulated network, held against its documents after every command.

Sub-ledgers are sums over documents; control accounts are sums over journal lines. Both are kept as
they grow, so that a check costs what the command changed and no more.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.accounting import JournalLine, journal_entries
from domain.credit_memos.state import CreditMemo
from domain.event import Recorded
from domain.invoices.state import Invoice
from domain.money import allocated
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.state import PurchaseOrder
from domain.stock.state import StockItem

ZERO: Final = Decimal(0)
Key = tuple[str | None, str, str]  # legal entity, currency, account


class Books:
    """Balances are debit less credit."""

    def __init__(self) -> None:
        self.balances: dict[Key, Decimal] = defaultdict(Decimal)
        self.by_line: dict[tuple[str, int], Decimal] = defaultdict(Decimal)  # GR/IR
        self.borne: dict[str, dict[str, Decimal]] = defaultdict(lambda: defaultdict(Decimal))
        self._stocked: set[tuple[str | None, int | None]] = set()  # lines of orders
        self._told: dict[Key, Decimal] = defaultdict(Decimal)
        self._share: dict[str, dict[Key, Decimal]] = {}  # what each document is part of

    def enter(self, event: Recorded) -> None:
        """Books what the fact posts; every entry balances by itself."""
        if event.type == "purchase_order.line_added":
            added = event.data["line"]
            if added["accounting"] == "stock":
                self._stocked.add((event.document_id, added["line"]))
        sums: dict[tuple[str, str | None, str], Decimal] = defaultdict(Decimal)
        for line in journal_entries(event):
            value = Decimal(line.debit) - Decimal(line.credit)
            sums[line.entry, line.legal_entity, line.currency] += value
            self.balances[line.legal_entity, line.currency, line.account] += value
            if self._is_on_stock(line):
                self.balances[line.legal_entity, line.currency, "stock"] += value
            if line.account == "grir" and line.purchase_order_id and line.purchase_order_line:
                self.by_line[line.purchase_order_id, line.purchase_order_line] += value
            if line.cost_centre is not None:
                place = f"{line.purchase_order_id} {line.purchase_order_line}"
                self.borne[place][line.cost_centre] += value
        assert not any(sums.values()), f"an entry of {event.type} does not balance: {dict(sums)}"

    def _is_on_stock(self, line: JournalLine) -> bool:
        """What stock items are worth: inventory, and what of it waits for an inspection."""
        place = (line.purchase_order_id, line.purchase_order_line)
        waits = line.account == "receiving_inspection" and place in self._stocked
        return waits or line.account == "inventory"

    def settle(self, states: Mapping[str, Any], changed: Iterable[str]) -> None:
        """Control accounts are the sums of their documents."""
        for stream in changed:
            for key, amount in self._share.get(stream, {}).items():
                self._told[key] -= amount
            self._share[stream] = share = dict(_share(states[stream]))
            for key, amount in share.items():
                self._told[key] += amount
            self._orders_grir(states[stream])
            self._orders_shares(states[stream])
            _is_sound(states[stream])
        for key, told in self._told.items():
            stands = self.balances.get(key, ZERO)
            assert stands == -told, f"{key} stands at {stands}; its documents say {-told}"

    def _orders_grir(self, document: object) -> None:
        if isinstance(document, PurchaseOrder):
            for number, line in document.lines.items():
                stands, told = self.by_line[document.id, number], line_not_invoiced(line)
                about = f"GR/IR of {document.number} line {number}"
                assert stands == -told, f"{about}: {stands}, not {-told}"
                done = line.received == line.invoiced
                assert not (done and stands), f"{about}, all billed: {stands}"

    def _orders_shares(self, document: object) -> None:
        """Each who shares a line bears his part of all that it has cost."""
        if not isinstance(document, PurchaseOrder):
            return
        for number, line in document.lines.items():
            if line.terms.serves is not None:
                continue  # Each fact is shared by those to whom it fell.
            borne = self.borne.get(f"{document.id} {number}", {})
            wanted: dict[str, Decimal] = defaultdict(Decimal)
            for told in line.ledger.shared:
                weights = [each.weight for each in told.shares]
                parts = allocated(told.total, weights, document.currency)
                for each, part in zip(told.shares, parts, strict=True):
                    wanted[each.cost_centre] += part
            for centre, part in wanted.items():
                stands = borne.get(centre, ZERO)
                place = f"{centre} of line {number} of {document.number}"
                assert stands == part, f"{place} bears {stands}, not {part}"


def _is_sound(document: object) -> None:
    """Goods are never worth less than nothing, and no goods are worth nothing."""
    if isinstance(document, StockItem):
        worth = document.worth
        is_sound = all(each > 0 for each in worth.amounts.values()) and worth.quantity >= 0
        assert is_sound, f"stock of {document.number} at {document.facility}: {worth}"
        assert worth.quantity or not worth.amounts, f"no {document.number} worth {worth.amounts}"


def not_invoiced(order: PurchaseOrder) -> Decimal:
    """What came and was not billed, by the ledger."""
    return sum((line_not_invoiced(each) for each in order.lines.values()), ZERO)


def line_not_invoiced(line: Line) -> Decimal:
    """The same of one line; receipts of two-way lines post nothing."""
    ledger = line.ledger
    return ZERO if line.terms.match == "two_way" else ledger.net_received.amount - ledger.cleared


def _share(document: object) -> Iterable[tuple[Key, Decimal]]:
    """What the document is part of, credit above zero."""
    match document:
        case Invoice() if document.accounted is not None and not document.voided:
            payable = (document.legal_entity, document.currency, "accounts_payable")
            return [(payable, document.open_amount)]
        case CreditMemo() if document.posted:
            payable = (document.legal_entity, document.currency, "accounts_payable")
            return [(payable, -document.open_amount)]
        case StockItem():
            entity, worth = document.legal_entity, document.worth.amounts
            return [((entity, each, "stock"), -amount) for each, amount in worth.items()]
        case PurchaseOrder():
            grir = (document.legal_entity, document.currency, "grir")
            return [(grir, not_invoiced(document))]
        case _:
            return []
