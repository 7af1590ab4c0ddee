"""One limit as a version of the tolerances states it: for one check or allowance, in one scope.

A check that a scope does not state is inherited. One that is not to be checked says so: silence
must never switch a check off.
"""

from decimal import Decimal
from typing import Annotated, Final, Literal, get_args

from pydantic import AfterValidator, Field

from domain.event import Value
from domain.ids import Text
from domain.money import plain
from domain.tolerance import Allowance, Combinator, Scope

LIMITS_MAX: Final = 200  # Of one version: they are read for each invoice.

# What a tolerance can be given for; other checks of the match allow none.
ToleratedCheck = Literal[
    "price",
    "ordered_quantity",
    "received_quantity",
    "accepted_quantity",
    "ordered_amount",
    "received_amount",
    "line_amount",
    "tax",
    "freight",
    "header_total",
    "contract_price",
    "early_shipment",
    "exchange_rate",
    "agreed_tax",
    "agreed_freight",
    "agreed_discount",
]
CHECKS: Final[tuple[ToleratedCheck, ...]] = get_args(ToleratedCheck)
# What a version may state beside its checks: silence leaves what is built in, and opens nothing.
Limited = Literal[ToleratedCheck, Allowance]
ALLOWANCES: Final[tuple[Allowance, ...]] = get_args(Allowance)
ALLOWED_PERCENT_MAX: Final = 100  # The whole again: more is another order.
OF_THE_DOCUMENT: Final[frozenset[Limited]] = frozenset(
    {
        *("tax", "freight", "header_total", "exchange_rate"),
        *("agreed_tax", "agreed_freight", "agreed_discount"),
    }
)
OVER_ONLY: Final[frozenset[Limited]] = frozenset(
    {
        *ALLOWANCES,
        "ordered_quantity",
        "received_quantity",
        "accepted_quantity",
        "ordered_amount",
        "received_amount",
        "freight",
        "contract_price",
        "early_shipment",
        "agreed_freight",
        "agreed_discount",
    }
)
IN_DAYS: Final[frozenset[Limited]] = frozenset({"early_shipment"})

# Absolute limits count in the unit of the order line, in the currency of the invoice, in days, or
# in what one unit of a currency counts in the books.
LimitValue = Annotated[
    Decimal,
    Field(ge=0, max_digits=18, decimal_places=6, allow_inf_nan=False),
    AfterValidator(plain),
]


class ToleranceLimit(Value):
    """How far one check may be missed. A limit that is absent is not checked.

    `key` says which: an id of an item or supplier, a code of an item class or legal entity, or an
    order's number and line (`PO-17/3`). The tenant has none.
    """

    scope: Scope
    key: Text | None = None
    check: Limited
    abs_over: LimitValue | None = None
    pct_over: LimitValue | None = None
    abs_under: LimitValue | None = None
    pct_under: LimitValue | None = None
    combinator: Combinator = "strict"
    not_checked: Literal[True] | None = None  # instead of limits

    @property
    def named(self) -> str:
        """How it is called in a refusal."""
        place = self.scope if self.key is None else f"{self.scope} {self.key}"
        return f"{self.check} of {place}"

    @property
    def under(self) -> tuple[Decimal | None, Decimal | None]:
        """Its limits below."""
        return self.abs_under, self.pct_under

    @property
    def percentages(self) -> tuple[Decimal | None, Decimal | None]:
        """Its limits in per cent."""
        return self.pct_over, self.pct_under

    @property
    def bounded(self) -> bool:
        """Whether it has any limit."""
        return any(each is not None for each in (self.abs_over, self.pct_over, *self.under))
