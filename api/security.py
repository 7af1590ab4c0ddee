"""Who is calling. Today a development identity: one token, made by `purvey up`, loopback only.

With the token as bearer the caller chooses tenant, actor and roles by header; without it nothing is
answered. The cookie that the sign-in link sets opens what is read, never a command, so that no page
of another program on this machine can send one. Federation replaces this module's `Caller` source,
not its users.
"""

import hmac
import ipaddress
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated, Final

from fastapi import Depends, Header, Request, Security
from fastapi.security import HTTPBearer

from application.access import permits
from application.errors import Failed, Forbidden
from application.roles import ROLES, Permission
from domain.event import Actor
from domain.ids import PERSON_PATTERN

COOKIE: Final = "purvey_session"
TENANT_DEFAULT: Final = "demo"
ACTOR_DEFAULT: Final = "developer"
TENANT_PATTERN: Final = r"^[a-z0-9][a-z0-9-]{0,62}$"
ROLES_LENGTH_MAX: Final = 500
ALL_ROLES: Final = frozenset(ROLES)
ADDRESSES_REMEMBERED: Final = 1_000  # Clients come from few.

_bearer: Final = HTTPBearer(
    auto_error=False,
    scheme_name="token",
    description="The development token that `purvey up` keeps in `$PURVEY_HOME/dev-token`.",
)

ActorHeader = Annotated[
    str,
    Header(alias="X-Purvey-Actor", pattern=PERSON_PATTERN, description="Who acts, in lower case."),
]
RolesHeader = Annotated[
    str | None,
    Header(
        alias="X-Purvey-Roles",
        max_length=ROLES_LENGTH_MAX,
        description=f"Comma separated; by default all of {', '.join(ROLES)}.",
    ),
]
TenantHeader = Annotated[
    str, Header(alias="X-Purvey-Tenant", pattern=TENANT_PATTERN, description="Whose data.")
]


class Unauthenticated(Failed):
    """The request carries no token, or a wrong one."""

    code = "access.unauthenticated"


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """The identity behind a request."""

    tenant: str
    actor: Actor
    roles: frozenset[str]

    def require(self, permission: Permission) -> None:
        """Raises `Forbidden` when none of the roles carries the duty."""
        if not permits(self.roles, permission):
            raise Forbidden(f"This needs a role that may {permission}.", permission=permission)


async def caller(
    request: Request,
    actor: ActorHeader = ACTOR_DEFAULT,
    roles: RolesHeader = None,
    tenant: TenantHeader = TENANT_DEFAULT,
) -> Caller:
    """The caller of this request; `Unauthenticated` without the development token.

    Async only because the framework runs other functions in a thread, which takes longer than this.
    """
    authenticate(request)
    return named(actor, roles, tenant)


def named(actor: str, roles: str | None, tenant: str) -> Caller:
    """The caller that the headers of a request with the token name."""
    chosen = ALL_ROLES if roles is None else frozenset(_names(roles))
    unknown = chosen - ALL_ROLES
    if unknown:
        raise Forbidden(
            f"Unknown roles: {', '.join(sorted(unknown))}; known: {', '.join(ROLES)}.",
            unknown=sorted(unknown),
        )
    return Caller(tenant=tenant, actor=Actor(type="human", id=actor), roles=chosen)


def session_cookie(port: int | None) -> str:
    """The session's name: a browser keeps one jar for all ports of a host, and so all instances."""
    return f"{COOKIE}_{port}"


def authenticate(request: Request) -> None:
    """Raises `Unauthenticated` unless the request carries the token, as bearer or as cookie."""
    given = _bearer_of(request.headers.get("authorization", ""))
    if given is None:
        given = request.cookies.get(session_cookie(request.url.port), "")
    _require_token(request, given)


def authenticate_bearer(request: Request, authorization: str) -> None:
    """Raises `Unauthenticated` unless that header carries the token."""
    _require_token(request, _bearer_of(authorization) or "")


def _bearer_of(authorization: str) -> str | None:
    scheme, _, given = authorization.partition(" ")
    return given if scheme.lower() == "bearer" else None


def _require_token(request: Request, given: str) -> None:
    """Compares the token in constant time; only loopback clients may use it at all."""
    expected: str = request.app.state.dev_token
    host = request.client.host if request.client else ""
    if not _is_loopback(host) or not hmac.compare_digest(given.encode(), expected.encode()):
        raise Unauthenticated(
            "Send `Authorization: Bearer <token>` with the token that `purvey up` keeps in"
            " its home folder (dev-token); it is accepted from this machine only."
        )


@lru_cache(ADDRESSES_REMEMBERED)
def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _names(roles: str) -> list[str]:
    return [role.strip() for role in roles.split(",") if role.strip()]


async def _told(
    caller: Annotated[Caller, Depends(caller)],
    credentials: Annotated[object, Security(_bearer)],  # read above; here it is described
) -> Caller:
    return caller


CallerOfRequest = Annotated[Caller, Depends(_told)]
