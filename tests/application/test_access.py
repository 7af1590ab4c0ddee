"""Who may send what: roles open commands, people act in their own name, an AI does not act."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from application.access import authorize, permits
from application.acting import ACTING
from application.errors import Forbidden
from application.late_entry import require_timely
from application.permissions import PERMISSIONS
from application.roles import ROLES, Permission
from domain.approvals.commands import ApproveStep
from domain.event import Actor, ActorType
from domain.policy import ROLES_IN_ORDER
from domain.suppliers.commands import ActivateSupplier, ProposeSupplier

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
ID: Final = "5a1c7c1e-0000-4000-8000-000000000001"
PROPOSE: Final = ProposeSupplier(
    now=NOW, supplier_id=ID, number="S-1", name="Medline", proposed_by="adam"
)
ADAM: Final = Actor(type="human", id="adam")
SUPPLIER_ADMIN: Final = frozenset({"supplier_admin"})
EVERY_ROLE: Final = frozenset(ROLES)


def approve(person: str, kind: ActorType = "human") -> ApproveStep:
    return ApproveStep(
        now=NOW, approval_case_id=ID, approver_id=person, approver_type=kind, roles=EVERY_ROLE
    )


def test_a_role_with_the_duty_opens_the_command() -> None:
    authorize(PROPOSE, ADAM, SUPPLIER_ADMIN)


def test_other_roles_do_not_and_the_refusal_names_those_that_would() -> None:
    with pytest.raises(Forbidden, match="one of the roles supplier_admin; you hold auditor, buy"):
        authorize(PROPOSE, ADAM, frozenset({"buyer", "auditor"}))


def test_an_unknown_role_carries_no_duty() -> None:
    with pytest.raises(Forbidden):
        authorize(PROPOSE, ADAM, frozenset({"Supplier_Admin", "root", ""}))


def test_no_role_means_no_command() -> None:
    with pytest.raises(Forbidden, match="you hold none"):
        authorize(PROPOSE, ADAM, frozenset())


def test_an_ai_sends_no_command_whatever_roles_it_is_given() -> None:
    robot = Actor(type="ai", id="adam", on_behalf_of="adam")
    with pytest.raises(Forbidden, match="An AI may propose, never act"):
        authorize(PROPOSE, robot, EVERY_ROLE)


def test_a_person_acts_in_his_own_name_only() -> None:
    with pytest.raises(Forbidden, match=r"proposed_by says adam, but you are eve") as caught:
        authorize(PROPOSE, Actor(type="human", id="eve"), EVERY_ROLE)
    assert caught.value.values == {"field": "proposed_by"}
    activate = ActivateSupplier(now=NOW, supplier_id=ID, activated_by="carla")
    with pytest.raises(Forbidden):
        authorize(activate, ADAM, EVERY_ROLE)


@pytest.mark.parametrize("spelled", ["Adam", "ADAM", "\u0430dam", "adam ", "", "a" * 65])
def test_a_person_has_one_spelling(spelled: str) -> None:
    """Or he would be two people to the duties that are kept apart."""
    command = replace(PROPOSE, proposed_by=spelled)
    with pytest.raises(Forbidden, match=r"actor says .* not how a person is spelled"):
        authorize(command, Actor(type="human", id=spelled), SUPPLIER_ADMIN)
    with pytest.raises(Forbidden, match=r"proposed_by says .* not how a person is spelled"):
        authorize(command, Actor(type="service", id="import"), SUPPLIER_ADMIN)


def test_a_person_decides_in_roles_of_his_own_only() -> None:
    with pytest.raises(Forbidden, match=r"claims the roles .*, which you do not hold") as caught:
        authorize(approve("max"), Actor(type="human", id="max"), frozenset({"manager"}))
    assert caught.value.values == {"field": "roles"}


def test_a_service_hands_over_the_acts_of_people_from_other_systems() -> None:
    authorize(PROPOSE, Actor(type="service", id="erp"), SUPPLIER_ADMIN)


def test_an_approval_is_only_given_by_the_person_who_gives_it() -> None:
    authorize(approve("max"), Actor(type="human", id="max"), EVERY_ROLE)
    with pytest.raises(Forbidden, match="approver_id says max, but you are eve"):
        authorize(approve("max"), Actor(type="human", id="eve"), EVERY_ROLE)
    with pytest.raises(Forbidden, match="approver_id says max, but you are erp"):
        authorize(approve("max"), Actor(type="service", id="erp"), EVERY_ROLE)
    with pytest.raises(Forbidden, match="approver_type has to be service"):
        authorize(approve("erp"), Actor(type="service", id="erp"), EVERY_ROLE)


def test_every_field_that_names_who_acts_is_checked() -> None:
    told = {
        field.name
        for command in PERMISSIONS
        for field in fields(command)
        if field.name.endswith("_by") or field.name in {"approver_id", "buyer_id", "requester_id"}
    }
    assert told - {"need_by"} <= set(ACTING)
    assert set(ACTING) <= {field.name for command in PERMISSIONS for field in fields(command)}


def test_whoever_administers_approvals_neither_asks_nor_decides() -> None:
    duties = ROLES["approval_administrator"]
    assert duties == {Permission.ADMINISTER_APPROVALS, Permission.READ}
    holders = {role for role, each in ROLES.items() if Permission.ADMINISTER_APPROVALS in each}
    assert holders == {"approval_administrator"}


def test_who_grants_an_override_of_duties_neither_reviews_nor_acts() -> None:
    for permission, role in (
        (Permission.GRANT_DUTY_OVERRIDES, "duty_administrator"),
        (Permission.REVIEW_DUTY_OVERRIDES, "duty_reviewer"),
    ):
        assert ROLES[role] == {permission, Permission.READ}
        assert {name for name, each in ROLES.items() if permission in each} == {role}


def test_every_role_of_the_approval_policy_may_approve() -> None:
    for role in ROLES_IN_ORDER:
        assert permits(frozenset({role}), Permission.APPROVE)


@pytest.mark.parametrize(
    ("duty", "other"),
    [
        (Permission.PROPOSE_SUPPLIERS, Permission.CLEAR_SUPPLIERS),
        (Permission.ORDER, Permission.RECEIVE),
        (Permission.ORDER, Permission.APPROVE),
        (Permission.RECEIVE, Permission.CAPTURE_INVOICES),
        (Permission.CAPTURE_INVOICES, Permission.PAY),
        (Permission.RELEASE_HOLDS, Permission.PAY),
        (Permission.PROPOSE_SUPPLIERS, Permission.CAPTURE_INVOICES),
    ],
)
def test_no_single_role_joins_incompatible_duties(duty: Permission, other: Permission) -> None:
    assert not [role for role, duties in ROLES.items() if {duty, other} <= duties]


def test_what_lies_far_back_is_entered_by_a_role_that_permits_nothing_else() -> None:
    now = datetime(2026, 3, 31, 9, tzinfo=UTC)
    week, month = now - timedelta(days=7), now - timedelta(days=30)
    assert ROLES["late_entry"] == {Permission.BACKDATE, Permission.READ}
    require_timely(week, now, frozenset({"buyer"}))
    with pytest.raises(Forbidden, match="more than 7 days back"):
        require_timely(week - timedelta(seconds=1), now, frozenset({"buyer"}))
    require_timely(month, now, frozenset({"buyer", "late_entry"}))


def test_the_auditor_only_reads() -> None:
    assert ROLES["auditor"] == {Permission.READ}
