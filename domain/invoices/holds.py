"""The catalogue of holds: who owns each kind, who may release it by hand, and what waits for it.

A *barrier* keeps the invoice off the order and out of the books until it is gone. Every other hold
only blocks the payment: the liability is posted. `found again` kinds come and go with each match.
"""

from dataclasses import dataclass
from typing import Final

from domain.invoices.hold_kinds import HoldKind

MANAGER: Final = frozenset({"ap_manager"})
BUYERS: Final = frozenset({"buyer", "ap_manager"})
CONTRACTS: Final = frozenset({"contract_master", "ap_manager"})
NOBODY: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldRule:
    """`owner` works on the cause; `releasers` may override it; `remedy` says what resolves it."""

    owner: str
    releasers: frozenset[str]
    barrier: bool = False
    remedy: str


RULES: Final[dict[HoldKind, HoldRule]] = {
    "contract_price": HoldRule(
        owner="contract_master",
        releasers=CONTRACTS,
        remedy="get a credit down to the agreed price, or have the contract's keeper let it pass",
    ),
    "early_shipment": HoldRule(
        owner="buyer",
        releasers=BUYERS,
        remedy="wait for the day on which the goods were wanted, or have a buyer take them early",
    ),
    "bank_account": HoldRule(
        owner="treasury",
        releasers=MANAGER,
        remedy="wait until the days of caution are over, or have a manager ask the supplier again",
    ),
    "exchange_rate": HoldRule(
        owner="controller",
        releasers=MANAGER,
        remedy="have a manager accept what the rate has made of the price",
    ),
    "exchange_rate_missing": HoldRule(
        owner="controller",
        releasers=NOBODY,
        barrier=True,
        remedy="record the rate of the currency, then have the invoice judged again",
    ),
    "small_difference_cap": HoldRule(
        owner="ap_manager",
        releasers=MANAGER,
        barrier=True,
        remedy="have it judged again on another day, or a manager go beyond the cap",
    ),
    "price": HoldRule(
        owner="buyer",
        releasers=BUYERS,
        remedy="change the order's price, get a credit, or have a buyer release it",
    ),
    "quantity_ordered": HoldRule(
        owner="buyer", releasers=MANAGER, remedy="order more by a change order, or get a credit"
    ),
    "quantity_received": HoldRule(
        owner="receiver", releasers=MANAGER, remedy="post the missing receipt, or get a credit"
    ),
    "amount_ordered": HoldRule(
        owner="buyer",
        releasers=MANAGER,
        remedy="order more of the service by a change order, or get a credit",
    ),
    "amount_received": HoldRule(
        owner="receiver",
        releasers=MANAGER,
        remedy="confirm the service that was rendered, or get a credit",
    ),
    "receipt_missing": HoldRule(
        owner="receiver", releasers=MANAGER, remedy="post the receipt of what was delivered"
    ),
    "inspection_pending": HoldRule(
        owner="inspector", releasers=MANAGER, remedy="inspect the goods that were received"
    ),
    "goods_rejected": HoldRule(
        owner="buyer",
        releasers=MANAGER,
        remedy="get a credit, or return the rejected goods and have them replaced",
    ),
    "line_amount": HoldRule(
        owner="ap_clerk", releasers=MANAGER, remedy="get a credit for what was added up wrongly"
    ),
    "over_tax": HoldRule(
        owner="ap_clerk", releasers=MANAGER, remedy="get a credit for the tax billed too much"
    ),
    "under_tax": HoldRule(
        owner="ap_clerk",
        releasers=MANAGER,
        remedy="have the supplier bill the missing tax, or a manager let it pass",
    ),
    "freight": HoldRule(
        owner="buyer",
        releasers=BUYERS,
        remedy="agree on the freight with the supplier, or get a credit for it",
    ),
    "discount": HoldRule(
        owner="buyer",
        releasers=BUYERS,
        remedy="get a credit for the discount of the order, then have a buyer release it",
    ),
    "order_closed": HoldRule(
        owner="buyer",
        releasers=MANAGER,
        remedy="reopen the order line for invoicing, or have finance remove the final close",
    ),
    "order_on_hold": HoldRule(
        owner="buyer", releasers=NOBODY, remedy="release the hold of the order"
    ),
    "order_not_ratified": HoldRule(
        owner="manager",
        releasers=NOBODY,
        remedy="have a person without a hand in the emergency order ratify it",
    ),
    "beyond_limit": HoldRule(
        owner="manager",
        releasers=NOBODY,
        remedy="have those agree whose limits it reaches, in its approval case, or void it",
    ),
    "supplier_on_hold": HoldRule(
        owner="credentialing", releasers=MANAGER, remedy="clear the supplier"
    ),
    "manual": HoldRule(
        owner="ap_manager", releasers=MANAGER, remedy="have another person release it"
    ),
    "unlinked": HoldRule(
        owner="ap_clerk",
        releasers=NOBODY,
        barrier=True,
        remedy="link the invoice to an issued order",
    ),
    "order_not_approved": HoldRule(
        owner="buyer",
        releasers=NOBODY,
        barrier=True,
        remedy="have the order approved and issue it, then have the invoice judged again",
    ),
    "supplier_mismatch": HoldRule(
        owner="ap_clerk",
        releasers=NOBODY,
        barrier=True,
        remedy="link the invoice to an order of its own supplier",
    ),
    "legal_entity_mismatch": HoldRule(
        owner="ap_clerk",
        releasers=NOBODY,
        barrier=True,
        remedy="void it and capture it for the legal entity that ordered, or link its own order",
    ),
    "facility_mismatch": HoldRule(
        owner="ap_clerk",
        releasers=BUYERS,
        remedy="void it and capture it for the facility that ordered, or have a buyer let it pass",
    ),
    "currency_mismatch": HoldRule(
        owner="buyer",
        releasers=NOBODY,
        barrier=True,
        remedy="change the order's currency and link the invoice, or void it",
    ),
    "unmatched_line": HoldRule(
        owner="ap_clerk",
        releasers=MANAGER,
        barrier=True,
        remedy="link the line to a line of the order",
    ),
    "missing_information": HoldRule(
        owner="ap_clerk",
        releasers=NOBODY,
        barrier=True,
        remedy="link the line by hand, then it counts in that order line's unit, or void it",
    ),
    "header_total": HoldRule(
        owner="ap_clerk",
        releasers=NOBODY,
        barrier=True,
        remedy="void it and ask the supplier for one that adds up",
    ),
    "duplicate_suspected": HoldRule(
        owner="ap_clerk",
        releasers=MANAGER,
        barrier=True,
        remedy="void the duplicate, or have a manager clear it",
    ),
    "period_closed": HoldRule(
        owner="controller",
        releasers=MANAGER,
        barrier=True,
        remedy="open the next period of the books, then release this hold",
    ),
    "duplicate_possible": HoldRule(
        owner="ap_clerk",
        releasers=MANAGER,
        remedy="void the duplicate, or have a manager clear it",
    ),
}

