"""Stories of an office abroad: everything that moves an open item, in any order, at any rates."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Final, NamedTuple

from hypothesis import strategies as st

from adapters.postgres.event_log import PostgresEventLog
from application.errors import NotFound
from application.tips import Tips
from application.work import Work
from domain.credit_memos.commands import PostCreditMemo
from domain.errors import Rejected
from domain.invoices.commands import UnlinkInvoice
from domain.money import rounded
from domain.prepayments.commands import RecordPrepaymentCredit
from domain.receipts.commands import CorrectReceipt, RecountedLine
from domain.recoveries.commands import RecordRecoveryRefund, WriteOffRecovery
from domain.recoveries.state import RECOVERY, recovery_id
from tests.application.abroad import OfficeAbroad
from tests.application.desk import NOW, TODAY
from tests.application.office import billed, given_back
from tests.application.storeroom import catalogued, issue
from tests.conftest import Database
from tests.domain.orders import GLOVES, added

STEPS_MAX: Final = 12
CURRENCIES: Final = ("EUR", "JPY", "KWD")  # with two, no and three decimals
PRICES: Final = {
    "EUR": ("10", "9.57", "10.49"),
    "JPY": ("10", "9"),
    "KWD": ("10", "9.573", "10.499"),
}


class Step(NamedTuple):
    """One act, and how much where that matters: in per cent."""

    act: str
    part: int
    price: int


class Abroad(NamedTuple):
    """A story with its currencies and the rate of each of its days."""

    currency: str
    books: str
    rates: list[str]
    steps: list[Step]


ACTS: Final = (
    *("receive", "bill", "bill", "pay", "pay", "pay", "prepay", "credit", "credit", "come_back"),
    *("void", "unlink", "give_back", "give_back", "reverse", "correct", "apply", "refund"),
    *("recover", "recover", "write_off", "send_back", "issue", "price_credit"),
)
RATES: Final = st.one_of(
    st.decimals("0.2", "3", places=6), st.decimals("0.004", "0.009", places=6), st.just(Decimal(1))
)
MENDED: Final = ("price_credit", "void", "unlink")  # of a bill at another price than the goods
PARTS: Final = st.sampled_from((100, 100, 61, 33, 7))
STEPS: Final = st.builds(Step, act=st.sampled_from(ACTS), part=PARTS, price=st.integers(0, 2))


@st.composite
def abroads(draw: st.DrawFn) -> Abroad:
    """Goods come, perhaps paid ahead, and are billed; then anything may happen, at any rates."""
    currency = draw(st.sampled_from(CURRENCIES))
    books = draw(st.sampled_from([each for each in ("USD", "JPY", "KWD") if each != currency]))
    begin = [Step("receive", 100, 0), *(Step("bill", 61, each) for each in (0, 1))]
    ahead = [Step("prepay", draw(PARTS), 0)] if draw(st.booleans()) else []
    paid = [Step("pay", draw(PARTS), 0) for _ in range(draw(st.integers(0, 3)))]
    mended = [Step(draw(st.sampled_from(MENDED)), draw(PARTS), draw(st.integers(0, 2)))]
    later = draw(st.lists(STEPS, min_size=3, max_size=STEPS_MAX))
    steps = [
        *ahead,
        *draw(st.permutations(begin)),
        *draw(st.permutations([*paid, *mended])),
        *later,
    ]
    rates = draw(st.lists(RATES, min_size=len(steps) + 1, max_size=len(steps) + 1))
    days = rates if draw(st.integers(0, 3)) else [rates[0]] * len(rates)
    return Abroad(currency, books, [f"{each:f}" for each in days], steps)


@dataclass(frozen=True)
class Acting:
    """One step of a story. Each method acts on the document that the step `of` brought."""

    office: OfficeAbroad
    number: int  # of this step, and so of the document that it brings
    step: Step

    @property
    def part(self) -> Decimal:
        return Decimal(self.step.part)

    @property
    def quantity(self) -> str:
        return str(max(self.step.part * 60 // 100, 1))

    @property
    def price(self) -> str:
        prices = PRICES[self.office.currency]
        return prices[self.step.price % len(prices)]

    def id_of(self, kind: str, of: int) -> str:
        return self.office.id_of(kind, of)

    def claim_of(self, of: int) -> str:
        return recovery_id(self.office.tenant, self.id_of("invoice", of))

    async def receive(self, of: int) -> None:
        await self.office.receive(self.number, str(self.step.part), now=NOW)

    async def bill(self, of: int) -> None:
        """As held as it may be; somebody lets it pass."""
        worth = str(Decimal(self.quantity) * Decimal(self.price))
        await self.office.capture(self.number, billed(self.quantity, self.price, amount=worth))
        with suppress(Rejected):
            await self.office.release(self.number)

    async def prepay(self, of: int) -> None:
        await self.office.prepay(self.number, str(self.part * 3))

    async def pay(self, of: int) -> None:
        open_amount = (await self.office.invoice(of)).open_amount
        part = rounded(open_amount * self.part / 100, self.office.currency)
        await self.office.pay(of, str(part), f"PAY-{self.number}")

    async def come_back(self, of: int) -> None:
        invoice = await self.office.invoice(of)
        for payment in invoice.payments:
            with suppress(Rejected):
                await self.office.come_back(of, payment)

    async def credit(self, of: int) -> None:
        invoice = await self.office.invoice(of)  # A credit of none would be held.
        worth = min(Decimal(self.quantity) * Decimal(self.price), invoice.uncredited)
        line, memo = given_back(self.quantity, str(worth)), self.number * 100 + of
        await self.office.credit(memo, "quantity", line, invoice=of, document=self.number)
        await self.office.post_credit(self.number)

    async def price_credit(self, of: int) -> None:
        """Money back, perhaps posted on an earlier day than it is."""
        worth = rounded(self.part / 10, self.office.currency)
        memo, later = self.number * 100 + of, timedelta(days=self.number - self.step.price)
        line = given_back("0", str(worth))
        await self.office.credit(memo, "price", line, invoice=of, document=self.number)
        posted = PostCreditMemo(
            now=NOW,
            credit_memo_id=self.id_of("credit_memo", self.number),
            posted_on=max(TODAY + later, TODAY),
        )
        await self.office.send("carl", posted)

    async def issue(self, of: int) -> None:
        await issue(self.office, self.quantity)

    async def apply(self, of: int) -> None:
        for invoice in range(self.number - 1, 0, -1):
            with suppress(Rejected, NotFound):
                await self.office.apply_credit(of, invoice)

    async def refund(self, of: int) -> None:
        memo = await self.office.credit_memo(of)
        part = rounded(memo.open_amount * self.part / 100, self.office.currency)
        await self.office.refund(of, str(part), f"BACK-{self.number}")

    async def void(self, of: int) -> None:
        await self.office.void(of)

    async def unlink(self, of: int) -> None:
        command = UnlinkInvoice(
            now=NOW,
            invoice_id=self.id_of("invoice", of),
            unlinked_by="carl",
            unlinked_on=TODAY,
            reason_code="wrong_order",
        )
        await self.office.send("carl", command)
        if self.step.price:
            await self.office.link(of)

    async def give_back(self, of: int) -> None:
        await self.office.give_back(of, self.quantity)

    async def reverse(self, of: int) -> None:
        await self.office.reverse(of)

    async def correct(self, of: int) -> None:
        command = CorrectReceipt(
            now=NOW,
            receipt_id=self.id_of("receipt", of),
            receiver_id="rita",
            corrected_on=TODAY,
            reason_code="error",
            lines=(RecountedLine(line=1, quantity=Decimal(self.step.part // 2)),),
        )
        await self.office.send("rita", command)

    async def recover(self, of: int) -> None:
        work = Work(self.office.log, Tips(), self.office.tenant)
        outstanding = (await work.load(RECOVERY, self.claim_of(of))).outstanding
        command = RecordRecoveryRefund(
            now=NOW,
            recovery_id=self.claim_of(of),
            refund=f"REC-{self.number}",
            refunded_on=TODAY,
            amount=rounded(outstanding * self.part / 100, self.office.currency),
            recorded_by="theo",
        )
        await self.office.send("theo", command)

    async def write_off(self, of: int) -> None:
        command = WriteOffRecovery(
            now=NOW,
            recovery_id=self.claim_of(of),
            written_off_on=TODAY,
            reason_code="gone",
            written_off_by="fred",
        )
        await self.office.send("fred", command)

    async def send_back(self, of: int) -> None:
        command = RecordPrepaymentCredit(
            now=NOW,
            prepayment_id=self.id_of("prepayment", of),
            credit=f"PC-{self.number}",
            credited_on=TODAY,
            amount=self.part,
            recorded_by="carl",
        )
        await self.office.send("carl", command)

    async def done(self) -> None:
        """On the newest document that it is not refused of; what is refused did not happen."""
        act: Callable[[int], Awaitable[None]] = getattr(self, self.step.act)
        for of in range(self.number - 1, -1, -1):
            with suppress(Rejected, NotFound):
                await act(of)
                return


async def _seen(office: OfficeAbroad, story: Abroad) -> OfficeAbroad:
    await catalogued(office)
    await office.opens(story.currency, story.books, story.rates, added(item_id=GLOVES))
    for number, step in enumerate(story.steps, start=1):
        office.day = number
        await Acting(office, number, step).done()
    return office


@contextmanager
def told(database: Database) -> Iterator[Callable[[Abroad], OfficeAbroad]]:
    """Tells each story in an office of its own, one after the other over one log."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    numbers = count(1)
    with asyncio.Runner() as runner:
        log = PostgresEventLog(*urls)
        runner.run(log.__aenter__())

        def tell(story: Abroad) -> OfficeAbroad:
            tenant = f"t{next(numbers)}"
            office = OfficeAbroad(log=log, database_url=database.url, tenant=tenant)
            return runner.run(_seen(office, story))

        try:
            yield tell
        finally:
            runner.run(log.__aexit__(None, None, None))
