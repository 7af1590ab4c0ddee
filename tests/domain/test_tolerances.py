"""A tenant's tolerances: whole versions, agreed on by two, in force from a day on."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.purchase_orders.allowances import tolerating
from domain.tolerance import (
    DEFAULT_POLICY,
    NOT_CHECKED,
    Allowance,
    Exactly,
    Limits,
    Place,
    allowed,
    resolved,
)
from domain.tolerances.commands import DeclineTolerances, ProposeTolerances, PublishTolerances
from domain.tolerances.decide import check_limits, decline, propose, publish
from domain.tolerances.errors import (
    TolerancePolicyIncomplete,
    TolerancePolicyLimitMeaningless,
    TolerancePolicyLimitRepeated,
    TolerancePolicySelfPublished,
    TolerancePolicyTooEarly,
    TolerancePolicyTooManyLimits,
    TolerancePolicyUnknownProposal,
)
from domain.tolerances.events import (
    TolerancePolicyDeclined,
    TolerancePolicyProposed,
    TolerancePolicyPublished,
)
from domain.tolerances.limits import CHECKS, IN_DAYS, LIMITS_MAX, ToleranceLimit
from domain.tolerances.state import TOLERANCE_POLICY
from tests.domain.orders import MEDLINE, NOW, TODAY, added, in_force, order_after
from tests.domain.scenario import folded, given

TOMORROW: Final = TODAY + timedelta(days=1)


def limit(check: str = "price", scope: str = "tenant", **stated: Any) -> ToleranceLimit:
    """Five per cent over, unless told otherwise."""
    bounds = ("abs_over", "pct_over", "abs_under", "pct_under", "not_checked")
    if not any(each in stated for each in bounds):
        stated["pct_over"] = Decimal(5)
    return ToleranceLimit.model_validate({"check": check, "scope": scope, **stated})


TENANT: Final = tuple(
    limit(check, abs_over=Decimal(5)) if check in IN_DAYS else limit(check) for check in CHECKS
)
OF_MEDLINE: Final = limit(scope="supplier", key=MEDLINE, pct_over=Decimal(2))


def proposing(*limits: ToleranceLimit) -> ProposeTolerances:
    return ProposeTolerances(now=NOW, limits=limits, reason_code="review", proposed_by="pia")


def publishing(version: int = 2, person: str = "paul", on: date | None = None) -> PublishTolerances:
    return PublishTolerances(now=NOW, version=version, published_by=person, effective_from=on)


def proposed(*more: ToleranceLimit, version: int = 2) -> TolerancePolicyProposed:
    return TolerancePolicyProposed(
        version=version, limits=(*TENANT, *more), reason_code="review", proposed_by="pia"
    )


def published(version: int = 2, on: date = TODAY) -> TolerancePolicyPublished:
    return TolerancePolicyPublished(version=version, effective_from=on, published_by="paul")


DECLINED: Final = TolerancePolicyDeclined(version=2, reason_code="generous", declined_by="paul")


def test_the_first_version_of_a_tenant_follows_the_one_that_is_built_in() -> None:
    assert DEFAULT_POLICY.version.version == 1
    given(TOLERANCE_POLICY).when(propose, proposing(*TENANT)).then(proposed())
    given(TOLERANCE_POLICY, proposed(), DECLINED).when(propose, proposing(*TENANT)).then(
        proposed(version=3)
    )


def test_another_person_publishes_from_a_day_that_has_not_passed() -> None:
    history = given(TOLERANCE_POLICY, proposed())
    history.when(publish, publishing()).then(published())
    history.when(publish, publishing(on=TOMORROW)).then(published(on=TOMORROW))
    history.when(publish, publishing(person="pia")).rejected(TolerancePolicySelfPublished)
    yesterday = TODAY - timedelta(days=1)
    history.when(publish, publishing(on=yesterday)).rejected(TolerancePolicyTooEarly)
    history.when(publish, publishing(version=3)).rejected(TolerancePolicyUnknownProposal)


def test_a_version_does_not_take_over_before_its_forerunner_did() -> None:
    history = given(TOLERANCE_POLICY, proposed(), published(on=TOMORROW), proposed(version=3))
    history.when(publish, publishing(3, on=TODAY)).rejected(TolerancePolicyTooEarly)
    history.when(publish, publishing(3)).then(published(3, on=TOMORROW))


def test_what_was_published_or_declined_waits_no_more() -> None:
    refused = DeclineTolerances(now=NOW, version=2, reason_code="generous", declined_by="paul")
    given(TOLERANCE_POLICY, proposed()).when(decline, refused).then(DECLINED)
    for end in (published(), DECLINED):
        history = given(TOLERANCE_POLICY, proposed(), end)
        history.when(decline, refused).rejected(TolerancePolicyUnknownProposal)
        history.when(publish, publishing()).rejected(TolerancePolicyUnknownProposal)


def test_each_day_has_the_version_that_took_over_last() -> None:
    tolerances = folded(
        TOLERANCE_POLICY,
        proposed(OF_MEDLINE),
        published(on=TODAY),
        proposed(version=3),
        published(3, on=TOMORROW),
        proposed(version=4),
    )
    before = tolerances.in_force(TODAY - timedelta(days=1))
    assert before is DEFAULT_POLICY
    today = tolerances.in_force(TODAY)
    assert (today.version.id, today.version.version) == ("tolerance", 2)
    assert resolved("price", today, [("supplier", MEDLINE)]) == (
        Limits(pct_over=Exactly(Decimal(2))),
        "supplier",
    )
    later = tolerances.in_force(TOMORROW + timedelta(days=400))
    assert later.version.version == 3
    assert resolved("price", later, [("supplier", MEDLINE)])[1] == "tenant"


def test_a_limit_that_is_absent_is_not_checked_and_a_check_can_be_switched_off() -> None:
    lenient = limit(pct_over=Decimal(5), abs_over=Decimal(3), combinator="lenient")
    off = limit("line_amount", not_checked=True)
    own = tuple(each for each in TENANT if each.check not in ("price", "line_amount"))
    stated = replace(proposing(*own, lenient, off))
    (event,) = propose(None, stated)
    policy = folded(TOLERANCE_POLICY, event, published()).in_force(TODAY)
    assert policy.limits["price"] == Limits(
        abs_over=Exactly(Decimal(3)), pct_over=Exactly(Decimal(5)), combinator="lenient"
    )
    assert policy.limits["line_amount"] == Limits()
    assert policy.limits["line_amount"].abs_over == NOT_CHECKED


def test_a_version_says_of_every_check_how_far_the_tenant_lets_it_be_missed() -> None:
    for missing in CHECKS:
        own = [each for each in TENANT if each.check != missing]
        given(TOLERANCE_POLICY).when(propose, proposing(*own)).rejected(
            TolerancePolicyIncomplete, missing=(missing,)
        )


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param(limit(key="NHS"), id="the tenant has no key"),
        pytest.param(limit(scope="supplier"), id="which supplier is not said"),
        pytest.param(limit(scope="supplier", key="Medline"), id="a name is no id"),
        pytest.param(limit(scope="order_line", key="PO-1"), id="which line is not said"),
        pytest.param(limit(scope="order_line", key="PO-1/0"), id="no line is zero"),
        pytest.param(limit(scope="item_class", key="a class"), id="no code"),
        pytest.param(limit("header_total", "item_class", key="ppe"), id="a total has no line"),
        pytest.param(limit(scope="legal_entity", key="NHS", pct_over=None), id="no limit at all"),
        pytest.param(
            limit(scope="legal_entity", key="NHS", pct_over=Decimal(1), not_checked=True),
            id="limited and not checked",
        ),
        pytest.param(
            limit("ordered_quantity", "legal_entity", key="NHS", abs_under=Decimal(1)),
            id="less is a partial invoice",
        ),
        pytest.param(
            limit("early_shipment", "legal_entity", key="NHS", abs_under=Decimal(1)),
            id="late is not early",
        ),
        pytest.param(
            limit("early_shipment", "legal_entity", key="NHS", abs_over=Decimal(1), pct_over=5),
            id="days have no percentage",
        ),
        pytest.param(
            limit("contract_price", "legal_entity", key="NHS", pct_under=Decimal(1)),
            id="cheaper than agreed",
        ),
        pytest.param(limit("exchange_rate", "item_class", key="ppe"), id="a rate has no line"),
        pytest.param(
            limit("over_receipt", "item", key=MEDLINE, pct_over=Decimal("100.000001")),
            id="more than the whole again may come",
        ),
        pytest.param(
            limit("over_order", "item", key=MEDLINE, abs_under=Decimal(1)), id="less is ordered"
        ),
        pytest.param(
            limit("over_order", "order_line", key="PO-1/1"), id="a request has no order line"
        ),
    ],
)
def test_a_limit_that_could_never_decide_is_refused(wrong: ToleranceLimit) -> None:
    given(TOLERANCE_POLICY).when(propose, proposing(*TENANT, wrong)).rejected(
        TolerancePolicyLimitMeaningless, limit=wrong.named
    )


@pytest.mark.parametrize(
    ("scope", "key"),
    [
        ("order_line", "PO 17/a/3"),
        ("item", MEDLINE),
        ("item_class", "implant"),
        ("supplier", MEDLINE),
        ("legal_entity", "NHS"),
    ],
)
def test_every_narrower_scope_takes_a_limit_once(scope: str, key: str) -> None:
    own = limit(scope=scope, key=key)
    given(TOLERANCE_POLICY).when(propose, proposing(*TENANT, own)).then(proposed(own))
    given(TOLERANCE_POLICY).when(propose, proposing(*TENANT, own, own)).rejected(
        TolerancePolicyLimitRepeated
    )


def test_a_version_need_not_say_what_may_come_beyond_an_order_and_may_for_every_scope() -> None:
    own = (
        limit("over_receipt", "item", key=MEDLINE, pct_over=Decimal(100)),
        limit("over_receipt", not_checked=True),
        limit("over_order", "supplier", key=MEDLINE, abs_over=Decimal(2)),
    )
    (event,) = propose(None, proposing(*TENANT, *own))
    policy = folded(TOLERANCE_POLICY, event, published()).in_force(TODAY)
    assert policy.allowances == {
        ("item", MEDLINE): {"over_receipt": Limits(pct_over=Exactly(Decimal(100)))},
        ("tenant", ""): {"over_receipt": Limits()},
        ("supplier", MEDLINE): {"over_order": Limits(abs_over=Exactly(Decimal(2)))},
    }
    silent = folded(TOLERANCE_POLICY, proposed(), published()).in_force(TODAY)
    assert (silent.allowances, silent.limits) == ({}, policy.limits)


def test_a_version_has_limits_and_not_too_many() -> None:
    many = [limit(scope="item_class", key=f"class-{n}") for n in range(LIMITS_MAX)]
    for limits in ((), (*TENANT, *many)):
        given(TOLERANCE_POLICY).when(propose, proposing(*limits)).rejected(
            TolerancePolicyTooManyLimits
        )


def test_what_may_come_beyond_is_said_by_the_narrowest_place_and_by_the_tenant_last() -> None:
    ten, five = (Limits(pct_over=Exactly(Decimal(each))) for each in (10, 5))
    stated: dict[Place, dict[Allowance, Limits]]
    stated = {("tenant", ""): {"over_receipt": ten}, ("supplier", MEDLINE): {"over_receipt": five}}
    policy = replace(DEFAULT_POLICY, allowances=stated)
    own: tuple[Place, ...] = (("item", "GLOVES"), ("supplier", MEDLINE))
    assert allowed("over_receipt", policy, own) == (five, "supplier")
    assert allowed("over_receipt", policy, ()) == (ten, "tenant")
    assert allowed("over_order", policy, own) is None
    assert allowed("over_receipt", DEFAULT_POLICY, own) is None


def test_a_version_of_a_single_limit_is_incomplete_and_not_too_long() -> None:
    with pytest.raises(TolerancePolicyIncomplete):
        check_limits((limit(),))


def test_what_is_said_of_all_that_a_supplier_or_the_tenant_gets_is_not_said_of_services() -> None:
    ten = Limits(pct_over=Exactly(Decimal(10)))
    wide: Place = ("tenant", "")
    stated: dict[Place, dict[Allowance, Limits]] = {wide: {"over_receipt": ten}}
    policy = replace(DEFAULT_POLICY, allowances=stated)
    own: tuple[Place, ...] = (("item_class", "repair"), ("supplier", MEDLINE))
    assert allowed("over_receipt", policy, own, of_lines=True) is None
    stated[own[1]] = {"over_receipt": ten}
    assert allowed("over_receipt", policy, own, of_lines=True) is None
    stated[own[0]] = {"over_receipt": ten}
    assert allowed("over_receipt", policy, own, of_lines=True) == (ten, "item_class")
    service, goods = added(delivery="service"), added(line=2)
    order = tolerating(
        order_after(*in_force(service, goods)),
        replace(policy, allowances={wide: {"over_receipt": ten}}),
    )
    assert order.lines[1].allowance is None
    assert order.lines[2].allowance == (ten, "tenant")
