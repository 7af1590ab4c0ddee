"""What an entry is made of: accounts, sides, and one posting of a fact.

`accounting` computes the entries of all facts from these; `stock/books` those of stock.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, Literal, NamedTuple

Account = Literal[
    "inventory",
    "expense",
    "grir",
    "grir_consignment",
    "receiving_inspection",
    "charges_accrued",
    "stock_in_transit",
    "intercompany",
    "due_from_entities",
    "due_to_entities",
    "intercompany_revenue",
    "intercompany_cost",
    "inventory_adjustment",
    "price_variance",
    "accounts_payable",
    "cash",
    "input_tax",
    "tax_withheld",
    "freight",
    "small_difference",
    "discount_earned",
    "trade_discount",
    "supplier_advances",
    "rebate_receivable",
    "rebate_earned",
    "supplier_refunds",
    "claims_written_off",
    "realised_fx",
]

# What each account holds, in the order of a trial balance.
ACCOUNTS: Final[dict[Account, str]] = {
    "inventory": "Stock on hand, at standard cost or at the value of its receipts",
    "receiving_inspection": "Goods received that nobody has accepted yet, at their receipt's value",
    "grir": "Goods received, invoice not yet received; negative while goods are in transit",
    "grir_consignment": "Consigned goods used, invoice not yet received",
    "charges_accrued": "Freight, customs and the like of goods received, not yet billed",
    "stock_in_transit": "Goods that left one facility and did not arrive at another yet",
    "intercompany": "Goods that one legal entity sent another",
    "due_from_entities": "What other legal entities owe for goods that they ordered",
    "due_to_entities": "What other legal entities are owed for goods that were ordered of them",
    "accounts_payable": "What suppliers are owed",
    "cash": "What the bank paid",
    "input_tax": "Recoverable tax on purchases",
    "tax_withheld": "Tax of suppliers that is owed to the state in their stead",
    "intercompany_revenue": "Transfer prices billed to other legal entities",
    "intercompany_cost": "What goods delivered to other legal entities had cost",
    "expense": "Goods and services consumed at once",
    "freight": "Carriage billed beside the lines",
    "price_variance": "Stock received above or below its standard, or billed so of its receipt",
    "inventory_adjustment": "Stock found, missed or destroyed",
    "small_difference": "Totals that miss their parts by cents",
    "supplier_advances": "Paid to suppliers ahead of their invoices, and not used up",
    "rebate_receivable": "Rebates that suppliers owe for what was bought",
    "rebate_earned": "What rebates take off the cost of what was bought",
    "supplier_refunds": "Came back of claims on suppliers that are still open",
    "claims_written_off": "Paid to suppliers too much, and not got back",
    "discount_earned": "Kept back from suppliers who were paid early",
    "trade_discount": "Taken off bills by suppliers, beside the lines",
    "realised_fx": "What bills and payments gained or lost by rates, in the books' currency alone",
}

RECEIVED: Final[frozenset[Account]] = frozenset(("grir", "grir_consignment"))  # and not yet billed
Side = Literal["debit", "credit"]
OTHER_SIDE: Final[dict[Side, Side]] = {"debit": "credit", "credit": "debit"}
Facts = Mapping[str, Any]  # the stored form of an event


class Leg(NamedTuple):
    """One side of an entry, where it has more to tell than the order line."""

    account: Account
    side: Side
    amount: str
    order_line: int | None = None
    charge: str | None = None  # freight, customs and the like, by name
    share: Mapping[str, Any] | None = None  # who bears it: as `CostShare` is stored
    among: Sequence[Facts] | None = None  # who share it, where several do (`shared_costs.py`)


# Account, side, amount, and the order line, where there is one.
Sides = Iterator[tuple[Account, Side, str, int | None] | Leg]


class Posting(NamedTuple):
    """One balanced entry of a fact. Dimensions that the fact does not have are none."""

    sides: Sides
    currency: str
    posted_on: str
    supplier_id: str | None = None
    purchase_order: Mapping[str, str] | None = None
    department: str | None = None


def moves(
    day: str, debit: Account, credit: Account, figure: str = "amount"
) -> Callable[[Facts], Posting]:
    """Books one figure of a fact from one account to another, on the day that it names."""

    def book(data: Facts) -> Posting:
        sides = _sides(debit, credit, data[figure])
        return Posting(sides, data["currency"], data[day], data["supplier_id"], None)

    return book


def _sides(debit: Account, credit: Account, amount: str) -> Sides:
    yield debit, "debit", amount, None
    yield credit, "credit", amount, None
