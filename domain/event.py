"""What a fact is: the event, who caused it, and the form of text that may name a person.

Events are frozen and closed. `TYPE` is the stored name, a contract: it never follows a module
path. An absent optional fact is left out of the stored form, never written as null. Who and why is
gathered in `application/handle.py`; `adapters/postgres/event_mapper.py` writes it and the bytes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler
from pydantic.fields import FieldInfo

from domain.glance import by_pydantic, constructor
from domain.ids import Code, Id, Number

EVENT_BYTES_MAX: Final = 256 * 1024  # Metadata and payload together; larger things go by hash.

ActorType = Literal["human", "service", "ai"]


class Value(BaseModel):
    """A part of an event: frozen, closed, without identity of its own."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", defer_build=True
    )

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[BaseModel], handler: GetCoreSchemaHandler
    ) -> Any:  # noqa: ANN401 - the schema is of a package that pydantic alone imports.
        """Values lie in the order of their names, so that they need not be sorted to be stored."""
        schema: dict[str, Any] = dict(handler(source))
        fields = schema["schema"]["fields"]
        schema["schema"]["fields"] = dict(sorted(fields.items()))
        return schema

    def __init_subclass__(cls, **options: Any) -> None:
        """Rules that a field is assigned would not come behind those of its type (`glance.py`)."""
        ruled = [name for name, each in vars(cls).items() if isinstance(each, FieldInfo)]
        assert not ruled, f"the rules of {cls.__name__}.{ruled} stand in their types"
        super().__init_subclass__(**options)

    if not TYPE_CHECKING:

        @by_pydantic
        def __init__(self, /, **values: object) -> None:
            """The first one of its class; the others are made by the constructor written here."""
            kind = type(self)
            kind.__init__ = constructor(kind)
            kind.__init__(self, **values)

        @classmethod
        def __pydantic_init_subclass__(cls, **_: object) -> None:
            """Each class has a constructor of its own, whatever it inherits from."""
            cls.__init__ = Value.__init__


class Event(Value):
    """A fact of one aggregate. Subclasses name their stored type and schema version."""

    TYPE: ClassVar[str]
    SCHEMA: ClassVar[int] = 1
    PUBLIC: ClassVar[bool] = True  # Internal events are stored and relayed, but not subscribed to.


class SealedText(Value):
    """Free text that may name a person: ciphertext under the key of its subject.

    `box` is base64 of nonce and AES-GCM ciphertext. Erasing the subject's key erases the text and
    leaves every hash over the event valid.
    """

    subject: Code
    box: str


class DocumentRef(Value):
    """Points at one document: aggregate (`purchase_order`), id, and the number people use."""

    aggregate: str
    id: Id
    number: Number


class PolicyVersion(Value):
    """Which version of which policy decided."""

    id: Code
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts. An AI acts on behalf of a person and can never approve, order or pay."""

    type: ActorType
    id: str
    on_behalf_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why: a code that can be counted, and optional sealed words beside it."""

    code: str
    text: SealedText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """An intent. `now` is the moment at which it takes effect, given by the caller (with zone)."""

    now: datetime


class Unread(dict[str, Any]):
    """Stands where data of an event would that this program cannot read.

    Whoever goes by an event's type alone looks for it: the event is no fact to him.
    """


class Unreadable(Unread):
    """Of an event whose stored bytes nobody can take apart; also of such metadata. It is empty."""


class Newer(Unread):
    """Of an event whose schema only a newer program knows: what is stored, to be compared alone."""


class Recorded(NamedTuple):
    """An event as the log holds it, in the form that projections and replay read.

    `data` and `metadata` are the stored JSON objects, decoded and upcast to the current schema:
    decimals, dates and times are strings. `offset` is dense in the shard, `position` in the tenant.
    Of an event that nobody can take apart `data` is `Unreadable`, and `metadata` too, if need be;
    of one whose schema this program does not know yet, `data` is `Newer`, as it is stored.
    """

    epoch: int
    offset: int
    tenant: str
    position: int
    stream: str  # "<aggregate>/<id>"
    version: int  # from 1, dense in the stream
    type: str
    recorded_at: datetime
    metadata: Mapping[str, Any]
    data: Mapping[str, Any]

    @property
    def aggregate(self) -> str:
        """The aggregate's name: the part of the stream before the slash."""
        return self.stream.partition("/")[0]

    @property
    def document_id(self) -> str:
        """The id of the document whose history this event belongs to."""
        return self.stream.partition("/")[2]
