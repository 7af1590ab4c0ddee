"""Signing in to the pages: the link that `purvey up` prints sets a cookie for this browser."""

import hmac
from typing import Annotated, Final

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from api.security import COOKIE, Unauthenticated

TOKEN_LENGTH_MAX: Final = 200

router: Final = APIRouter(include_in_schema=False)


@router.get("/sign-in")
async def sign_in(
    request: Request, token: Annotated[str, Query(max_length=TOKEN_LENGTH_MAX)]
) -> RedirectResponse:
    """Sets the session cookie and goes to the dashboard, so that the token leaves the address."""
    expected: str = request.app.state.dev_token
    if not hmac.compare_digest(token.encode(), expected.encode()):
        raise Unauthenticated("The link is not of this instance; `purvey up` prints the right one.")
    response = RedirectResponse("/", status_code=303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict")
    return response
