"""Signing in: the link that `purvey up` prints, or its token by hand, opens a session.

The token leaves the address at once; the session is a cookie that scripts cannot read and other
sites cannot send.
"""

import hmac
from typing import Annotated, Final

from fastapi import APIRouter, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.security import Unauthenticated, session_cookie
from api.web.page import PageRoute

TOKEN_LENGTH_MAX: Final = 200
ADDRESS_LENGTH_MAX: Final = 2_000

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/sign-in")
async def sign_in_by_link(
    request: Request, token: Annotated[str, Query(max_length=TOKEN_LENGTH_MAX)]
) -> Response:
    """Opens the session and goes to the dashboard."""
    return _opened(request, token, "/")


@router.post("/sign-in")
async def sign_in_by_hand(
    request: Request,
    token: Annotated[str, Form(max_length=TOKEN_LENGTH_MAX)],
    after: Annotated[str, Form(max_length=ADDRESS_LENGTH_MAX)] = "/",
) -> Response:
    """Opens the session and goes on to where the reader wanted to be."""
    return _opened(request, token.strip(), after)


def _opened(request: Request, token: str, after: str) -> Response:
    expected: str = request.app.state.dev_token
    if not hmac.compare_digest(token.encode(), expected.encode()):
        raise Unauthenticated("That is not the token of this instance; `purvey up` prints it.")
    response = RedirectResponse(after if _is_ours(after) else "/", status_code=303)
    response.set_cookie(session_cookie(request.url.port), token, httponly=True, samesite="strict")
    return response


def _is_ours(address: str) -> bool:
    """Whether the address is a path of this site: browsers read // and /\\ as another host."""
    return address.startswith("/") and address[1:2] not in ("/", "\\") and address.isprintable()
