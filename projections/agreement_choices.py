"""Which agreements were weighed for lines of orders and requisitions, and which one was taken.

One fact for each time that it was decided: what is bought beside an agreement, and why, is seen
here with what it would have cost.
"""

from collections.abc import Callable
from typing import Final

from domain.event import Recorded
from projections.projection import Row, Table, Tables

AGREEMENT_CHOICES: Final = Table(
    name="agreement_choices",
    kind="fact",
    columns={
        "document_kind": "text",  # purchase_order | requisition
        "document_id": "text",
        "document_number": "text",
        "line": "integer",
        "legal_entity": "text",
        "facility": "text",
        "choice": "text",  # by_precedence | by_buyer | beside | off_contract
        "price_agreement_id": "text",  # null: none covers the line
        "agreement_number": "text",
        "reason_code": "text",
        "candidates": "jsonb",  # each with its price, or what stood against it
        "candidate_count": "integer",
    },
    selectors=("document_id", "agreement_number"),
)


def _chosen(event: Recorded, tables: Tables) -> None:
    data, about = event.data, event.metadata
    agreement: Row = data.get("agreement") or {}
    row: Row = {"document_kind": event.type.partition(".")[0], "document_id": event.document_id}
    row |= {"document_number": about["number"], "line": data["line"], "choice": data["choice"]}
    row |= {"legal_entity": about["legal_entity"], "facility": about["facility"]}
    row |= {"price_agreement_id": agreement.get("id"), "agreement_number": agreement.get("number")}
    row |= {"reason_code": data.get("reason_code"), "candidates": data["candidates"]}
    row["candidate_count"] = len(data["candidates"])
    tables.fact("agreement_choices").add(event, row)


CHOICE_HANDLES: Final[dict[str, Callable[[Recorded, Tables], None]]] = {
    "purchase_order.agreement_chosen": _chosen,
    "requisition.agreement_chosen": _chosen,
}
