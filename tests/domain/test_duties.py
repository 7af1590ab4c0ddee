"""Segregation of duties on one document: the table of rules, and the parts that histories tell."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.approvals.decide import approve, reject
from domain.approvals.errors import ApprovalCaseOwnChange, ApprovalCaseSelfApproval
from domain.approvals.state import APPROVAL_CASE
from domain.duties import RULES, Act, Part, broken_rule
from domain.purchase_orders.change_orders import add_line, implement
from domain.purchase_orders.commands import AddPurchaseOrderLine, ChangedLine, ImplementChangeOrder
from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer, PurchaseOrderOwnEdit
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderLineReopened
from domain.purchase_orders.ledger import require_receiver
from domain.purchase_orders.state import PURCHASE_ORDER, evolve
from domain.purchase_orders.supplier_events import (
    PurchaseOrderSupplierChangeAccepted,
    PurchaseOrderSupplierChangeProposed,
)
from domain.requisitions import decide as requisitions
from domain.requisitions.commands import (
    AddRequisitionLine,
    ChangeRequisitionLine,
    RemoveRequisitionLine,
)
from domain.requisitions.state import REQUISITION
from domain.requisitions.state import evolve as evolve_requisition
from tests.domain import requisition_facts as wishes
from tests.domain.orders import NOW, ORDER, added, approved, created, in_force, ordered_line
from tests.domain.scenario import folded, given
from tests.domain.test_approvals import by, planned, refused_by

HANDS: Final[tuple[Part, ...]] = (
    *("requester", "buyer", "editor", "unapproved_editor", "decider", "receiver", "witness"),
    *("confirmer", "override_user", "dispatcher", "submitter", "return_asker"),
)
TABLE: Final[tuple[tuple[Part, Act, bool], ...]] = (
    ("requester", "approve", False),
    ("unapproved_editor", "approve", False),
    ("submitter", "approve", False),
    ("decider", "approve", False),
    ("editor", "approve", True),  # What he changed was approved by somebody else since.
    ("receiver", "approve", True),
    ("buyer", "receive", False),
    ("editor", "receive", False),
    ("unapproved_editor", "receive", True),  # Every such person is an editor too.
    ("decider", "receive", True),
    ("dispatcher", "receive", False),
    ("return_asker", "send_return", False),
    ("receiver", "receive", True),  # The rest of a shipment, too.
    ("dispatcher", "write_off", False),
    ("requester", "issue", False),
    ("buyer", "issue", True),
    ("buyer", "witness", False),
    ("editor", "witness", False),
    ("receiver", "witness", False),
    ("requester", "witness", True),
    ("buyer", "inspect", False),
    ("editor", "inspect", False),
    ("receiver", "inspect", True),
    ("confirmer", "accept", False),
    *((part, "ratify", False) for part in ("buyer", "editor", "receiver", "confirmer")),
    ("requester", "ratify", False),  # Of what it orders; the buyer is one too.
    ("receiver", "recount", False),
    *((part, "bill", False) for part in ("buyer", "editor", "receiver")),
    *((part, "write_off", False) for part in ("buyer", "editor", "receiver", "closer")),
    ("witness", "bill", True),  # He counted goods that somebody else had taken in.
    ("requester", "receive", True),  # At his desk, within limits of its own.
    ("bank_details_proposer", "verify_bank_details", False),
    ("supplier_proposer", "verify_bank_details", False),
    ("supplier_proposer", "capture", False),
    *((part, "approve", False) for part in ("capturer", "hold_releaser")),
    *((part, "release_hold", False) for part in ("capturer", "hold_placer", "pricer")),
    *((part, "release_hold", False) for part in ("bank_details_proposer", "bank_details_verifier")),
    *((part, "schedule_payment", False) for part in ("capturer", "hold_releaser")),
    ("capturer", "pay", False),
    ("hold_releaser", "pay", False),
    ("payment_scheduler", "pay", False),
    ("bank_details_proposer", "pay", False),
    ("bank_details_verifier", "pay", False),
    ("payer", "void_payment", False),
    *((part, "write_off", False) for part in ("capturer", "hold_releaser", "payer")),
    ("hold_placer", "pay", True),  # Whoever stops a payment may be convinced.
    ("capturer", "void_payment", True),
    *((part, "grant_override", False) for part in HANDS),
    *((part, "review_override", False) for part in HANDS),
    ("override_granter", "review_override", False),
    ("override_granter", "grant_override", True),  # The next one, for instance.
)


@pytest.mark.parametrize(("part", "act", "is_allowed"), TABLE)
def test_a_part_bars_the_acts_of_the_table_and_no_others(
    part: Part, act: Act, is_allowed: bool
) -> None:
    rule = broken_rule(act, "kim", {part: ("kim", "lee")})
    assert (rule is None) is is_allowed
    assert broken_rule(act, "someone_else", {part: ("kim", "lee")}) is None
    if rule is not None:
        assert (rule.part, rule.act) == (part, act)


def test_every_rule_is_in_the_table_and_has_a_name_of_its_own() -> None:
    assert {(rule.part, rule.act) for rule in RULES} == {row[:2] for row in TABLE if not row[2]}
    assert len({rule.name for rule in RULES}) == len(RULES)


def changed_by(person: str | None) -> ImplementChangeOrder:
    more = ChangedLine(line=1, quantity=Decimal(101))
    return ImplementChangeOrder(
        now=NOW, purchase_order_id=ORDER.id, lines=(more,), changed_by=person
    )


def edited(person: str | None, *past: PurchaseOrderEvent) -> tuple[PurchaseOrderEvent, ...]:
    return (*past, *implement(folded(PURCHASE_ORDER, *past), changed_by(person)))


def test_who_changed_an_order_neither_receives_nor_witnesses_on_it() -> None:
    order = folded(PURCHASE_ORDER, *edited("boris", *in_force()))
    with pytest.raises(PurchaseOrderOwnEdit, match="boris acted as a buyer on purchase order PO-1"):
        require_receiver(order, "boris")
    with pytest.raises(PurchaseOrderOwnEdit):
        require_receiver(order, "boris", "witness")
    with pytest.raises(PurchaseOrderOwnBuyer):
        require_receiver(order, "bella", "witness")
    require_receiver(order, "rico")
    require_receiver(order, "rico", "witness")


def test_an_editor_since_the_last_approval_is_free_of_it_once_another_has_approved() -> None:
    order = folded(PURCHASE_ORDER, *edited("boris", created(), added()))
    assert order.unapproved_edits_by == {"boris"}
    again = evolve(order, approved("1010"))
    assert not again.unapproved_edits_by
    assert again.edited_by == {"boris"}


@pytest.mark.parametrize("person", ["bella", None])
def test_that_the_buyer_changes_his_own_order_goes_unsaid(person: str | None) -> None:
    facts = edited(person, created(), added())
    assert "changed_by" not in facts[-1].model_dump(exclude_none=True)
    assert folded(PURCHASE_ORDER, *facts).edited_by == frozenset()


def test_adding_reopening_and_taking_the_suppliers_change_are_edits() -> None:
    add = AddPurchaseOrderLine(
        now=NOW, purchase_order_id=ORDER.id, line=ordered_line("7", "200", line=2), changed_by="ann"
    )
    past = in_force()
    order = folded(PURCHASE_ORDER, *past, *add_line(folded(PURCHASE_ORDER, *past), add, {}))
    assert order.unapproved_edits_by == {"ann"}
    offer = PurchaseOrderSupplierChangeProposed(
        change=1, line=1, kind="price", code="IP", unit_price=Decimal(11)
    )
    taken = PurchaseOrderSupplierChangeAccepted(change=1, line=1, kind="price", accepted_by="boris")
    order = evolve(evolve(order, offer), taken)
    assert order.unapproved_edits_by == {"ann", "boris"}
    reopened = PurchaseOrderLineReopened(
        line=1, undone="receiving", quantity=Decimal(0), amount=Decimal(0), changed_by="cleo"
    )
    assert evolve(order, reopened).edited_by == {"ann", "boris", "cleo"}


def test_who_else_edited_a_wish_is_known_until_it_is_approved() -> None:
    draft = folded(REQUISITION, wishes.created(), wishes.added())
    told: dict[str, Any] = {"now": NOW, "requisition_id": wishes.ID, "roles": frozenset({"buyer"})}
    add = AddRequisitionLine(**told, line=wishes.wanted(7), changed_by="max")
    change = ChangeRequisitionLine(**told, line=wishes.wanted(1, "3"), changed_by="dora")
    remove = RemoveRequisitionLine(**told, line=1, changed_by="fred")
    own = replace(change, changed_by="rita")
    for event in (
        *requisitions.add_line(draft, add, wishes.ITEMS),
        *requisitions.change_line(draft, change, wishes.ITEMS),
        *requisitions.change_line(draft, own, wishes.ITEMS),
        *requisitions.remove_line(draft, remove),
    ):
        draft = evolve_requisition(draft, event)
    assert draft.unapproved_edits_by == {"max", "dora", "fred"}


def test_nobody_decides_on_what_he_changed_since_it_was_approved() -> None:
    participants = {"requester": ("rita",), "unapproved_editor": ("max",)}
    case = given(APPROVAL_CASE, planned("1000"))
    case.when(approve, by("max", "manager"), participants).rejected(
        ApprovalCaseOwnChange, person="max"
    )
    case.when(reject, refused_by("max", "manager"), participants).rejected(ApprovalCaseOwnChange)
    case.when(approve, by("rita", "manager"), participants).rejected(ApprovalCaseSelfApproval)
