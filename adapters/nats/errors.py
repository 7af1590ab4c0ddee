"""What can go wrong between us and JetStream: one class and one code for each remedy.

None of these loses an event: the log holds them all, the stream is only its mirror.
"""

from typing import ClassVar


class NatsError(Exception):
    """The mirror does not do what was asked; the message says what, where and what to do."""

    code: ClassVar[str] = "nats.failed"


class NatsUnavailable(NatsError):
    """The server does not answer, or the connection went away. It is worth trying again."""

    code = "nats.unavailable"


class NatsSilent(NatsUnavailable):
    """The server is there and did not answer in time, as a cluster without a leader does not."""


class JetStreamRefused(NatsError):
    """JetStream answered a request with an error; `error_code` is its own number for it."""

    code = "nats.refused"

    def __init__(self, subject: str, error_code: int, description: str) -> None:
        self.error_code = error_code
        super().__init__(f"JetStream refused {subject}: {description} ({error_code}).")


class PayloadLimitTooLow(NatsError):
    """The server would refuse our largest event."""

    code = "nats.payload_limit_too_low"

    def __init__(self, bytes_max: int, wanted: int) -> None:
        super().__init__(
            f"The NATS server takes messages of at most {bytes_max} bytes, {wanted} are needed. "
            "Raise max_payload in its configuration and reload it."
        )


class ForeignMessage(NatsError):
    """A message that our relay cannot have written: somebody else publishes to its subjects."""

    code = "nats.foreign_message"


class Fenced(NatsError):
    """The stream is not where this relay believes: another one published, or a stranger did."""

    code = "relay.fenced"

    def __init__(self, expected_sequence: int, description: str) -> None:
        super().__init__(f"The stream does not end at {expected_sequence}: {description}.")


class LogGap(NatsError):
    """An offset is missing in the log, which never happens by appending."""

    code = "relay.log_gap"

    def __init__(self, after_offset: int, upto_offset: int) -> None:
        super().__init__(
            f"The log misses an offset between {after_offset} and {upto_offset}. Nothing behind it "
            "is published. Run `purvey verify`, and restore the database from a backup."
        )


class StreamAhead(NatsError):
    """The stream holds an event that the log does not: the database went back in time."""

    code = "relay.stream_ahead"

    def __init__(
        self, epoch: int, offset: int, log_epoch: int, log_offset: int, *, messages: int
    ) -> None:
        """`messages` are all that the stream holds, up to `offset`."""
        self.epoch, self.offset, self.messages = epoch, offset, messages
        super().__init__(
            f"The stream ends at offset {offset} of epoch {epoch} with an event that the log does "
            f"not hold; the log ends at offset {log_offset} of epoch {log_epoch}. Was the database "
            "restored to an earlier point? Nothing is published until that is settled: start a new "
            "epoch, bring back the database that wrote the event, or delete the stream."
        )


class EpochUnfounded(NatsError):
    """The log says an epoch of which it does not know how it began: somebody changed its head."""

    code = "relay.epoch_unfounded"

    def __init__(self, epoch: int) -> None:
        super().__init__(
            f"The log says that it is in epoch {epoch}, and no record tells how that one began: "
            "somebody changed it past the log's walls. Nothing is published, the stream is left "
            "alone. Run `purvey verify`; put the epoch back or restore the database from a "
            "backup, or begin an epoch from here by `purvey log new-epoch`."
        )


class StreamOfOtherEpoch(NatsError):
    """The stream was made from another history than the log has; the relay will replace it."""

    code = "feed.other_epoch"

    def __init__(self, epoch: int, log_epoch: int) -> None:
        super().__init__(
            f"The stream is of epoch {epoch}, the log of epoch {log_epoch}: nothing is taken from "
            "it. The relay makes it anew; `purvey status` tells if it cannot."
        )


class ConsumerOfOtherEpoch(NatsError):
    """A consumer counts offsets of a history that the log does not have any more."""

    code = "relay.consumer_of_other_epoch"

    def __init__(self, name: str, epoch: int, acknowledged: int, log_epoch: int, kept: int) -> None:
        super().__init__(
            f"Consumer {name} stopped: it acknowledged offset {acknowledged} of epoch {epoch}, the "
            f"log is in epoch {log_epoch} and has kept {kept} of them. Let it drop what it took "
            f"behind offset {kept}, then run `purvey log resume-consumer {name}`."
        )


class UnknownConsumer(NatsError):
    """There is no consumer of that name."""

    code = "relay.unknown_consumer"

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no consumer {name!r}; `purvey status` lists them.")
