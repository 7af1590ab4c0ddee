"""Bills and order sides in few words: what the tests of the match tell with.

Gloves are ordered by the piece at 10.00 dollars unless a test says otherwise.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from domain.event import PolicyVersion
from domain.invoices.lines import Check
from domain.match_sides import Bill, Claim, MatchResult, OrderSide, in_order_unit
from domain.matching import match
from domain.money import extended
from domain.purchase_orders.lines import Match
from domain.quantity import Pack
from domain.tolerance import NOTHING, Exactly, Limits, Place, TolerancePolicy
from domain.tolerances.limits import IN_DAYS, ToleranceLimit, ToleratedCheck

GLOVES: Final = "GLOVES"
EACH: Final = Pack(unit="EA", base_unit="EA")
ZERO: Final = Limits(pct_over=NOTHING)


def over(percent: str) -> Limits:
    """So many per cent above, nothing said about below."""
    return Limits(pct_over=Exactly(Decimal(percent)))


def both(percent: str) -> Limits:
    """So many per cent in either direction."""
    limit = Exactly(Decimal(percent))
    return Limits(pct_over=limit, pct_under=limit)


def strictest(check: ToleratedCheck) -> ToleranceLimit:
    """Nothing over is tolerated of the check in all the tenant; days have no percentage."""
    if check in IN_DAYS:
        return ToleranceLimit(scope="tenant", check=check, abs_over=Decimal(0))
    return ToleranceLimit(scope="tenant", check=check, pct_over=Decimal(0))


def policy(
    limits: Mapping[Check, Limits],
    narrower: Mapping[Place, Mapping[Check, Limits]] | None = None,
) -> TolerancePolicy:
    """The tenant's tolerances: nothing at all where the test says nothing."""
    strict: dict[Check, Limits] = {
        "price": ZERO,
        "ordered_quantity": ZERO,
        "received_quantity": ZERO,
        "accepted_quantity": ZERO,
        "line_amount": Limits(abs_over=NOTHING, abs_under=NOTHING),
    }
    return TolerancePolicy(
        version=PolicyVersion(id="tolerance", version=7),
        limits={**strict, **limits},
        narrower=narrower or {},
    )


def side(
    ordered: str = "100",
    price: str = "10",
    received: str = "0",
    prior: str = "0",
    pack: Pack = EACH,
    match: Match = "three_way",
    accepted: str = "0",
    rejected: str = "0",
) -> OrderSide:
    """One order line before the invoice: gloves, an item of class `ppe`."""
    return OrderSide(
        line=1,
        match=match,
        pack=pack,
        unit_price=Decimal(price),
        ordered=Decimal(ordered),
        received=Decimal(received),
        accepted=Decimal(accepted),
        rejected=Decimal(rejected),
        prior=Decimal(prior),
        billed=Decimal(prior),
        item_id=GLOVES,
        item_class="ppe",
    )


def claim(
    against: OrderSide | None, quantity: str, price: str, unit: str = "EA", line: int = 1
) -> Claim:
    """One invoice line; its amount is its product."""
    asked = Decimal(quantity)
    fitted = in_order_unit(asked, unit, against.pack, against.prior) if against else asked
    assert fitted is not None, "the test states a unit that fits"
    return Claim(
        line=line,
        quantity=fitted,
        amount=extended(asked, Decimal(price), "USD"),
        unit=unit,
        stated=(asked, Decimal(price)),
        against=against,
    )


def bill(
    *claims: Claim,
    total: str | None = None,
    currency: str = "USD",
    tax: str = "0",
    calculated_tax: str | None = None,
    freight: str = "0",
) -> Bill:
    """The invoice over these lines; it adds up unless a total is given."""
    goods = sum((each.amount for each in claims), Decimal(0))
    parts = goods + Decimal(tax) + Decimal(freight)
    return Bill(
        currency=currency,
        claims=claims,
        parts=parts,
        total=Decimal(total) if total else parts,
        supplier_id="MEDLINE",
        legal_entity="NHS",
        purchase_order="PO-1",
        tax=Decimal(tax),
        calculated_tax=Decimal(calculated_tax) if calculated_tax else None,
        freight=Decimal(freight),
        goods=goods,
    )


def judged(
    asked: Bill,
    limits: Mapping[Check, Limits] | None = None,
    narrower: Mapping[Place, Mapping[Check, Limits]] | None = None,
) -> MatchResult:
    """The match under the test's own tolerances."""
    return match(asked, "USD", policy(limits or {}, narrower))


def told(result: MatchResult) -> tuple[str, ...]:
    """Each hold as `kind excess exposure`, in the order found."""
    return tuple(f"{each.kind} {each.excess:f} {each.exposure:f}" for each in result.holds)
