"""What every supplier of the cases goes through, as the supplier policy asks of it.

It is proposed, looked up in the lists, documented, called back and cleared before the first event;
it is looked up again in each month in which it is used, because a payment trusts no older list, and
whoever works on site renews the certificate of insurance each year. Files and accounts are not in
the histories: their hashes stand for what the former system keeps.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any, Final, NamedTuple

from adapters.histories.case import Step, supplier_id
from adapters.histories.setting import Setting
from domain.suppliers.commands import ActivateSupplier, ProposeSupplier
from domain.suppliers.evidence_commands import (
    ListLookup,
    ProposeSupplierBankDetails,
    RecordSupplierScreening,
    SubmitSupplierDocument,
    VerifySupplierBankDetails,
    VerifySupplierDocument,
)
from domain.suppliers.policy import SUPPLIER_POLICY
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import DocumentType, Supply, Tier

PROPOSER: Final = "supplier-admin-1"
CLEARER: Final = "credentialing-1"
SCREENER: Final = "credentialing-2"
CALLER: Final = "finance-1"
CREDENTIALING: Final = "credentialing"
TIER: Final[Tier] = "standard"
FIRST_CERTIFICATE: Final = 2  # The tax form is the first document.
ROUTING_NUMBER: Final = "021000021"


_AboutSupplier = (
    ProposeSupplier
    | RecordSupplierScreening
    | SubmitSupplierDocument
    | VerifySupplierDocument
    | ProposeSupplierBankDetails
    | VerifySupplierBankDetails
    | ActivateSupplier
)


class MasterStep(NamedTuple):
    """One step towards a supplier or item; the same in every file that needs it.

    `key` tells steps of one kind apart that are taken for one document.
    """

    aggregate: str
    document_id: str
    step: Step
    key: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPlan:
    """A supplier, what it sells, and the years in which it is used."""

    name: str
    supplies: tuple[Supply, ...]
    years: tuple[int, ...]

    @property
    def is_insured(self) -> bool:
        """Whether the policy asks for a certificate of insurance."""
        return "coi" in SUPPLIER_POLICY.documents(TIER, self.supplies)


def supplier_plans(
    uses: Iterable[tuple[Setting, Iterable[datetime]]],
) -> Mapping[str, SupplierPlan]:
    """By name, of cases and the moments of their events."""
    supplies: dict[str, set[Supply]] = defaultdict(set)
    years: dict[str, set[int]] = defaultdict(set)
    for setting, moments in uses:
        supplies[setting.supplier].add("services" if setting.device is None else "devices")
        years[setting.supplier].update(moment.year for moment in moments)
    return {
        name: SupplierPlan(
            name=name, supplies=tuple(sorted(supplies[name])), years=tuple(sorted(years[name]))
        )
        for name in sorted(supplies)
    }


def founding_steps(plan: SupplierPlan, tenant: str, now: datetime) -> Iterator[MasterStep]:
    """From the proposal to the day on which orders may be issued."""
    made = supplier_id(tenant, plan.name)
    about: dict[str, Any] = {"supplier_id": made, "now": now}
    number = f"S-{made[:8].upper()}"
    propose = ProposeSupplier(
        **about,
        number=number,
        name=plan.name,
        proposed_by=PROPOSER,
        tier=TIER,
        supplies=plan.supplies,
    )
    yield _step(propose, PROPOSER, "supplier_admin")
    yield _screening(plan, made, now)
    yield from _document(plan, made, now, 1, "w9")
    if plan.is_insured:
        yield from _certificate(plan, made, now, plan.years[0])
    account = _digest(made, "account")
    bank = ProposeSupplierBankDetails(
        **about,
        scheme="us_ach",
        bank=ROUTING_NUMBER,
        masked=f"****{int(account[:8], 16) % 10_000:04}",
        fingerprint=account,
        currency="USD",
        proposed_by=PROPOSER,
    )
    yield _step(bank, PROPOSER, "supplier_admin")
    call = VerifySupplierBankDetails(
        **about,
        bank_details=1,
        verified_by=CALLER,
        contact_source="contract",
        called_on=now.date(),
    )
    yield _step(call, CALLER, "finance", now.date().isoformat())
    yield _step(ActivateSupplier(**about, activated_by=CLEARER), CLEARER, CREDENTIALING)


def upkeep_steps(plan: SupplierPlan, tenant: str, now: datetime) -> Iterator[MasterStep]:
    """What is due in the month of `now`, and in its year."""
    made = supplier_id(tenant, plan.name)
    yield _screening(plan, made, now)
    if plan.is_insured and now.year != plan.years[0]:
        yield from _certificate(plan, made, now, now.year)


def _screening(plan: SupplierPlan, made: str, now: datetime) -> MasterStep:
    """The lists appear on the first of each month."""
    edition = now.date().replace(day=1)
    lookups = tuple(
        ListLookup(
            exclusion_list=name,
            list_date=edition,
            result="clear",
            evidence_hash=_digest(made, name, edition.isoformat()),
        )
        for name in SUPPLIER_POLICY.lists(TIER, plan.supplies)
    )
    command = RecordSupplierScreening(
        supplier_id=made, screened_by=SCREENER, lookups=lookups, now=now
    )
    return _step(command, SCREENER, CREDENTIALING, edition.isoformat())


def _certificate(plan: SupplierPlan, made: str, now: datetime, year: int) -> Iterator[MasterStep]:
    """Insurance for one year, the next document after those of the years before."""
    document = FIRST_CERTIFICATE + plan.years.index(year)
    yield from _document(plan, made, now, document, "coi", date(year, 12, 31))


def _document(
    plan: SupplierPlan,
    made: str,
    now: datetime,
    document: int,
    document_type: DocumentType,
    expires_on: date | None = None,
) -> Iterator[MasterStep]:
    key = f"{document_type} {expires_on or plan.name}"
    submit = SubmitSupplierDocument(
        supplier_id=made,
        document_type=document_type,
        content_hash=_digest(made, key),
        submitted_by=PROPOSER,
        expires_on=expires_on,
        now=now,
    )
    yield _step(submit, PROPOSER, "supplier_admin", key)
    verify = VerifySupplierDocument(
        supplier_id=made, document=document, verified_by=CLEARER, now=now
    )
    yield _step(verify, CLEARER, CREDENTIALING, key)


def _step(command: _AboutSupplier, person: str, role: str, key: str = "") -> MasterStep:
    return MasterStep(SUPPLIER.name, command.supplier_id, Step(command, person, role), key)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()
