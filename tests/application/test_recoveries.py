"""What was paid too much is claimed back, whatever made it so, until it is not too much."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from application.ports import Outcome
from application.tips import Tips
from application.work import Work
from domain.credit_memos.errors import CreditMemoTooHigh
from domain.invoices.settlement_errors import InvoiceDutiesMixed
from domain.recoveries.commands import (
    AssignRecovery,
    CloseRecovery,
    OpenRecovery,
    OverpaidLine,
    RecordRecoveryRefund,
    WriteOffRecovery,
)
from domain.recoveries.errors import (
    RecoveryAmountDiffers,
    RecoveryNegative,
    RecoveryNotByHand,
    RecoveryNotOpen,
    RecoveryOpenAlready,
    RecoveryOwnOpening,
)
from domain.recoveries.state import RECOVERY, Recovery, recovery_id
from tests.application.desk import NOW, ROLES, TODAY
from tests.application.office import Office, billed, given_back


@dataclass(frozen=True)
class Claims:
    """What an office asks back of the invoices that it paid."""

    office: Office

    def id_of(self, invoice: int) -> str:
        return recovery_id(self.office.tenant, self.office.id_of("invoice", invoice))

    async def of(self, invoice: int) -> Recovery:
        work = Work(self.office.log, Tips(), self.office.tenant)
        return await work.load(RECOVERY, self.id_of(invoice))

    async def open(self, invoice: int, **terms: Any) -> Outcome:
        """Carl found that it was too high."""
        values = {"recovery_id": self.office.id_of("recovery", invoice), "opened_by": "carl"}
        invoice_id = self.office.id_of("invoice", invoice)
        command = OpenRecovery(now=NOW, invoice_id=invoice_id, **{**values, **terms})
        return await self.office.send("carl", command)

    async def refund(self, invoice: int, amount: str, refund: str = "BACK-1") -> Outcome:
        command = RecordRecoveryRefund(
            now=NOW,
            recovery_id=self.id_of(invoice),
            refund=refund,
            refunded_on=TODAY,
            amount=Decimal(amount),
            recorded_by="theo",
        )
        return await self.office.send("theo", command)

    async def write_off(self, invoice: int, person: str = "fred") -> Outcome:
        command = WriteOffRecovery(
            now=NOW,
            recovery_id=self.id_of(invoice),
            written_off_on=TODAY,
            reason_code="insolvent",
            written_off_by=person,
        )
        return await self.office.send(person, command)


@pytest.fixture
async def claims(office: Office) -> Claims:
    """A hundred gloves came, were billed at ten each, and were paid."""
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"), tax=Decimal(80))
    await office.pay(1, "1080")
    return Claims(office)


async def test_goods_that_go_back_after_the_payment_are_claimed_with_their_tax(
    claims: Claims,
) -> None:
    await claims.office.give_back(1, "20")
    recovery = await claims.of(1)
    assert recovery.cause == "goods_returned"
    assert recovery.tax == 16
    assert recovery.total == recovery.claim == 216
    assert (await claims.office.invoice(1)).status == "paid", "a claim stops no payment"

    await claims.office.give_back(1, "5")
    assert (await claims.of(1)).claim == 270


async def test_a_receipt_correction_after_the_payment_is_recovery_work(claims: Claims) -> None:
    await claims.office.reverse(1)
    recovery = await claims.of(1)
    assert recovery.cause == "receipt_reversed"
    assert recovery.claim == 1080
    await claims.office.receive(2, "100")
    assert (await claims.of(1)).status == "cause_gone"
    await claims.office.give_back(2, "10")
    assert (await claims.of(1)).is_open, "opened once more"


async def test_a_credit_memo_that_gives_it_back_closes_the_claim(claims: Claims) -> None:
    await claims.office.give_back(1, "20")
    half = given_back("10", "100")
    await claims.office.credit(1, "quantity", half, tax=Decimal(8))
    await claims.office.post_credit(1)
    assert (await claims.of(1)).claim == 108
    await claims.office.credit(2, "quantity", half, tax=Decimal(8))
    await claims.office.post_credit(2)
    assert (await claims.of(1)).status == "credited"
    closed = next(e for e in claims.office.history() if e.type == "recovery.closed")
    assert closed.data["reference"]["number"] == "C-2"


async def test_a_refund_without_a_credit_memo_ends_the_claim_and_balances_the_books(
    claims: Claims,
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    assert office.balance("grir") == 200
    with pytest.raises(RecoveryAmountDiffers):
        await claims.refund(1, "217")
    await claims.refund(1, "216")
    assert (await claims.of(1)).status == "refunded"
    assert office.balance("grir") == office.balance("accounts_payable") == 0
    assert office.balance("cash") == -864
    assert office.balance("input_tax") == 64
    assert (await office.order()).lines[1].invoiced == 80
    with pytest.raises(RecoveryNotOpen):
        await claims.refund(1, "216")


async def test_a_claim_is_written_off_by_somebody_who_had_no_hand_in_the_invoice(
    claims: Claims, monkeypatch: pytest.MonkeyPatch
) -> None:
    office = claims.office
    await office.give_back(1, "20")
    for person in ("carl", "theo"):
        monkeypatch.setitem(ROLES, person, frozenset({"controller"}))
        with pytest.raises(InvoiceDutiesMixed):
            await claims.write_off(1, person)
    await claims.write_off(1)
    assert (await claims.of(1)).status == "written_off"
    assert office.balance("claims_written_off") == 216
    assert office.balance("grir") == 0


async def test_what_was_only_paid_in_part_is_claimed_as_far_as_it_was_paid(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.pay(1, "900")
    claims = Claims(office)
    await office.give_back(1, "30")
    assert await office.held(1) == ("quantity_received",), "what is open is withheld"
    recovery = await claims.of(1)
    assert recovery.total == 300
    assert recovery.claim == 200
    await claims.refund(1, "200")
    assert await office.held(1) == ()
    assert (await office.invoice(1)).status == "paid"
    assert office.balance("accounts_payable") == office.balance("grir") == 0


async def test_a_payment_that_came_back_ends_the_claim(claims: Claims) -> None:
    await claims.office.give_back(1, "20")
    await claims.office.come_back(1)
    assert (await claims.of(1)).status == "cause_gone"
    assert await claims.office.held(1) == ("quantity_received",)


async def test_of_two_paid_invoices_the_later_one_is_too_much(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    for number in (1, 2):
        await office.capture(number, billed("50"))
        await office.pay(number, "500", payment=f"PAY-{number}")
    await office.give_back(1, "60")
    claims = Claims(office)
    assert (await claims.of(2)).claim == 500
    assert (await claims.of(1)).claim == 100


@pytest.mark.parametrize(
    ("line", "tax"),
    [(("-1", "25"), "0"), (("0", "-25"), "0"), (("0", "25"), "-2")],
    ids=["quantity", "amount", "tax"],
)
async def test_nobody_claims_less_than_nothing(
    claims: Claims, line: tuple[str, str], tax: str
) -> None:
    quantity, amount = map(Decimal, line)
    asked = OverpaidLine(line=1, quantity=quantity, amount=amount)
    with pytest.raises(RecoveryNegative):
        await claims.open(1, cause="price_too_high", lines=(asked,), tax=Decimal(tax))
    assert "recovery.opened" not in claims.office.facts("recovery")


async def test_nobody_claims_more_tax_than_is_left_of_it(claims: Claims) -> None:
    office = claims.office
    await office.credit(1, "price", given_back("0", "100"), tax=Decimal(76))
    await office.post_credit(1)
    asked = OverpaidLine(line=1, quantity=Decimal(0), amount=Decimal(25))
    with pytest.raises(CreditMemoTooHigh):
        await claims.open(1, cause="price_too_high", lines=(asked,), tax=Decimal(5))
    await office.give_back(1, "20")
    assert (await claims.of(1)).tax == 4, "and not its share of what was billed"


async def test_a_duplicate_found_after_it_was_paid_is_claimed_by_hand(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    for number in (1, 2):
        await office.capture(number, billed("50"))
        await office.pay(number, "500", payment=f"PAY-{number}")
    claims = Claims(office)
    original = office.id_of("invoice", 1)
    await claims.open(2, cause="duplicate_paid", duplicate_of=original)
    work = Work(office.log, Tips(), office.tenant)
    recovery = await work.load(RECOVERY, office.id_of("recovery", 2))
    assert recovery.cause == "duplicate_paid"
    assert recovery.claim == 500

    assign = AssignRecovery(now=NOW, recovery_id=recovery.id, owner="amir", assigned_by="carl")
    await office.send("carl", assign)
    close = CloseRecovery(now=NOW, recovery_id=recovery.id, reason_code="wrong", closed_by="anna")
    await office.send("anna", close)
    assert office.facts("recovery") == [
        "recovery.opened",
        "recovery.assigned",
        "recovery.closed",
    ]


async def test_what_goods_show_is_not_claimed_twice_nor_closed_by_hand(claims: Claims) -> None:
    await claims.office.give_back(1, "20")
    with pytest.raises(RecoveryOpenAlready):
        await claims.open(1, cause="billed_in_error")
    close = CloseRecovery(
        now=NOW, recovery_id=claims.id_of(1), reason_code="wrong", closed_by="anna"
    )
    with pytest.raises(RecoveryNotByHand):
        await claims.office.send("anna", close)


async def test_whoever_claimed_does_not_give_up_the_claim(claims: Claims) -> None:
    own = claims.office.id_of("recovery", 1)
    asked = OpenRecovery(
        now=NOW,
        recovery_id=own,
        invoice_id=claims.office.id_of("invoice", 1),
        cause="billed_in_error",
        opened_by="anna",
    )
    await claims.office.send("anna", asked)
    close = CloseRecovery(now=NOW, recovery_id=own, reason_code="wrong", closed_by="anna")
    with pytest.raises(RecoveryOwnOpening):
        await claims.office.send("anna", close)
