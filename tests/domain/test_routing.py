"""The approval policy, told as a table, and what every route keeps."""

import hashlib
from decimal import Decimal
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.approvals.events import RoutingFacts
from domain.money import EXPONENTS, TooPrecise, UnknownCurrency, rounded
from domain.policy import APPROVAL_POLICY, ROLES_IN_ORDER, SENSITIVE, ApprovalPolicy
from domain.routing import facts_hash, route, routing_facts

ROUTES: Final = """
amount    money facility    department item_class covered -> steps
0         USD   NORTH       SURGERY    office     yes     -> none
999.99    USD   NORTH       SURGERY    office     no      -> none
999.99    USD   NORTH       SURGERY    implant    yes     -> none
1000      USD   NORTH       SURGERY    office     yes     -> manager
24999.99  USD   NORTH       SURGERY    medical    no      -> manager
25000     USD   NORTH       SURGERY    office     yes     -> manager director
99999.99  USD   NORTH       SURGERY    implant    yes     -> manager director
100000    USD   NORTH       SURGERY    office     yes     -> manager director finance
0.01      USD   NORTH       SURGERY    pharmacy   no      -> manager
0.01      USD   NORTH       SURGERY    controlled no      -> manager
499       USD   NORTH       SURGERY    implant    no      -> manager value_analysis
499       USD   NORTH       SURGERY    capital    no      -> manager value_analysis
25000     USD   NORTH       SURGERY    implant    no      -> manager director value_analysis
100000    USD   NORTH       SURGERY    capital    no      -> manager director value_analysis finance
9999.99   USD   CLINIC-EAST SURGERY    office     yes     -> manager
10000     USD   CLINIC-EAST SURGERY    office     yes     -> manager director
10000     USD   CLINIC-WEST SURGERY    office     yes     -> manager director
4999.99   USD   NORTH       RESEARCH   office     yes     -> manager
5000      USD   NORTH       RESEARCH   office     yes     -> manager finance
5000      USD   NORTH       RESEARCH   implant    no      -> manager value_analysis finance
909.09    EUR   NORTH       SURGERY    office     yes     -> none
909.10    EUR   NORTH       SURGERY    office     yes     -> manager
149253    JPY   NORTH       SURGERY    office     yes     -> none
149254    JPY   NORTH       SURGERY    office     yes     -> manager
307.692   KWD   NORTH       SURGERY    office     yes     -> none
307.693   KWD   NORTH       SURGERY    office     yes     -> manager
"""

CLASSES: Final = ("office", "medical", "implant", "capital", "controlled", "pharmacy")


def rows(table: str) -> list[tuple[list[str], list[str]]]:
    told = (line.split("->") for line in table.strip().splitlines()[1:])
    return [(facts.split(), steps.split()) for facts, steps in told]


def facts(
    amount: Decimal | str = "1000",
    currency: str = "USD",
    *,
    facility: str = "NORTH",
    department: str = "SURGERY",
    lines: tuple[tuple[str, str | None], ...] = (("office", "A-1"),),
) -> RoutingFacts:
    return routing_facts(
        amount=Decimal(amount),
        currency=currency,
        facility=facility,
        department=department,
        lines=lines,
    )


any_facts = st.builds(
    facts,
    st.decimals(min_value=0, max_value=10**6, places=2),
    facility=st.sampled_from(["NORTH", "CLINIC-EAST"]),
    department=st.sampled_from(["SURGERY", "RESEARCH"]),
    lines=st.lists(
        st.tuples(st.sampled_from(CLASSES), st.sampled_from([None, "A-1"])), min_size=1
    ).map(tuple),
)


@pytest.mark.parametrize(("told", "steps"), rows(ROUTES), ids=lambda cells: " ".join(cells))
def test_the_policy_routes_as_the_table_says(told: list[str], steps: list[str]) -> None:
    amount, currency, facility, department, item_class, agreement = told
    planned = route(
        facts(
            amount,
            currency,
            facility=facility,
            department=department,
            lines=((item_class, "A-1" if agreement == "yes" else None),),
        )
    )
    assert ([step.role for step in planned] or ["none"]) == steps
    assert [step.step for step in planned] == list(range(1, len(planned) + 1))


