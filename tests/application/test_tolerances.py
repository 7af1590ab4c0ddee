"""Invoices are judged by the tolerances in force on their day, narrow scope first."""

from datetime import timedelta
from decimal import Decimal

import pytest

from application.errors import NotFound
from domain.tolerances.commands import ProposeTolerances, PublishTolerances
from domain.tolerances.limits import CHECKS, ToleranceLimit
from domain.tolerances.state import TOLERANCE_POLICY, tolerance_policy_id
from tests.application.desk import NOW, ROLES
from tests.application.office import Office, billed
from tests.domain.orders import MEDLINE


def within(supplier_id: str, percent: str) -> tuple[ToleranceLimit, ...]:
    """Nothing is tolerated but a price of this supplier."""
    nothing = (ToleranceLimit(scope="tenant", check=check, pct_over=Decimal(0)) for check in CHECKS)
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
