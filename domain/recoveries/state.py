"""A recovery as its history left it: how much is to come back, who sees to it, how it ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.ids import derived_id
from domain.recoveries.events import (
    Cause,
    RecoveryAssigned,
    RecoveryChanged,
    RecoveryClosed,
    RecoveryEvent,
    RecoveryLine,
    RecoveryOpened,
    RecoveryPartlyRefunded,
    RecoveryRefunded,
    RecoveryWrittenOff,
)

Status = Literal["open", "credited", "refunded", "written_off", "cause_gone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """`total` should not have been billed; `claim` is what of it was paid."""

    id: str
    invoice: DocumentRef
    supplier_id: str
    legal_entity: str
    facility: str
    currency: str
    cause: Cause
    lines: tuple[RecoveryLine, ...]
    tax: Decimal
    total: Decimal
    claim: Decimal
    opened_by: str | None
    owner: str | None = None
    refunds: Mapping[str, Decimal] = field(default_factory=dict)  # in parts, by number
    used: Decimal = Decimal(0)  # of them: what claims took that ended
    answered_by: frozenset[str] = frozenset()  # credit memos that gave back parts, by id
    status: Status = "open"

    @property
    def number(self) -> str:
        """It is known by the invoice that was paid."""
        return self.invoice.number

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate=RECOVERY.name, id=self.id, number=self.number)

    @property
    def refunded(self) -> Decimal:
        """What came back in parts and no claim took yet, also before this one opened once more."""
        return sum(self.refunds.values(), -self.used)

    @property
    def outstanding(self) -> Decimal:
        """What of the claim is still to come back; the claim may have shrunk below what came."""
        return max(self.claim - self.refunded, Decimal(0))

    @property
    def is_open(self) -> bool:
        """Whether anything is still to come back."""
        return self.status == "open"


def evolve(state: Recovery | None, event: RecoveryEvent) -> Recovery:
    """The next state. What goods and receipts opened may close and open again."""
    if isinstance(event, RecoveryOpened):
        return _opened(state, event)
    assert state is not None, "the first event opens the recovery"
    match event:
        case RecoveryChanged():
            return _changed(state, event)
        case RecoveryAssigned():
            return replace(state, owner=event.owner)
        case RecoveryPartlyRefunded():
            return replace(state, refunds={**state.refunds, event.refund: event.amount})
        case RecoveryRefunded():
            used = state.used + (event.refunded_before or 0)
            return replace(state, status="refunded", used=used)
        case RecoveryWrittenOff():
            used = state.used + (event.refunded_before or 0)
            return replace(state, status="written_off", used=used)
        case RecoveryClosed():
            used = state.used + (event.accounted.amount if event.accounted else 0)
            return replace(state, status=event.how, used=used)
        case _:
            assert_never(event)


def _changed(state: Recovery, event: RecoveryChanged) -> Recovery:
    memo = frozenset() if event.reference is None else frozenset({event.reference.id})
    return replace(
        state,
        cause=event.cause,
        lines=event.lines,
        tax=event.tax,
        total=event.total,
        claim=event.claim,
        answered_by=state.answered_by | memo,
    )


def _opened(before: Recovery | None, event: RecoveryOpened) -> Recovery:
    """Anew; what had come back before and was not used stays the supplier's."""
    return Recovery(
        id=event.recovery_id,
        invoice=event.invoice,
        supplier_id=event.supplier_id,
        legal_entity=event.legal_entity,
        facility=event.facility,
        currency=event.currency,
        cause=event.cause,
        lines=event.lines,
        tax=event.tax,
        total=event.total,
        claim=event.claim,
        opened_by=event.opened_by,
        refunds=before.refunds if before else {},
        used=before.used if before else Decimal(0),
    )


def recovery_id(tenant: str, invoice_id: str) -> str:
    """The recovery that goods and receipts open for the invoice: one, as often as it takes."""
    return derived_id(tenant, RECOVERY.name, invoice_id)


RECOVERY: Final = Aggregate(name="recovery", state=Recovery, evolve=evolve)
