"""A refusal for the stage of an order names what leads to the stage that is needed."""

from itertools import product
from typing import get_args

import pytest

from domain.purchase_orders.commands import IssuePurchaseOrder
from domain.purchase_orders.decide import issue
from domain.purchase_orders.errors import PurchaseOrderWrongStage
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.next_steps import next_step
from domain.purchase_orders.order import Stage
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    NOW,
    ORDER,
    added,
    cancelled,
    created,
    in_force,
    medline,
    submitted,
)
from tests.domain.scenario import given


@pytest.mark.parametrize(
    ("history", "step"),
    [
        ((created(), added()), "submit"),
        ((created(), added(), submitted()), "approve"),
        (in_force(), "change_order"),
        ((*in_force(), cancelled("100", "1000")), "reopen_line"),
    ],
)
def test_an_order_that_cannot_be_issued_now_says_what_leads_there(
    history: tuple[PurchaseOrderEvent, ...], step: str
) -> None:
    given(PURCHASE_ORDER, *history).when(
        issue, IssuePurchaseOrder(now=NOW, purchase_order_id=ORDER.id), medline()
    ).rejected(PurchaseOrderWrongStage, needed="approved", next_step=step)


def test_there_is_a_next_step_from_each_stage_to_each() -> None:
    stages = (*get_args(Stage), "closed", "cancelled")
    for stage, needed in product(stages, get_args(Stage)):
        code, words = next_step(stage, needed)
        assert code.isidentifier()
        assert words
    assert next_step("pending_approval", "draft")[0] == "recall"
