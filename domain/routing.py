"""From facts to a route: a pure function of the policy's data (`domain/policy.py`).

The route and the facts behind it are recorded when a document is submitted, so an auditor can ask
the same question again: `facts_hash` shows that nobody changed the facts.
"""

import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal

from domain.approvals.events import RouteStep, RoutingFacts
from domain.money import EXACT, UnknownCurrency, exact
from domain.policy import APPROVAL_POLICY, ROLES_IN_ORDER, ApprovalPolicy, Rule


def routing_facts(
    *,
    amount: Decimal,
    currency: str,
    facility: str,
    department: str,
    lines: Iterable[tuple[str, str | None]],
) -> RoutingFacts:
    """The five dimensions of a document. Each line is (item class, price agreement or none)."""
    told = tuple(lines)
    return RoutingFacts(
        amount=exact(amount, currency),
        currency=currency,
        facility=facility,
        department=department,
        item_classes=tuple(sorted({item_class for item_class, _ in told})),
        on_agreement=all(agreement is not None for _, agreement in told),
    )


def route(facts: RoutingFacts, policy: ApprovalPolicy = APPROVAL_POLICY) -> tuple[RouteStep, ...]:
    """Who has to agree, in order; nobody: the document is approved at once."""
    dollars = _dollars(facts, policy)
    asked: dict[str, str] = {}
    for rule in policy.rules:
        if _fits(rule, facts, dollars):
            asked.setdefault(rule.role, rule.name)
    roles = [role for role in ROLES_IN_ORDER if role in asked]
    return tuple(
        RouteStep(step=step, role=role, rule=asked[role]) for step, role in enumerate(roles, 1)
    )


def facts_hash(facts: RoutingFacts) -> str:
    """SHA-256 over the facts as canonical JSON: sorted keys, no spaces, UTF-8, what is there."""
    told = facts.model_dump(mode="json", exclude_none=True)
    body = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def _dollars(facts: RoutingFacts, policy: ApprovalPolicy) -> Decimal:
    rate = policy.dollars_per_unit.get(facts.currency)
    if rate is None:
        raise UnknownCurrency(facts.currency)
    return EXACT.multiply(facts.amount, rate)


def _fits(rule: Rule, facts: RoutingFacts, dollars: Decimal) -> bool:
    return (
        dollars >= rule.amount_min
        and (not rule.departments or facts.department in rule.departments)
        and (not rule.facilities or facts.facility in rule.facilities)
        and (not rule.item_classes or not rule.item_classes.isdisjoint(facts.item_classes))
        and (not rule.legal_entities or facts.legal_entity in rule.legal_entities)
        and (not rule.cost_objects or not rule.cost_objects.isdisjoint(facts.cost_objects or ()))
        and (rule.on_agreement is None or facts.on_agreement == rule.on_agreement)
    )
