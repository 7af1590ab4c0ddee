"""The supplier policy as data: which lists and documents a supplier needs, in one numbered version.

A rule fits when every dimension that it names fits: the tier, or one of the things supplied. What
all fitting rules ask for is mandatory. A change of anything here is a new version.
"""

from dataclasses import dataclass
from typing import Final

from domain.event import PolicyVersion
from domain.suppliers.terms import DocumentType, ExclusionList, Supply, Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What such a supplier needs. An empty set leaves that dimension open."""

    name: str
    tiers: frozenset[Tier] = frozenset()
    supplies: frozenset[Supply] = frozenset()  # fits when the supplier supplies any of these
    lists: frozenset[ExclusionList] = frozenset()
    documents: frozenset[DocumentType] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplierPolicy:
    """Rules, periods and switches. Days are calendar days.

    `invoice_hold_stops_orders`: who may not bill is not ordered from either.
    `bank_details_tiers`: paid only to details that were called back; whoever else sent bank details
    is, too. `payment_screening_days_max`: how old the list may be that is trusted for a payment.
    `bank_caution_days`: so long payments to an account that replaced another wait for a manager.
    """

    version: PolicyVersion
    rules: tuple[Rule, ...]
    expiring_types: frozenset[DocumentType]  # these must state their last day
    bank_details_tiers: frozenset[Tier]
    payment_screening_days_max: int
    cooling_off_days: int
    bank_caution_days: int
    expiry_warning_days: int
    conditional_days_max: int
    invoice_hold_stops_orders: bool

    def lists(self, tier: Tier, supplies: tuple[Supply, ...]) -> tuple[ExclusionList, ...]:
        """The lists that such a supplier has to be clear of, in order of the alphabet."""
        fitting = self._fitting(tier, supplies)
        return tuple(sorted({name for each in fitting for name in each.lists}))

    def documents(self, tier: Tier, supplies: tuple[Supply, ...]) -> tuple[DocumentType, ...]:
        """The documents that such a supplier has to have, in order of the alphabet."""
        fitting = self._fitting(tier, supplies)
        return tuple(sorted({name for each in fitting for name in each.documents}))

    def _fitting(self, tier: Tier, supplies: tuple[Supply, ...]) -> tuple[Rule, ...]:
        return tuple(
            each
            for each in self.rules
            if (not each.tiers or tier in each.tiers)
            and (not each.supplies or not each.supplies.isdisjoint(supplies))
        )


_CHECKED: Final[frozenset[Tier]] = frozenset({"standard", "critical"})

SUPPLIER_POLICY: Final = SupplierPolicy(
    version=PolicyVersion(id="supplier", version=2),
    rules=(
        Rule(
            name="checked",
            tiers=_CHECKED,
            lists=frozenset({"oig_leie", "sam", "ofac"}),
            documents=frozenset({"w9"}),
        ),
        Rule(
            name="critical",
            tiers=frozenset({"critical"}),
            lists=frozenset({"state_medicaid"}),
            documents=frozenset({"coi"}),
        ),
        Rule(
            name="services_on_site",
            tiers=_CHECKED,
            supplies=frozenset({"services"}),
            documents=frozenset({"coi"}),
        ),
        # Nobody sells drugs or sees patients' records on a basic footing, whatever his tier says.
        Rule(
            name="patient_data",
            supplies=frozenset({"patient_data"}),
            lists=frozenset({"oig_leie", "sam", "ofac"}),
            documents=frozenset({"w9", "baa"}),
        ),
        Rule(
            name="drugs",
            supplies=frozenset({"drugs", "controlled_drugs"}),
            lists=frozenset({"oig_leie", "sam", "ofac", "state_medicaid"}),
            documents=frozenset({"w9", "licence", "state_registration"}),
        ),
        Rule(
            name="controlled_drugs",
            supplies=frozenset({"controlled_drugs"}),
            documents=frozenset({"dea"}),
        ),
    ),
    expiring_types=frozenset({"coi", "licence", "dea", "state_registration"}),
    bank_details_tiers=_CHECKED,
    payment_screening_days_max=45,  # The lists appear monthly; half a month to work through them.
    cooling_off_days=5,
    bank_caution_days=10,  # A supplier who misses a payment has asked for it by then.
    expiry_warning_days=30,
    conditional_days_max=90,
    invoice_hold_stops_orders=True,
)
