"""Another item, or another pack, for what is still open: a line of its own, clinically approved."""

from dataclasses import replace
from decimal import Decimal

from domain.budgets.holdings import of_order
from domain.catalogue.errors import CatalogueItemNotActive
from domain.catalogue.events import CatalogueItemActivated, CatalogueItemRequested
from domain.catalogue.sourcing_events import (
    CatalogueItemSubstituteApproved,
    CatalogueItemSubstituteDeclared,
)
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders.acknowledgements import record_acknowledgement
from domain.purchase_orders.answer_errors import (
    PurchaseOrderAnswerUnclear,
    PurchaseOrderNoSubstitution,
    PurchaseOrderOwnSubstitution,
    PurchaseOrderSubstituteUnitDiffers,
    PurchaseOrderSubstitutionNotApproved,
    PurchaseOrderSubstitutionSelfAccepted,
)
from domain.purchase_orders.closing import reopen_line
from domain.purchase_orders.commands import ReopenPurchaseOrderLine
from domain.purchase_orders.errors import PurchaseOrderNothingToReopen
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderLineCancelled
from domain.purchase_orders.lines import AcknowledgedLine, CostShare, Substitute
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.substitutions import SubstituteFacts
from domain.purchase_orders.supplier_changes import accept, approve_substitution
from domain.purchase_orders.supplier_commands import (
    AcceptSupplierChange,
    ApproveSubstitution,
    RecordAcknowledgement,
)
from domain.purchase_orders.supplier_events import (
    PurchaseOrderLineSubstituted,
    PurchaseOrderSubstitutionApproved,
)
from domain.quantity import Pack
from tests.domain.orders import (
    BOX,
    EACH,
    GLOVES,
    NOW,
    ORDER,
    added,
    changed,
    gloves,
    id_of,
    in_force,
    order_after,
    received,
)
from tests.domain.scenario import folded, given
from tests.domain.supplier_answers import answered, proposed, taken

VINYL: dict[str, str] = {"description": "Vinyl gloves", "price_source": "supplier"}
APPROVED = PurchaseOrderSubstitutionApproved(
    change=1, line=1, approver_id="vera", equivalence="equivalent"
)


def offer(pack: Pack = BOX, price: str = "120", **said: object) -> Substitute:
    return Substitute.model_validate(
        {"description": "Vinyl gloves", "pack": pack, "unit_price": price, **said}
    )


def offered(substitute: Substitute, open_quantity: int = 60) -> tuple[PurchaseOrderEvent, ...]:
    return (
        answered("IS", substitute=substitute),
        proposed(1, "substitute", "IS", quantity=open_quantity, substitute=substitute),
    )


def take(person: str = "bella") -> AcceptSupplierChange:
    return AcceptSupplierChange(now=NOW, purchase_order_id=ORDER.id, change=1, accepted_by=person)


def judge(person: str = "vera") -> ApproveSubstitution:
    return ApproveSubstitution(
        now=NOW,
        purchase_order_id=ORDER.id,
        change=1,
        approver_id=person,
        equivalence="equivalent",
    )


def gone(quantity: str, amount: str) -> PurchaseOrderLineCancelled:
    return PurchaseOrderLineCancelled(
        line=1, quantity=Decimal(quantity), amount=Decimal(amount), reason_code="substituted"
    )


def test_what_is_open_moves_to_a_line_of_its_own_in_the_other_pack() -> None:
    partly = (*in_force(), received("40", "400"))
    line = AcknowledgedLine(line=1, code="IS", substitute=offer())
    command = RecordAcknowledgement(now=NOW, purchase_order_id=ORDER.id, lines=(line,))
    given(PURCHASE_ORDER, *partly).when(record_acknowledgement, command).then(*offered(offer()))
    order = (
        given(PURCHASE_ORDER, *partly, *offered(offer()))
        .when(accept, take())
        .then(
            taken(1, "substitute"),
            gone("60", "600"),
            added("5", "120", line=2, pack=BOX, **VINYL),
            PurchaseOrderLineSubstituted(
                change=1,
                line=1,
                quantity=Decimal(60),
                substitute_line=2,
                substitute_quantity=Decimal(5),
            ),
            changed("1000", "1000", supplier_change=1),
        )
    )
    assert order.lines[1].received == 40, "what came keeps its item, its unit and its price"
    assert (order.revision, order.amount, order.lines[2].ordered) == (2, Decimal(1000), Decimal(5))


