"""The headers that keep a page to itself: no foreign code, no frames, no guessing, no tracks."""

from collections.abc import Mapping
from typing import Final, TypeVar

from starlette.responses import Response

HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",  # JSON in a page is data, which needs no permission.
            "style-src 'self'",
            "font-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

R = TypeVar("R", bound=Response)


def protected(response: R) -> R:
    """The response with these headers."""
    response.headers.update(HEADERS)
    return response
