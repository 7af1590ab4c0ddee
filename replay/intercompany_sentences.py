"""The sentences of what legal entities of the network deliver to each other, and bill.

How they are filled is told in `sentences.py`.
"""

from typing import Final

INTERCOMPANY_SENTENCES: Final[dict[str, str]] = {
    "purchase_order.line_intercompany_billed": "Inter-company bill {intercompany_bill[number]} asks"
    " {amount:money} for {part_of_line}",
    "intercompany_bill.issued": "{billed_by} billed {to_legal_entity} {total:money} for what came"
    " on order {purchase_order[number]}",
}