def test_packs_that_do_not_convert_exactly_need_a_stated_quantity() -> None:
    seven = Pack(unit="CS", base_unit="EA", numerator=7)
    refused = given(PURCHASE_ORDER, *in_force(), *offered(offer(seven), 100))
    refused.when(accept, take()).rejected(
        PurchaseOrderSubstituteUnitDiffers, ordered="EA", offered="CS"
    )
    pairs = Pack(unit="PR", base_unit="PR")
    given(PURCHASE_ORDER, *in_force(), *offered(offer(pairs), 100)).when(accept, take()).rejected(
        PurchaseOrderSubstituteUnitDiffers
    )
    stated = offer(seven, "70", quantity=15)
    order = (
        given(PURCHASE_ORDER, *in_force(), *offered(stated, 100))
        .when(accept, take())
        .then(
            taken(1, "substitute"),
            gone("100", "1000"),
            added("15", "70", line=2, pack=seven, **VINYL),
            PurchaseOrderLineSubstituted(
                change=1,
                line=1,
                quantity=Decimal(100),
                substitute_line=2,
                substitute_quantity=Decimal(15),
            ),
            changed("1000", "1050", supplier_change=1),
        )
    )
    assert [line.terms.line for line in order.live_lines] == [2]


def test_a_catalogued_item_is_replaced_only_after_a_clinical_approval() -> None:
    catalogued = in_force(added(item_id=GLOVES))
    proposal = offered(offer(EACH, "9", item_id=GLOVES), 100)
    facts = SubstituteFacts(items={GLOVES: gloves()})
    given(PURCHASE_ORDER, *catalogued, *proposal).when(accept, take(), facts).rejected(
        PurchaseOrderSubstitutionNotApproved, change=1, line=1
    )
    given(PURCHASE_ORDER, *catalogued, *proposal).when(approve_substitution, judge()).then(APPROVED)
    agreed = given(PURCHASE_ORDER, *catalogued, *proposal, APPROVED)
    agreed.when(accept, take(), facts).then(
        taken(1, "substitute"),
        gone("100", "1000"),
        added(
            "100",
            "9",
            line=2,
            item_id=GLOVES,
            **VINYL,
        ),
        PurchaseOrderLineSubstituted(
            change=1,
            line=1,
            quantity=Decimal(100),
            substitute_line=2,
            substitute_quantity=Decimal(100),
            approver_id="vera",
            equivalence="equivalent",
        ),
        changed("1000", "900", supplier_change=1),
    )
    retired = SubstituteFacts(items={GLOVES: gloves(active=False)})
    agreed.when(accept, take(), retired).rejected(CatalogueItemNotActive)


def test_a_substitute_that_the_catalogue_approved_needs_no_further_approval() -> None:
    other = folded(
        CATALOGUE_ITEM,
        CatalogueItemRequested(
            item_id=id_of(9),
            number="I-9",
            description="Vinyl gloves",
            item_class="consumable",
            base_unit="EA",
        ),
        CatalogueItemActivated(),
    )
    declared = CatalogueItemSubstituteDeclared(
        substitute=other.ref, clinically_equivalent=True, declared_by="ivan"
    )
    approved = CatalogueItemSubstituteApproved(substitute=other.ref, approved_by="vera")
    declared_only = CATALOGUE_ITEM.evolve(gloves(), declared)
    history = (
        *in_force(added(item_id=GLOVES)),
        *offered(offer(EACH, "9", item_id=other.item_id), 100),
    )
    asked = given(PURCHASE_ORDER, *history)
    items = {GLOVES: declared_only, other.item_id: other}
    asked.when(accept, take(), SubstituteFacts(items=items)).rejected(
        PurchaseOrderSubstitutionNotApproved
    )
    items[GLOVES] = CATALOGUE_ITEM.evolve(declared_only, approved)
    facts = SubstituteFacts(items=items)
    decided = accept(folded(PURCHASE_ORDER, *history), take(), facts)
    (substituted,) = (e for e in decided if isinstance(e, PurchaseOrderLineSubstituted))
    assert (substituted.substitute_line, substituted.approver_id) == (2, None)


