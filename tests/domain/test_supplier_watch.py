"""A supplier on watch: nothing is prevented, and each order that is issued meanwhile says so."""

from dataclasses import replace
from datetime import date

from domain.purchase_orders.commands import IssuePurchaseOrder
from domain.purchase_orders.control_events import PurchaseOrderIssuedOnWatch
from domain.purchase_orders.decide import issue
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers.commands import BeginSupplierWatch, EndSupplierWatch
from domain.suppliers.decide import absorb
from domain.suppliers.errors import SupplierNothingChanged, SupplierPeriodInvalid
from domain.suppliers.events import SupplierAbsorbed, SupplierActivated, SupplierProposed
from domain.suppliers.state import SUPPLIER, Supplier
from domain.suppliers.watch_events import SupplierWatchBegun, SupplierWatchEnded
from domain.suppliers.watching import begin_watch, end_watch
from tests.domain.orders import (
    ANSWER_DUE,
    MEDLINE,
    NOW,
    ORDER,
    TODAY,
    added,
    approved,
    created,
    id_of,
    issued,
    submitted,
)
from tests.domain.scenario import folded, given

OPEN = (
    SupplierProposed(supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam"),
    SupplierActivated(activated_by="cora"),
)
BEGIN = BeginSupplierWatch(
    now=NOW,
    supplier_id=MEDLINE,
    reason_code="late_deliveries",
    begun_by="cora",
    score=41,
    review_on=date(2026, 6, 1),
)
BEGUN = SupplierWatchBegun(
    reason_code="late_deliveries", begun_by="cora", score=41, review_on=date(2026, 6, 1)
)
END = EndSupplierWatch(now=NOW, supplier_id=MEDLINE, reason_code="recovered", ended_by="carla")
ENDED = SupplierWatchEnded(reason_code="recovered", ended_by="carla")
ISSUE = IssuePurchaseOrder(now=NOW, purchase_order_id=ORDER.id)
WANTED = (created(), added(), submitted(), approved())


def test_a_watch_begins_with_its_cause_is_replaced_by_another_and_ends() -> None:
    given(SUPPLIER, *OPEN).when(begin_watch, BEGIN).then(BEGUN)
    watched = given(SUPPLIER, *OPEN, BEGUN)
    watched.when(begin_watch, replace(BEGIN, begun_by="carla")).rejected(SupplierNothingChanged)
    worse = watched.when(begin_watch, replace(BEGIN, score=12)).then(
        BEGUN.model_copy(update={"score": 12})
    )
    assert worse.watch is not None
    assert worse.watch.score == 12
    assert watched.when(end_watch, END).then(ENDED).watch is None
    given(SUPPLIER, *OPEN, BEGUN, ENDED).when(end_watch, END).rejected(SupplierNothingChanged)


def test_a_watch_is_looked_at_again_on_a_day_to_come_and_stands_beyond_it() -> None:
    past = replace(BEGIN, review_on=date(2026, 2, 28))
    given(SUPPLIER, *OPEN).when(begin_watch, past).rejected(SupplierPeriodInvalid)
    today = replace(BEGIN, review_on=TODAY)
    given(SUPPLIER, *OPEN).when(begin_watch, today).then(
        BEGUN.model_copy(update={"review_on": TODAY})
    )


def test_an_order_is_issued_on_watch_and_keeps_why() -> None:
    going_out = issued(acknowledge_by=ANSWER_DUE, on=TODAY)
    plain = folded(SUPPLIER, *OPEN)
    given(PURCHASE_ORDER, *WANTED).when(issue, ISSUE, plain).then(going_out)
    warned = PurchaseOrderIssuedOnWatch(
        reason_code="late_deliveries", score=41, review_on=date(2026, 6, 1)
    )
    watched = folded(SUPPLIER, *OPEN, BEGUN)
    order = given(PURCHASE_ORDER, *WANTED).when(issue, ISSUE, watched).then(going_out, warned)
    assert (order.stage, order.watched_for) == ("issued", "late_deliveries")
    recovered = folded(SUPPLIER, *OPEN, BEGUN, ENDED)
    given(PURCHASE_ORDER, *WANTED).when(issue, ISSUE, recovered).then(going_out)


def test_the_survivor_of_a_merger_is_watched_as_the_merged_one_was() -> None:
    merged = folded(SUPPLIER, *OPEN, BEGUN)
    survivor = other()
    noted = SupplierAbsorbed(merged=merged.ref)
    assert absorb(survivor, merged, TODAY) == (noted, BEGUN)
    own = BEGUN.model_copy(update={"score": 5})
    assert absorb(replace(survivor, watch=own), merged, TODAY) == (noted,)


def other() -> Supplier:
    proposed = SupplierProposed(
        supplier_id=id_of(99), number="S-2", name="Other", proposed_by="adam"
    )
    return folded(SUPPLIER, proposed, SupplierActivated(activated_by="cora"))
