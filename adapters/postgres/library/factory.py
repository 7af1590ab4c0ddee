"""Makes recorders from the library's environment.

PURVEY_APPEND_URL and PURVEY_READ_URL are the log's addresses for users in the roles purvey_append
and purvey_relay. PURVEY_TENANT is the tenant whose history the application's is; without it, the
application's name. As the library does it, each may be prefixed with that name (`SCHOOL_...`).
"""

from typing import Any, Final, Never

from eventsourcing.persistence import (
    AggregateRecorder,
    InfrastructureFactory,
    InfrastructureFactoryError,
    NotSupportedError,
    ProcessRecorder,
    TrackingRecorder,
)

from adapters.postgres.library.recorder import LogRecorder

APPEND_URL: Final = "PURVEY_APPEND_URL"
READ_URL: Final = "PURVEY_READ_URL"
TENANT: Final = "PURVEY_TENANT"
NAMELESS: Final = "library"


class LogFactory(InfrastructureFactory[TrackingRecorder]):
    """What an Application is given when PERSISTENCE_MODULE names this package."""

    def __init__(self, env: Any) -> None:  # noqa: ANN401 - whatever the library takes.
        super().__init__(env)
        self._recorders: list[LogRecorder] = []

    def application_recorder(self) -> LogRecorder:
        """A recorder on the log, open until the factory is closed."""
        name = self.env.name or NAMELESS
        recorder = LogRecorder(
            self._address(APPEND_URL),
            self._address(READ_URL),
            tenant=self.env.get(TENANT) or name,
            application=name,
        )
        self._recorders.append(recorder)
        return recorder

    def close(self) -> None:
        """Close every recorder; may be called more than once."""
        while self._recorders:
            self._recorders.pop().close()

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Refused: the only thing that the library keeps with it are snapshots."""
        del purpose
        self._refuse("Snapshots can be computed, and the log holds facts alone.")

    def tracking_recorder(self, tracking_recorder_class: object = None) -> Never:
        """Refused: how far a view has come stands beside the view."""
        del tracking_recorder_class
        self._refuse("How far a view has come is kept beside the view, not in the log.")

    def process_recorder(self) -> ProcessRecorder:
        """Refused, as `tracking_recorder`."""
        self._refuse("How far a process has come cannot be stored with the log's events.")

    def _address(self, variable: str) -> str:
        address = self.env.get(variable)
        if not address:
            raise InfrastructureFactoryError(f"Set {variable} to an address of the log's database.")
        return address

    def _refuse(self, why: str) -> Never:
        raise NotSupportedError(
            f"{why} Name another PERSISTENCE_MODULE for it, prefixed with the name of the"
            " projection, or leave snapshotting off."
        )
