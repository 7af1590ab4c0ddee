"""The suppliers of the case: one is cleared and paid, others are stopped, limited or merged.

Sam proposes and sends in, vera looks into the lists, cleo verifies and clears, fay calls back. The
days of the examples lie in March 2026; what has to be recent is told with today's date.
"""

from typing import TYPE_CHECKING, Any, Final

from adapters.system import utc_now
from api import examples

if TYPE_CHECKING:
    from tests.api.case import Story

ROUTE: Final = "/v1/suppliers/{supplier_id}"
STOPPED: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2e01"
CONDITIONAL: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2e02"
MERGED: Final = "0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2e03"
THEN: Final = "2026-03-02T10:00:00Z"
HASH: Final = "0f" * 32


def clear_the_supplier(story: "Story") -> None:
    """Screened, documented, called back and activated; then held and let go."""
    supplier = examples.SUPPLIER

    def of(part: str, number: int) -> dict[str, Any]:
        return {"supplier_id": supplier, part: number}

    story.tell("sam", "/v1/suppliers")
    story.tell("cleo", f"{ROUTE}/classify", supplier)
    story.tell("vera", f"{ROUTE}/screenings", supplier)
    story.tell("vera", f"{ROUTE}/screenings", supplier, lookups=looked())
    documents, bank = f"{ROUTE}/documents", f"{ROUTE}/bank-details"
    coi: dict[str, Any] = {"document_type": "coi", "effective_at": THEN, "begins_on": None}
    story.tell("sam", documents, supplier)
    story.tell("sam", documents, supplier, **coi, expires_on="2026-03-31")
    story.tell("sam", documents, supplier, **coi, expires_on="2026-04-30")
    story.tell("cleo", f"{documents}/{{document}}/verify", of("document", 1))
    story.tell("cleo", f"{documents}/{{document}}/verify", of("document", 2), effective_at=THEN)
    story.tell("cleo", f"{documents}/{{document}}/reject", of("document", 3))
    story.tell("cleo", f"{ROUTE}/credential-deadlines", supplier)
    story.tell("sam", bank, supplier, account="111222333", effective_at=THEN)
    verify, reject = f"{bank}/{{bank_details}}/verify", f"{bank}/{{bank_details}}/reject"
    story.tell("fay", verify, of("bank_details", 1), effective_at=THEN)
    story.tell("sam", bank, supplier, effective_at=THEN)
    story.tell("fay", verify, of("bank_details", 2), effective_at=THEN)
    story.tell("sam", bank, supplier, account="444555666")
    story.tell("fay", reject, of("bank_details", 3))
    story.tell("carla", f"{ROUTE}/activate", supplier)
    for act in ("legal-entities", "holds", "holds/release", "risk", "watch", "watch/end"):
        story.tell("cleo", f"{ROUTE}/{act}", supplier)
    for act in ("identifiers", "identifiers/remove", "sites"):
        story.tell("sam", f"{ROUTE}/{act}", supplier)
    story.tell("sam", f"{ROUTE}/sites", supplier, site="REMIT-2")
    story.tell("sam", f"{ROUTE}/sites/{{site}}/close", {"supplier_id": supplier, "site": "REMIT-2"})
    story.tell("sam", f"{ROUTE}/identifiers", supplier, scheme="duns", value="123456789")


def stop_and_merge_others(story: "Story") -> None:
    """Each of the others has come to its own end."""
    for number, supplier in enumerate((STOPPED, CONDITIONAL, MERGED), start=1002):
        told: dict[str, Any] = {
            "id": supplier,
            "number": f"SUP-{number}",
            "tax_id": None,
            "tier": "basic",
        }
        story.tell("sam", "/v1/suppliers", name=f"Supplier {number}", **told)
    story.tell("vera", f"{ROUTE}/screenings", STOPPED, lookups=looked("potential_match"))
    story.tell("jude", f"{ROUTE}/screenings/adjudicate", STOPPED)
    story.tell("carla", f"{ROUTE}/activate", STOPPED)
    story.tell("cleo", f"{ROUTE}/suspend", STOPPED)
    story.tell("cleo", f"{ROUTE}/payment-terms", STOPPED)
    story.tell("carla", f"{ROUTE}/reinstate", STOPPED)
    story.tell("cleo", f"{ROUTE}/deactivate", STOPPED)
    story.tell("cleo", f"{ROUTE}/debar", STOPPED)
    story.tell("carla", f"{ROUTE}/debarment/lift", STOPPED)
    story.tell("carla", f"{ROUTE}/activate-conditionally", CONDITIONAL)
    story.tell("sam", f"{ROUTE}/bank-details", CONDITIONAL)
    named = {"supplier_id": CONDITIONAL, "bank_details": 1}
    story.tell("fay", f"{ROUTE}/bank-details/{{bank_details}}/verify", named)
    story.tell("carla", f"{ROUTE}/merge", MERGED)


def looked(in_sam: str = "clear") -> list[dict[str, str]]:
    """What the lists of today say."""
    today = utc_now().date().isoformat()
    return [
        {"exclusion_list": name, "list_date": today, "result": result, "evidence_hash": HASH}
        for name, result in (("oig_leie", "clear"), ("sam", in_sam), ("ofac", "clear"))
    ]