def test_a_step_names_the_first_rule_that_asks_for_it() -> None:
    (manager,) = route(facts("1500", lines=(("pharmacy", None),)))
    assert manager.rule == "spend_1000"
    (manager,) = route(facts("15", lines=(("pharmacy", None),)))
    assert manager.rule == "sensitive_off_agreement"


def test_one_uncovered_line_takes_the_document_off_agreement() -> None:
    told = facts("10", lines=(("implant", "A-1"), ("office", None), ("implant", "A-1")))
    assert told.item_classes == ("implant", "office")
    assert not told.on_agreement
    assert [step.role for step in route(told)] == ["manager", "value_analysis"]


@given(any_facts)
def test_each_role_decides_once_and_in_order(told: RoutingFacts) -> None:
    roles = [step.role for step in route(told)]
    assert roles == [role for role in ROLES_IN_ORDER if role in roles]


@given(any_facts, st.decimals(min_value=0, max_value=10**6, places=2))
def test_more_spend_never_asks_fewer_people(told: RoutingFacts, more: Decimal) -> None:
    dearer = told.model_copy(update={"amount": told.amount + more})
    assert {step.role for step in route(told)} <= {step.role for step in route(dearer)}


@given(any_facts)
def test_an_agreement_never_asks_more_people(told: RoutingFacts) -> None:
    covered = told.model_copy(update={"on_agreement": True})
    assert {step.role for step in route(covered)} <= {step.role for step in route(told)}


@given(any_facts)
def test_nobody_is_asked_only_below_the_first_limit_and_without_sensitive_goods_off_agreement(
    told: RoutingFacts,
) -> None:
    sensitive = not told.on_agreement and not SENSITIVE.isdisjoint(told.item_classes)
    assert (route(told) == ()) == (told.amount < 1000 and not sensitive)


@given(any_facts)
def test_the_facts_survive_their_stored_form_with_the_same_hash(told: RoutingFacts) -> None:
    again = RoutingFacts.model_validate_json(told.model_dump_json())
    assert facts_hash(again) == facts_hash(told)


def test_the_hash_is_that_of_the_canonical_facts() -> None:
    body = (
        '{"amount":"1000.00","currency":"USD","department":"SURGERY","facility":"NORTH",'
        '"item_classes":["office"],"on_agreement":true}'
    )
    assert facts_hash(facts()) == hashlib.sha256(body.encode()).hexdigest()
    assert facts_hash(facts("1000.01")) != facts_hash(facts())


def test_every_known_currency_has_a_planning_rate() -> None:
    assert set(APPROVAL_POLICY.dollars_per_unit) == set(EXPONENTS)
    assert all(rate > 0 for rate in APPROVAL_POLICY.dollars_per_unit.values())
    assert APPROVAL_POLICY.dollars_per_unit["USD"] == 1


def test_a_currency_without_rate_is_refused() -> None:
    policy = ApprovalPolicy(
        version=APPROVAL_POLICY.version, rules=(), dollars_per_unit={"USD": Decimal(1)}
    )
    with pytest.raises(UnknownCurrency):
        route(facts("1000", "EUR"), policy)
    with pytest.raises(UnknownCurrency):
        facts("1000", "XXX")


def test_an_amount_that_its_currency_cannot_hold_has_no_route() -> None:
    with pytest.raises(TooPrecise):
        facts("0.001")


def test_every_rule_has_a_name_of_its_own_and_a_limit_that_money_can_reach() -> None:
    names = [rule.name for rule in APPROVAL_POLICY.rules]
    assert len(set(names)) == len(names)
    for rule in APPROVAL_POLICY.rules:
        assert rounded(rule.amount_min, "USD") == rule.amount_min
    assert {rule.role for rule in APPROVAL_POLICY.rules} == set(ROLES_IN_ORDER)