BARRIERS: Final = frozenset(kind for kind, rule in RULES.items() if rule.barrier)

# Judged anew by every match; what is no longer found is released as resolved.
FOUND_AGAIN: Final[frozenset[HoldKind]] = frozenset(
    {
        "price",
        "quantity_ordered",
        "quantity_received",
        "amount_ordered",
        "amount_received",
        "receipt_missing",
        "inspection_pending",
        "goods_rejected",
        "line_amount",
        "over_tax",
        "under_tax",
        "freight",
        "discount",
        "order_closed",
        "order_on_hold",
        "order_not_ratified",
        "supplier_on_hold",
        "facility_mismatch",
        "contract_price",
        "early_shipment",
        "bank_account",
        "exchange_rate",
    }
)

# Released by hand, these let pass what stood then, and not a unit more.
MEASURED: Final[frozenset[HoldKind]] = frozenset(
    {
        "quantity_ordered",
        "quantity_received",
        "amount_ordered",
        "amount_received",
        "receipt_missing",
        "inspection_pending",
        "goods_rejected",
        "bank_account",  # the number of the details: who let these pass did not see newer ones
    }
)

# The same cause to whoever overrides it; a line that counts money has no other quantity than that.
_FAMILIES: Final[dict[HoldKind, HoldKind]] = {
    "receipt_missing": "quantity_received",
    "amount_received": "quantity_received",
    "amount_ordered": "quantity_ordered",
}


def family(kind: HoldKind) -> HoldKind:
    """The kind under which a release by hand is remembered."""
    return _FAMILIES.get(kind, kind)
