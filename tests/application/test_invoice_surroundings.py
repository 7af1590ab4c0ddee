"""What stands around an invoice, through the real log: contracts, days, accounts and rates."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import DocumentRef
from domain.exchange_rates.commands import RecordExchangeRate
from domain.invoices.commands import RematchInvoice
from domain.invoices.errors import InvoiceBarred
from domain.invoices.linking_errors import InvoiceExchangeRateMissing
from domain.invoices.settlement_errors import (
    InvoiceBankAccountChanged,
    InvoiceDutiesMixed,
    InvoiceHoldNotReleasable,
    InvoiceHoldOtherRole,
)
from domain.legal_entities.commands import RegisterLegalEntity
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderIssued
from domain.purchase_orders.pricing_events import LinePricing, PurchaseOrderLinePriced
from domain.suppliers.events import SupplierActivated, SupplierEvent, SupplierProposed
from domain.suppliers.evidence_events import (
    SupplierBankDetailsProposed,
    SupplierBankDetailsVerified,
)
from domain.tolerances.commands import ProposeTolerances, PublishTolerances
from domain.tolerances.limits import CHECKS, ToleranceLimit
from tests.application.desk import NOW, ROLES, TODAY
from tests.application.office import Office, billed
from tests.domain.bills import strictest
from tests.domain.orders import MEDLINE, ORDER, added, in_force

WANTED: Final = TODAY + timedelta(days=20)
FEBRUARY: Final = datetime(2026, 2, 10, 9, tzinfo=UTC)
AGREEMENT: Final = DocumentRef(aggregate="price_agreement", id=ORDER.id, number="PA-1")
ROLES_OF_OTHERS: Final = {"connie": frozenset({"contract_master"})}
ROLES_OF_POLICY: Final = {each: frozenset({"policy_admin"}) for each in ("pia", "paul")}


@pytest.fixture(autouse=True)
def _people(monkeypatch: pytest.MonkeyPatch) -> None:
    for person, roles in {**ROLES_OF_OTHERS, **ROLES_OF_POLICY}.items():
        monkeypatch.setitem(ROLES, person, roles)


def account(number: int, proposed_by: str, verified_by: str, on: date) -> tuple[SupplierEvent, ...]:
    """Bank details of the supplier, from their letter to their first day."""
    return (
        SupplierBankDetailsProposed(
            bank_details=number,
            scheme="other",
            bank="021000021",
            masked=f"****{number}",
            fingerprint=f"{number:064x}",
            currency="USD",
            proposed_by=proposed_by,
        ),
        SupplierBankDetailsVerified(
            bank_details=number,
            verified_by=verified_by,
            contact_source="contract",
            called_on=TODAY,
            in_force_from=on,
        ),
    )


async def opens(
    office: Office, *order: PurchaseOrderEvent, accounts: tuple[SupplierEvent, ...] = ()
) -> None:
    """Medline, paid to these accounts, has `PO-1` as these facts say."""
    proposed = SupplierProposed(
        supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam"
    )
    activated = SupplierActivated(activated_by="cora")
    await office.told(f"supplier/{MEDLINE}", proposed, activated, *accounts)
    await office.told(f"purchase_order/{ORDER.id}", *(order or in_force()))


async def published(office: Office, *limits: ToleranceLimit) -> None:
    """The strictest tolerances but for these, and contracts that nobody asks for."""
    own = {each.check for each in limits}
    rest = (strictest(each) for each in CHECKS if each not in own)
    stated = (*rest, *limits)
    proposing = ProposeTolerances(now=NOW, limits=stated, reason_code="own", proposed_by="pia")
    await office.send("pia", proposing)
    await office.send("paul", PublishTolerances(now=NOW, version=2, published_by="paul"))


async def rematch(office: Office, now: datetime = NOW, invoice: int = 1) -> None:
    command = RematchInvoice(invoice_id=office.id_of("invoice", invoice), now=now)
    await office.send("carl", command)


async def placed(office: Office) -> dict[str, Any]:
    """The last hold as it was recorded."""
    facts = [each for each in office.history() if each.type == "invoice.hold_placed"]
    return dict(facts[-1].data)


async def test_a_price_beside_the_contract_waits_for_its_keeper(office: Office) -> None:
    pricing = LinePricing(
        agreement=AGREEMENT,
        version=1,
        priced_on=TODAY,
        agreed_price=Decimal(8),
        override_reason="rush",
    )
    beside = PurchaseOrderLinePriced(line=1, price_source="buyer", pricing=pricing)
    first, line, *rest = in_force()
    await opens(office, first, line, beside, *rest)
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("contract_price",)
    hold = await placed(office)
    assert (hold["owner_role"], hold["expected"], hold["exposure"]) == (
        "contract_master",
        "8",
        "200.00",
    )
    assert office.balance("accounts_payable") == -1000, "it stops the payment and not the books"
    with pytest.raises(InvoiceHoldOtherRole):
        await office.release(1, person="boris")
    await office.release(1, person="connie")
    await office.pay(1, "1000")


async def test_goods_that_came_early_are_paid_when_they_were_wanted(office: Office) -> None:
    await opens(office, *in_force(added(need_by=WANTED)))
    days = ToleranceLimit(scope="tenant", check="early_shipment", abs_over=Decimal(7))
    await published(office, days)
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("early_shipment",)
    hold = await placed(office)
    assert (hold["owner_role"], hold["until"]) == ("buyer", str(WANTED - timedelta(days=1)))
    assert office.balance("accounts_payable") == -1000
    await rematch(office, NOW + timedelta(days=20))
    assert (await office.invoice(1)).status == "matched"


async def test_a_buyer_may_take_early_goods_and_pay_for_them(office: Office) -> None:
    await opens(office, *in_force(added(need_by=WANTED)))
    await published(office)
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("early_shipment",)
    await office.release(1, person="boris")
    await office.pay(1, "1000")


async def test_payments_to_an_account_that_replaced_another_wait_for_a_manager(
    office: Office,
) -> None:
    moved = (
        *account(1, "adam", "fay", TODAY - timedelta(days=90)),
        *account(2, "amir", "fay", TODAY + timedelta(days=2)),
    )
    await opens(office, accounts=moved)
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("bank_account",)
    hold = await placed(office)
    assert (hold["owner_role"], hold["exposure"], hold["bank_details"]) == (
        "treasury",
        "1000.00",
        2,
    )
    assert hold["until"] == str(TODAY + timedelta(days=11))
    assert office.balance("accounts_payable") == -1000
    with pytest.raises(InvoiceDutiesMixed):
        await office.release(1, person="amir")
    await office.release(1, person="anna")
    await office.pay(1, "1000")


async def test_what_was_matched_before_the_change_is_not_paid_unseen(office: Office) -> None:
    await opens(office, accounts=account(1, "adam", "fay", TODAY - timedelta(days=90)))
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert (await office.invoice(1)).status == "matched"
    await office.told(f"supplier/{MEDLINE}", *account(2, "adam", "fay", TODAY), after=4)
    with pytest.raises(InvoiceBankAccountChanged):
        await office.pay(1, "1000")
    await rematch(office)
    assert await office.held(1) == ("bank_account",)
    await office.release(1)
    await office.told(f"supplier/{MEDLINE}", *account(3, "adam", "fay", TODAY), after=6)
    with pytest.raises(InvoiceBankAccountChanged):
        await office.pay(1, "1000")


async def test_the_caution_ends_by_itself(office: Office) -> None:
    moved = (
        *account(1, "adam", "fay", TODAY - timedelta(days=90)),
        *account(2, "adam", "fay", TODAY),
    )
    await opens(office, accounts=moved)
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await rematch(office, NOW + timedelta(days=10))
    assert (await office.invoice(1)).status == "matched"


async def keeps_dollars(office: Office, *rates: tuple[date, str]) -> None:
    """The order is in euros, the books in dollars."""
    *before, issued = in_force(currency="EUR")
    assert isinstance(issued, PurchaseOrderIssued)
    told = issued.model_copy(update={"issued_on": date(2026, 2, 15)})
    await opens(office, *before, told)
    entity = RegisterLegalEntity(now=FEBRUARY, legal_entity="NHS", name="North", currency="USD")
    await office.send("fred", entity)
    for day, rate in rates:
        command = RecordExchangeRate(
            now=FEBRUARY,
            from_currency="EUR",
            to_currency="USD",
            rate=Decimal(rate),
            starts_on=day,
            source="ecb",
            recorded_by="fred",
        )
        await office.send("fred", command)


async def test_a_bill_without_a_rate_is_neither_posted_nor_paid_until_there_is_one(
    office: Office,
) -> None:
    await keeps_dollars(office, (date(2026, 3, 2), "1.10"))
    await office.receive(1, "100")
    await office.capture(1, billed("100"), currency="EUR")
    assert await office.held(1) == ("exchange_rate_missing",)
    assert office.balance("accounts_payable") == 0
    hold = await placed(office)
    assert (hold["owner_role"], hold["accounting_allowed"]) == ("controller", False)
    with pytest.raises(InvoiceHoldNotReleasable):
        await office.release(1)
    with pytest.raises(InvoiceBarred):
        await office.link(1)
    await office.capture(2, billed("100"), currency="EUR", purchase_order_id=None)
    with pytest.raises(InvoiceExchangeRateMissing):
        await office.link(2)
    await rematch(office, NOW + timedelta(days=1))
    assert (await office.invoice(1)).status == "matched"
    payable = [each for each in office.journal() if each.account == "accounts_payable"]
    assert [each.books_credit for each in payable] == ["1100.00"]


async def test_a_rate_that_moved_since_the_order_holds_the_payment(office: Office) -> None:
    await keeps_dollars(office, (date(2026, 2, 12), "1.00"), (date(2026, 2, 28), "1.20"))
    away = ToleranceLimit(scope="tenant", check="exchange_rate", pct_over=Decimal(10))
    await published(office, away)
    await office.receive(1, "100")
    await office.capture(1, billed("100"), currency="EUR")
    assert await office.held(1) == ("exchange_rate",)
    hold = await placed(office)
    assert hold["expected"] == "1.00 USD for 1 EUR as of 2026-02-15"
    assert hold["exposure"] == "166.67", "in the currency of the bill"
    assert office.balance("accounts_payable") == -1000
    await office.release(1)
    await office.pay(1, "1000")
