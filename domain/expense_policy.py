"""Up to which sum an expense without an order needs nobody but the manager of payables.

Limits are those of the people who agree to orders (`policy`), so that nothing is cheaper to have
by not ordering it. They ask for more where the amount, the legal entity, or whatever bears a line
(cost centre or account) fits. A change of anything here is a new version.
"""

from decimal import Decimal
from typing import Final

from domain.event import PolicyVersion
from domain.policy import APPROVAL_POLICY, CLINICS, GRANT_FUNDED, ApprovalPolicy, Rule

CAPITAL: Final = frozenset({"capital", "capital_in_progress"})  # Accounts of what lasts for years.
FOUNDATIONS: Final = frozenset({"FOUNDATION"})  # Legal entities that spend what others gave.

EXPENSE_POLICY: Final = ApprovalPolicy(
    version=PolicyVersion(id="expense_approval", version=1),
    rules=(
        Rule(name="expense_1000", role="manager", amount_min=Decimal(1_000)),
        Rule(name="expense_25000", role="director", amount_min=Decimal(25_000)),
        Rule(
            name="clinic_expense_10000",
            role="director",
            amount_min=Decimal(10_000),
            facilities=CLINICS,
        ),
        Rule(name="expense_100000", role="finance", amount_min=Decimal(100_000)),
        Rule(
            name="grant_expense_5000",
            role="finance",
            amount_min=Decimal(5_000),
            cost_objects=GRANT_FUNDED,
        ),
        Rule(name="capital_expense", role="finance", cost_objects=CAPITAL),
        Rule(
            name="foundation_expense_1000",
            role="finance",
            amount_min=Decimal(1_000),
            legal_entities=FOUNDATIONS,
        ),
    ),
    dollars_per_unit=APPROVAL_POLICY.dollars_per_unit,
)
