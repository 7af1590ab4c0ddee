"""The approval policy as data: which rule asks for whose agreement, in one numbered version.

A rule fits when every dimension that it names fits: spend, department, location (facility), item
class, contract status. Each role decides once, in the order of `ROLES_IN_ORDER`; the first rule
that asks for a role is named as the reason. `domain/routing.py` applies it.

Limits are in US dollars. An amount in another currency is compared at the planning rate of this
version, exactly and without rounding. The rates are part of the policy, not market rates: the same
facts give the same route for ever. A change of anything here is a new version.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal

from domain.event import PolicyVersion

ApprovalRole = Literal["manager", "director", "value_analysis", "finance"]
ROLES_IN_ORDER: Final[tuple[ApprovalRole, ...]] = (
    "manager",
    "director",
    "value_analysis",
    "finance",
)

SENSITIVE: Final = frozenset({"implant", "capital", "controlled", "pharmacy"})
NEW_TECHNOLOGY: Final = frozenset({"implant", "capital"})  # The value analysis committee decides.
CLINICS: Final = frozenset({"CLINIC-EAST", "CLINIC-WEST"})  # Without a purchasing office.
GRANT_FUNDED: Final = frozenset({"RESEARCH"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Asks for a role's agreement. An empty set, or none, leaves that dimension open."""

    name: str
    role: ApprovalRole
    amount_min: Decimal = Decimal(0)  # US dollars; the rule begins at exactly this amount
    departments: frozenset[str] = frozenset()
    facilities: frozenset[str] = frozenset()
    legal_entities: frozenset[str] = frozenset()
    cost_objects: frozenset[str] = frozenset()  # fits when one of these bears any line
    item_classes: frozenset[str] = frozenset()  # fits when any line is of one of these
    on_agreement: bool | None = None  # true: every line is covered; false: at least one is not


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalPolicy:
    """Rules in the order in which they are tried, and what one unit of a currency counts."""

    version: PolicyVersion
    rules: tuple[Rule, ...]
    dollars_per_unit: Mapping[str, Decimal] = field(default_factory=dict)


APPROVAL_POLICY: Final = ApprovalPolicy(
    version=PolicyVersion(id="approval", version=1),
    rules=(
        Rule(name="spend_1000", role="manager", amount_min=Decimal(1_000)),
        Rule(
            name="sensitive_off_agreement",
            role="manager",
            item_classes=SENSITIVE,
            on_agreement=False,
        ),
        Rule(name="spend_25000", role="director", amount_min=Decimal(25_000)),
        Rule(
            name="clinic_10000",
            role="director",
            amount_min=Decimal(10_000),
            facilities=CLINICS,
        ),
        Rule(
            name="new_technology_off_agreement",
            role="value_analysis",
            item_classes=NEW_TECHNOLOGY,
            on_agreement=False,
        ),
        Rule(name="spend_100000", role="finance", amount_min=Decimal(100_000)),
        Rule(
            name="grant_5000",
            role="finance",
            amount_min=Decimal(5_000),
            departments=GRANT_FUNDED,
        ),
    ),
    dollars_per_unit={
        "AUD": Decimal("0.65"),
        "BHD": Decimal("2.65"),
        "BRL": Decimal("0.18"),
        "CAD": Decimal("0.73"),
        "CHF": Decimal("1.15"),
        "CLP": Decimal("0.00105"),
        "CNY": Decimal("0.14"),
        "CZK": Decimal("0.044"),
        "DKK": Decimal("0.147"),
        "EUR": Decimal("1.10"),
        "GBP": Decimal("1.28"),
        "HKD": Decimal("0.128"),
        "HUF": Decimal("0.0028"),
        "ILS": Decimal("0.27"),
        "INR": Decimal("0.012"),
        "IQD": Decimal("0.00076"),
        "ISK": Decimal("0.0072"),
        "JOD": Decimal("1.41"),
        "JPY": Decimal("0.0067"),
        "KRW": Decimal("0.00073"),
        "KWD": Decimal("3.25"),
        "LYD": Decimal("0.2"),
        "MXN": Decimal("0.055"),
        "NOK": Decimal("0.094"),
        "NZD": Decimal("0.6"),
        "OMR": Decimal("2.6"),
        "PLN": Decimal("0.25"),
        "RON": Decimal("0.22"),
        "SEK": Decimal("0.096"),
        "SGD": Decimal("0.75"),
        "THB": Decimal("0.029"),
        "TND": Decimal("0.32"),
        "TRY": Decimal("0.03"),
        "USD": Decimal(1),
        "VND": Decimal("0.00004"),
        "ZAR": Decimal("0.055"),
    },
)
