"""What the demonstration shows is in the sample of histories, and counted as its events are."""

from collections import Counter

from api.cli.shown import what_is_shown
from projections.index import PROJECTIONS
from tests.adapters.postgres.read_support import read_models
from tests.projections.asked import Asked


async def test_everything_that_the_demonstration_tells_of_happens_in_the_histories(
    asked: Asked,
) -> None:
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("demo") as view:
        shown = await what_is_shown(view)
        again = await what_is_shown(view)
    assert shown == again
    count = {each.what: each.count for each in shown}
    happened = Counter(event.type for event in asked.history)
    raised = happened["invoice.hold_placed"]
    assert count["holds raised"] == raised > 0
    assert sum(each for what, each in count.items() if what.startswith("holds routed")) == raised
    ended = sum(each for what, each in count.items() if what.startswith("holds ")) - 2 * raised
    assert ended == raised, "each hold is told by its owner and by its end"
    assert count["holds routed to AP clerk"] > 0
    assert count["holds released by a person (variance accepted)"] > 0
    lifted = count["recalls that were lifted"]
    assert lifted == happened["catalogue_item.recall_lifted"]
    assert count["recalls that stand"] == happened["catalogue_item.recall_placed"] - lifted > 0
    assert count["change orders"] > 0
    assert count["substitutions"] == happened["purchase_order.line_substituted"] > 0
    assert count["returns to suppliers"] == happened["receipt.goods_returned"] > 0
    never = {"recalls that were lifted"}  # Few items of the sample are blocked for a while.
    assert {each.what for each in shown if not each.count} <= never
    for each in shown:
        known = (each.example, each.command, each.page)
        assert None not in known if each.count else set(known) == {None}, each


async def test_what_did_not_happen_is_told_as_none(asked: Asked) -> None:
    async with read_models(asked.database, PROJECTIONS) as models, models.entered("none") as view:
        shown = await what_is_shown(view)
    assert {each.count for each in shown} == {0}
    assert {(each.example, each.command, each.page) for each in shown} == {(None, None, None)}
