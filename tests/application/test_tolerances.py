"""Invoices are judged by the tolerances in force on their day, narrow scope first."""

from datetime import timedelta
from decimal import Decimal

import pytest

from adapters.system import new_uuid
from application.errors import NotFound
from application.handle import Context
from application.invoice_rematching import Rematched, rematch_each
from domain.event import Actor
from domain.invoices.commands import PlaceInvoiceHold
from domain.legal_entities.commands import RegisterLegalEntity
from domain.legal_entities.errors import LegalEntityUnregistered
from domain.receipts.commands import CorrectReceipt, RecountedLine
from domain.receipts.errors import OverReceipt
from domain.tolerances.commands import ProposeTolerances, PublishTolerances
from domain.tolerances.limits import CHECKS, ToleranceLimit
from domain.tolerances.state import TOLERANCE_POLICY, tolerance_policy_id
from tests.application.desk import NOW, ROLES
from tests.application.office import Office, billed
from tests.domain.bills import strictest
from tests.domain.orders import MEDLINE


def within(supplier_id: str, percent: str) -> tuple[ToleranceLimit, ...]:
    """Nothing is tolerated but a price of this supplier."""
    nothing = (strictest(check) for check in CHECKS)
    own = ToleranceLimit(
        scope="supplier", key=supplier_id, check="price", pct_over=Decimal(percent)
    )
    return (*nothing, own)


async def agree(office: Office, version: int, percent: str, days: int = 0) -> None:
    """Pia proposes a version and paul publishes it from so many days on."""
    limits = within(MEDLINE, percent)
    proposal = ProposeTolerances(now=NOW, limits=limits, reason_code="review", proposed_by="pia")
    await office.send("pia", proposal)
    day = NOW.date() + timedelta(days=days)
    publication = PublishTolerances(
        now=NOW, version=version, published_by="paul", effective_from=day
    )
    await office.send("paul", publication)


@pytest.fixture(autouse=True)
def policy_people(monkeypatch: pytest.MonkeyPatch) -> None:
    for person in ("pia", "paul"):
        monkeypatch.setitem(ROLES, person, frozenset({"policy_admin"}))


async def test_an_invoice_is_judged_by_the_version_in_force_and_says_which(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("10", "10.40"))
    assert await office.held(1) == (), "5 % are built in"
    await agree(office, 2, "3")
    await office.capture(2, billed("10", "10.40"))
    await office.capture(3, billed("10", "10.30"))
    assert await office.held(2) == ("price",)
    assert await office.held(3) == ()
    verdicts = [e for e in office.history() if e.type == "invoice.match_evaluated"]
    assert [each.data["tolerance_version"] for each in verdicts] == [1, 2, 2]
    told = [each.data["variances"][0] for each in verdicts]
    assert [(each["scope"], each["limit"]) for each in told] == [
        ("tenant", "5 % over"),
        ("supplier", "3 % over"),
        ("supplier", "3 % over"),
    ]
    assert verdicts[1].metadata["policies"] == [{"id": "tolerance", "version": 2}]


