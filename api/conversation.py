"""The conventions that every route follows: sending a command, and the answer it gets.

`Idempotency-Key` makes a request repeatable: it becomes the command id, and ids that the client
leaves out derive from it, so a repeat names the same document. `If-Match` carries the version that
the client decided on; every answer carries the new one as `ETag`.
"""

import hashlib
import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Final
from uuid import UUID

from fastapi import Depends, Header, Request, Response
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from api.exact_json import canonical
from api.plain_values import refuse_look_alikes
from api.security import Caller, CallerOfRequest
from api.wiring.clock import new_uuid, utc_now
from api.wiring.service import Service
from application.errors import CommandReused, Failed
from application.handle import AnyVersion, Context
from application.late_entry import BACKDATED_DAYS_MAX
from domain.errors import InvalidValue
from domain.event import Command, Reason, SealedText
from domain.ids import UUID_PATTERN, derived_id
from domain.registry import AGGREGATES

KEY_LENGTH_MAX: Final = 200
KEY_PATTERN: Final = r"^[ -~]+$"  # Other bytes mean other characters to each sender.
_VERSION: Final = re.compile(r'(?:W/)?"([0-9]{1,18})"|([0-9]{1,18})')
CLOCK_SKEW_SECONDS_MAX: Final = 60  # What a client's clock may be ahead of ours.
EFFECTIVE_AT_MIN: Final = datetime(1970, 1, 1, tzinfo=UTC)
UUID_FORM: Final = re.compile(UUID_PATTERN)
# Aggregates by the resources that are named after them. Some have no id in the path: what the body
# is about says which document is meant, as the two currencies of a rate do.
_AGGREGATES: Final = {
    (f"{name[:-1]}ies" if name.endswith("y") else f"{name}s").replace("_", "-"): name
    for name in AGGREGATES
}
_NAMED_BY_BODY: Final = frozenset({"exchange_rate", "tolerance_policy", "budget_line"})
ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class BadVersion(Failed):
    """`If-Match` is not the version of a document."""

    code = "request.bad_version"


class Body(BaseModel):
    """A request body: closed, so that a misspelt field is told and not ignored."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _without_look_alikes(cls, body: object) -> object:
        refuse_look_alikes(cls, body)
        return body


class CommandBody(Body):
    """What every command may say beside its own fields."""

    effective_at: AwareDatetime | None = Field(
        default=None,
        description="When it happened, with offset; by default now."
        f" Beyond {BACKDATED_DAYS_MAX} days back, the role `late_entry` is needed too.",
    )


class Accepted(BaseModel):
    """A command was carried out. Pass `token` as `min_position` to read your own write."""

    id: str = Field(examples=["0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c11"])
    version: int = Field(description="The document's version from now on.", examples=[3])
    position: int = Field(description="Of the tenant's history.", examples=[1042])
    token: str = Field(description="epoch.position", examples=["1.1042"])


@dataclass(frozen=True, slots=True)
class Conversation:
    """One request: who calls, how it may be repeated, and the application to send to."""

    caller: Caller
    response: Response
    service: Service
    command_id: str
    body_hash: bytes
    sent_hash: bytes  # over the bytes as they came, which versions before took for `body_hash`
    expected_version: int | AnyVersion | None
    document: str | None  # that the path names, as a `Context` has it

    def document_id(self, given: str | None = None, kind: str = "document") -> str:
        """The id that the client chose, or one that a repeat of the request names again."""
        return given or derived_id(self.caller.tenant, self.command_id, kind)

    def number(self, given: str | None, prefix: str) -> str:
        """The number that the client chose, or one made of the command id: `PO-7F3K9Q2M4T`."""
        return given or f"{prefix}-{_letters(UUID(self.command_id).int)}"

    def moment(self, body: CommandBody) -> datetime:
        """When the command takes effect: now, or a time of the past that the caller may tell of."""
        now = utc_now()
        if body.effective_at is None:
            return now
        if body.effective_at > now + timedelta(seconds=CLOCK_SKEW_SECONDS_MAX):
            raise InvalidValue("effective_at", "lies in the future", body.effective_at)
        if body.effective_at < EFFECTIVE_AT_MIN:
            raise InvalidValue("effective_at", "lies before 1970", body.effective_at)
        return body.effective_at

    @property
    def actor_id(self) -> str:
        """The person or service that calls."""
        return self.caller.actor.id

    def seal(self, text: str | None, subject: str | None = None) -> SealedText | None:
        """Free text that may name a person, sealed under the key of its subject: who wrote it."""
        return (
            None
            if text is None
            else self.service.vault.seal(self.caller.tenant, subject or self.actor_id, text)
        )

    def fingerprint(self, text: str) -> str:
        """Tells whether two secrets of the tenant are the same, and nothing else of them."""
        return self.service.vault.fingerprint(self.caller.tenant, text)

    def context(self, reason: Reason | None = None) -> Context:
        """Who sends, and under which id it may be repeated."""
        return Context(
            tenant=self.caller.tenant,
            actor=self.caller.actor,
            roles=self.caller.roles,
            command_id=self.command_id,
            correlation_id=self.command_id,
            reason=reason,
            body_hash=self.body_hash,
            expected_version=self.expected_version,
            document=self.document,
            entered_at=utc_now(),
        )

    async def send(self, command: Command, reason: Reason | None = None) -> Accepted:
        """Carries the command out and answers with the document's new version."""
        context, handle = self.context(reason), self.service.application.handle
        try:
            outcome = await handle(command, context)
        except CommandReused:
            if self.sent_hash == self.body_hash:
                raise
            outcome = await handle(command, replace(context, body_hash=self.sent_hash))
        self.response.headers["ETag"] = f'"{outcome.version}"'
        return Accepted(
            id=outcome.stream.partition("/")[2],
            version=outcome.version,
            position=outcome.position,
            token=outcome.token,
        )


