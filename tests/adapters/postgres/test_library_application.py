"""A stock application of the eventsourcing library, a stock projection and subscriptions."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final
from uuid import UUID, uuid5

import pytest
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.dispatch import singledispatchmethod
from eventsourcing.domain import Aggregate, DomainEventProtocol, event
from eventsourcing.persistence import (
    InfrastructureFactory,
    InfrastructureFactoryError,
    IntegrityError,
    NotSupportedError,
    Tracking,
)
from eventsourcing.popo import POPOTrackingRecorder
from eventsourcing.projection import ApplicationSubscription, Projection, ProjectionRunner
from eventsourcing.utils import get_topic

from adapters.postgres.library import LogFactory
from adapters.postgres.library.recorder import LogRecorder
from tests.conftest import Database

WAIT_SECONDS: Final = 30.0


class Pump(Aggregate):
    class Serviced(Aggregate.Event):
        by: str

    @event("Registered")
    def __init__(self, serial: str) -> None:
        self.serial = serial
        self.services = 0

    @event(Serviced)
    def service(self, by: str) -> None:
        self.services += 1

    @staticmethod
    def create_id(serial: str) -> UUID:
        return uuid5(UUID(int=0), serial)


class Pumps(Application[UUID]):
    def register(self, serial: str) -> UUID:
        pump = Pump(serial=serial)
        self.save(pump)
        return pump.id

    def service(self, pump_id: UUID, by: str) -> int:
        pump: Pump = self.repository.get(pump_id)
        pump.service(by=by)
        return self.save(pump)[-1].notification.id


class Services(POPOTrackingRecorder):
    def __init__(self) -> None:
        super().__init__()
        self.by: dict[str, int] = {}

    def count(self, person: str, tracking: Tracking) -> None:
        self.insert_tracking(tracking)
        self.by[person] = self.by.get(person, 0) + 1


class PumpServices(Projection[Services]):
    @singledispatchmethod
    def process_event(self, domain_event: DomainEventProtocol[UUID], tracking: Tracking) -> None:
        self.view.insert_tracking(tracking)

    @process_event.register
    def _(self, domain_event: Pump.Serviced, tracking: Tracking) -> None:
        self.view.count(domain_event.by, tracking)


@pytest.fixture
def env(database: Database) -> dict[str, str]:
    """Our log for every application; the view's store is the library's."""
    return {
        "PERSISTENCE_MODULE": "adapters.postgres.library",
        "PURVEY_APPEND_URL": database.role_url("purvey_append"),
        "PURVEY_READ_URL": database.role_url("purvey_relay"),
        "PUMPSERVICES_PERSISTENCE_MODULE": "eventsourcing.popo",
    }


@pytest.fixture
def pumps(env: dict[str, str]) -> Iterator[Pumps]:
    with Pumps(env) as application:
        yield application


def test_the_environment_of_the_library_chooses_our_log(pumps: Pumps) -> None:
    assert isinstance(pumps.factory, LogFactory)
    assert isinstance(pumps.recorder, LogRecorder)


def test_an_aggregate_is_saved_changed_and_loaded_at_any_version(pumps: Pumps) -> None:
    pump_id = pumps.register("SN-1")
    assert [pumps.service(pump_id, by=person) for person in ("ivan", "mia")] == [2, 3]
    pump: Pump = pumps.repository.get(pump_id)
    assert (pump.serial, pump.services, pump.version) == ("SN-1", 2, 3)
    earlier: Pump = pumps.repository.get(pump_id, version=2)
    assert earlier.services == 1
    with pytest.raises(AggregateNotFoundError):
        pumps.repository.get(Pump.create_id("SN-2"))


def test_a_decision_on_an_old_version_is_refused(pumps: Pumps) -> None:
    pump_id = pumps.register("SN-1")
    stale: Pump = pumps.repository.get(pump_id)
    pumps.service(pump_id, by="ivan")
    stale.service(by="mia")
    with pytest.raises(IntegrityError):
        pumps.save(stale)
    with pytest.raises(IntegrityError):
        pumps.register("SN-1")


def test_applications_in_many_threads_and_instances_lose_nothing(env: dict[str, str]) -> None:
    with Pumps(env) as one, Pumps(env) as other, ThreadPoolExecutor(16) as threads:
        registered = [
            threads.submit((one, other)[number % 2].register, f"SN-{number}")
            for number in range(200)
        ]
        ids = {each.result() for each in registered}
        told = one.recorder.select_notifications(start=1, limit=1_000)
    assert [each.id for each in told] == list(range(1, 201))
    assert {each.originator_id for each in told} == ids


def test_a_projection_follows_what_was_and_what_comes(pumps: Pumps, env: dict[str, str]) -> None:
    pump_id = pumps.register("SN-1")
    pumps.service(pump_id, by="ivan")
    with ProjectionRunner(
        application_class=Pumps, projection_class=PumpServices, view_class=Services, env=env
    ) as runner:
        runner.wait(pumps.recorder.max_notification_id(), timeout=WAIT_SECONDS)
        assert runner.projection.view.by == {"ivan": 1}
        runner.app.service(pump_id, by="mia")
        last = pumps.service(pump_id, by="ivan")
        runner.wait(last, timeout=WAIT_SECONDS)
        assert runner.projection.view.by == {"ivan": 2, "mia": 1}


def test_a_subscription_tells_events_in_order_from_where_it_is_asked(pumps: Pumps) -> None:
    pump_id = pumps.register("SN-1")
    first = pumps.service(pump_id, by="ivan")
    topics = [get_topic(Pump.Serviced)]
    with ApplicationSubscription(pumps, gt=first, topics=topics) as subscription:
        pumps.register("SN-2")
        last = pumps.service(pump_id, by="mia")
        fact, tracking = next(subscription)
    assert isinstance(fact, Pump.Serviced)
    assert (fact.by, fact.originator_version) == ("mia", 3)
    assert tracking == Tracking("Pumps", last)


def test_a_tenant_named_in_the_environment_holds_the_history(env: dict[str, str]) -> None:
    with Pumps({**env, "PURVEY_TENANT": "biomed"}) as biomed, Pumps(env) as by_name:
        biomed.register("SN-1")
        assert by_name.recorder.max_notification_id() is None
    with Pumps({**env, "PUMPS_PURVEY_TENANT": "biomed"}) as again:
        assert again.recorder.max_notification_id() == 1


def test_what_is_missing_in_the_environment_is_named(env: dict[str, str]) -> None:
    del env["PURVEY_READ_URL"]
    with pytest.raises(InfrastructureFactoryError, match="PURVEY_READ_URL"):
        Pumps(env)


def test_snapshots_and_tracking_are_refused_with_what_to_do(env: dict[str, str]) -> None:
    factory: InfrastructureFactory[Services] = InfrastructureFactory.construct(env)
    makers = (factory.aggregate_recorder, factory.tracking_recorder, factory.process_recorder)
    for make in makers:
        with pytest.raises(NotSupportedError, match="PERSISTENCE_MODULE"):
            make()
