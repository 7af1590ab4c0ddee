"""The suppliers, catalogue items and price agreements of the cases, made before the first event.

These are not events of the file: their commands count for nothing. Their ids come from their names,
so that another file finds what an earlier one made.
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from adapters.histories.case import Step, agreement_number, item_id, supplier_id
from adapters.histories.devices import Device
from adapters.histories.setting import Setting, pack_of
from adapters.histories.supplier_master import MasterStep, SupplierPlan, founding_steps
from application.errors import Failed
from domain.agreements.commands import (
    ActivatePriceAgreement,
    DraftPriceAgreement,
    SignPriceAgreement,
)
from domain.agreements.errors import PriceAgreementExists, PriceAgreementWrongStatus
from domain.agreements.state import IN_FORCE, PRICE_AGREEMENT
from domain.budgets.errors import BudgetLineLoadedAlready
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    PackageGtin,
    RecordCommitteeDecision,
    RequestCatalogueItem,
    StartValueAnalysis,
)
from domain.catalogue.committees import committee_of
from domain.catalogue.errors import CatalogueItemExists, CatalogueItemNotRequested
from domain.catalogue.lifecycle_errors import CatalogueItemWrongStatus
from domain.catalogue.lifecycle_events import Committee
from domain.catalogue.state import CATALOGUE_ITEM
from domain.errors import Rejected
from domain.ids import derived_id
from domain.legal_entities.errors import (
    LegalEntityControlledSo,
    LegalEntityExists,
    LegalEntityFacilityAddedAlready,
)
from domain.quantity import Pack
from domain.suppliers.errors import SupplierExists, SupplierNothingChanged, SupplierWrongStatus
from domain.suppliers.evidence_errors import (
    SupplierBankDetailsDecided,
    SupplierDocumentDecided,
    SupplierListOutdated,
)

CATALOGUER: Final = "item-master-1"
NEGOTIATOR: Final = "contract-master-1"
SIGNER: Final = "contract-master-2"
AGREED_FROM: Final = date(1970, 1, 1)  # Before whatever any file tells.
CHAIR: Final = "value-analysis-1"
COMMITTEE_VOTES: Final = 5


def stands_as_wanted(refusal: Failed | Rejected) -> bool:
    """Whether the step was refused because it is done: the document exists, and is active."""
    match refusal:
        case SupplierExists() | CatalogueItemExists() | PriceAgreementExists():
            return True
        case SupplierListOutdated() | SupplierNothingChanged():
            return True
        case LegalEntityExists() | LegalEntityFacilityAddedAlready() | LegalEntityControlledSo():
            return True
        case BudgetLineLoadedAlready():
            return True
        case SupplierWrongStatus() | CatalogueItemNotRequested():
            return refusal.values["status"] == "active"
        case SupplierDocumentDecided() | SupplierBankDetailsDecided():
            return refusal.values["status"] == "verified"
        case PriceAgreementWrongStatus():
            return refusal.values["status"] in IN_FORCE
        case CatalogueItemWrongStatus():
            return refusal.values["status"] in ("under_analysis", "approved", "active")
        case _:
            return False


def master_steps(
    settings: Iterable[Setting], suppliers: Iterable[SupplierPlan], *, tenant: str, now: datetime
) -> Iterator[MasterStep]:
    """What makes every supplier, and every agreement and item of these settings, each once."""
    for plan in suppliers:
        yield from founding_steps(plan, tenant, now)
    chosen = tuple(settings)
    goods = {(each.supplier, each.entity.currency) for each in chosen if each.device is not None}
    for name, currency in sorted(goods):
        yield from _agreement(name, currency, tenant, now)
    items = {each.device.number: each.device for each in chosen if each.device is not None}
    for number in sorted(items):
        yield from _item(items[number], tenant, now)


def _agreement(name: str, currency: str, tenant: str, now: datetime) -> Iterator[MasterStep]:
    """A framework without prices of its own: the histories price each order by itself."""
    supplier = supplier_id(tenant, name)
    number = agreement_number(supplier, currency)
    made = derived_id(tenant, "import", PRICE_AGREEMENT.name, number)
    draft = DraftPriceAgreement(
        price_agreement_id=made,
        number=number,
        kind="local",
        supplier_id=supplier,
        description=f"Goods of {name}, quoted order by order",
        currency=currency,
        starts_on=AGREED_FROM,
        drafted_by=NEGOTIATOR,
        now=now,
    )
    yield MasterStep(PRICE_AGREEMENT.name, made, Step(draft, NEGOTIATOR, "contract_master"))
    sign = SignPriceAgreement(
        price_agreement_id=made, signed_on=AGREED_FROM, signed_by=SIGNER, now=now
    )
    yield MasterStep(PRICE_AGREEMENT.name, made, Step(sign, SIGNER, "contract_master"))
    activate = ActivatePriceAgreement(price_agreement_id=made, now=now)
    yield MasterStep(PRICE_AGREEMENT.name, made, Step(activate, SIGNER, "contract_master"))


def _item(device: Device, tenant: str, now: datetime) -> Iterator[MasterStep]:
    made, pack = item_id(tenant, device.number), pack_of(device)
    request = RequestCatalogueItem(
        item_id=made,
        number=device.number,
        description=device.description,
        item_class=device.item_class,
        base_unit=pack.base_unit,
        packs=(pack,) if pack.unit != pack.base_unit else (),
        gtin=device.gtin if pack.unit == pack.base_unit else None,
        package_gtins=() if pack.unit == pack.base_unit else (_label(pack, device),),
        manufacturer=device.company,
        manufacturer_number=device.catalogue_number,
        controls=device.controls,
        now=now,
    )
    yield MasterStep(CATALOGUE_ITEM.name, made, Step(request, CATALOGUER, "item_master"))
    committee = committee_of(device.item_class)
    if committee is not None:
        yield from _committee(made, committee, now)
    activate = ActivateCatalogueItem(item_id=made, now=now)
    yield MasterStep(CATALOGUE_ITEM.name, made, Step(activate, CATALOGUER, "item_master"))


def _committee(item_id: str, committee: Committee, now: datetime) -> Iterator[MasterStep]:
    """What is implanted is bought only once the value analysis committee has agreed."""
    start = StartValueAnalysis(item_id=item_id, submitted_by=CATALOGUER, now=now)
    yield MasterStep(CATALOGUE_ITEM.name, item_id, Step(start, CATALOGUER, "item_master"))
    decide = RecordCommitteeDecision(
        item_id=item_id,
        committee=committee,
        outcome="approved",
        votes_for=COMMITTEE_VOTES,
        votes_against=0,
        decided_by=CHAIR,
        now=now,
    )
    yield MasterStep(CATALOGUE_ITEM.name, item_id, Step(decide, CHAIR, committee))


def _label(pack: Pack, device: Device) -> PackageGtin:
    """A device that comes in boxes is registered by the label of its box."""
    return PackageGtin(unit=pack.unit, gtin=device.gtin)