def test_who_buys_does_not_judge_and_who_judged_does_not_buy() -> None:
    history = (*in_force(), *offered(offer()))
    given(PURCHASE_ORDER, *history).when(approve_substitution, judge("bella")).rejected(
        PurchaseOrderOwnSubstitution, person="bella"
    )
    given(PURCHASE_ORDER, *history, APPROVED).when(accept, take("vera")).rejected(
        PurchaseOrderSubstitutionSelfAccepted, person="vera"
    )


def test_only_a_substitute_is_judged_clinically() -> None:
    dearer = (answered("IP", unit_price="12"), proposed(1, "price", "IP", unit_price="12"))
    given(PURCHASE_ORDER, *in_force(), *dearer).when(approve_substitution, judge()).rejected(
        PurchaseOrderNoSubstitution, kind="price"
    )


def test_an_approval_is_of_one_proposal_and_void_after_the_next_answer() -> None:
    catalogued = in_force(added(item_id=GLOVES))
    first, second = offered(offer(EACH, "9"), 100), offered(offer(EACH, "8"), 100)
    again = (second[0], proposed(2, "substitute", "IS", quantity=100, substitute=offer(EACH, "8")))
    later = AcceptSupplierChange(now=NOW, purchase_order_id=ORDER.id, change=2, accepted_by="bella")
    given(PURCHASE_ORDER, *catalogued, *first, APPROVED, *again).when(accept, later).rejected(
        PurchaseOrderSubstitutionNotApproved
    )


def test_a_substitute_is_paid_by_those_who_pay_for_the_line_that_it_stands_in_for() -> None:
    shares = tuple(
        CostShare(cost_centre=each, account="gloves", weight=Decimal(weight))
        for each, weight in (("ICU", "70"), ("WARD", "30"))
    )
    paid = in_force(added("100", "10", accounting="expense", shares=shares))
    before = folded(PURCHASE_ORDER, *paid, *offered(offer(quantity="10"), 100))
    order = folded(
        PURCHASE_ORDER, *paid, *offered(offer(quantity="10"), 100), *accept(before, take())
    )
    held = {each.cost_centre: each.holding.open for each in of_order(order) if each.line == 2}
    assert held == {"ICU": Decimal(840), "WARD": Decimal(360)}


def test_a_substitute_is_for_all_that_is_open_of_the_line() -> None:
    partly = AcknowledgedLine(line=1, code="IS", quantity=Decimal(4), substitute=offer())
    command = RecordAcknowledgement(now=NOW, purchase_order_id=ORDER.id, lines=(partly,))
    history = (*in_force(), received("40", "400"))
    given(PURCHASE_ORDER, *history).when(record_acknowledgement, command).rejected(
        PurchaseOrderAnswerUnclear, line=1
    )
    whole = partly.model_copy(update={"quantity": Decimal(60)})
    assert record_acknowledgement(order_after(*history), replace(command, lines=(whole,)))


def test_a_line_that_was_substituted_is_not_given_back_beside_its_substitute() -> None:
    history = (*in_force(), *offered(offer(EACH, "9"), 100))
    taking = accept(order_after(*history), take(), SubstituteFacts(on=NOW.date()))
    reopen = ReopenPurchaseOrderLine(
        now=NOW, purchase_order_id=ORDER.id, line=1, undo="cancelled", changed_by="bella"
    )
    given(PURCHASE_ORDER, *history, *taking).when(reopen_line, reopen).rejected(
        PurchaseOrderNothingToReopen, line=1
    )
