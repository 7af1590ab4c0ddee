"""Controlled substances: a registered facility, and a registrant who signs schedules I and II."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

import pytest

from domain.catalogue.events import (
    CatalogueItemHandlingDefined,
    CatalogueItemRequested,
    Handling,
    Schedule,
)
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.event import Event
from domain.legal_entities.commands import RecordFacilityRegistration
from domain.legal_entities.errors import (
    LegalEntityForeignFacility,
    LegalEntityRegistrationInvalid,
)
from domain.legal_entities.events import (
    LegalEntityFacilityAdded,
    LegalEntityRegistered,
    LegalEntityRegistrationRecorded,
)
from domain.legal_entities.registrations import record_registration
from domain.legal_entities.state import LEGAL_ENTITY, LegalEntity
from domain.purchase_orders.commands import RecordOrderForm
from domain.purchase_orders.errors import (
    PurchaseOrderQuantityNotPositive,
    PurchaseOrderUnknownLine,
)
from domain.purchase_orders.order_form_errors import (
    PurchaseOrderNotRegistrant,
    PurchaseOrderOrderFormMissing,
    PurchaseOrderOrderFormUnneeded,
    PurchaseOrderRegistrationMissing,
)
from domain.purchase_orders.order_form_events import PurchaseOrderOrderFormRecorded
from domain.purchase_orders.order_forms import (
    controlled_lines,
    record_order_form,
    require_lawful,
)
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from tests.domain import orders
from tests.domain.orders import GLOVES
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
END: Final = date(2028, 12, 31)
NHS: Final = (
    LegalEntityRegistered(legal_entity="NHS", name="NHS", currency="USD", fiscal_year_start=1),
    LegalEntityFacilityAdded(facility="NORTH", name="North"),
)
REGISTERED: Final = LegalEntityRegistrationRecorded(
    facility="NORTH",
    registration="AB1234563",
    schedules=("II", "IV"),
    expires_on=END,
    registrants=("paul", "petra"),
)
REGISTER: Final = RecordFacilityRegistration(
    now=NOW,
    legal_entity="NHS",
    facility="NORTH",
    registration="AB1234563",
    schedules=("IV", "II"),
    expires_on=END,
    registrants=("petra", "paul"),
)
ENTITY: Final = folded(LEGAL_ENTITY, *NHS, REGISTERED)
SIGN: Final = RecordOrderForm(
    now=NOW, purchase_order_id=orders.ORDER.id, line=1, reference="26X000417", signed_by="petra"
)


def opioid(schedule: Schedule | None = "II") -> CatalogueItem:
    requested = CatalogueItemRequested(
        item_id=GLOVES,
        number="I-1",
        description="Fentanyl",
        item_class="controlled",
        base_unit="EA",
    )
    handled = CatalogueItemHandlingDefined(handling=Handling(controlled_schedule=schedule))
    return folded(CATALOGUE_ITEM, requested, handled)


def past(quantity: str = "10") -> tuple[Event, ...]:
    added = orders.added(quantity=quantity)
    line = added.line.model_copy(update={"item_class": "controlled", "item_id": GLOVES})
    return (orders.created(), added.model_copy(update={"line": line}))


def signed(quantity: str = "10", supplier: str | None = None) -> PurchaseOrderOrderFormRecorded:
    return PurchaseOrderOrderFormRecorded(
        line=1,
        reference="26X000417",
        registration="AB1234563",
        signed_by="petra",
        item_id=GLOVES,
        supplier_id=supplier or orders.MEDLINE,
        quantity=Decimal(quantity),
    )


def check(
    *facts: Event,
    schedule: Schedule | None = "II",
    entity: LegalEntity | None = ENTITY,
    on: date = TODAY,
) -> None:
    order: PurchaseOrder = folded(PURCHASE_ORDER, *facts)
    items = {GLOVES: opioid(schedule)}
    require_lawful(order, controlled_lines(order), items, entity, on)


def test_a_facility_is_registered_and_names_who_signs() -> None:
    given(LEGAL_ENTITY, *NHS).when(record_registration, REGISTER).then(REGISTERED)
    elsewhere = replace(REGISTER, facility="EAST")
    given(LEGAL_ENTITY, *NHS).when(record_registration, elsewhere).rejected(
        LegalEntityForeignFacility
    )


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        (replace(REGISTER, registration="AB1234567"), "check digit is 3"),
        (replace(REGISTER, expires_on=TODAY - timedelta(days=1)), "ended on 2026-02-28"),
        (replace(REGISTER, schedules=()), "covers no schedule"),
        (replace(REGISTER, registrants=()), "names nobody"),
    ],
)
def test_a_registration_is_stated_as_the_certificate_does(
    wrong: RecordFacilityRegistration, problem: str
) -> None:
    with pytest.raises(LegalEntityRegistrationInvalid, match=problem):
        record_registration(folded(LEGAL_ENTITY, *NHS), wrong)


def test_a_registrant_signs_for_the_line_and_then_it_may_be_issued() -> None:
    given(PURCHASE_ORDER, *past()).when(record_order_form, SIGN, opioid(), ENTITY).then(signed())
    check(*past(), signed())
    more = replace(SIGN, quantity=Decimal(20))
    given(PURCHASE_ORDER, *past()).when(record_order_form, more, opioid(), ENTITY).then(
        signed("20")
    )


def test_nobody_else_signs_and_the_refusal_names_who_may() -> None:
    with pytest.raises(PurchaseOrderNotRegistrant, match="one of paul, petra has to sign"):
        record_order_form(
            folded(PURCHASE_ORDER, *past()), replace(SIGN, signed_by="ben"), opioid(), ENTITY
        )


@pytest.mark.parametrize("schedule", [None, "III", "IV", "V"])
def test_a_form_is_signed_for_schedules_one_and_two_alone(schedule: Schedule | None) -> None:
    given(PURCHASE_ORDER, *past()).when(record_order_form, SIGN, opioid(schedule), ENTITY).rejected(
        PurchaseOrderOrderFormUnneeded
    )


def test_a_form_is_for_something_of_a_line_that_stands() -> None:
    past_facts = given(PURCHASE_ORDER, *past())
    nothing = replace(SIGN, quantity=Decimal(0))
    past_facts.when(record_order_form, nothing, opioid(), ENTITY).rejected(
        PurchaseOrderQuantityNotPositive
    )
    past_facts.when(record_order_form, replace(SIGN, line=9), opioid(), ENTITY).rejected(
        PurchaseOrderUnknownLine
    )


@pytest.mark.parametrize(
    ("entity", "problem"),
    [
        (None, "has no DEA registration; a controller records"),
        (folded(LEGAL_ENTITY, *NHS), "has no DEA registration"),
        (
            folded(LEGAL_ENTITY, *NHS, REGISTERED.model_copy(update={"schedules": ("IV",)})),
            "registered for schedule IV only",
        ),
        (
            folded(
                LEGAL_ENTITY, *NHS, REGISTERED.model_copy(update={"expires_on": date(2026, 2, 1)})
            ),
            "registered until 2026-02-01",
        ),
    ],
)
def test_without_a_registration_for_the_schedule_nothing_is_ordered(
    entity: LegalEntity | None, problem: str
) -> None:
    with pytest.raises(PurchaseOrderRegistrationMissing, match=problem):
        check(*past(), signed(), entity=entity)


@pytest.mark.parametrize(
    ("forms", "problem"),
    [
        ((), "no order form of it is signed; a registrant of NORTH"),
        ((signed("9"),), "is for 9 only"),
        ((signed(supplier=orders.ORDER.id),), "is for another item or supplier"),
    ],
)
def test_a_form_is_for_item_supplier_and_quantity(
    forms: tuple[PurchaseOrderOrderFormRecorded, ...], problem: str
) -> None:
    with pytest.raises(PurchaseOrderOrderFormMissing, match=problem):
        check(*past(), *forms)


def test_schedule_four_takes_a_registration_and_no_form_and_others_take_nothing() -> None:
    check(*past(), schedule="IV")
    check(*past(), schedule=None, entity=None)
    check(orders.created(), orders.added(), entity=None)


def test_a_change_of_an_issued_order_is_asked_about_only_where_it_buys_more() -> None:
    before = folded(PURCHASE_ORDER, *past(), signed())
    same = folded(PURCHASE_ORDER, *past("8"), signed())
    more = folded(PURCHASE_ORDER, *past("11"), signed())
    assert controlled_lines(same, before) == ()
    (line,) = controlled_lines(more, before)
    assert line.terms.line == 1
