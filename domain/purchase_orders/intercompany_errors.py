"""How an inter-company order says no, and what to do next."""

from collections.abc import Sequence
from decimal import Decimal

from domain.errors import Rejected


class PurchaseOrderSellerIsBuyer(Rejected):
    """Nobody buys of himself."""

    code = "purchase_order.seller_is_buyer"

    def __init__(self, legal_entity: str) -> None:
        super().__init__(
            f"Legal entity {legal_entity} is seller and buyer; transfer the stock between its"
            " facilities instead.",
            legal_entity=legal_entity,
            next_step="transfer_stock",
        )


class PurchaseOrderLineNotIntercompany(Rejected):
    """Only what another entity keeps in stock can be ordered of it."""

    code = "purchase_order.line_not_intercompany"

    def __init__(self, line: int) -> None:
        super().__init__(
            f"Line {line}: an inter-company order brings catalogued goods, of delivery goods and"
            " match three_way, for stock or expense, under no agreement and without taxes.",
            line=line,
        )


class PurchaseOrderTransferPriceStated(Rejected):
    """The transfer price is not agreed line by line."""

    code = "purchase_order.transfer_price_stated"

    def __init__(self, line: int, markup_percent: Decimal) -> None:
        super().__init__(
            f"Line {line}: the seller's goods cost what he paid for them and"
            f" {markup_percent:f} per cent; leave the price out.",
            line=line,
            markup_percent=str(markup_percent),
        )


class PurchaseOrderNotKeptBySeller(Rejected):
    """The seller has none of it, and never had."""

    code = "purchase_order.not_kept_by_seller"

    def __init__(self, line: int, facility: str) -> None:
        super().__init__(
            f"Line {line}: facility {facility} keeps no stock of the item in this unit; order it"
            " of a facility that does, or of a supplier.",
            line=line,
            facility=facility,
        )


class PurchaseOrderSellerCurrencyDiffers(Rejected):
    """What the seller paid in another currency has no cost in the order's."""

    code = "purchase_order.seller_currency_differs"

    def __init__(self, line: int, currency: str, costs: Sequence[str]) -> None:
        super().__init__(
            f"Line {line}: the seller bought these goods in {', '.join(costs)}, and the order is"
            f" in {currency}; order them in the currency of their cost.",
            line=line,
            currency=currency,
            costs=tuple(costs),
        )


class PurchaseOrderIntercompanyFixed(Rejected):
    """Seller, goods and price of an inter-company order stay what they are."""

    code = "purchase_order.intercompany_fixed"

    def __init__(self, number: str) -> None:
        super().__init__(
            f"Inter-company order {number} may change in quantity, place and day; cancel it and"
            " make another one for other goods, another price, currency or seller.",
            next_step="cancel",
        )


class PurchaseOrderHasNoSupplier(Rejected):
    """Nobody outside the network is asked, told or paid for an inter-company order."""

    code = "purchase_order.has_no_supplier"

    def __init__(self, number: str, what: str) -> None:
        super().__init__(
            f"Order {number} is delivered by another legal entity of the network, so no supplier"
            f" {what}; receive what comes and have it billed (`intercompany-bills`).",
            next_step="issue_intercompany_bill",
        )


class PurchaseOrderIntercompanyUnbilled(Rejected):
    """What came is owed for, and an order that has ended is billed no more."""

    code = "purchase_order.intercompany_unbilled"

    def __init__(self, number: str, line: int, amount: Decimal, currency: str) -> None:
        super().__init__(
            f"Line {line} of inter-company order {number} holds {amount:f} {currency} that nobody"
            " has billed or credited; have it billed first.",
            line=line,
            amount=str(amount),
            next_step="issue_intercompany_bill",
        )
