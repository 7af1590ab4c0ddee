"""The smallest history that an instance can have: suppliers that somebody proposed."""

from typing import Any

import httpx2

from adapters.system import utc_now
from api.wiring.addresses import kept_secret
from tests.cli.program import Home
from tests.plain_http import WITHOUT_TLS

SECONDS_MAX = 30


def propose(home: Home, number: str) -> httpx2.Response:
    """Sends the smallest command there is."""
    return httpx2.post(
        f"{home.addresses.api_url}/v1/suppliers",
        json={"number": number, "name": number},
        headers=_headers(home),
        timeout=SECONDS_MAX,
        verify=WITHOUT_TLS,
    )


def ask(home: Home, path: str, **parameters: str) -> httpx2.Response:
    """The answer to a question."""
    url = f"{home.addresses.api_url}/v1/{path}"
    return httpx2.get(
        url, params=parameters, headers=_headers(home), timeout=SECONDS_MAX, verify=WITHOUT_TLS
    )


def status(home: Home) -> dict[str, Any]:
    """How the parts are, asked over HTTP: a process would take a second of the machine for it.

    Empty while nobody answers, as when the API is started again.
    """
    try:
        told = ask(home, "status")
    except httpx2.TransportError:
        return {}
    return dict(told.json()) if told.is_success else {}


def suppliers(home: Home) -> set[str]:
    """The numbers of all suppliers, of an instance that need not run."""
    told = home.here("as-of", utc_now().isoformat(), "suppliers", "--limit", "500", "--json")
    return {each["number"] for each in told.report["data"]}


def has_mirror(home: Home) -> bool:
    """Whether the stream is as long as the log."""
    told = status(home)
    return bool(told) and told["stream_messages"] == told["log_events"]


def _headers(home: Home) -> dict[str, str]:
    return {"Authorization": f"Bearer {kept_secret(home.path / 'dev-token')}"}
