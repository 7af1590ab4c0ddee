"""The life of a supplier as an auditor reads it."""

from decimal import Decimal
from typing import Final

from domain.suppliers.events import SupplierMerged, SupplierSpendCommitted
from domain.suppliers.evidence_events import SupplierCredentialExpired
from replay.history import history
from tests.domain.orders import ORDER
from tests.domain.suppliers import (
    account,
    activated,
    called_back,
    conditional,
    day,
    held,
    judged,
    looked,
    proposed,
    ref,
    submitted,
    verified,
)
from tests.projections.folding import Story

COI: Final = submitted("coi", day(30)).model_copy(update={"reference": "P-7"})
LIFE: Final = (
    proposed("standard", "goods", "services").model_copy(
        update={"parent": ref(), "parent_reason_code": "branch"}
    ),
    looked("sam", "potential_match"),
    judged("sam", "cleared"),
    COI,
    verified(),
    account().model_copy(update={"shared_with": ref()}),
    called_back(),
    conditional("5000", legal_entities=("NORTH",)),
    SupplierSpendCommitted(purchase_order=ORDER, amount=Decimal(700), currency="USD"),
    activated("NORTH", "SOUTH"),
    held("payment", day(3), "NORTH"),
    SupplierCredentialExpired(document=1, document_type="coi", expires_on=day(30)),
    SupplierMerged(survivor=ref(), merged_by="carla", reason_code="acquired"),
)


def test_the_life_of_a_supplier_reads_so() -> None:
    story = Story()
    for fact in LIFE:
        story.happens("supplier/one", fact, number="S-1", facility=None)
    assert [step.sentence for step in history(story.events)] == [
        (
            "bella proposed Medline as supplier S-1 (tax id 12-345), tier standard, supplying goods"
            " and services, a part of supplier S-2 (branch)."
        ),
        "vera looked into the SAM list of debarments of 2026-03-01: it may be the one in it.",
        (
            "jude judged that the supplier is not the one in the SAM list of debarments of"
            " 2026-03-01; reason: other address."
        ),
        "adam submitted document 1, certificate of insurance P-7, through 2026-03-31.",
        "dora verified document 1.",
        (
            "adam proposed bank details 1: account ****6789 at bank 021000021, in USD; supplier S-2"
            " gave the same account before."
        ),
        (
            "fay verified bank details 1 by a call on 2026-03-01, at a number from the contract;"
            " they are paid to from 2026-03-06 on."
        ),
        (
            "carla opened the supplier conditionally (emergency) for up to 5,000.00 USD through"
            " 2026-03-31, for NORTH only; reason: flood."
        ),
        "Order PO-1 takes 700.00 USD of its cap.",
        "bella cleared the supplier for orders, for NORTH and SOUTH only.",
        (
            "bella put the supplier on hold for payments at NORTH through 2026-03-04; reason:"
            " sanction."
        ),
        "Document 1, certificate of insurance, expired on 2026-03-31.",
        "carla merged it into supplier S-2; reason: acquired.",
    ]
