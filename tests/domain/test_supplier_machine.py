"""Whatever five people do to a supplier, no duty is mixed and nothing opens that should be shut.

Hypothesis lets them propose, screen, judge, verify, call back, activate, hold and order in any
order while days go by. The facts are taken in their stored form.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from pydantic import TypeAdapter

from domain.errors import Rejected
from domain.event import Command, Event
from domain.registry import EVENTS
from domain.suppliers import bank_details, decide, documents, registers, screening
from domain.suppliers.commands import (
    ActivateSupplier,
    ActivateSupplierConditionally,
    ClassifySupplier,
    DebarSupplier,
    LiftSupplierDebarment,
    PlaceSupplierHold,
    ReinstateSupplier,
    ReleaseSupplierHold,
    SuspendSupplier,
)
from domain.suppliers.eligibility import commit_spend, missing_documents, missing_lists, obstacle
from domain.suppliers.evidence_commands import (
    AdjudicateSupplierMatch,
    ListLookup,
    ProposeSupplierBankDetails,
    RecordSupplierCredentialDeadlines,
    RecordSupplierScreening,
    RejectSupplierBankDetails,
    RejectSupplierDocument,
    SubmitSupplierDocument,
    VerifySupplierBankDetails,
    VerifySupplierDocument,
)
from domain.suppliers.policy import SUPPLIER_POLICY
from domain.suppliers.state import SUPPLIER, Supplier
from domain.suppliers.terms import (
    Adjudication,
    DocumentType,
    ExclusionList,
    HoldScope,
    ScreeningResult,
    Supply,
    Tier,
)
from tests.domain.orders import ref
from tests.domain.scenario import folded
from tests.domain.suppliers import HASH, MEDLINE, NOW, proposed

PEOPLE: Final = st.sampled_from(("carla", "dora", "fay", "vera", "adam"))
TIERS: Final = st.sampled_from(("basic", "standard", "critical"))
SUPPLIES: Final = st.sets(st.sampled_from(("goods", "services", "patient_data")), max_size=2)
LISTS: Final = st.sampled_from(("oig_leie", "sam", "ofac", "state_medicaid"))
RESULTS: Final = st.sampled_from((*("clear",) * 9, "potential_match", "match"))
CENT: Final = Decimal("0.01")
FORM: Final = TypeAdapter(Supplier)


class SupplierMachine(RuleBasedStateMachine):
    """One supplier, proposed by adam."""

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.history: list[Event] = [proposed()]
        self.supplier: Supplier = folded(SUPPLIER, *self.history)
        self.orders = 0

    @initialize(tier=TIERS)
    def adam_proposes(self, tier: Tier) -> None:
        self.history = [proposed(tier, "goods")]
        self.supplier = folded(SUPPLIER, *self.history)

    def happens(self, decision: Callable[..., Sequence[Event]], command: object) -> bool:
        """Records what is decided in its stored form; false: it was refused."""
        try:
            events = decision(self.supplier, command)
        except Rejected:
            return False
        for event in events:
            stored = event.model_dump_json(exclude_none=True)
            self.history.append(EVENTS[event.TYPE].model_validate_json(stored))
            self.supplier = SUPPLIER.evolve(self.supplier, self.history[-1])
        return True

    def about(self) -> dict[str, Any]:
        return {"now": self.now, "supplier_id": MEDLINE}

    @rule(days=st.integers(1, 40))
    def days_go_by(self, days: int) -> None:
        self.now += timedelta(days=days)

    @rule(opens=st.sampled_from(("conditionally", "activate", "nothing")))
    def all_that_lacks_is_provided(self, opens: str) -> None:
        """As an office does it: chance alone would seldom open a supplier."""
        lists = SUPPLIER_POLICY.lists(self.supplier.tier, self.supplier.supplies)
        self.somebody_screens("vera", [*lists], "clear")
        for kind in missing_documents(self.supplier, self.now.date(), SUPPLIER_POLICY):
            self.somebody_sends_a_document("adam", kind, 20)
            self.somebody_looks_at_a_document("dora", len(self.supplier.evidence.documents), True)
        if opens == "activate":
            self.somebody_activates("zoe")
        if opens == "conditionally":
            self.somebody_opens_it_conditionally("zoe")
            self.somebody_orders(20, again=False)

    @rule(person=PEOPLE, tier=TIERS, supplies=SUPPLIES)
    def somebody_classifies(self, person: str, tier: Tier, supplies: set[Supply]) -> None:
        command = ClassifySupplier(
            **self.about(),
            tier=tier,
            supplies=tuple(supplies),
            classified_by=person,
            reason_code="corrected",
        )
        self.happens(decide.classify, command)

    @rule(person=PEOPLE, names=st.lists(LISTS, min_size=1, max_size=4), result=RESULTS)
    def somebody_screens(
        self, person: str, names: list[ExclusionList], result: ScreeningResult
    ) -> None:
        lookups = tuple(
            ListLookup(
                exclusion_list=name,
                list_date=self.now.date(),
                result=result,
                evidence_hash=HASH,
            )
            for name in dict.fromkeys(names)
        )
        command = RecordSupplierScreening(**self.about(), screened_by=person, lookups=lookups)
        self.happens(screening.record_screening, command)

    @rule(person=PEOPLE, name=LISTS, outcome=st.sampled_from(("cleared", "confirmed")))
    def somebody_judges(self, person: str, name: ExclusionList, outcome: Adjudication) -> None:
        command = AdjudicateSupplierMatch(
            **self.about(),
            exclusion_list=name,
            outcome=outcome,
            adjudicated_by=person,
            reason_code="seen",
        )
        self.happens(screening.adjudicate, command)

    @rule(person=PEOPLE, kind=st.sampled_from(("w9", "coi", "baa")), days=st.integers(0, 60))
    def somebody_sends_a_document(self, person: str, kind: DocumentType, days: int) -> None:
        command = SubmitSupplierDocument(
            **self.about(),
            document_type=kind,
            content_hash=HASH,
            submitted_by=person,
            expires_on=self.now.date() + timedelta(days=days),
        )
        self.happens(documents.submit_document, command)

    @rule(person=PEOPLE, number=st.integers(1, 4), is_genuine=st.booleans())
    def somebody_looks_at_a_document(self, person: str, number: int, is_genuine: bool) -> None:
        told = {"document": number, **self.about()}
        if is_genuine:
            verify = VerifySupplierDocument(**told, verified_by=person)
            self.happens(documents.verify_document, verify)
            return
        reject = RejectSupplierDocument(**told, rejected_by=person, reason_code="forged")
        self.happens(documents.reject_document, reject)

    @rule()
    def the_deadlines_are_looked_at(self) -> None:
        due = RecordSupplierCredentialDeadlines(**self.about())
        if self.happens(documents.record_deadlines, due):
            assert not self.happens(documents.record_deadlines, due), "each is told of once"

    @rule(person=PEOPLE, digit=st.sampled_from("0123456789"))
    def somebody_sends_bank_details(self, person: str, digit: str) -> None:
        command = ProposeSupplierBankDetails(
            **self.about(),
            scheme="us_ach",
            bank="021000021",
            masked=f"****{digit * 4}",
            fingerprint=digit * 64,
            currency="USD",
            proposed_by=person,
        )
        self.happens(bank_details.propose_bank_details, command)

    @rule(person=PEOPLE, number=st.integers(1, 4), is_confirmed=st.booleans())
    def somebody_calls_back(self, person: str, number: int, is_confirmed: bool) -> None:
        told = {"bank_details": number, **self.about()}
        call: dict[str, Any] = {"contact_source": "contract", "called_on": self.now.date()}
        if is_confirmed:
            verify = VerifySupplierBankDetails(**told, **call, verified_by=person)
            self.happens(bank_details.verify_bank_details, verify)
            return
        reject = RejectSupplierBankDetails(**told, rejected_by=person, reason_code="unknown")
        self.happens(bank_details.reject_bank_details, reject)

    @rule(person=PEOPLE)
    def somebody_activates(self, person: str) -> None:
        before = self.supplier
        command = ActivateSupplier(**self.about(), activated_by=person)
        if self.happens(decide.activate, command):
            assert person not in {before.proposed_by, *before.edited_by}
            assert not before.evidence.open_matches + missing_lists(before, SUPPLIER_POLICY)
            assert not missing_documents(before, self.now.date(), SUPPLIER_POLICY)

    def somebody_opens_it_conditionally(self, person: str) -> None:
        command = ActivateSupplierConditionally(
            **self.about(),
            activated_by=person,
            kind="emergency",
            cap=Decimal(300),
            currency="USD",
            until=self.now.date() + timedelta(days=20),
            reason_code="flood",
        )
        self.happens(decide.activate_conditionally, command)

    @rule(less=st.integers(0, 20), again=st.booleans())
    def somebody_orders(self, less: int, again: bool) -> None:
        """Nearly what is left of the cap, and never a cent more."""
        limits = self.supplier.limits
        if limits is None or obstacle(self.supplier, "order", on=self.now.date()) is not None:
            return
        left = limits.cap - limits.spent_in_all
        assert not self.commits(self.orders + 1, left + CENT), "the cap would be overdrawn"
        self.orders += 0 if again and self.orders else 1
        self.commits(self.orders, max(Decimal(0), left - less))

    def commits(self, order: int, amount: Decimal) -> bool:
        return self.happens(
            lambda supplier, _: commit_spend(supplier, ref("order", order), amount, "USD"), None
        )

    @rule(person=PEOPLE, act=st.sampled_from(("suspend", "reinstate", "debar", "lift")))
    def somebody_stops_or_lets_go(self, person: str, act: str) -> None:
        why = {"reason_code": "seen", **self.about()}
        asked: dict[str, tuple[Callable[..., Sequence[Event]], Command]] = {
            "suspend": (decide.suspend, SuspendSupplier(suspended_by=person, **why)),
            "reinstate": (decide.reinstate, ReinstateSupplier(reinstated_by=person, **why)),
            "debar": (decide.debar, DebarSupplier(debarred_by=person, **why)),
            "lift": (decide.lift_debarment, LiftSupplierDebarment(lifted_by=person, **why)),
        }
        self.happens(*asked[act])

    @rule(scope=st.sampled_from(("payment", "order", "all")), days=st.none() | st.integers(0, 10))
    def it_is_held_or_let_go(self, scope: HoldScope, days: int | None) -> None:
        until = None if days is None else self.now.date() + timedelta(days=days)
        hold = PlaceSupplierHold(**self.about(), scope=scope, reason_code="seen", until=until)
        if not self.happens(registers.place_hold, hold):
            release = ReleaseSupplierHold(**self.about(), scope=scope)
            assert self.happens(registers.release_hold, release)

    @invariant()
    def nobody_confirms_what_he_sent_in(self) -> None:
        evidence = self.supplier.evidence
        for paper in evidence.documents.values():
            assert paper.verified_by not in (paper.submitted_by, "adam")
        for account in evidence.bank_details.values():
            assert account.verified_by not in (account.proposed_by, "adam")
        for look in evidence.screenings.values():
            assert look.adjudicated_by not in (look.screened_by, "adam")

    @invariant()
    def what_is_open_for_orders_lacks_nothing(self) -> None:
        if obstacle(self.supplier, "order", on=(today := self.now.date())) is not None:
            return
        assert self.supplier.status in ("active", "conditional")
        matches = self.supplier.evidence.open_matches
        assert not matches + missing_lists(self.supplier, SUPPLIER_POLICY)
        if self.supplier.status == "active":
            assert not missing_documents(self.supplier, today, SUPPLIER_POLICY)

    @invariant()
    def what_is_open_for_payment_has_an_account_that_was_called_back(self) -> None:
        today, evidence = self.now.date(), self.supplier.evidence
        if obstacle(self.supplier, "payment", on=today) is None:
            sent = [each for each in evidence.bank_details.values() if each.status != "rejected"]
            assert evidence.account_on(today) or (self.supplier.tier == "basic" and not sent)

    @invariant()
    def no_cap_is_overdrawn(self) -> None:
        limits = self.supplier.limits
        assert limits is None or limits.spent_in_all <= limits.cap

    def teardown(self) -> None:
        """The state is the fold of the stored facts, and can be kept as a snapshot."""
        if self.history:
            assert folded(SUPPLIER, *self.history) == self.supplier
        assert FORM.validate_json(FORM.dump_json(self.supplier)) == self.supplier


TestSupplier = SupplierMachine.TestCase
