"""What invoices would have been judged by other tolerances: real events, other rules.

Each verdict of a span is reached again, once by the tolerances that it names and once by the
others. Where the first does not come to what was recorded (an older engine, figures that it did not
keep), nothing is said of the second. Nothing can happen by it: this module is pure, it is given
facts and no way to write any, and import-linter keeps commands and adapters away from it.
"""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from statistics import median
from typing import Final, Protocol

from domain.event import Recorded
from domain.invoices.holds import family
from domain.invoices.state import Invoice
from domain.match_sides import WantedHold
from domain.tolerance import TolerancePolicy
from domain.tolerances.state import TOLERANCE_POLICY, TenantTolerances, tolerance_policy_id
from replay.held import Stood, days_held_by, standing_holds
from replay.judging_again import (
    Judged,
    is_as_recorded,
    judged_again,
    judgements,
    order_before,
)
from replay.stored_facts import fact_of

DOCUMENTS_NAMED_MAX: Final = 1_000  # All are counted.
Key = tuple[str, int | None]  # kind and line


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldAtStake:
    """A hold that stood and would not have, or the other way round.

    `days` are those it stood; of one that did not, those that its kind stood in the median, if any.
    """

    kind: str
    line: int | None
    exposure: Decimal
    days: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferingVerdict:
    """One verdict, as it was and as it would have been."""

    position: int
    judged_at: str
    tolerance_version: int
    verdict: str
    verdict_then: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """One invoice with verdicts that would have been others."""

    invoice_id: str
    number: str
    supplier_id: str
    facility: str
    total: Decimal
    currency: str
    verdicts: tuple[DifferingVerdict, ...]
    spared: tuple[HoldAtStake, ...]
    added: tuple[HoldAtStake, ...]
    days_free_earlier: float  # on which nothing but spared holds kept it


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """The report. `named` are the first of the invoices; money is by currency."""

    verdicts: int
    not_reproduced: int  # of which nothing is said
    differing_verdicts: int
    differing_invoices: int
    passing_instead: int  # invoices whose first differing verdict was a hold, and would not be
    held_instead: int
    spared_exposure: Mapping[str, Decimal]
    added_exposure: Mapping[str, Decimal]
    days_free_earlier: float
    named: tuple[Differing, ...]


class Facts(Protocol):
    """One tenant's history, to be read."""

    def judged_invoices(self, after: int, up_to: int) -> AsyncIterator[str]:
        """The streams of invoices with a verdict behind the one position, up to the other."""
        ...

    async def document(self, stream: str) -> Sequence[Recorded]:
        """All events of one document."""
        ...


@dataclass(slots=True)
class _Sums:
    verdicts: int = 0
    not_reproduced: int = 0
    differing_verdicts: int = 0
    invoices: int = 0
    passing: int = 0
    held: int = 0
    spared: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    added: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    days: float = 0.0
    usual: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))


async def what_if(
    facts: Facts, tenant: str, policy: TolerancePolicy, span: tuple[int, int], until: datetime
) -> WhatIf:
    """Judges the verdicts of the span by that policy, too; holds still open count up to `until`."""
    tolerances = await _tolerances(facts, tenant)
    sums, named = _Sums(), list[Differing]()
    async for stream in facts.judged_invoices(*span):
        events = await facts.document(stream)
        stood = standing_holds(events, until)
        for each in stood:
            sums.usual[each.kind].append(each.days)
        found = _Comparison(stood)
        for judged in judgements(events):
            if span[0] < judged.event.position <= span[1]:
                order = await facts.document(f"purchase_order/{judged.verdict.purchase_order.id}")
                found.compare(judged, order, tolerances, policy)
        differing = found.told(sums)
        if differing is not None and len(named) < DOCUMENTS_NAMED_MAX:
            named.append(differing)
    return WhatIf(
        verdicts=sums.verdicts,
        not_reproduced=sums.not_reproduced,
        differing_verdicts=sums.differing_verdicts,
        differing_invoices=sums.invoices,
        passing_instead=sums.passing,
        held_instead=sums.held,
        spared_exposure=dict(sums.spared),
        added_exposure=dict(sums.added),
        days_free_earlier=sums.days,
        named=tuple(_with_usual(each, sums.usual) for each in named),
    )


