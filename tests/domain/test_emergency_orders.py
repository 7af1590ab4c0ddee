"""Emergency orders: who may stand for what was issued before anybody agreed."""

from datetime import date

import pytest

from domain.duties import Part, Participants
from domain.purchase_orders import emergencies
from domain.purchase_orders.control_commands import RatifyEmergencyOrder
from domain.purchase_orders.control_errors import PurchaseOrderRatifiedByParticipant
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import NOW, ORDER, added, approved, created, issued, submitted
from tests.domain.scenario import given


@pytest.mark.parametrize("part", ["editor", "receiver", "confirmer"])
def test_who_took_the_goods_of_an_emergency_in_or_changed_it_does_not_ratify_it(
    part: Part,
) -> None:
    told = created().model_copy(update={"order_type": "emergency", "ratify_by": date(2026, 3, 4)})
    history = (told, added(), submitted(case=None), approved(case=None), issued())
    stand = RatifyEmergencyOrder(now=NOW, purchase_order_id=ORDER.id, ratified_by="rico")
    people: Participants = {"buyer": ("bella",), part: ("rico",)}
    given(PURCHASE_ORDER, *history).when(emergencies.ratify, stand, people).rejected(
        PurchaseOrderRatifiedByParticipant, part=part
    )