async def conversation(
    request: Request,
    response: Response,
    caller: CallerOfRequest,
    idempotency_key: Annotated[
        str | None,
        Header(
            max_length=KEY_LENGTH_MAX,
            pattern=KEY_PATTERN,
            description="Makes a repeat harmless; printable ASCII.",
        ),
    ] = None,
    if_match: Annotated[
        str | None, Header(description='The version decided on: "3"; * for any.')
    ] = None,
) -> Conversation:
    """What the request says about itself beside its body."""
    if idempotency_key is None:
        command_id = str(new_uuid())
    else:
        command_id = derived_id(caller.tenant, "idempotency-key", idempotency_key)
    who = f"{request.method} {request.scope['path']}\n{caller.actor.id}\n".encode()
    sent = await request.body()
    sent_hash = hashlib.sha256(who + sent).digest()
    body_hash = hashlib.sha256(who + canonical(await request.json(), sent)).digest()
    service: Service = request.app.state.service
    version = None if if_match is None else _version(if_match)
    document = None if version is None else _document(request)
    hashes = (body_hash, sent_hash)
    return Conversation(caller, response, service, command_id, *hashes, version, document)


def _document(request: Request) -> str | None:
    """The stream of the document that the path names; only its kind where that is by a code."""
    aggregate = _AGGREGATES.get(request.scope["path"].split("/")[2])
    if aggregate is None:
        return None
    named = next(iter(request.path_params.values()), None)
    if named is not None and UUID_FORM.fullmatch(named):
        return f"{aggregate}/{named}"
    return f"{aggregate}/" if named is not None or aggregate in _NAMED_BY_BODY else None


def values_of(body: BaseModel, *without: str) -> dict[str, Any]:
    """The body's fields as keyword arguments of the command or line that has the same ones."""
    return {name: value for name, value in body.__dict__.items() if name not in without}


def _letters(number: int) -> str:
    """The number's last fifty bits in ten characters that nobody misreads (Crockford)."""
    return "".join(ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5))


def _version(if_match: str) -> int | AnyVersion:
    if if_match.strip() == "*":
        return "any"
    found = _VERSION.fullmatch(if_match.strip())
    if found is None:
        raise BadVersion(
            'If-Match must be the ETag of the document, such as "3", or *.', given=if_match
        )
    return int(found[1] or found[2])


ConversationOfRequest = Annotated[Conversation, Depends(conversation)]