class _Comparison:
    """One invoice's verdicts beside what they would have been."""

    def __init__(self, stood: Sequence[Stood]) -> None:
        self._stood = stood
        self._judged = self._lost = 0
        self._invoice: Invoice | None = None
        self._verdicts: list[DifferingVerdict] = []
        self._spared: dict[int, HoldAtStake] = {}  # by the number of the hold
        self._added: dict[Key, HoldAtStake] = {}

    def compare(
        self,
        judged: Judged,
        order_events: Sequence[Recorded],
        tolerances: TenantTolerances,
        policy: TolerancePolicy,
    ) -> None:
        """Reaches one verdict again, twice."""
        self._judged += 1
        verdict = judged.verdict
        order = order_before(order_events, judged.event.position)
        if order is None or verdict.compared is None:
            self._lost += 1
            return
        was = judged_again(judged, order, tolerances.of_version(verdict.tolerance_version))
        if not is_as_recorded(judged, was):
            self._lost += 1
            return
        then = judged_again(judged, order, policy)
        before, after = _wanted(judged.invoice, was.holds), _wanted(judged.invoice, then.holds)
        for key in before.keys() - after.keys():
            self._spare(key, before[key], judged.event.version)
        for key in after.keys() - before.keys():
            self._added.setdefault(key, _at_stake(after[key], None))
        if before.keys() != after.keys() or was.verdict != then.verdict:
            self._invoice = self._invoice or judged.invoice
            self._verdicts.append(
                DifferingVerdict(
                    position=judged.event.position,
                    judged_at=judged.event.metadata["effective_at"],
                    tolerance_version=verdict.tolerance_version,
                    verdict=was.verdict,
                    verdict_then=then.verdict,
                )
            )

    def _spare(self, key: Key, wanted: WantedHold, version: int) -> None:
        """The hold that stood for it: placed behind this verdict, or before and not yet ended."""
        mine = [each for each in self._stood if (each.kind, each.line) == key]
        later = [each for each in mine if each.version > version]
        for each in later[:1] or mine[-1:]:
            self._spared.setdefault(each.hold, _at_stake(wanted, each.days))

    def told(self, sums: _Sums) -> Differing | None:
        """What differs, added to the sums; none: nothing does."""
        sums.verdicts += self._judged
        sums.not_reproduced += self._lost
        sums.differing_verdicts += len(self._verdicts)
        invoice = self._invoice
        if invoice is None:
            return None
        first, days = self._verdicts[0], days_held_by(self._stood, self._spared)
        sums.invoices += 1
        sums.passing += first.verdict == "hold" != first.verdict_then
        sums.held += first.verdict_then == "hold" != first.verdict
        sums.days += days
        for totals, holds in ((sums.spared, self._spared), (sums.added, self._added)):
            for each in holds.values():
                totals[invoice.currency] += each.exposure
        return Differing(
            invoice_id=invoice.id,
            number=invoice.number,
            supplier_id=invoice.supplier_id,
            facility=invoice.facility,
            total=invoice.total,
            currency=invoice.currency,
            verdicts=tuple(self._verdicts),
            spared=tuple(self._spared.values()),
            added=tuple(self._added.values()),
            days_free_earlier=days,
        )


def _wanted(invoice: Invoice, holds: Sequence[WantedHold]) -> dict[Key, WantedHold]:
    """Without what a person let pass before."""
    return {
        (each.kind, each.line): each
        for each in holds
        if (family(each.kind), each.line) not in invoice.accepted
    }


def _at_stake(wanted: WantedHold, days: float | None) -> HoldAtStake:
    return HoldAtStake(kind=wanted.kind, line=wanted.line, exposure=wanted.exposure, days=days)


def _with_usual(differing: Differing, usual: Mapping[str, Sequence[float]]) -> Differing:
    """What would have been held: for as long as its kind mostly was."""
    added = tuple(
        replace(each, days=median(usual[each.kind]) if usual.get(each.kind) else None)
        for each in differing.added
    )
    return replace(differing, added=added)


async def _tolerances(facts: Facts, tenant: str) -> TenantTolerances:
    state: TenantTolerances | None = None
    stream = TOLERANCE_POLICY.stream(tolerance_policy_id(tenant))
    for event in await facts.document(stream):
        state = TOLERANCE_POLICY.evolve(state, fact_of(event))
    return state or TenantTolerances()