async def test_a_version_of_tomorrow_judges_nothing_today(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await agree(office, 2, "0", days=1)
    await office.capture(1, billed("10", "10.40"))
    assert await office.held(1) == ()


async def test_tax_and_freight_beyond_the_limits_block_the_payment_and_not_the_books(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    charged = {"tax": Decimal(9), "calculated_tax": Decimal(8), "freight": Decimal(5)}
    await office.capture(1, billed("10"), **charged)
    assert await office.held(1) == (), "built in, both are taken as billed"
    await agree(office, 2, "3")
    await office.capture(2, billed("10"), **charged)
    assert await office.held(2) == ("over_tax", "freight")
    assert office.balance("accounts_payable") == -228, "what is owed is posted"
    for hold in (1, 2):
        await office.release(2, hold)
    assert (await office.invoice(2)).status == "matched"
    await office.receive(2, "1")
    assert (await office.invoice(2)).status == "matched", "what was let pass is not held again"


async def test_limits_for_a_supplier_of_nobody_are_refused(office: Office) -> None:
    limits = within("0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2d99", "3")
    with pytest.raises(NotFound):
        await office.send(
            "pia",
            ProposeTolerances(now=NOW, limits=limits, reason_code="review", proposed_by="pia"),
        )
    stream = TOLERANCE_POLICY.stream(tolerance_policy_id("demo"))
    assert stream not in {event.stream for event in office.history()}


async def rematch_all(office: Office, *numbers: int) -> Rematched:
    """Each of these invoices is judged again, as after a publication."""
    context = Context(
        tenant=office.tenant,
        actor=Actor(type="human", id="paul"),
        roles=ROLES["paul"],
        command_id=str(new_uuid()),
        correlation_id="story",
    )
    ids = [office.id_of("invoice", number) for number in numbers]
    return await rematch_each(office.application, ids, context, NOW)


async def test_a_published_version_judges_the_held_invoices_that_it_touches_and_only_these(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "50")
    await office.capture(1, billed("10", "10.60"))
    await office.capture(2, billed("10", "10"), tax=Decimal(1), total=Decimal(110))
    await office.capture(3, billed("10", "10.40"))
    await office.capture(4, billed("30", "10"))
    assert [await office.held(number) for number in (1, 2, 3, 4)] == [
        ("price",),
        ("header_total",),
        (),
        (),
    ]
    await office.capture(5, billed("20", "10"))
    assert await office.held(5) == ("quantity_received",)
    await agree(office, 2, "7")
    before = len(office.history())
    told = await rematch_all(office, 1, 2, 5)
    assert told.judged == (office.id_of("invoice", 1),)
    assert len(told.untouched) == 2
    assert await office.held(1) == ()
    since = office.history()[before:]
    assert {each.metadata["number"] for each in since} == {"INV-11"}
    verdict = next(each for each in since if each.type == "invoice.match_evaluated")
    assert verdict.data["tolerance_version"] == 2
    assert verdict.metadata["policies"] == [{"id": "tolerance", "version": 2}]
    assert (await office.invoice(1)).status == "matched"
    assert (await rematch_all(office, 1)).untouched == (office.id_of("invoice", 1),)


async def test_an_invoice_ahead_of_others_is_judged_by_its_own_place_in_the_row(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "30")
    await office.capture(1, billed("30", "10.60"))
    await office.capture(2, billed("30", "10.60"))
    assert (await office.held(1), await office.held(2)) == (
        ("price",),
        ("quantity_received", "price"),
    )
    await agree(office, 2, "7")
    await rematch_all(office, 1, 2)
    assert (await office.held(1), await office.held(2)) == ((), ("quantity_received",))
    verdict = [e for e in office.history() if e.type == "invoice.match_evaluated"][-1]
    assert verdict.data["prior_invoices"] == [office.id_of("invoice", 1)]
    assert verdict.data["receipts"] == [office.id_of("receipt", 1)]


async def test_a_total_that_the_new_version_lets_pass_is_linked_and_posted(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("10"), total=Decimal("100.50"))
    assert await office.held(1) == ("header_total",)
    wide = tuple(
        each.model_copy(update={"abs_over": Decimal(1), "pct_over": None})
        if each.check == "header_total"
        else each
        for each in within(MEDLINE, "3")
    )
    proposal = ProposeTolerances(now=NOW, limits=wide, reason_code="review", proposed_by="pia")
    await office.send("pia", proposal)
    await office.send("paul", PublishTolerances(now=NOW, version=2, published_by="paul"))
    await rematch_all(office, 1)
    assert (await office.invoice(1)).status == "matched"
    assert office.balance("accounts_payable") == Decimal("-100.50")


async def test_a_hold_whose_last_day_passed_is_noticed_when_a_receipt_judges_the_invoice(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "5")
    await office.capture(1, billed("10"))
    stop = PlaceInvoiceHold(
        now=NOW - timedelta(days=2),
        invoice_id=office.id_of("invoice", 1),
        placed_by="carl",
        reason_code="inquiry",
        until=NOW.date() - timedelta(days=1),
    )
    await office.send("carl", stop)
    assert await office.held(1) == ("quantity_received", "manual")
    await office.receive(2, "5")
    invoice = await office.invoice(1)
    assert (invoice.status, invoice.holds) == ("matched", ())
    reasons = [
        each.data["reason_code"]
        for each in office.history()
        if each.type == "invoice.hold_released"
    ]
    assert reasons == ["cause_gone", "last_day_passed"]


async def allow(office: Office, version: int, *own: ToleranceLimit) -> None:
    """As `agree`, of what may come beyond an order."""
    limits = (*(strictest(check) for check in CHECKS), *own)
    await office.send(
        "pia",
        ProposeTolerances(now=NOW, limits=limits, reason_code="review", proposed_by="pia"),
    )
    await office.send("paul", PublishTolerances(now=NOW, version=version, published_by="paul"))


async def test_goods_come_beyond_the_order_as_the_narrowest_scope_in_force_says(
    office: Office,
) -> None:
    """Of the class half as much again; of this supplier nothing, until a version says more."""
    await office.open()
    await office.receive(1, "100")
    none = ToleranceLimit(scope="supplier", key=MEDLINE, check="over_receipt", pct_over=Decimal(0))
    half = ToleranceLimit(
        scope="item_class", key="consumable", check="over_receipt", pct_over=Decimal(50)
    )
    await allow(office, 2, none)
    with pytest.raises(OverReceipt, match="tolerance of the supplier"):
        await office.receive(2, "1")
    await allow(office, 3, none, half)
    await office.receive(2, "50")
    last = office.history()[-1]
    assert last.metadata["policies"] == [{"id": "tolerance", "version": 3}]
    await recount(office, 2, "49")
    await recount(office, 2, "50")
    with pytest.raises(OverReceipt):
        await recount(office, 2, "51")
    assert (await office.order()).lines[1].received == 150
    await allow(office, 4, none)
    with pytest.raises(OverReceipt):
        await office.receive(3, "1")


async def recount(office: Office, receipt: int, quantity: str) -> None:
    command = CorrectReceipt(
        now=NOW,
        receipt_id=office.id_of("receipt", receipt),
        receiver_id="rita",
        corrected_on=NOW.date(),
        reason_code="miscounted",
        lines=(RecountedLine(line=1, quantity=Decimal(quantity)),),
    )
    await office.send("rita", command)


async def test_limits_for_an_item_or_a_legal_entity_that_nobody_knows_are_refused(
    office: Office,
) -> None:
    unknown = ToleranceLimit(scope="item", key=MEDLINE, check="price", pct_over=Decimal(1))
    with pytest.raises(NotFound, match="catalogue item"):
        await allow(office, 2, unknown)
    own = ToleranceLimit(scope="legal_entity", key="NHS", check="price", pct_over=Decimal(1))
    await allow(office, 2, own)  # Nobody registers legal entities here.
    other = RegisterLegalEntity(
        now=NOW, legal_entity="EAST", name="East", currency="USD", fiscal_year_start=1
    )
    await office.send("fred", other)
    with pytest.raises(LegalEntityUnregistered, match="NHS is not registered"):
        await allow(office, 3, own)
